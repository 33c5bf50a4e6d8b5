"""Lines of a PDF to Blocks: what goes on, what starts anew, what is an item of which level, what is a heading.

A line goes on with the one above when it stands where that block's lines stand, no further down than lines do, in
the same style. If the first word would not have fitted on the line above, the two are one line that was wrapped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from careplan.documents import hyphens
from careplan.documents.blocks import Block, tidy
from careplan.documents.headings import may_be
from careplan.documents.pdf_grid import Flow, Grid
from careplan.documents.pdf_lines import Line, listed
from careplan.documents.symbols import BULLET, bullet, is_bullet
from careplan.documents.tables import Cell, lay_out

_SAME_X = 4.0  # points
_LARGE = 1.12  # of the body's size: what is larger looks like a heading
_HEADING_WORDS = 16
_LOOSE = 2.4  # of the size: base lines of one sentence are no further apart
SIZED = 100  # heading levels from here are sizes, in half points, until `ranked` has seen them all
_ENDS = (".", "!", "?", ":", ";")


@dataclass(frozen=True, slots=True)
class Style:
    """What the document as a whole says: the body's size, usual line distance in sizes, its words, and whether it
    breaks words at line ends."""

    size: float
    leading: float
    words: frozenset[str]
    breaks: bool = False


@dataclass(slots=True)
class _Open:
    """The block that is being read."""

    kind: str
    x: float  # where its first line starts: the marker of an item
    text_x: float
    level: int
    place: str
    right: float
    left: float
    lines: list[Line]
    text: str
    marker: str = ""


@dataclass(slots=True)
class _Item:
    x: float
    text_x: float


@dataclass(slots=True)
class Builder:
    """Takes regions in reading order; `finish` ends it. Lists and sentences go on across columns and pages."""

    style: Style
    blocks: list[Block] = field(default_factory=list)
    group: int = 1
    _open: _Open | None = None
    _items: list[_Item] = field(default_factory=list)
    _waiting: list[Block] = field(default_factory=list)
    _step: float = 0.0  # from the last item to the one before it

    def add(self, region: Flow | Grid, place: str) -> None:
        """One more region."""
        if isinstance(region, Grid):
            self._table(region, place)
            return
        for at, line in enumerate(listed(region.lines)):
            self._line(line, region, place, first=at == 0)

    def furniture(self, blocks: Iterable[Block]) -> None:
        """Blocks that stand between pages: after the sentence that may go on over the page's end."""
        (self._waiting if self._open else self.blocks).extend(blocks)

    def finish(self) -> list[Block]:
        """All blocks."""
        self._close()
        return self.blocks

    def _line(self, line: Line, flow: Flow, place: str, *, first: bool) -> None:
        block = self._open
        if block and (self._runs_on(block, line, flow) if first else self._goes_on(block, line, flow)):
            block.text = self._joined(block, line)
            block.lines.append(line)
            block.right, block.left = flow.right, flow.left
            return
        above = block.lines[-1] if block and not first else None
        self._close()
        self._open = self._opened(line, flow, place, above)

    def _opened(self, line: Line, flow: Flow, place: str, above: Line | None) -> _Open:
        x, text_x = line.x0 - flow.left, line.rest[0].x0 - flow.left
        if self._is_large(line) and not is_bullet(line.marker):
            self._end_lists()
            text = f"{line.marker} {line.text}" if line.marker else line.text
            return _Open("heading", x, x, 0, place, flow.right, flow.left, [line], text)
        if line.marker:
            level = self._enter(x, text_x, line, above)
            return _Open(
                "item", x, text_x, level, place, flow.right, flow.left, [line], line.text, _marker(line.marker)
            )
        return _Open("paragraph", x, x, self._within(x), place, flow.right, flow.left, [line], line.text)

    def _enter(self, x: float, text_x: float, line: Line, above: Line | None) -> int:
        while self._items and x <= self._items[-1].x + _SAME_X:
            self._items.pop()
        self._items.append(_Item(x, text_x))
        step = above.y - line.y if above else 0.0
        if self._step and step > max(1.6 * self._step, 2 * self.style.leading * line.size):
            self.group += 1
        self._step = step
        return len(self._items)

    def _within(self, x: float) -> int:
        """The level of the item that a paragraph starting at `x` belongs to, 0 for none: then all lists are over."""
        for level, item in reversed(list(enumerate(self._items, 1))):
            if x >= item.text_x - _SAME_X and x > item.x + _SAME_X:
                return level
        self._end_lists()
        return 0

    def _end_lists(self) -> None:
        self._items.clear()
        self._step = 0.0
        self.group += 1

    def _goes_on(self, block: _Open, line: Line, flow: Flow) -> bool:
        near = 0 < block.lines[-1].y - line.y <= self._reach(block, line)
        return near and not line.marker and self._same_style(block, line) and self._stands(block, line, flow)

    def _reach(self, block: _Open, line: Line) -> float:
        """How far down the next line of the block may stand: as lines of the document do, or as those of the block.

        Within a sentence that fills its line it may be further: some sheets are set with double spacing.
        """
        last = block.lines[-1]
        size = max(last.size, line.size)
        own = 1.15 * (block.lines[-2].y - last.y) if len(block.lines) > 1 else 0.0
        filled = _is_full(block, line) or last.x1 - block.left > 0.75 * (block.right - block.left)
        loose = _LOOSE * size if filled and line.text[:1].islower() and not block.text.endswith(_ENDS) else 0.0
        return max(self.style.leading * 1.25 * size, own, loose)

    def _same_style(self, block: _Open, line: Line) -> bool:
        last = block.lines[-1]
        if abs(last.size - line.size) > 0.12 * max(last.size, line.size):
            return False
        return last.bold == line.bold or _is_full(block, line) or not (_all_bold(block) or line.bold)

    def _stands(self, block: _Open, line: Line, flow: Flow) -> bool:
        """Whether the line stands below the block's text, is centred as that is, or follows an indented first line."""
        x, last = line.x0 - flow.left, block.lines[-1]
        if abs(x - block.text_x) <= _SAME_X:
            return True
        if block.kind == "item" and abs(x - block.x) <= _SAME_X:  # an item that does not hang
            return _is_full(block, line) or _is_unfinished(block, line)
        if abs((line.x0 + line.x1) - (last.x0 + last.x1)) <= 2 * _SAME_X and x > _SAME_X:
            return True
        indented = (
            len(block.lines) == 1 and block.kind == "paragraph" and 0 < block.x - x < 45 and _is_full(block, line)
        )
        if indented:
            block.text_x = x
        return indented

    def _runs_on(self, block: _Open, line: Line, flow: Flow) -> bool:
        """Whether the first line of a column or page goes on with the last sentence of the one before."""
        if line.marker or not self._same_style(block, line) or not _is_full(block, line) or block.kind == "heading":
            return False
        return _is_unfinished(block, line) and abs(line.x0 - flow.left - block.text_x) <= 3 * _SAME_X

    def _joined(self, block: _Open, line: Line) -> str:
        """The block's text with the line's; a hyphen that only broke a word at the line's end goes."""
        text = block.text
        if text.endswith("-") and text[-2:-1].isalnum() and line.text[:1].isalnum():
            halves = text.split()[-1], line.text.split()[0]
            return hyphens.joined(text, line.text, *halves, self.style.words, breaks=self.style.breaks)
        wrapped = _is_full(block, line) or block.kind == "heading"
        return text + (" " if wrapped or _is_cut(block, line) else "\n") + line.text

    def _close(self) -> None:
        if self._open:
            self.blocks.append(self._block(self._open))
            self._open = None
        self.blocks.extend(self._waiting)
        self._waiting.clear()

    def _block(self, found: _Open) -> Block:
        text = tidy(found.text)
        block = Block("paragraph", text, found.place, level=found.level, soft=True)
        if found.kind == "item":
            return replace(block, kind="item", marker=found.marker, group=self.group)
        if found.kind == "heading":
            fits = len(text.split()) <= _HEADING_WORDS and not text.endswith((".", ",", ";", ":", "!"))
            size = SIZED + round(2 * found.lines[0].size)
            return replace(block, kind="heading", level=size) if fits and any(c.isalpha() for c in text) else block
        if found.level == 0 and _all_bold(found) and may_be(text):
            return replace(block, kind="heading", strong=True)
        return block

    def _is_large(self, line: Line) -> bool:
        return line.size >= _LARGE * self.style.size

    def _table(self, grid: Grid, place: str) -> None:
        self._close()
        self._end_lists()
        rows = [
            tuple(Cell(tuple(self._cell(cell, place)), at) for at, cell in enumerate(row, 1) if cell)
            for row in grid.rows
        ]
        self.blocks.extend(lay_out(rows, group=self.group))
        self._end_lists()

    def _cell(self, cell: Flow, place: str) -> list[Block]:
        inner = Builder(self.style, group=self.group)
        inner.add(cell, place)
        found = inner.finish()
        self.group = inner.group
        return found


def ranked(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with heading levels instead of sizes: the largest is 1."""
    blocks = list(blocks)
    sizes = sorted({b.level for b in blocks if b.kind == "heading" and b.level >= SIZED}, reverse=True)
    levels = {size: min(at, 6) for at, size in enumerate(sizes, 1)}
    return [replace(b, level=levels[b.level]) if b.kind == "heading" and b.level >= SIZED else b for b in blocks]


def _is_full(block: _Open, line: Line) -> bool:
    """Whether the first word of `line` would not have fitted on the line above."""
    first, last = line.rest[0], block.lines[-1]
    return last.x1 + 0.2 * last.size + (first.x1 - first.x0) > block.right - 1.0


def _is_cut(block: _Open, line: Line) -> bool:
    """Whether a line that could have been longer breaks off within a sentence, as beside a picture."""
    length, width = block.lines[-1].x1 - block.left, block.right - block.left
    return not block.text.endswith(_ENDS) and length > (0.5 if line.text[:1].islower() else 0.6) * width


def _is_unfinished(block: _Open, line: Line) -> bool:
    """Whether the text above ends within a sentence, as far as can be seen."""
    return line.text[:1].islower() or not block.text.endswith(_ENDS)


def _all_bold(block: _Open) -> bool:
    return all(line.bold for line in block.lines)


def _marker(text: str) -> str:
    return BULLET if text == "\ufffd" else bullet(text) if len(text) == 1 else text
