"""Text -> blocks: which lines belong together, what is an item and of which level, what is a heading.

Nothing here knows a language; headings are only *offered* here (a short line that stands alone) and decided in
`careplan.reading.headings`, which has the lexicon.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import accumulate, pairwise
from typing import NamedTuple

from careplan.documents.text import Mark, Text

_BULLETS = "•◦○●▪▫■□►▶➢➔→✓✔✗✘‣·∙⁃§\uf0b7\uf0a7\u2610\u2611\u2612*+–—-"
_MARKER = re.compile(
    rf"(?P<bullet>[{re.escape(_BULLETS)}]|o(?=[ \t\u00a0])|\[[ \u00a0xX_]{{0,3}}\]|_{{2,4}}(?=\s[A-Z])|"
    r"\?(?=[ \t\u00a0]))"
    r"[ \t\u00a0]*"
    r"|(?P<number>\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)])(?=[ \t\u00a0]|$)[ \t\u00a0]*"
)
_SIDE_BY_SIDE = re.compile(r"(?<=\S)[ \t\u00a0]{2,}(?=(?:\[[ \u00a0xX_]{0,3}\]|[□☐•])[ \t\u00a0]*\S)")
_RULE = re.compile(r"[\s_=*~#·.\-–—|+]*$")
_COLUMNS = re.compile(r"\S(?: {3,}|\t+ *)\S")
_WORD = re.compile(r"\S+")


class Line(NamedTuple):
    """One line (or one of several items that share a line): offsets of what is left without marker and margins."""

    start: int
    end: int
    indent: int
    marker: str  # "" for none; bullets by their character, numbers by their shape ("1.", "a)")
    blanks: int  # blank lines before it

    @property
    def empty(self) -> bool:
        """A marker whose text stands on the next line."""
        return self.start >= self.end


class Block(NamedTuple):
    """Lines that belong together. `level` is 0 for running text and 1, 2 ... for items and what is within them."""

    kind: str  # "para" | "item" | "heading"
    start: int
    end: int
    level: int
    blanks: int
    marker: str = ""
    lines: int = 1
    mark: str = ""  # what the format said: "heading", "furniture"; "navigation" for a line that only looks like it


def blocks(text: Text, *, open_ends: Set[str] = frozenset()) -> tuple[Block, ...]:
    """The blocks of `text`, in order. Every character that is neither white space, marker nor rule is in one.

    A line that ends with one of the words `open_ends` goes on in the next line.
    """
    lines = list(_markers_that_repeat(_lines(text.content)))
    width = _wrap_width(lines, text.content)
    lines = list(_bare_lists(lines, text.content, width))
    grouped = list(_grouped(lines, _Flow(text.content, width, open_ends), text.marks))
    return tuple(_marked(_levelled(grouped), text.marks))


def _lines(content: str) -> Iterator[Line]:
    at, blanks = 0, 0
    for raw in content.splitlines(keepends=True):
        body = raw.strip("\r\n\x0b\x0c\x85\u2028\u2029\x1c\x1d\x1e ")
        if not body.strip() or _RULE.match(body):
            blanks += 1
        else:
            for line in _line(content, at, at + len(raw), blanks):
                yield line
                blanks = 0
        at += len(raw)


def _line(content: str, start: int, end: int, blanks: int) -> Iterator[Line]:
    cuts = [start, *(m.end() for m in _SIDE_BY_SIDE.finditer(content, start, end)), end]
    for n, (a, b) in enumerate(pairwise(cuts)):
        begin = _skip(content, a, b)
        stop = _trim(content, begin, b)
        indent = len(content[start:begin].expandtabs(4)) if n == 0 else 0
        found = _MARKER.match(content, begin, stop)
        if found and found.end() <= stop and not _is_no_marker(content, found, stop):
            shape = found["bullet"] or re.sub(r"\d+", "1", re.sub(r"[a-z]+", "a", found["number"].lower()))
            yield Line(_skip(content, found.end(), stop), stop, indent, shape, blanks if n == 0 else 0)
        else:
            yield Line(begin, stop, indent, "", blanks if n == 0 else 0)


def _is_no_marker(content: str, found: re.Match[str], stop: int) -> bool:
    """A dash or star that is glued to a word, or "a." before a lower-case word in running text, is no marker."""
    bullet = found["bullet"]
    if bullet in ("*", "+", "-", "–", "—", "§"):
        return found.end() == found.end("bullet") and found.end() < stop
    return False


def _markers_that_repeat(lines: Iterable[Line]) -> Iterator[Line]:
    """A lone "o", "?" or "a." is a word, not a marker: such a shape must stand at least twice."""
    kept = list(lines)
    shapes = Counter(line.marker for line in kept)
    for line in kept:
        doubtful = line.marker in ("o", "?", "a.", "(a)") or line.marker.startswith("_")
        if doubtful and shapes[line.marker] < 2:
            back = line.start - 2 if line.marker in ("o", "?") else line.start
            yield line._replace(start=max(0, back), marker="")
        else:
            yield line


def _wrap_width(lines: list[Line], content: str) -> int:
    """The column at which running text was broken, or 0 when lines are whole paragraphs."""
    lengths, below_colon = [], False
    for a, b in pairwise(lines):
        below_colon = not b.blanks and not b.marker and (below_colon or content[a.end - 1] == ":")
        long = a.end - a.start > 44 and not below_colon
        if long and not b.blanks and not b.marker and not b.empty and content[b.start].islower():
            lengths.append(a.end - a.start + a.indent)
    return max(lengths) if len(lengths) >= 2 and max(lengths) <= 130 else 0


def _bare_lists(lines: list[Line], content: str, width: int) -> Iterator[Line]:
    """Lines below a colon that have no markers and do not fill the column are items: they get a marker's shape."""
    at = 0
    while at < len(lines):
        run = _bare_run(lines, at, content, width)
        if run - at >= 3:
            shouts = content[lines[at].start : lines[at].end].isupper()
            if shouts:
                yield lines[at]
            for line in lines[at + shouts : run]:
                yield line._replace(marker=_RUN)
            at = run
            continue
        yield lines[at]
        at += 1
        if content[lines[at - 1].end - 1] == ":":
            widest = 0.8 * width if width else 110
            run = _set_in(lines, at, content, widest) or _below_colon(lines, at, content, widest)
            if run - at >= 2:
                for line in lines[at:run]:
                    yield line._replace(marker=_BARE, indent=line.indent + 1)
                at = run


def _below_colon(lines: list[Line], at: int, content: str, widest: float) -> int:
    """Where the short lines end that stand right below a colon: until a long one, a blank, or one that is unlike."""
    run, gap = at, lines[at].blanks if at < len(lines) else 0
    while run < len(lines) and not lines[run].marker and not lines[run].empty and lines[run].blanks == gap <= 1:
        line = lines[run]
        if gap and not content[line.start].islower():
            break  # with blank lines between, only what goes on with the sentence is of the list
        unlike = (content[line.end - 1] == ".") != (content[lines[at].end - 1] == ".")
        if line.end - line.start > widest or (
            run > at and unlike and content[line.start].isupper() != content[lines[at].start].isupper()
        ):
            break
        run += 1
    return run


def _set_in(lines: list[Line], at: int, content: str, widest: float) -> int:
    """Where the short lines end that stand set in, or without full stops, below a colon and one blank line; else 0."""
    run = at
    while run < len(lines) and not lines[run].marker and not lines[run].empty and lines[run].blanks == (run == at):
        line = lines[run]
        ended = content[line.end - 1] in ".!?" and line.indent <= lines[at - 1].indent
        if ended or content[line.end - 1] == ":" or line.end - line.start > widest or line.indent != lines[at].indent:
            return 0
        run += 1
    parted = run == len(lines) or lines[run].blanks > 0
    return run if parted and run - at >= 2 else 0


def _bare_run(lines: list[Line], at: int, content: str, width: int) -> int:
    """Where a run of short lines ends that have neither markers nor full stops: a list, though nothing says so."""
    run = at
    while run < len(lines) and not lines[run].marker and not lines[run].empty and (run == at or not lines[run].blanks):
        line = lines[run]
        if content[line.end - 1] in ".!?,;:" or line.end - line.start > (0.8 * width if width else 80):
            return run if run - at >= 3 and lines[run].blanks else at
        if _COLUMNS.search(content, line.start, line.end):
            return at
        run += 1
    return run


_BARE = "bare"  # the marker's shape of an item that has none, below a colon
_RUN = "run"  # and where nothing introduces it


class _Flow(NamedTuple):
    """What says whether a line goes on: the column at which running text was broken, words that end no line."""

    content: str
    width: int
    open_ends: Set[str]


def _continues(a: Line, b: Line, flow: _Flow) -> bool:
    """Whether line `b`, directly below `a`, goes on with it."""
    content, width = flow.content, flow.width
    if _COLUMNS.search(content, a.start, a.end) and _COLUMNS.search(content, b.start, b.end):
        return False
    if b.blanks or b.marker or b.empty:
        return a.empty and not b.marker and not b.empty and b.blanks <= 1
    if a.empty or content[b.start].islower():
        return True
    if content[a.end - 1] in ",–—-&" or content[a.start : a.end].rsplit(maxsplit=1)[-1].lower() in flow.open_ends:
        return True
    word = _WORD.match(content, b.start)
    return bool(width) and a.end - a.start + a.indent + 1 + len(word.group() if word else "") > width


def _grouped(lines: list[Line], flow: _Flow, marks: tuple[Mark, ...]) -> Iterator[tuple[Line, int]]:
    """Lines joined to blocks: each as one Line that spans them, with their number."""
    headings = {m.start: m.end for m in marks if m.kind == "heading"}
    at = 0
    while at < len(lines):
        last = at
        while last + 1 < len(lines) and _joins(lines[last], lines[last + 1], flow, headings):
            last += 1
        first = next((line for line in lines[at : last + 1] if not line.empty), None)
        if first is not None:
            yield lines[at]._replace(start=first.start, end=lines[last].end), last - at + 1
        at = last + 1


def _joins(a: Line, b: Line, flow: _Flow, headings: dict[int, int]) -> bool:
    if a.start in headings or b.start in headings:
        return headings.get(a.start, 0) >= b.end
    return _continues(a, b, flow)


def _levelled(grouped: list[tuple[Line, int]]) -> Iterator[Block]:
    """Levels from the indentation and, where that is lost, from the change of the marker's shape."""
    open_: list[tuple[int, str]] = []
    for line, count in grouped:
        if line.marker:
            _close(open_, line)
            open_.append((line.indent, line.marker))
            level, kind = len(open_), "item"
        else:
            while open_ and line.indent <= open_[-1][0]:
                open_.pop()
            level, kind = len(open_), "para"
        yield Block(kind, line.start, line.end, level, line.blanks, line.marker, count)


def _close(open_: list[tuple[int, str]], line: Line) -> None:
    """Leave only the items that `line` is within."""
    shapes = [shape for _, shape in open_]
    if line.marker == _RUN:
        open_.clear()
        return
    if line.marker in shapes:
        depth = shapes.index(line.marker)
        same = open_[depth][0]
        if line.indent <= same + 1 or (shapes.count(line.marker) == 1 and line.indent <= open_[-1][0]):
            del open_[depth:]
            return
    while open_ and line.indent < open_[-1][0]:
        open_.pop()
    if open_ and open_[-1][1] == line.marker and line.indent <= open_[-1][0] + 1:
        open_.pop()


def _marked(found: Iterable[Block], marks: tuple[Mark, ...]) -> Iterator[Block]:
    ordered = sorted(marks, key=lambda m: m.start)
    starts = [m.start for m in ordered]
    ends = list(accumulate((m.end for m in ordered), max))
    for block in found:
        kind = _mark_of(block, ordered, starts, ends)
        if kind == "heading":
            yield block._replace(kind="heading", level=0, mark=kind)
        else:
            yield block._replace(mark=kind) if kind else block


def _mark_of(block: Block, ordered: Sequence[Mark], starts: Sequence[int], ends: Sequence[int]) -> str:
    """The kind of the first mark that holds the whole block; `ends` is how far the marks up to each reach."""
    upto = bisect_right(starts, block.start)
    kinds = (m.kind for m in ordered[bisect_left(ends, block.end, hi=upto) : upto] if block.end <= m.end)
    return next(kinds, "")


def _skip(content: str, start: int, end: int) -> int:
    return end - len(content[start:end].lstrip())


def _trim(content: str, start: int, end: int) -> int:
    return start + len(content[start:end].rstrip())
