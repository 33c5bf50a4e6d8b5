"""What on a web page is furniture: menus, cookie bars, running headers and footers.

Furniture keeps its text and gets a mark, and only where that is safe: hospitals put the emergency number in an
<aside> and "Do not eat" in a <footer>. So an element must first name itself (by element, ARIA role, class or id), and
then hold hardly anything but links, or no prose at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from careplan.documents.inline import Run

# HTML Living Standard 4.3 and ARIA landmarks; a role overrides the element.
_BY_TAG = {"nav": "menu", "footer": "edge", "header": "links", "aside": "links", "dialog": "links"}
_BY_ROLE = {
    "navigation": "menu",
    "menu": "menu",
    "menubar": "menu",
    "search": "menu",
    "banner": "links",
    "contentinfo": "edge",
    "complementary": "links",
    "dialog": "links",
    "alertdialog": "links",
}
# Names that content systems give to such parts, as whole words of class and id.
_NAMES = frozenset((
    "nav", "navbar", "navigation", "menu", "submenu", "megamenu", "breadcrumb", "breadcrumbs", "sidebar",
    "footer", "header", "masthead", "skip", "skiplink", "share", "sharing", "social", "pagination", "pager",
    "newsletter", "search", "toolbar", "topbar", "related", "sitemap", "language", "languages",
))  # fmt: skip
# Consent managers; never "consent" alone, which is what patients sign before surgery.
_COOKIE = re.compile(
    r"cookie|onetrust|optanon|cybot|trustarc|truste\b|usercentrics|didomi|osano|klaro|gdpr|\bcky-|\bcc-window\b|qc-cmp",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]?[a-z]+")
_SENTENCE = re.compile(r"[.!?…:;][\"”’')\]]*$")
_COOKIE_MOST = 4000  # characters: a consent dialogue is long, a page is longer


@dataclass(slots=True)
class Tally:
    """What has been read so far; the difference of two is what an element holds.

    Visible characters and those of them in links; sentences, items and longer lines that are no links; main titles.
    """

    size: int = 0
    link: int = 0
    anchor: int = 0
    prose: int = 0
    items: int = 0
    titles: int = 0
    longer: int = 0

    def count(self, run: Run, *, item: bool) -> None:
        """Count one more block."""
        self.size += run.size
        self.link += run.link + run.button
        self.anchor += run.anchor
        plain = run.link + run.button == 0
        mostly = 2 * (run.link + run.button) < run.size
        words = len(run.text.split())
        self.prose += mostly and words >= 4 and bool(_SENTENCE.search(run.text)) and "©" not in run.text
        self.items += item and plain and words >= 2
        self.longer += plain and words > 3 and "©" not in run.text

    def minus(self, before: Tally) -> Tally:
        """What came since `before`."""
        return Tally(*(getattr(self, name) - getattr(before, name) for name in self.__slots__))

    @property
    def says_something(self) -> bool:
        """Whether there is a sentence, a list, or a line long enough to be an instruction without a full stop."""
        return self.prose > 0 or self.items > 1 or self.longer > 0

    def copy(self) -> Tally:
        """This tally as it stands."""
        return self.minus(Tally())


def candidate(tag: str, attributes: Mapping[str, str | None]) -> str | None:
    """The kind of furniture that an element claims to be by its name, or None."""
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if tag in ("html", "body", "main", "article"):
        return None
    if names.strip() and _COOKIE.search(names):
        return "cookie"
    if is_hidden(attributes):
        return "hidden"
    found = _BY_ROLE.get(attributes.get("role") or "") or _BY_TAG.get(tag)
    if found is None and not _NAMES.isdisjoint(word.lower() for word in _WORD.findall(names)):
        return "links"
    return found


def is_furniture(kind: str, held: Tally) -> bool:
    """Whether an element that claims to be furniture of `kind` and holds `held` is that."""
    linked = 2 * held.link >= held.size
    if kind == "cookie":
        return not held.titles and held.size <= _COOKIE_MOST
    if held.titles or held.size == 0:
        return False
    if kind == "menu":
        return linked or held.prose < 2
    if kind == "edge":
        return (linked and not held.prose) or not held.says_something
    if kind == "hidden":
        return not held.says_something
    return linked and not held.prose and held.items < 2


def is_hidden(attributes: Mapping[str, str | None]) -> bool:
    """Whether the element is not shown at first. Folded answers are hidden so, hence it is no reason to drop it."""
    style = re.sub(r"\s+", "", attributes.get("style") or "").lower()
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style
