"""Running headers, footers and page numbers of a PDF: lines at the edges of pages that come again on others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from careplan.documents.pdf_lines import Line

_EDGE = 3  # lines at the top and bottom of a page that may be furniture
_APART = 1.6  # of the size: white between furniture and body
_SAME_PLACE = 6.0  # points up or down
_ADDRESS = re.compile(r"^(?:https?|file)://\S+\s")
_PRINTED = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}:\d\d( [AP]M)?\b.{0,120}")  # at the top, by browsers
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Parts:
    """A page's lines: running header, body, running footer."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]
    foot: tuple[Line, ...]


def part(pages: Sequence[Sequence[Line]]) -> list[Parts]:
    """Each page with its furniture apart. A line is furniture only together with all lines outside of it."""
    heads = _repeated([_edge(page, top=True) for page in pages], digits=False)
    feet = _repeated([_edge(page, top=False) for page in pages], digits=True)
    parts = []
    for number, page in enumerate(pages, 1):
        top = _run(page, heads, number, len(pages))
        bottom = _run(page[top:][::-1], feet, number, len(pages))
        upto = len(page) - bottom
        parts.append(Parts(tuple(page[:top]), tuple(page[top:upto]), tuple(page[upto:])))
    return parts


def _edge(page: Sequence[Line], *, top: bool) -> Sequence[Line]:
    return page[:_EDGE] if top else page[-_EDGE:]


def _repeated(edges: Sequence[Sequence[Line]], *, digits: bool) -> set[int]:
    """The ids of edge lines that stand at the same height, with the same text, on at least half of the pages.

    At the bottom numbers may differ; at the top "Day 1" and "Day 2" are headings.
    """
    found: dict[str, list[Line]] = defaultdict(list)
    for edge in edges:
        for line in edge:
            text = line.whole
            found[_DIGITS.sub("#", text) if digits else text].append(line)
    ids: set[int] = set()
    for same in found.values():
        level = [line for line in same if sum(abs(line.y - other.y) <= _SAME_PLACE for other in same) >= 2]
        if len(level) >= max(2, (len(edges) - 1) / 2):
            ids.update(id(line) for line in level)
    return ids


def _run(page: Sequence[Line], repeated: set[int], number: int, count: int) -> int:
    """How many lines from the start of `page` are furniture."""
    upto = 0
    for at, line in enumerate(page[:_EDGE], 1):
        if not _furniture(line, repeated, number, count):
            break
        if at == len(page) or abs(line.y - page[at].y) > _APART * line.size:
            upto = at  # text that is close to the body is of the body, though it comes again
    return upto


def _furniture(line: Line, repeated: set[int], number: int, count: int) -> bool:
    edge = _is_page_number(line.whole, number, count) or _PRINTED.fullmatch(line.whole)
    return id(line) in repeated or bool(edge)


def _is_page_number(text: str, number: int, count: int) -> bool:
    """ "2", "- 2 -", "2 / 4", "Page 2 of 4" in any language: the number, and with words also the count.

    Browsers print the address before it.
    """
    text = _ADDRESS.sub("", text)
    digits = [int(d) for d in _DIGITS.findall(text)[:3] if len(d) < 6]
    words = re.findall(r"[^\W\d]+", text)
    return (digits == [number, count] and len(words) <= 2) or (digits == [number] and not words)
