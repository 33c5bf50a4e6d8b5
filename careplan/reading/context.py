"""What is known of a sheet before its statements are read one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from careplan.knowledge import Knowledge
from careplan.reading import quantities, sections
from careplan.reading.form import Form
from careplan.reading.layout import Block
from careplan.reading.learnt import Learnt
from careplan.reading.model import Statement
from careplan.reading.page import Page
from careplan.reading.review import Rules
from careplan.reading.unit import Unit

WITH_TOPIC = frozenset({"instruction", "question", "warning-sign"})  # the roles that have topics


@dataclass(frozen=True)
class Context:
    """What is known before the statements are read one by one."""

    page: Page
    blocks: Sequence[Block]
    decided: Sequence[sections.Decided]
    procedure_words: frozenset[str]
    child: bool
    units: quantities.Units
    review: Rules
    learnt: Learnt | None
    knowledge: Knowledge

    @cached_property
    def headings(self) -> tuple[int | None, ...]:
        """For each block the index of the heading that it stands under, or None."""
        found: list[int | None] = []
        last = None
        for n, block in enumerate(self.blocks):
            found.append(last)
            last = n if block.kind == "heading" else last
        return tuple(found)

    def heading(self, unit: Unit) -> Block | None:
        """The heading that `unit` stands under."""
        at = self.headings[unit.block]
        return self.blocks[at] if at is not None else None


class Done(NamedTuple):
    """A statement that has been read, with what those after it may ask of it."""

    statement: Statement
    unit: Unit
    form: Form
    scores: Mapping[str, float]
