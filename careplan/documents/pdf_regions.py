"""Fragments of lines to regions in reading order: columns of text, and tables.

A PDF has no columns or tables, only text at places. Rules that cross make a table, whose cells they bound. Without
them, a *gutter* is a stretch of white from top to bottom of some lines. What stands on its two sides is a table when
both sides pair up row by row, and two columns of text when each runs on by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from careplan.documents.pdf_grid import Flow, Grid, Piece, ruled, unruled
from careplan.documents.pdf_lines import WIDE, Line, clustered
from careplan.documents.pdf_shapes import Box, Shapes

_NARROWEST = 6.0  # points, of a gutter
_INDEPENDENT = 0.6  # of the lines of a column: as many may stand on base lines of the other by chance
_FAR = 4.5  # of the size: a gap that ends a band of columns
_ABOVE = 2.5  # the same upwards, where a column may begin before its neighbour


def regions(parts: Sequence[Line], drawn: Shapes) -> Iterator[Flow | Grid]:
    """The text of a page's body in reading order."""
    pieces = ruled(parts, drawn)
    left = min((piece.x0 for piece in pieces), default=0.0)
    right = max((piece.x1 for piece in pieces), default=0.0)
    yield from _ordered(pieces, drawn.across, left, right)


@dataclass(frozen=True, slots=True)
class _Band:
    """Pieces start..end that a gutter lo..hi goes through."""

    start: int
    end: int
    lo: float
    hi: float


def _ordered(pieces: Sequence[Piece], rules: Sequence[Box], left: float, right: float) -> Iterator[Flow | Grid]:
    start = at = 0
    while at < len(pieces):
        for band in _bands(pieces, at, start):
            if found := list(_read(pieces[band.start : band.end], band, rules, left, right)):
                yield from _plain(pieces[start : band.start], left, right)
                yield from found
                start = at = band.end
                break
        else:
            at += 1
    yield from _plain(pieces[start:], left, right)


def _plain(pieces: Sequence[Piece], left: float, right: float) -> Iterator[Flow | Grid]:
    lines: list[Line] = []
    for piece in pieces:
        if piece.grid:
            yield from _flow(lines, left, right)
            yield piece.grid
            lines = []
        elif piece.line:
            lines.append(piece.line)
    yield from _flow(lines, left, right)


def _flow(lines: Sequence[Line], left: float, right: float) -> Iterator[Flow]:
    if lines:
        yield Flow(tuple(clustered(lines)), left, right)


def _bands(pieces: Sequence[Piece], at: int, start: int) -> Iterator[_Band]:
    """Bands with a gutter on the right of piece `at`: with all above it that it may go on to, and as it is."""
    piece = pieces[at]
    beside = [p for p in _neighbours(pieces, at) if p.x0 - piece.x1 > max(WIDE * piece.size, _NARROWEST)]
    if not beside:
        return
    lo, hi = piece.x1, min(p.x0 for p in beside)
    end, lo, hi = _down(pieces, at, lo, hi)
    top = at
    while (
        top > start
        and _passes(pieces[top - 1], lo, hi)
        and pieces[top - 1].y - pieces[top].y < _ABOVE * pieces[top].size
    ):
        lo, hi = _narrowed(pieces[top - 1], lo, hi)
        top -= 1
    yield _Band(top, end, lo, hi)
    if top < at:
        yield _Band(at, end, lo, hi)


def _neighbours(pieces: Sequence[Piece], at: int) -> Iterator[Piece]:
    """Pieces at the same height."""
    piece = pieces[at]
    for step in (1, -1):
        other = at + step
        while 0 <= other < len(pieces) and abs(pieces[other].y - piece.y) < 0.7 * piece.size:
            yield pieces[other]
            other += step


def _down(pieces: Sequence[Piece], at: int, lo: float, hi: float) -> tuple[int, float, float]:
    """How far down the gutter goes, and how wide it is then."""
    end, bottom = at + 1, pieces[at].bottom
    while end < len(pieces):
        piece = pieces[end]
        if not _passes(piece, lo, hi) or bottom - piece.top > (_FAR - 1) * piece.size:
            break
        lo, hi = _narrowed(piece, lo, hi)
        bottom = min(bottom, piece.bottom)
        end += 1
    return end, lo, hi


def _narrowed(piece: Piece, lo: float, hi: float) -> tuple[float, float]:
    return (max(lo, piece.x1), hi) if _is_left(piece, lo, hi) else (lo, min(hi, piece.x0))


def _passes(piece: Piece, lo: float, hi: float) -> bool:
    lo, hi = _narrowed(piece, lo, hi)
    return hi - lo >= _NARROWEST


def _is_left(piece: Piece, lo: float, hi: float) -> bool:
    return piece.x0 < (lo + hi) / 2


def _read(
    pieces: Sequence[Piece], band: _Band, rules: Sequence[Box], left: float, right: float
) -> Iterator[Flow | Grid]:
    """The band as columns or as a table; nothing when it is neither."""
    sides = (
        [p for p in pieces if _is_left(p, band.lo, band.hi)],
        [p for p in pieces if not _is_left(p, band.lo, band.hi)],
    )
    if min(len(side) for side in sides) < 2:
        return
    crossing = [r for r in rules if r.x0 < band.lo and r.x1 > band.hi and pieces[-1].bottom < r.y0 < pieces[0].top]
    as_columns = not crossing and _are_columns(sides)
    if not as_columns and all(p.line for p in pieces):
        table, rest = unruled(pieces, crossing, (band.lo + band.hi) / 2)
        if table:
            yield table
            yield from _ordered(rest, rules, left, right)
            return
    if as_columns or (not crossing and _paired(sides) < _INDEPENDENT):
        first, below = _parted(sides[0], min(p.bottom for p in sides[1]))
        yield from _ordered(first, rules, left, band.lo)
        yield from _ordered(sides[1], rules, min(p.x0 for p in sides[1]), right)
        yield from _ordered(below, rules, left, right)


def _parted(side: Sequence[Piece], floor: float) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """The left column, and a line or two below both columns: a short paragraph as wide as the page."""
    under = [at for at, piece in enumerate(side) if piece.top < floor]
    if under and under[0] > 0 and len(side) - under[0] <= 2:
        last, piece = side[under[0] - 1], side[under[0]]
        if min(last.bottom, floor) - piece.top > 0.9 * piece.size and not (piece.line and piece.line.marker):
            return side[: under[0]], side[under[0] :]
    return side, ()


def _are_columns(sides: tuple[Sequence[Piece], Sequence[Piece]]) -> bool:
    """Each side runs on by itself: lists on both, or lines of several words that go on in lower case."""
    lines = [clustered(p.line for p in side if p.line) for side in sides]
    if min(len(side) for side in lines) < 3:
        return False
    if all(sum(bool(line.marker) for line in side) >= 2 for side in lines):
        return True
    wordy = [fmean(len(line.words) for line in side) >= 3.5 for side in lines]
    going_on = [sum(line.text[:1].islower() for line in side) / len(side) for side in lines]
    return all(wordy) and min(going_on) >= 0.25


def _paired(sides: tuple[Sequence[Piece], Sequence[Piece]]) -> float:
    """How many lines of the side with fewer stand on a base line of the other; by chance, few do."""
    few, many = sorted(sides, key=len)
    return sum(any(abs(a.y - b.y) < 1.5 for b in many) for a in few) / len(few)
