"""The plain layout that every structured format is written in.

A reader turns its format into Blocks; `compose` writes them as one text, with the marks and origins that go with it::

    Before your procedure            heading: a line of its own

    Two things matter:               paragraph: at the margin, a hard line break stays a line end

      • Stop eating.                 item: two spaces a level, its marker, its text
        1. Solid food first.         a nested item; an ordered list keeps its number
          A second line or paragraph of an item stands under the item's text.

    5 days before: Stop warfarin.    row: its cells in one line

Blocks of one `group` (a list, a table) stand on consecutive lines; otherwise a blank line parts two blocks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from careplan.documents.symbols import bullet, is_bullet
from careplan.documents.text import Mark, Origin

INDENT = "  "
LOOSE = -1_000_000  # the group of items whose list was never a list
UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))
KINDS = ("heading", "paragraph", "item", "row", "verbatim")


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, table row, or verbatim run of lines.

    `text` is tidy (see `tidy`) except in a verbatim block; `marks` count from the start of `text`.
    `level` is 1..6 for a heading; for an item its nesting from 1; for a paragraph the level of the item that it
    belongs to, or 0. `strong` says that a heading is one by its looks only. `soft` says that the line ends inside
    `text` may be mere wrapping (PDF); elsewhere they are the author's.
    """

    kind: str
    text: str
    place: str
    level: int = 0
    marker: str = ""
    group: int = 0
    furniture: bool = False
    strong: bool = False
    soft: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Blocks written as text."""

    content: str
    marks: tuple[Mark, ...]
    origins: tuple[Origin, ...]


def tidy(text: str) -> str:
    """Every run of white space within a line as one space, no blank lines, no white space at the ends.

    A no-break space becomes a space too, and soft hyphens and zero-width spaces go: they say how to break lines, and
    the layout has done that.
    """
    text = text.translate(UNSEEN)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def compose(blocks: Iterable[Block]) -> Layout:
    """The blocks as plain layout; blocks without text are left out."""
    writer = _Writer()
    for block in nested([b for b in blocks if b.text.strip()]):
        writer.add(block)
    marks = tuple(sorted(writer.marks, key=lambda m: (m.start, -m.end, m.kind)))
    return Layout("".join(writer.parts), marks, tuple(writer.origins))


def nested(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with list levels that never grow by more than one, as by a list in a list that has no item itself."""
    out: list[Block] = []
    above = 0
    for block in blocks:
        level = block.level
        if block.kind in ("item", "paragraph"):
            level = min(level, above + 1 if block.kind == "item" else above)
            above = level
        elif block.kind != "verbatim":
            above = 0
        out.append(block if level == block.level else replace(block, level=level))
    return out


def with_bullets(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with a bullet or tick that stands alone as the marker of the paragraph after it."""
    out: list[Block] = []
    for block in blocks:
        above = out[-1] if out else None
        if above and _is_lone_bullet(above) and block.kind == above.kind == "paragraph":
            out[-1] = replace(block, kind="item", level=1, marker=bullet(above.text), group=LOOSE)
        else:
            out.append(block)
    return out


def _is_lone_bullet(block: Block) -> bool:
    return is_bullet(block.text) and block.text not in "-–—*+o"


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.marks: list[Mark] = []
        self.origins: list[Origin] = []
        self.at = 0
        self.last: Block | None = None

    def add(self, block: Block) -> None:
        self._write(self._gap(block))
        start = self.at
        first, rest = _margins(block)
        self._write(first)
        body = self.at
        self._write(block.text.replace("\n", "\n" + rest))
        self.origins.append(Origin(start, self.at, block.place))
        self.marks.extend(_marks(block, body, self.at, len(rest)))
        self.last = block

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)

    def _gap(self, block: Block) -> str:
        if self.last is None:
            return ""
        together = block.group and block.group == self.last.group
        return "\n" if together and {block.kind, self.last.kind} <= {"item", "row"} else "\n\n"


def _margins(block: Block) -> tuple[str, str]:
    """What stands before the first line and before the others."""
    if block.kind == "item":
        first = INDENT * block.level + block.marker + " "
        return first, INDENT * (block.level + 1)
    if block.kind == "paragraph" and block.level:
        return INDENT * (block.level + 1), INDENT * (block.level + 1)
    return "", ""


def _marks(block: Block, start: int, end: int, indent: int) -> Iterable[Mark]:
    breaks = [i for i, c in enumerate(block.text) if c == "\n"]
    moved = _mover(start, breaks, indent)
    if block.kind == "heading":
        yield Mark("heading", start, end, block.level)
        if block.strong:
            yield Mark("strong", start, end, block.level)
    if block.furniture:
        yield Mark("furniture", start, end)
    if not block.soft:
        yield from (Mark("break", moved(i), moved(i) + 1) for i in breaks)
    for mark in block.marks:
        # the end is mapped by the last character, so that a mark up to a line end takes no indentation with it
        yield replace(mark, start=moved(mark.start), end=moved(mark.end - 1) + 1)


def _mover(start: int, breaks: Sequence[int], indent: int) -> Callable[[int], int]:
    """Where a character of the block stands in the content, when each line after the first is indented."""
    return lambda at: start + at + indent * bisect_left(breaks, at)
