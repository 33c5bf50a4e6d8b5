"""Which level of a list a Word paragraph stands on: told by how far it is indented, for that is what people see.

Word's own levels are no guide alone: "List Bullet 2" is level 0 of a list of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from careplan.documents.docx_numbering import Numbering
from careplan.documents.docx_styles import Paragraph, Styles

_SAME = 100  # twentieths of a point: less is no deeper level


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a numbered paragraph belongs: its list, the level there, its indentation."""

    number: int
    level: int
    indent: int


@dataclass(slots=True)
class Lists:
    """The items that are open, outermost first."""

    styles: Styles
    numbering: Numbering
    open: list[Spot] = field(default_factory=list)
    group: int = 0

    def spot(self, paragraph: Paragraph) -> Spot | None:
        """The spot of a paragraph that has a number or bullet, by itself or by its style; else None."""
        number = paragraph.number
        direct = number is not None
        if number is None:
            number = self.styles.inherited(paragraph.style, "number")
        if not number:
            return None
        level = paragraph.number_level
        if level is None:
            level = self.styles.inherited(paragraph.style, "number_level") or 0
        return Spot(number, level, self._indent(paragraph, number, level, direct=direct))

    def enter(self, spot: Spot) -> int:
        """Open an item here; its level from 1."""
        last = self.open[:1]
        while self.open and not _deeper(spot, self.open[-1]):
            self.open.pop()
        self.open.append(spot)
        if last and len(self.open) == 1 and last[0].number != spot.number:
            self.part()
        return len(self.open)

    def belongs(self, indent: int | None) -> int:
        """The level of the item that a paragraph with this indentation goes on with, 0 for none."""
        if indent:
            for level, spot in reversed(list(enumerate(self.open, 1))):
                if spot.indent and indent >= spot.indent - _SAME:
                    return level
        return 0

    def end(self) -> None:
        """Running text at the margin: all lists are over."""
        self.open.clear()
        self.part()

    def part(self) -> None:
        """A blank line: what comes next is parted from what was."""
        self.group += 1

    def _indent(self, paragraph: Paragraph, number: int, level: int, *, direct: bool) -> int:
        """Direct formatting, then what gave the number: the list before the style, or the style before the list."""
        shown = self.numbering.level(number, level)
        of_list = shown.indent if shown else None
        of_style = self.styles.inherited(paragraph.style, "indent")
        found = (paragraph.indent, of_list, of_style) if direct else (paragraph.indent, of_style, of_list)
        return next((value for value in found if value is not None), 0)


def _deeper(spot: Spot, above: Spot) -> bool:
    more = spot.indent - above.indent
    return more > _SAME or (abs(more) <= _SAME and spot.level > above.level)
