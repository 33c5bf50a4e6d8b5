"""The walk over the paragraphs and tables of a Word document (ECMA-376 part 1, 17.2 to 17.4) that writes Blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from careplan.documents.blocks import Block
from careplan.documents.docx_inline import Reader, visible
from careplan.documents.docx_lists import Lists, Spot
from careplan.documents.docx_numbering import Numbering
from careplan.documents.docx_package import Element, Package, attr, child, name, relation, whole
from careplan.documents.docx_styles import Paragraph, Styles, properties
from careplan.documents.headings import may_be
from careplan.documents.inline import Run
from careplan.documents.symbols import BULLET
from careplan.documents.tables import Cell, Row, lay_out
from careplan.errors import UnreadableDocument

_WRAPPERS = frozenset(["sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"])


class Walker:
    """Writes to `blocks`; asides (notes, headers, text boxes) are walked apart."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.styles = Styles(package.related("styles"))
        self.numbering = Numbering(package.related("numbering"))
        self.text = Reader(self.styles)
        self.lists = Lists(self.styles, self.numbering)
        self.blocks: list[Block] = []
        self._paragraphs = 0
        self._tables = 0
        self._place = ""
        self._titles = 0

    def walk(self, elements: Iterable[Element]) -> None:
        """Paragraphs and tables, also those in content controls and insertions."""
        for element in elements:
            kind = name(element)
            if kind == "p":
                self._paragraph(element)
            elif kind == "tbl":
                self._table(element)
            elif kind in _WRAPPERS:
                self.walk(visible(element))
            elif kind == "altChunk":
                raise UnreadableDocument(
                    "the Word file has another file embedded as text; open and save it in Word first"
                )

    def aside(self, element: Element, place: str) -> list[Block]:
        """The blocks of a part that stands apart; their place is `place`."""
        saved = self.blocks, self.lists.open, self._place
        self.blocks, self.lists.open, self._place = [], [], place
        self.lists.part()
        self.walk(visible(element))
        found = self.blocks
        self.blocks, self.lists.open, self._place = saved
        self.lists.part()
        return found

    def with_title_first(self, blocks: Sequence[Block]) -> list[Block]:
        """The blocks with headings one level lower where the document has a title in the style of that name."""
        if not self._titles:
            return list(blocks)
        return [replace(b, level=_lower(b.level)) if b.kind == "heading" and b.level else b for b in blocks]

    def _paragraph(self, element: Element) -> None:
        self._paragraphs += not self._place
        own = properties(child(element, "pPr"))
        self.text.paragraph(element, bold=self.styles.bold(own.style))
        if child(element, "pPr", "rPr", "del") is not None:
            return  # its end was deleted: it runs on into the next (17.13.5.15)
        run = self.text.inline.take()
        boxes, self.text.boxes = self.text.boxes, []
        diagrams, self.text.diagrams = self.text.diagrams, []
        self._write(own, run)
        for box in boxes:
            self.blocks.extend(self.aside(box, "text box"))
        for diagram in diagrams:
            self._diagram(diagram)

    def _write(self, own: Paragraph, run: Run) -> None:
        if not run.text:
            self.lists.part()
            return
        place = self._place or f"paragraph {self._paragraphs}"
        block = Block("paragraph", run.text, place, marks=run.marks)
        heading, spot = self.styles.heading(own), self.lists.spot(own)
        marker = self.numbering.marker(spot.number, spot.level) if spot else ""
        if heading:
            self.blocks.append(self._heading(block, heading, marker, own))
        elif spot and marker:
            self.blocks.append(self._item(block, spot, marker))
        else:
            self.blocks.append(self._running(block, own, run))

    def _heading(self, block: Block, level: int, marker: str, own: Paragraph) -> Block:
        self.lists.end()
        if self.styles.is_named(own.style, "title"):
            self._titles += 1
            level = -1
        before = f"{marker} " if marker and not marker.startswith(BULLET) else ""
        marks = tuple(replace(m, start=m.start + len(before), end=m.end + len(before)) for m in block.marks)
        return replace(block, kind="heading", text=before + block.text.replace("\n", " "), level=level, marks=marks)

    def _item(self, block: Block, spot: Spot, marker: str) -> Block:
        return replace(block, kind="item", level=self.lists.enter(spot), marker=marker, group=1 + self.lists.group)

    def _running(self, block: Block, own: Paragraph, run: Run) -> Block:
        indent = own.indent if own.indent is not None else self.styles.inherited(own.style, "indent")
        level = self.lists.belongs(indent)
        if level:
            return replace(block, level=level)
        self.lists.end()
        if self.styles.is_named(own.style, "toc "):
            return replace(block, furniture=True)
        if run.bold == run.size and may_be(run.text):
            return replace(block, kind="heading", strong=True)
        return block

    def _diagram(self, element: Element) -> None:
        """SmartArt keeps its text in a part of its own, a point for each shape."""
        root = self.package.by_id(relation(element, "dm"))
        for point in root.iter() if root is not None else ():
            if name(point) == "pt" and (text := " ".join(e.text or "" for e in point.iter() if name(e) == "t").split()):
                self.blocks.append(Block("paragraph", " ".join(text), "diagram"))

    def _table(self, element: Element) -> None:
        self.lists.end()
        outer, saved = self._place, self.blocks
        self._tables += not outer
        rows: list[Row] = []
        for at, row in enumerate(_inner(element, "tr"), 1):
            self._place = outer or f"table {self._tables} row {at}"
            if child(row, "trPr", "del") is None:
                rows.append(self._row(row, header=_is_header(row) or (at == 1 and self._styled_header(element))))
        self._place, self.blocks = outer, saved
        self.lists.end()
        self.blocks.extend(lay_out(rows, group=-1 - self.lists.group))
        self.lists.end()

    def _row(self, row: Element, *, header: bool) -> Row:
        cells: list[Cell] = []
        column = 1 + (whole(attr(child(row, "trPr", "gridBefore"), "val")) or 0)
        for cell in _inner(row, "tc"):
            own = child(cell, "tcPr")
            merged = child(own, "vMerge")
            if merged is None or attr(merged, "val") == "restart":
                cells.append(Cell(tuple(self._cell(cell)), column, header))
            column += max(1, min(whole(attr(child(own, "gridSpan"), "val")) or 1, 100))
        return tuple(cells)

    def _cell(self, cell: Element) -> list[Block]:
        self.blocks = []
        self.lists.end()
        self.walk(visible(cell))
        return self.blocks

    def _styled_header(self, table: Element) -> bool:
        look = child(table, "tblPr", "tblLook")
        flags = re.fullmatch(r"[0-9a-fA-F]{1,4}", attr(look, "val") or "")
        first = attr(look, "firstRow") in ("1", "true", "on") or bool(flags and int(flags[0], 16) & 0x20)
        return first and self.styles.has_header_row(attr(child(table, "tblPr", "tblStyle"), "val"))


def _lower(level: int) -> int:
    return 1 if level < 0 else min(level + 1, 6)


def _is_header(row: Element) -> bool:
    found = child(row, "trPr", "tblHeader")
    return found is not None and attr(found, "val") not in ("0", "false", "off")


def _inner(element: Element, kind: str) -> list[Element]:
    """The rows of a table or cells of a row, also in content controls and insertions."""
    found: list[Element] = []
    for part in visible(element):
        if name(part) == kind:
            found.append(part)
        elif name(part) in _WRAPPERS:
            found.extend(_inner(part, kind))
    return found
