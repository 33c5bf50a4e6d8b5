"""HTML of real sites to Text: all that is shown, in order, with menus and cookie bars marked as furniture.

The tree is made by the parser of browsers' rules (WHATWG), so that broken markup reads as people see it. libxml2 was
tried: it drops what stands after </html>, and everything in a page nested too deep.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from careplan.documents.blocks import Block, compose, tidy, with_bullets
from careplan.documents.encoding import decode, lines
from careplan.documents.headings import settle
from careplan.documents.html_elements import OPENERS
from careplan.documents.html_walk import Walker
from careplan.documents.source import Source
from careplan.documents.text import Text
from careplan.errors import UnreadableDocument

_META = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# Elements that end by themselves; a page may have thousands of them open in its source.
_SELF_ENDING = frozenset((
    "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "optgroup", "rt", "rp",
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
))  # fmt: skip
_FORMATTING = frozenset((
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
))  # fmt: skip
# The rules of browsers' parsers take time by depth times length, and open formatting is opened again in each block.
_DEEPEST = 1000
_MOST_OPTIONS = 10_000  # of menus; the parser looks at all of them again for each
_MOST_REOPENED = 2_000_000


def read(source: Source) -> Text:
    """The text of an HTML page. Its charset: byte-order mark, as declared, <meta>, UTF-8, Windows-1252."""
    hint = _META.search(source.data[:4096]) or _XML.search(source.data[:300])
    markup = lines(decode(source.data, charset=source.charset, hint=hint[1].decode("ascii") if hint else None))
    return from_markup(markup, source)


def from_markup(markup: str, source: Source, *, title: str | None = None) -> Text:
    """The text of HTML that is decoded already; media type and hash are the source's, `title` if it is known."""
    _check(markup)
    tree = LexborHTMLParser(markup)
    root = tree.root
    blocks = settle(with_bullets(Walker(OPENERS).walk(root))) if root is not None else []
    layout = compose(blocks)
    return Text(
        content=layout.content,
        media_type=source.media_type,
        sha256=source.sha256,
        title=title or _title(blocks, tree),
        language=_language(tree),
        marks=layout.marks,
        origins=layout.origins,
    )


def _check(markup: str) -> None:
    depth = deepest = formatting = tags = options = 0
    for end, written in _TAG.findall(markup):
        name = written.lower()
        tags += 1
        options += name == "option"
        if name in _SELF_ENDING:
            continue
        depth = max(0, depth - 1) if end else depth + 1
        deepest = max(deepest, depth)
        if name in _FORMATTING:
            formatting += -1 if end else 1
    if deepest > _DEEPEST or formatting * tags > _MOST_REOPENED or options > _MOST_OPTIONS:
        raise UnreadableDocument("the HTML is broken: its elements are nested too deep or never closed")


def _title(blocks: Sequence[Block], tree: LexborHTMLParser) -> str | None:
    """The only main heading, else the page's <title> (which tends to have the site's name in it), else the first."""
    main = [b.text for b in blocks if b.kind == "heading" and b.level == 1 and not b.furniture]
    found = tree.css_first("title")
    named = tidy(found.text()).replace("\n", " ") if found is not None else ""
    return main[0] if len(main) == 1 else named or (main[0] if main else None)


def _language(tree: LexborHTMLParser) -> str | None:
    found = tree.css_first("html")
    return ((found.attributes.get("lang") or "").strip() or None) if found is not None else None
