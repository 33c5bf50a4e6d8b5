"""The walk over an HTML tree that writes Blocks. Every text node that is shown is written, in document order.

What single elements do stands in `careplan.documents.html_elements`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborNode

from careplan.documents import html_tags as tags
from careplan.documents.blocks import Block
from careplan.documents.headings import may_be
from careplan.documents.html_furniture import Tally, candidate, is_furniture
from careplan.documents.inline import PLAIN, Inline, Run, Style

if TYPE_CHECKING:
    from careplan.documents.html_grid import Grid

_REGIONS = 16  # nested elements that are asked whether they are furniture; each looks at its blocks again
_DEEPEST = 24  # steps of a place: enough to find it, and a page nested a thousand deep stays linear


@dataclass(slots=True)
class Frame:
    """An open element. `closers` run at its end, the last first, after its text has become a block."""

    node: LexborNode
    tag: str
    step: str
    line: str | None  # the line that its source begins on, or the source round it, if that has lines (Markdown)
    block: bool
    style: Style  # the style round it
    closers: list[Callable[[], None]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class List:
    """An open list: its group, and for an ordered one the sort of its numbers, the next and the step."""

    group: int
    numbers: str = ""
    next: int = 1
    step: int = 1


@dataclass(slots=True)
class Item:
    """An open list item, with its marker until its first block has taken it.

    `level` is that of Word's own lists, else 0. `carded`: it holds a heading, so it is a card on the page, no item.
    """

    marker: str
    group: int
    level: int = 0
    carded: bool = False


class Walker:
    """Walks once; `blocks` are then the page."""

    def __init__(self, openers: Mapping[str, Callable[[Walker, Frame, tags.Attributes], None]]) -> None:
        self.openers = openers
        self.blocks: list[Block] = []  # where blocks go: the page, or the cell that is open
        self.inline = Inline()
        self.style = PLAIN
        self.frames: list[Frame] = []
        self.lists: list[List] = []
        self.items: list[Item] = []
        self.cards = 0  # open items that are cards
        self.grids: list[Grid | None] = []  # None for those that are nested too deep to be tables
        self.regions = 0  # open elements that may be furniture
        self.heading = 0  # the level of the heading that is open, -1 for one by its looks, 0 for none
        self.folds = False  # whether the last button opens a part of the page
        self.groups = 0
        self.word_lists: dict[str, int] = {}  # Word's name of a list -> its group
        self.tally = Tally()
        self.contents: list[tuple[list[Block], int, int]] = []  # lists of nothing but links within the page

    def walk(self, root: LexborNode) -> list[Block]:
        """The blocks of `root`; without recursion, for pages are nested as deep as they like."""
        todo: list[LexborNode | Frame] = [root]
        while todo:
            node = todo.pop()
            if isinstance(node, Frame):
                self._leave(node)
            elif node.is_text_node:
                self.inline.add(node.text_content or "", self.style)
            elif node.is_element_node and (frame := self._enter(node)):
                todo.append(frame)
                todo.extend(_children(node))
        self.flush()
        self._mark_contents()
        return self.blocks

    def group(self) -> int:
        """The number of a new list or table."""
        self.groups += 1
        return self.groups

    def flush(self) -> None:
        """End the block that is open."""
        run = self.inline.take()
        if run.text:
            self.tally.count(run, item=bool(self.items))
            self.blocks.append(self._block(run))
            self.folds = False

    def line_break(self) -> None:
        """A <br>; two of them end a paragraph."""
        if self.inline.at_break and not self.style.pre:
            self.flush()
        else:
            self.inline.end_line()

    def place(self) -> str:
        """Where the walk is: "line 12" where the source has lines (Markdown), else the path of elements."""
        if self.frames and self.frames[-1].line:
            return f"line {self.frames[-1].line}"
        steps = [frame.step for frame in self.frames[-_DEEPEST:]]
        return ("/" if len(steps) == len(self.frames) else "…/") + "/".join(steps)

    def _enter(self, node: LexborNode) -> Frame | None:
        tag, attributes = node.tag or "", node.attributes
        if tag in tags.SKIPPED or (tag in ("title", "desc") and self.frames[-1].tag == "svg"):
            return None
        if tag == "br":
            self.line_break()
            return None
        line = attributes.get(tags.LINE) or (self.frames[-1].line if self.frames else None)
        self.tally.titles += tag in ("h1", "main")
        frame = Frame(node, tag, self._step(tag), line, tags.is_block(tag, attributes), self.style)
        if frame.block:
            self.flush()
        self.frames.append(frame)
        self._region(frame, attributes)
        self.style = _styled(self.style, tag, attributes)
        if opener := self.openers.get(tags.behaviour(tag, attributes)):
            opener(self, frame, attributes)
        return frame

    def _leave(self, frame: Frame) -> None:
        if frame.block:
            self.flush()
        for close in reversed(frame.closers):
            close()
        self.frames.pop()
        self.style = frame.style

    def _step(self, tag: str) -> str:
        if not self.frames:
            return tag
        counts = self.frames[-1].counts
        counts[tag] = counts.get(tag, 0) + 1
        return tag if tag in ("html", "body", "main") else f"{tag}[{counts[tag]}]"

    def _region(self, frame: Frame, attributes: tags.Attributes) -> None:
        kind = candidate(frame.tag, attributes) if frame.block else None
        if kind is None or self.regions >= _REGIONS:
            return
        sink, start, before = self.blocks, len(self.blocks), self.tally.copy()
        self.regions += 1

        def close() -> None:
            self.regions -= 1
            if is_furniture(kind, self.tally.minus(before)):
                sink[start:] = [replace(block, furniture=True) for block in sink[start:]]

        frame.closers.append(close)

    def _mark_contents(self) -> None:
        """A list of links to headings of this page is its table of contents: furniture."""
        titles = {block.text.casefold() for block in self.blocks if block.kind == "heading"}
        for sink, start, end in self.contents:
            if sink is self.blocks and all(block.text.casefold() in titles for block in sink[start:end]):
                sink[start:end] = [replace(block, furniture=True) for block in sink[start:end]]

    def _block(self, run: Run) -> Block:
        block = Block("paragraph", run.text, self.place(), level=self._level(), marks=run.marks)
        if run.pre:
            return replace(block, kind="verbatim", level=0)
        if self.heading:
            return self._heading(block)
        if self.items and self.items[-1].marker and not self.items[-1].carded:
            return self._item(block)
        return _by_looks(block, run, folds=self.folds)

    def _level(self) -> int:
        word = self.items[-1].level if self.items else 0
        return word or max(0, len(self.lists) - self.cards)

    def _heading(self, block: Block) -> Block:
        if self.items and not self.items[-1].carded:
            self.items[-1].carded = True
            self.cards += 1
        text = block.text.replace("\n", " ")
        return replace(block, kind="heading", text=text, level=max(self.heading, 0), strong=self.heading < 0)

    def _item(self, block: Block) -> Block:
        item = self.items[-1]
        marker, item.marker = item.marker, ""
        return replace(block, kind="item", level=max(1, block.level), marker=marker, group=item.group)


def _by_looks(block: Block, run: Run, *, folds: bool) -> Block:
    """What a paragraph is that only its looks can tell: a button, a skip link, a heading in bold, or just that."""
    if run.button == run.size and block.level == 0:
        heads = folds and "\n" not in run.text
        return replace(block, kind="heading", strong=True) if heads else replace(block, furniture=True)
    if run.anchor == run.size and block.level == 0:
        return replace(block, furniture=True)
    if run.bold == run.size and block.level == 0 and may_be(run.text):
        return replace(block, kind="heading", strong=True)
    return block


def _styled(style: Style, tag: str, attributes: tags.Attributes) -> Style:
    if tag not in tags.STYLED and not attributes:
        return style
    bold = tags.is_bold(tag, attributes)
    linked = tag == "a" and "href" in attributes
    return Style(
        bold=style.bold if bold is None else bold,
        link=style.link or linked,
        anchor=style.anchor or (linked and (attributes["href"] or "").startswith("#")),
        button=style.button or tag in ("button", "select") or attributes.get("role") == "button",
        struck=style.struck or tags.is_struck(tag, attributes),
        pre=style.pre or tag in tags.PREFORMATTED,
    )


def _children(node: LexborNode) -> list[LexborNode]:
    """The child nodes, the last first."""
    found = []
    child = node.last_child
    while child is not None:
        found.append(child)
        child = child.prev
    return found
