"""List numbers of a Word document (ECMA-376 part 1, 17.9): paragraphs don't have them, so we count as Word does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from careplan.documents.docx_package import Element, attr, child, name, whole
from careplan.documents.numerals import numeral
from careplan.documents.symbols import bullet, symbol

_SORTS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its number format, its text ("%1."), the first number, and how far it is indented."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    indent: int | None = None
    font: str = ""


_Levels = dict[int, Level]


class Numbering:
    """Counts the items of all lists, in document order."""

    def __init__(self, root: Element | None) -> None:
        self._abstract: dict[int, _Levels] = {}
        self._linked: dict[int, str] = {}
        self._lists: dict[int, tuple[int, _Levels, dict[int, int]]] = {}
        self._style_lists: dict[str, int] = {}
        self._counts: dict[int, dict[int, int]] = {}
        self._restarted: set[tuple[int, int]] = set()
        for element in root if root is not None else ():
            if name(element) == "abstractNum":
                self._add_abstract(element)
            elif name(element) == "num":
                self._add_list(element)

    def level(self, number: int, level: int) -> Level | None:
        """The level of list `number`, or None when there is none."""
        abstract, own, _ = self._lists.get(number, (-1, {}, {}))
        abstract = self._resolved(abstract)
        return own.get(level) or self._abstract.get(abstract, {}).get(level)

    def marker(self, number: int, level: int) -> str:
        """The marker of the next item: "•", "3.", "(b)", "2.1." or "" for a level that shows none."""
        shown = self.level(number, level)
        if shown is None or shown.format == "none":
            return ""
        if shown.format == "bullet":
            return bullet(symbol(shown.text[:1], shown.font)) if shown.text.strip() else ""
        counts = self._count(number, level, shown)
        return re.sub(r"%(\d)", lambda found: self._number(number, int(found[1]) - 1, counts), shown.text).strip()

    def _count(self, number: int, level: int, shown: Level) -> dict[int, int]:
        abstract, _, starts = self._lists[number]
        counts = self._counts.setdefault(self._resolved(abstract), {})
        if level in starts and (number, level) not in self._restarted:
            self._restarted.add((number, level))
            counts[level] = starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else shown.start
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        return counts

    def _number(self, number: int, level: int, counts: dict[int, int]) -> str:
        shown = self.level(number, level) or Level()
        value = counts.get(level, shown.start)
        return f"{value:02}" if shown.format == "decimalZero" else numeral(value, _SORTS.get(shown.format, "1"))

    def _resolved(self, abstract: int) -> int:
        """The list that has the levels, where one only names a list style (17.9.21, 17.9.27)."""
        return self._style_lists.get(self._linked.get(abstract, ""), abstract)

    def _add_abstract(self, element: Element) -> None:
        id_ = whole(attr(element, "abstractNumId"))
        if id_ is None:
            return
        self._abstract[id_] = _levels(element)
        if link := attr(child(element, "numStyleLink"), "val"):
            self._linked[id_] = link
        if link := attr(child(element, "styleLink"), "val"):
            self._style_lists[link] = id_

    def _add_list(self, element: Element) -> None:
        id_, abstract = whole(attr(element, "numId")), whole(attr(child(element, "abstractNumId"), "val"))
        if id_ is None or abstract is None:
            return
        starts: dict[int, int] = {}
        own: _Levels = {}
        for override in (e for e in element if name(e) == "lvlOverride"):
            at, start = whole(attr(override, "ilvl")), whole(attr(child(override, "startOverride"), "val"))
            own.update(_levels(override))
            if at is not None and start is not None:
                starts[at] = start
        self._lists[id_] = abstract, own, starts


def _levels(element: Element) -> _Levels:
    found = ((whole(attr(e, "ilvl")), e) for e in element if name(e) == "lvl")
    return {at: _level(e) for at, e in found if at is not None}


def _level(element: Element) -> Level:
    indent = child(element, "pPr", "ind")
    return Level(
        format=attr(child(element, "numFmt"), "val") or "decimal",
        text=attr(child(element, "lvlText"), "val") or "",
        start=whole(attr(child(element, "start"), "val")) or 0,
        indent=whole(attr(indent, "left") or attr(indent, "start")),
        font=attr(child(element, "rPr", "rFonts"), "ascii") or "",
    )
