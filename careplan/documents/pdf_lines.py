"""Words of a PDF page to lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from careplan.documents.pdf_page import Word
from careplan.documents.symbols import is_bullet

WIDE = 1.2  # of the size: a gap that words of one line don't have between them
REACH = 6.0  # of the size, from a marker to its text
_NUMBER = re.compile(r"\(?(\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]")
_DOUBTFUL = frozenset("-–—*+o§\ufffd")  # markers only where they look like it


@dataclass(frozen=True)
class Line:
    """Words on one base line within one column, left to right."""

    words: tuple[Word, ...]
    listed: bool = False  # among lines that begin with the same doubtful marker at the same place

    @cached_property
    def y(self) -> float:
        """The base line of its largest words."""
        return max(self.words, key=lambda word: word.size).y

    @cached_property
    def size(self) -> float:
        """The size of most of its text."""
        return max(self.words, key=lambda word: (len(word.text), word.size)).size

    @property
    def x0(self) -> float:
        """Where it starts."""
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        """Where it ends."""
        return max(word.x1 for word in self.words)

    @cached_property
    def marker(self) -> str:
        """The bullet or number that it starts with, or ""."""
        first = self.words[0].text
        if len(self.words) < 2 or not is_marker(first):
            return ""
        return first if self.listed or first not in _DOUBTFUL or self._gap > 0.45 * self.size else ""

    @property
    def _gap(self) -> float:
        return self.words[1].x0 - self.words[0].x1

    @cached_property
    def rest(self) -> tuple[Word, ...]:
        """The words without the marker."""
        return self.words[1:] if self.marker else self.words

    @cached_property
    def text(self) -> str:
        """Its text without the marker."""
        return " ".join(word.text for word in self.rest)

    @cached_property
    def whole(self) -> str:
        """Its text with the marker."""
        return " ".join(word.text for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(word.bold for word in self.rest)


def is_marker(text: str) -> bool:
    """Whether a word can be the bullet or number of an item."""
    return is_bullet(text) or text == "\ufffd" or bool(_NUMBER.fullmatch(text))


def fragments(words: Iterable[Word]) -> list[Line]:
    """Words that stand side by side, top down; a line of two columns is two fragments."""
    found: list[list[Word]] = []
    for word in words:
        if found and _beside(found[-1], word):
            found[-1].append(word)
        else:
            found.append([word])
    return _joined(Line(tuple(part)) for part in found)


def clustered(parts: Iterable[Line]) -> list[Line]:
    """Fragments of one column as its lines, top down."""
    found: list[list[Line]] = []
    for part in sorted(parts, key=lambda p: (-p.y, p.x0)):
        if found and _level(found[-1], part):
            found[-1].append(part)
        else:
            found.append([part])
    return [Line(tuple(sorted((w for part in line for w in part.words), key=lambda w: w.x0))) for line in found]


def _level(line: Sequence[Line], part: Line) -> bool:
    """Whether a fragment stands on the line: near its base line, or raised or lowered right beside its text."""
    base = max(line, key=lambda p: p.size)
    apart = abs(base.y - part.y)
    if apart <= 0.45 * min(base.size, part.size):
        return True
    touches = -0.5 < (part.x0 - base.x1) / base.size < 0.5 or -0.5 < (base.x0 - part.x1) / base.size < 0.5
    return touches and apart <= 0.45 * max(base.size, part.size)


def listed(lines: Sequence[Line]) -> list[Line]:
    """The lines, with dashes and the like as markers where several begin so at one place."""
    starts = Counter((line.words[0].text, round(line.x0)) for line in lines if line.words[0].text in _DOUBTFUL)
    often = {start for start, count in starts.items() if count > 1}
    return [replace(line, listed=(line.words[0].text, round(line.x0)) in often) for line in lines]


def _beside(last: Sequence[Word], word: Word) -> bool:
    size = max(last[-1].size, word.size)
    gap = word.x0 - last[-1].x1
    reach = REACH if len(last) == 1 and is_marker(last[0].text) else WIDE
    return abs(last[-1].y - word.y) <= 0.45 * size and -0.3 * size <= gap <= reach * size


def _joined(parts: Iterable[Line]) -> list[Line]:
    """Fragments that are beside each other, but were not drawn one after the other, as one."""
    out: list[Line] = []
    for part in sorted(parts, key=lambda p: (-round(p.y), p.x0)):
        if out and _beside(out[-1].words, part.words[0]):
            out[-1] = Line((*out[-1].words, *part.words))
        else:
            out.append(part)
    return out


def steps(lines: Sequence[Line]) -> list[float]:
    """From base line to base line, in sizes."""
    return [(a.y - b.y) / max(a.size, b.size) for a, b in pairwise(lines)]
