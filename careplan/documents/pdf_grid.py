"""Tables of a PDF: cells bounded by rules, or told by how their text stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from careplan.documents.pdf_lines import Line, clustered, steps
from careplan.documents.pdf_shapes import Box, Shapes

_TOUCH = 3.0  # points: rules that are so near meet
_NARROWEST = 6.0
_SAME_START = 3.0


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines of one column, top down, and the column's edges."""

    lines: tuple[Line, ...]
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells; a cell is a Flow, or None where it is empty."""

    rows: tuple[tuple[Flow | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A fragment of a line, or a table, and where it stands; `y` is the (first) base line."""

    x0: float
    x1: float
    y: float
    top: float
    bottom: float
    size: float
    line: Line | None = None
    grid: Grid | None = None


def flow(lines: Iterable[Line], *, left: float | None = None, right: float | None = None) -> Flow | None:
    """The lines as a flow as wide as they are, or as said; None for no lines."""
    found = clustered(lines)
    if not found:
        return None
    edge = min(line.x0 for line in found) if left is None else left
    return Flow(tuple(found), edge, max(line.x1 for line in found) if right is None else right)


def ruled(parts: Sequence[Line], drawn: Shapes) -> list[Piece]:
    """All fragments as pieces, top down; those within the rules of a table as one."""
    left = list(parts)
    pieces: list[Piece] = []
    for lattice in _lattices(drawn):
        inside = [part for part in left if lattice.holds(part)]
        grid = lattice.grid(inside) if inside else None
        if grid:
            left = [part for part in left if not lattice.holds(part)]
            x0, y0, x1, y1 = lattice.box.x0, lattice.box.y0, lattice.box.x1, lattice.box.y1
            first = max(inside, key=lambda part: part.y)
            pieces.append(Piece(x0, x1, first.y, y1, y0, first.size, grid=grid))
    pieces += (Piece(p.x0, p.x1, p.y, p.y + 0.8 * p.size, p.y - 0.2 * p.size, p.size, line=p) for p in left)
    return sorted(pieces, key=lambda piece: (-piece.y, piece.x0))


@dataclass(frozen=True, slots=True)
class _Lattice:
    """Rules that hang together, some across and some down between them."""

    box: Box
    across: tuple[Box, ...]
    down: tuple[Box, ...]

    def holds(self, part: Line) -> bool:
        middle, y = (part.x0 + part.x1) / 2, part.y + 0.3 * part.size
        return self.box.x0 - 1 < middle < self.box.x1 + 1 and self.box.y0 < y < self.box.y1

    def grid(self, parts: Sequence[Line]) -> Grid | None:
        """The table, when there is more than one cell with text."""
        xs = _places([self.box.x0, *(r.x0 for r in self.down), self.box.x1])
        ys = _places([self.box.y0, *(r.y0 for r in self.across), self.box.y1])[::-1]
        cells: dict[tuple[int, int], list[Line]] = {}
        for part in (piece for whole in parts for piece in self._cut(whole, xs)):
            cells.setdefault(self._cell(part, xs, ys), []).append(part)
        if len(cells) < 2:
            return None
        rows = [
            [self._flow(cells.get((row, column), []), xs, column) for column in range(len(xs) - 1)]
            for row in range(len(ys) - 1)
        ]
        return Grid(tuple(tuple(row) for row in rows if any(row)))

    def _cut(self, part: Line, xs: Sequence[float]) -> Iterator[Line]:
        """A fragment that runs across a rule is of two cells."""
        words = list(part.words)
        for x in xs[1:-1]:
            y = part.y + 0.3 * part.size
            if any(abs(r.x0 - x) < _TOUCH and r.y0 < y < r.y1 for r in self.down):
                before = [w for w in words if w.x0 < x - 1]
                words = words[len(before) :]
                if before:
                    yield Line(tuple(before))
        if words:
            yield Line(tuple(words))

    def _cell(self, part: Line, xs: Sequence[float], ys: Sequence[float]) -> tuple[int, int]:
        """Row and column of the cell, the first of those that it spans."""
        x, y = part.x0 + 1, part.y + 0.3 * part.size
        column = max(0, min(sum(edge <= x for edge in xs) - 1, len(xs) - 2))
        row = max(0, min(sum(edge >= y for edge in ys) - 1, len(ys) - 2))
        while column > 0 and not any(abs(r.x0 - xs[column]) < _TOUCH and r.y0 < y < r.y1 for r in self.down):
            column -= 1
        middle = (xs[column] + xs[column + 1]) / 2
        while row > 0 and not any(abs(r.y0 - ys[row]) < _TOUCH and r.x0 < middle < r.x1 for r in self.across):
            row -= 1
        return row, column

    def _flow(self, parts: Sequence[Line], xs: Sequence[float], column: int) -> Flow | None:
        """The cell's text; a line may be as long as leaves the same white on the right as on the left."""
        if not parts:
            return None
        start = min(part.x0 for part in parts)
        right = max(*(part.x1 for part in parts), xs[column + 1] - max(start - xs[column], 1.0))
        return flow(parts, right=right if right < xs[column + 1] else None)


def _lattices(drawn: Shapes) -> Iterator[_Lattice]:
    """Groups of rules that touch, with a rule down strictly between the left and right edges."""
    rest = [*drawn.across, *drawn.down]
    while rest:
        group, rest = _touching(rest)
        across = tuple(r for r in group if r.x1 - r.x0 > r.y1 - r.y0)
        down = tuple(r for r in group if r.x1 - r.x0 <= r.y1 - r.y0)
        box = Box(
            min(r.x0 for r in group), min(r.y0 for r in group), max(r.x1 for r in group), max(r.y1 for r in group)
        )
        inner = any(box.x0 + 2 * _TOUCH < r.x0 < box.x1 - 2 * _TOUCH for r in down)
        if across and inner:
            yield _Lattice(box, across, down)


def _touching(rules: Sequence[Box]) -> tuple[list[Box], list[Box]]:
    group, todo, rest = [], [rules[0]], list(rules[1:])
    while todo:
        rule = todo.pop()
        group.append(rule)
        near = [r for r in rest if _meet(rule, r)]
        todo += near
        rest = [r for r in rest if not _meet(rule, r)] if near else rest
    return group, rest


def _meet(a: Box, b: Box) -> bool:
    apart = a.x0 - b.x1 > _TOUCH or b.x0 - a.x1 > _TOUCH or a.y0 - b.y1 > _TOUCH or b.y0 - a.y1 > _TOUCH
    return not apart


def _places(values: Iterable[float]) -> list[float]:
    """Distinct places, those that are as good as the same once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _TOUCH:
            found.append(value)
    return found


def unruled(pieces: Sequence[Piece], rules: Sequence[Box], gutter: float) -> tuple[Grid | None, list[Piece]]:
    """The table that the pieces make, and those below that belong to it no more; None when they make none."""
    lines = [p.line for p in pieces if p.line]
    rows = _rows(lines, rules, gutter)
    while rows and not (_side(rows[-1], gutter, left=True) and _side(rows[-1], gutter, left=False)):
        rows.pop()  # what follows a table on one side only is text
    pairs = [row for row in rows if _side(row, gutter, left=True) and _side(row, gutter, left=False)]
    if len(pairs) < 2 or not all(
        _aligned([min(line.x0 for line in _side(r, gutter, left=s)) for r in pairs]) for s in (True, False)
    ):
        return None, list(pieces)
    if not rules and (sum(_paired(row, gutter) for row in pairs) < 0.8 * len(pairs) or _is_justified(pairs, gutter)):
        return None, list(pieces)
    used = {id(line) for row in rows for line in row}
    return _grid(rows), [p for p in pieces if id(p.line) not in used]


def _side(row: Sequence[Line], gutter: float, *, left: bool) -> list[Line]:
    return [line for line in row if (line.x0 < gutter) == left]


def _paired(row: Sequence[Line], gutter: float) -> bool:
    """Whether the two sides of a row start at the same height, or have the same middle."""
    sides = _side(row, gutter, left=True), _side(row, gutter, left=False)
    tops = [max(line.y for line in side) for side in sides]
    middles = [(max(line.y for line in side) + min(line.y for line in side)) / 2 for side in sides]
    centred = len(sides[0]) != len(sides[1]) and abs(middles[0] - middles[1]) < 0.6 * row[0].size
    return abs(tops[0] - tops[1]) < 0.25 * row[0].size or centred


def _is_justified(pairs: Sequence[Sequence[Line]], gutter: float) -> bool:
    """Whether two lines are a table by the width of their spaces only: such are justified text."""
    gaps = [
        (min(p.x0 for p in _side(row, gutter, left=False)) - max(p.x1 for p in _side(row, gutter, left=True)))
        / row[0].size
        for row in pairs
    ]
    return len(pairs) == 2 and min(gaps) < 2.0


def _aligned(starts: Sequence[float]) -> bool:
    most = max(sum(abs(a - b) < _SAME_START for b in starts) for a in starts)
    return most >= 2 and most >= 0.6 * len(starts)


def _rows(lines: Sequence[Line], rules: Sequence[Box], gutter: float) -> list[list[Line]]:
    """The lines of each row: parted by rules, else by more white than lines have, else each label starts one."""
    ordered = sorted(lines, key=lambda line: -line.y)
    gaps = steps(ordered)
    near = min(
        (gap for left in (True, False) for gap in steps(_side(ordered, gutter, left=left)) if gap > 0.8), default=1.2
    )
    padded = max(gaps, default=0.0) > 1.25 * near
    rows = [[ordered[0]]]
    for (above, line), gap in zip(pairwise(ordered), gaps, strict=True):
        if rules:
            apart = any(line.y < rule.y0 < above.y for rule in rules)
        else:
            apart = gap > 1.2 * near if padded else gap > 0.5 and _starts(line, lines, gutter)
        if apart:
            rows.append([])
        rows[-1].append(line)
    return rows if rules else _with_labels(rows, gutter)


def _starts(line: Line, lines: Sequence[Line], gutter: float) -> bool:
    """Whether a label stands at this height."""
    beside = [other for other in lines if abs(other.y - line.y) < 0.5 * line.size and other.x0 < gutter]
    return any(not other.text[:1].islower() for other in beside)


def _with_labels(rows: Sequence[list[Line]], gutter: float) -> list[list[Line]]:
    """Rows, with what has no label of its own (a second paragraph in a cell) in the row above it."""
    out: list[list[Line]] = []
    for row in rows:
        if out and not _side(row, gutter, left=True):
            out[-1] += row
        else:
            out.append(list(row))
    return out


def _grid(rows: Sequence[Sequence[Line]]) -> Grid:
    edges = _columns([line for row in rows for line in row])
    table = []
    for row in rows:
        found: list[list[Line]] = [[] for _ in edges]
        for line in row:
            found[max(0, sum(edge - 1 <= line.x0 for edge in edges) - 1)].append(line)
        table.append(found)
    widths = [max((line.x1 for row in table for line in row[at]), default=0.0) for at in range(len(edges))]
    return Grid(tuple(tuple(flow(cell, right=width) for cell, width in zip(row, widths, strict=True)) for row in table))


def _columns(lines: Sequence[Line]) -> list[float]:
    """Where the columns start: what no text covers, from top to bottom, lies between them."""
    edges: list[float] = []
    reached = float("-inf")
    for line in sorted(lines, key=lambda line: line.x0):
        if line.x0 - reached > _NARROWEST:
            edges.append(line.x0)
        reached = max(reached, line.x1)
    return edges
