"""Tables as plain layout, so that no row loses its words and no cell its column.

What comes out depends on what the table is for:

- a row of simple cells (one line each) becomes one line. Two columns read as a label and what it says ("5 days
  before: Stop warfarin."), more are joined by " | ". The line has a "row" mark and each cell a "cell" mark;
- a header row ("When | What to do") is such a line, joined by " | ", marked "row" with level 1;
- a row with lists or several paragraphs in a cell becomes a heading (its first cell, when that is short) with the
  other cells' blocks below it;
- columns that stand side by side ("Do" and "Don't") are written one after the other, each under its header: row by row,
  the don'ts would be read as dos. Told by lists in the first column, by a single row of lists, or by the headers' words
  (`parallel_headers` in mappings/LANGUAGE/tables.toml);
- a table that only places things on the page (one column, or headings within cells) becomes its blocks in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, takewhile

from careplan import knowledge
from careplan.documents.blocks import Block
from careplan.documents.headings import may_be
from careplan.documents.symbols import bullet, is_bullet
from careplan.documents.text import Mark

_ENDS = (".", ":", "!", "?", ";", ",", "…", "-", "–", "—")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's blocks; `header` as the format says, `column` from 1."""

    blocks: tuple[Block, ...]
    column: int
    header: bool = False

    @property
    def simple(self) -> bool:
        """One paragraph of one line, or nothing."""
        return not self.blocks or (len(self.blocks) == 1 and _one_line(self.blocks[0]))

    @property
    def text(self) -> str:
        """The text of a simple cell."""
        return self.blocks[0].text if self.blocks else ""

    @property
    def bold(self) -> bool:
        """Whether the cell looks like a heading."""
        return len(self.blocks) == 1 and self.blocks[0].kind == "heading" and self.blocks[0].strong


Row = tuple[Cell, ...]  # without the empty cells


def lay_out(rows: Sequence[Row], *, group: int) -> list[Block]:
    """The blocks of a table; rows and cells may be empty. `group` is the number that its lines get."""
    full = [row for row in (tuple(c for c in row if c.blocks) for row in rows) if row]
    if _only_places(full):
        return [block for row in full for cell in row for block in cell.blocks]
    titles = list(takewhile(_is_title, full))
    head, body = _headed(full[len(titles) :])
    out = [block for row in titles for block in _opened(row)]
    if head and _side_by_side(head, body):
        return [*out, *_columns(head, body)]
    return [*out, *_rows(head, body, group)]


@lru_cache(maxsize=1)
def parallel_headers() -> frozenset[str]:
    """The header texts, in lower case, of columns that stand side by side, in every language that has a lexicon."""
    known = knowledge.default()
    tables = [known.toml(f"{lang}/tables.toml") for lang in known.languages() if "tables" in known.names(lang)]
    return frozenset(word for table in tables for word in table["parallel_headers"])


def _one_line(block: Block) -> bool:
    return (
        block.kind in ("paragraph", "heading")
        and "\n" not in block.text
        and (block.strong or block.kind == "paragraph")
    )


def _only_places(rows: Sequence[Row]) -> bool:
    inner = (block for row in rows for cell in row for block in cell.blocks)
    return all(len(row) == 1 for row in rows) or any(
        block.kind in ("row", "verbatim") or (block.kind == "heading" and not block.strong) for block in inner
    )


def _is_title(row: Row) -> bool:
    """A row that is one cell across the table."""
    return len(row) == 1 and row[0].column == 1


def _headed(rows: Sequence[Row]) -> tuple[Row, Sequence[Row]]:
    return (rows[0], rows[1:]) if len(rows) > 1 and _is_header(rows[0]) else ((), rows)


def _is_header(row: Row) -> bool:
    marked = all(cell.header for cell in row) or all(cell.bold for cell in row)
    return len(row) > 1 and marked and all(cell.simple for cell in row)


def _side_by_side(head: Row, body: Sequence[Row]) -> bool:
    first = head[0].column
    lists_first = any(cell.column == first and not cell.simple for row in body for cell in row)
    one_row = len(body) == 1 and not all(cell.simple for cell in body[0])
    named = all(cell.text.casefold().replace("’", "'").rstrip(":") in parallel_headers() for cell in head)
    return named or lists_first or one_row


def _columns(head: Row, body: Sequence[Row]) -> Iterator[Block]:
    cells = sorted((cell for row in body for cell in row), key=lambda cell: cell.column)
    titles = {cell.column: cell for cell in head}
    below = {column: list(found) for column, found in groupby(cells, key=lambda cell: cell.column)}
    for column in sorted(titles.keys() | below.keys()):
        if column in titles:
            yield replace(titles[column].blocks[0], kind="heading", level=0, strong=True)
        for cell in below.get(column, ()):
            yield from _plain(cell)


def _rows(head: Row, body: Sequence[Row], group: int) -> Iterator[Block]:
    wide = max(cell.column for row in (*body, head) for cell in row) > 2
    if head:
        yield _line(head, " | ", group, level=1)
    for row in body:
        if len(row) == 2 and row[0].simple and is_bullet(row[0].text):
            yield from _item(row[1], bullet(row[0].text), group)
        elif all(cell.simple for cell in row) and not _is_title(row) and not row[0].text.endswith("?"):
            yield _line(row, " | " if wide else ": ", group)
        else:
            yield from _opened(row)


def _item(cell: Cell, marker: str, group: int) -> Iterator[Block]:
    first, *rest = cell.blocks
    yield replace(first, kind="item", level=1, marker=marker, group=group, strong=False)
    yield from (replace(block, level=block.level + 1) for block in rest)


def _line(row: Row, joiner: str, group: int, *, level: int = 0) -> Block:
    parts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for cell in row:
        if parts:
            between = " " if joiner == ": " and parts[-1].endswith(_ENDS) else joiner
            parts.append(between)
            at += len(between)
        marks += [replace(m, start=m.start + at, end=m.end + at) for m in cell.blocks[0].marks]
        marks.append(Mark("cell", at, at + len(cell.text), cell.column))
        parts.append(cell.text)
        at += len(cell.text)
    marks.append(Mark("row", 0, at, level))
    furniture = all(cell.blocks[0].furniture for cell in row)
    place = row[0].blocks[0].place
    return Block("row", "".join(parts), place, group=group, furniture=furniture, marks=tuple(marks))


def _opened(row: Row) -> Iterator[Block]:
    """A row with more in it than lines, or of one cell: its label heads what follows."""
    label, *rest = row
    if label.simple and (label.header or label.bold or (rest and (may_be(label.text) or label.text.endswith("?")))):
        yield replace(label.blocks[0], kind="heading", level=0, strong=True)
    else:
        yield from _plain(label)
    for cell in rest:
        yield from _plain(cell)


def _plain(cell: Cell) -> Iterator[Block]:
    """The blocks of a cell; a bold line that is all of it is emphasis."""
    for block in cell.blocks:
        yield replace(block, kind="paragraph", strong=False) if cell.bold else block
