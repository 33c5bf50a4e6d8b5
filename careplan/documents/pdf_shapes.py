"""What is drawn on a PDF page that tells how to read its text: rules of tables, and bullets that are no text.

Browsers print the bullets of a list as little discs (paths), so the list is lost when only text is read.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pypdfium2 as pdfium
from pypdfium2 import raw

_MOST = 20_000  # objects that are looked at on a page
_MOST_RULES, _MOST_SMALL = 2000, 500  # a page with more is a drawing
_THIN = 2.5  # points: a rule is no thicker
_LONG, _TALL = 14.0, 6.0  # points: nor shorter; between cells of one line a rule down is short
_SMALL = (1.5, 14.0)  # points: how large a bullet may be


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in points from the lower left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Shapes:
    """Horizontal and vertical rules, and shapes as small as bullets."""

    across: tuple[Box, ...] = ()
    down: tuple[Box, ...] = ()
    small: tuple[Box, ...] = ()


def shapes(page: pdfium.PdfPage) -> Shapes:
    """The shapes of a page that stands upright; those within forms (a page's reusable parts) are not looked at."""
    kinds = [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE]
    items = list(islice(page.get_objects(filter=kinds, max_depth=1), _MOST))
    boxes = [Box(*item.get_bounds()) for item in items]
    lined = [box for item, box in zip(items, boxes, strict=True) if _is_thin(box) or _has_outline(item)]
    across = list(_joined_across(edge for box in lined for edge in _edges(box, tall=False)))
    down = list(_joined_down(edge for box in lined for edge in _edges(box, tall=True)))
    small = [box for box in boxes if _is_small(box)]
    if len(across) + len(down) > _MOST_RULES:
        across, down = [], []
    return Shapes(tuple(across), tuple(down), tuple(small) if len(small) <= _MOST_SMALL else ())


def _is_thin(box: Box) -> bool:
    return min(box.x1 - box.x0, box.y1 - box.y0) <= _THIN


def _has_outline(item: pdfium.PdfObject) -> bool:
    """Whether a path is drawn with a line; one that is only filled is a background, as behind each line of text."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return item.type == raw.FPDF_PAGEOBJ_PATH and bool(raw.FPDFPath_GetDrawMode(item, fill, stroke)) and bool(stroke)


def _is_small(box: Box) -> bool:
    return all(_SMALL[0] <= side <= _SMALL[1] for side in (box.x1 - box.x0, box.y1 - box.y0))


def bullets(found: Shapes, starts: Sequence[tuple[float, float, float]]) -> Iterator[tuple[int, Box]]:
    """Small shapes that stand before a line: the index in `starts` (x, base line, size) and the shape."""
    for box in found.small:
        middle = (box.y0 + box.y1) / 2
        near = [
            (x - box.x1, at)
            for at, (x, y, size) in enumerate(starts)
            if 0 <= x - box.x1 <= 3.5 * size
            and -0.2 * size <= middle - y <= 0.9 * size
            and box.x1 - box.x0 <= 1.2 * size
        ]
        if near:
            yield min(near)[1], box


def _edges(box: Box, *, tall: bool) -> Iterator[Box]:
    """The sides of a box that are rules; of a thin box that is itself."""
    thickness, length = (box.x1 - box.x0, box.y1 - box.y0) if tall else (box.y1 - box.y0, box.x1 - box.x0)
    if thickness <= _THIN and length >= (_TALL if tall else _LONG):
        yield box
    elif min(thickness, length) < _LONG:
        return
    elif tall:
        yield Box(box.x0, box.y0, box.x0, box.y1)
        yield Box(box.x1, box.y0, box.x1, box.y1)
    else:
        yield Box(box.x0, box.y0, box.x1, box.y0)
        yield Box(box.x0, box.y1, box.x1, box.y1)


def _joined_across(edges: Iterable[Box]) -> Iterator[Box]:
    """Rules that touch end to end as one."""
    last: Box | None = None
    for edge in sorted(edges, key=lambda e: (round(e.y0 / _THIN), e.x0)):
        if last and abs(edge.y0 - last.y0) <= _THIN and edge.x0 <= last.x1 + _THIN:
            last = Box(last.x0, last.y0, max(last.x1, edge.x1), last.y1)
            continue
        if last:
            yield last
        last = edge
    if last:
        yield last


def _joined_down(edges: Iterable[Box]) -> Iterator[Box]:
    turned = (Box(e.y0, e.x0, e.y1, e.x1) for e in edges)
    return (Box(e.y0, e.x0, e.y1, e.x1) for e in _joined_across(turned))
