"""What HTML's elements and attributes mean for the layout (HTML Living Standard, section 15, Rendering)."""

from __future__ import annotations

import re
from collections.abc import Mapping

Attributes = Mapping[str, str | None]

# Never shown. What <noscript> and <template> hold is for other circumstances than ours.
LINE = "data-careplan-line"  # the line of the Markdown source that an element comes from
SKIPPED = frozenset((
    "head", "script", "style", "template", "noscript", "iframe", "object", "embed", "audio", "video", "canvas",
    "datalist", "map", "math-annotation", "rp", "-comment",
))  # fmt: skip
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "details", "dd", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup",
    "option", "p", "plaintext", "pre", "search", "section", "select", "summary", "table", "caption", "tbody",
    "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "xmp", "svg",
))  # fmt: skip
BOLD = frozenset({"b", "strong"})
STRUCK = frozenset({"s", "strike", "del"})
PREFORMATTED = frozenset({"pre", "listing", "plaintext", "xmp", "textarea"})
STYLED = BOLD | STRUCK | PREFORMATTED | {"button", "select"}
_SAME = {"ol": "ul", "menu": "ul", "dir": "ul", "th": "td"}
_BOLD_STYLE = re.compile(r"font-weight:(bold|bolder|[6-9]00)")
_WORD_LIST = re.compile(r"mso-list:\s*(?P<list>\S+)\s+level(?P<level>\d)")
_FOLDS = re.compile(r"accordion|collaps|toggle|expand|\btab", re.IGNORECASE)
_CSS_NUMBERS = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip


def is_block(tag: str, attributes: Attributes) -> bool:
    """Whether the element's text stands apart from what is before and after it.

    A custom element (its name has a hyphen) is taken for a block: those that sites use are cards and accordions.
    """
    return tag in BLOCKS or "-" in tag or "display:block" in css(attributes)


def behaviour(tag: str, attributes: Attributes) -> str:
    """What the element does to the walk; a heading role, and what Word wrote, override the element."""
    if heading_level(tag, attributes):
        return "heading"
    if attributes.get("style"):
        if word_list(attributes):
            return "word-item"
        if is_word_marker(attributes):
            return "word-marker"
    return _SAME.get(tag, tag)


def css(attributes: Attributes) -> str:
    """The style attribute without white space."""
    return re.sub(r"\s+", "", attributes.get("style") or "").lower()


def is_bold(tag: str, attributes: Attributes) -> bool | None:
    """Whether the element sets bold on, or off; None when it leaves it."""
    style = css(attributes)
    if "font-weight:" in style:
        return bool(_BOLD_STYLE.search(style))
    return True if tag in BOLD else None


def is_struck(tag: str, attributes: Attributes) -> bool:
    """Whether the element crosses its text out."""
    return tag in STRUCK or "line-through" in css(attributes)


def heading_level(tag: str, attributes: Attributes) -> int:
    """1..6 for a heading by element or ARIA role, else 0."""
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    if attributes.get("role") == "heading":
        return min(max(number(attributes.get("aria-level"), 2), 1), 6)
    return 0


def folds(attributes: Attributes) -> bool:
    """Whether a button opens a part of the page: it heads that part."""
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return bool({"aria-expanded", "aria-controls"} & attributes.keys() or _FOLDS.search(names))


def word_list(attributes: Attributes) -> tuple[str, int] | None:
    """List and level of a paragraph that Word made a list item when it saved as HTML."""
    found = _WORD_LIST.search((attributes.get("style") or "").lower())
    return (found["list"], int(found["level"])) if found else None


def is_word_marker(attributes: Attributes) -> bool:
    """Whether the element holds the bullet or number that Word wrote out beside its own lists."""
    return "mso-list:ignore" in css(attributes)


def numbering(attributes: Attributes) -> str:
    """The kind of an ordered list's numbers: "1", "a", "A", "i" or "I"."""
    kind = attributes.get("type") or "1"
    for name, sort in _CSS_NUMBERS.items():
        if f"list-style-type:{name}" in css(attributes) or f"list-style:{name}" in css(attributes):
            kind = sort
    return kind if kind in "1aAiI" else "1"


def number(value: str | None, otherwise: int) -> int:
    """An attribute's integer within reason."""
    found = re.match(r"\s*(-?\d{1,6})", value or "")
    return int(found[1]) if found else otherwise
