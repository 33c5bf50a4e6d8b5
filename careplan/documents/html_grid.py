"""An open table or definition list of an HTML page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from careplan.documents.blocks import Block
from careplan.documents.tables import Cell, Row, lay_out

if TYPE_CHECKING:
    from careplan.documents.html_walk import Frame, Walker


class Grid:
    """Collects what stands in the cells; `close` writes it. What stands outside of them (a caption) keeps its place."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        self._outer, walker.blocks = walker.blocks, []
        self._parts: list[Row | list[Block]] = []
        self._row: list[Cell] = []
        self._column = 1
        self._covered: dict[int, int] = {}  # column -> rows, this one too, that a cell covers

    def open_cell(self, frame: Frame, *, header: bool, colspan: int, rowspan: int) -> None:
        """The next cell of the row; `frame` closes it."""
        while self._covered.get(self._column, 0) > 0:
            self._column += 1
        column = self._column
        self._column += min(max(colspan, 1), 50)
        if rowspan > 1:
            self._covered.update(dict.fromkeys(range(column, self._column), min(rowspan, 1000)))
        self.collect(frame, column=column, header=header)

    def collect(self, frame: Frame, *, column: int, header: bool = False) -> None:
        """Blocks go to the cell of this column until `frame` closes; lists outside of the cell are not its own."""
        walker = self._walker
        self._stray()
        saved = walker.blocks, walker.lists, walker.items, walker.heading, walker.cards
        walker.blocks, walker.lists, walker.items, walker.heading, walker.cards = [], [], [], 0, 0

        def close() -> None:
            self._add(Cell(tuple(walker.blocks), column, header))
            walker.blocks, walker.lists, walker.items, walker.heading, walker.cards = saved

        frame.closers.append(close)

    def end_row(self) -> None:
        """The cells so far are a row."""
        self._stray()
        if self._row:
            self._parts.append(tuple(self._row))
        self._row, self._column = [], 1
        self._covered = {column: rows - 1 for column, rows in self._covered.items() if rows > 1}

    def row_has(self, column: int) -> bool:
        """Whether the row has a cell in this column."""
        return any(cell.column == column for cell in self._row)

    def close(self) -> None:
        """Write what has been collected where the table stands."""
        self.end_row()
        self._walker.blocks = self._outer
        group, rows = self._walker.group(), list[Row]()
        for part in (*self._parts, list[Block]()):
            if isinstance(part, tuple):
                rows.append(part)
                continue
            self._outer.extend(lay_out(rows, group=group))
            self._outer.extend(part)
            rows = []

    def _add(self, cell: Cell) -> None:
        if self._row and self._row[-1].column == cell.column:
            last = self._row.pop()
            cell = Cell((*last.blocks, *cell.blocks), cell.column, cell.header)
        self._row.append(cell)

    def _stray(self) -> None:
        if self._walker.blocks:
            self._parts.append(list(self._walker.blocks))
            self._walker.blocks.clear()
