"""What single HTML elements do to the walk: headings, lists, tables, definition lists, and what Word saved as HTML."""

from __future__ import annotations

import re

from careplan.documents import html_tags as tags
from careplan.documents.html_grid import Grid
from careplan.documents.html_tags import Attributes
from careplan.documents.html_walk import Frame, Item, List, Walker
from careplan.documents.inline import PLAIN, Inline
from careplan.documents.numerals import numeral
from careplan.documents.symbols import BULLET, bullet, symbol

_NESTED_TABLES = 12  # each table handles what is in it again; those deeper only place things on the page
_WORD_NUMBER = re.compile(r"\(?\w{1,4}[.)]")


def heading(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """h1 to h6, or role="heading"."""
    _head(walker, frame, tags.heading_level(frame.tag, attributes))


def summary(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """The visible part of <details> heads what it folds away."""
    _head(walker, frame, -1)


def button(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """A button may be an accordion's heading."""
    walker.folds = walker.folds or tags.folds(attributes)


def list_(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """ul, ol, menu, dir. A list within a list is of its group, so that no blank line parts them."""
    group = walker.lists[-1].group if walker.lists and _within_item(walker) else walker.group()
    made = List(group)
    if frame.tag == "ol":
        backwards = "reversed" in attributes
        first = _items(frame) if backwards else 1
        made = List(
            group, tags.numbering(attributes), tags.number(attributes.get("start"), first), -1 if backwards else 1
        )
    walker.lists.append(made)
    sink, start, before = walker.blocks, len(walker.blocks), walker.tally.copy()

    def close() -> None:
        walker.lists.pop()
        held = walker.tally.minus(before)
        if held.size and held.anchor == held.size:
            walker.contents.append((sink, start, len(sink)))

    frame.closers.append(close)


def item(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """li; outside of any list it is one of its own."""
    if not walker.lists:
        list_(walker, frame, {})
    within = walker.lists[-1]
    marker = BULLET
    if within.numbers:
        value = tags.number(attributes.get("value"), within.next)
        marker = f"{numeral(value, within.numbers)}."
        within.next = value + within.step
    walker.items.append(Item(marker, within.group))
    frame.closers.append(lambda: _drop(walker))


def table(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """A table, or a definition list: a table of two columns."""
    grid = Grid(walker) if len(walker.grids) < _NESTED_TABLES else None
    walker.grids.append(grid)

    def close() -> None:
        walker.grids.pop()
        if grid:
            grid.close()

    frame.closers.append(close)


def row(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """tr."""
    if walker.grids and (grid := walker.grids[-1]):
        frame.closers.append(grid.end_row)


def cell(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """td, th."""
    if walker.grids and (grid := walker.grids[-1]):
        grid.open_cell(
            frame,
            header=frame.tag == "th",
            colspan=tags.number(attributes.get("colspan"), 1),
            rowspan=tags.number(attributes.get("rowspan"), 1),
        )


def term(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """dt: a new row, unless terms share a description."""
    if walker.grids and (grid := walker.grids[-1]):
        if grid.row_has(2):
            grid.end_row()
        grid.collect(frame, column=1)


def description(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """dd."""
    if walker.grids and (grid := walker.grids[-1]):
        grid.collect(frame, column=2)


def quotation(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """q: browsers show quotation marks."""
    walker.inline.add("“", walker.style)
    frame.closers.append(lambda: walker.inline.add("”", walker.style))


def word_item(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """A paragraph that Word made a list item."""
    found = tags.word_list(attributes)
    if found and not walker.lists:
        name, level = found
        group = walker.word_lists.setdefault(name, -1 - len(walker.word_lists))
        walker.items.append(Item(BULLET, group, level))
        frame.closers.append(lambda: _drop(walker))


def word_marker(walker: Walker, frame: Frame, attributes: Attributes) -> None:
    """The bullet or number that Word wrote out: it is the item's marker and not its text."""
    if not walker.items:
        return
    outside, walker.inline = walker.inline, Inline()
    style, walker.style = walker.style, PLAIN

    def close() -> None:
        text = walker.inline.take().text
        walker.inline, walker.style = outside, style
        walker.items[-1].marker = text if _WORD_NUMBER.fullmatch(text) else bullet(symbol(text[:1] or BULLET, "Symbol"))

    frame.closers.append(close)


OPENERS = {
    "heading": heading,
    "summary": summary,
    "button": button,
    "ul": list_,
    "li": item,
    "table": table,
    "dl": table,
    "tr": row,
    "td": cell,
    "dt": term,
    "dd": description,
    "q": quotation,
    "word-item": word_item,
    "word-marker": word_marker,
}


def _head(walker: Walker, frame: Frame, level: int) -> None:
    outside, walker.heading = walker.heading, level

    def close() -> None:
        walker.heading = outside

    frame.closers.append(close)


def _within_item(walker: Walker) -> bool:
    return not (walker.items and walker.items[-1].carded)


def _items(frame: Frame) -> int:
    return sum(1 for child in frame.node.iter() if child.tag == "li")


def _drop(walker: Walker) -> None:
    walker.cards -= walker.items.pop().carded
