"""Why a statement of a plan wants a look: what was not certain when it was read, and what of its time is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from careplan.apply.context import Context
from careplan.reading.model import Statement


def noted(context: Context, statement: Statement) -> Iterator[str]:
    """All reasons in words, those of the reading first."""
    yield from statement.review
    yield from (context.words.notes[note] for note in time_notes(context, statement))


def time_notes(context: Context, statement: Statement) -> Iterator[str]:
    """The notes of a statement's window, and whether a preparation has a clock time too late for it."""
    if statement.id not in context.activities:
        return
    window = context.window(statement)
    yield from window.notes
    told = statement.timing
    clock = ":" in ((told.end or told.start or "") if told else "")
    last = window.end or window.start
    if clock and statement.section == "before" and isinstance(last, datetime) and _late(context, last):
        yield "after-procedure"


def _late(context: Context, moment: datetime) -> bool:
    return context.at.time is not None and moment > context.at.time
