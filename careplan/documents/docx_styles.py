"""Styles of a Word document (ECMA-376 part 1, 17.7): what a paragraph gets that doesn't say it itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from careplan.documents.docx_package import Element, attr, child, name, on, whole

_HEADING = re.compile(r"heading (\d)")
_LONGEST_CHAIN = 20  # styles may be based on each other in a circle


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Paragraph properties, each None where not given. `outline` is 0 for a main heading and 9 for running text."""

    style: str | None = None
    number: int | None = None
    number_level: int | None = None
    outline: int | None = None
    indent: int | None = None  # twentieths of a point, from the margin to the text
    bold: bool | None = None


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    paragraph: Paragraph
    header_row: bool


def properties(element: Element | None, run: Element | None = None) -> Paragraph:
    """What a w:pPr says, and the bold of the w:rPr beside it in a style."""
    indent = child(element, "ind")
    return Paragraph(
        style=attr(child(element, "pStyle"), "val"),
        number=whole(attr(child(element, "numPr", "numId"), "val")),
        number_level=whole(attr(child(element, "numPr", "ilvl"), "val")),
        outline=whole(attr(child(element, "outlineLvl"), "val")),
        indent=whole(attr(indent, "left") or attr(indent, "start")),
        bold=on(run, "b"),
    )


class Styles:
    """Looks styles up by id, along what they are based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default: str | None = None
        self.language = attr(child(root, "docDefaults", "rPrDefault", "rPr", "lang"), "val")
        for element in root if root is not None else ():
            if name(element) == "style":
                self._add(element)

    def _add(self, element: Element) -> None:
        id_ = attr(element, "styleId") or ""
        first_rows = (e for e in element if name(e) == "tblStylePr" and attr(e, "type") == "firstRow")
        self._styles[id_] = _Style(
            name=(attr(child(element, "name"), "val") or "").lower(),
            based_on=attr(child(element, "basedOn"), "val"),
            paragraph=properties(child(element, "pPr"), child(element, "rPr")),
            header_row=any(on(child(e, "rPr"), "b") for e in first_rows),
        )
        if attr(element, "type") == "paragraph" and attr(element, "default") in ("1", "true", "on"):
            self._default = id_

    def chain(self, id_: str | None) -> Iterator[_Style]:
        """The style and those it is based on; the default paragraph style for None."""
        style = self._styles.get(id_ or self._default or "")
        for _ in range(_LONGEST_CHAIN):
            if style is None:
                return
            yield style
            style = self._styles.get(style.based_on or "")

    def is_named(self, id_: str | None, start: str) -> bool:
        """Whether the style, or one it is based on, has a name that begins so."""
        return any(style.name.startswith(start) for style in self.chain(id_))

    def bold(self, id_: str | None) -> bool:
        """Whether text of this style is bold."""
        return next((s.paragraph.bold for s in self.chain(id_) if s.paragraph.bold is not None), False)

    def has_header_row(self, id_: str | None) -> bool:
        """Whether a table of this style sets its first row in bold."""
        return id_ is not None and any(style.header_row for style in self.chain(id_))

    def inherited(self, id_: str | None, key: str) -> int | None:
        """A number of the paragraph properties, from the nearest style that has it."""
        return next((v for s in self.chain(id_) if (v := getattr(s.paragraph, key)) is not None), None)

    def heading(self, paragraph: Paragraph) -> int:
        """1..6 for a heading by style or outline level, else 0. The title is told by `is_named(..., "title")`."""
        for style in self.chain(paragraph.style):
            if found := _HEADING.fullmatch(style.name):
                return min(int(found[1]), 6)
            if style.name in ("title", "subtitle"):
                return 1 if style.name == "title" else 2
        outline = paragraph.outline if paragraph.outline is not None else self.inherited(paragraph.style, "outline")
        return min(outline + 1, 6) if outline is not None and 0 <= outline < 9 else 0
