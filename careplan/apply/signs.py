"""Warning signs, kept together with what to do about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from careplan.apply.context import Context
from careplan.reading.model import Statement

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs that stand together: `lead` is what to do ("Call your doctor if you have:"), None if not told.

    `heading` is the sheet's heading over signs that have no lead-in.
    """

    lead: Statement | None
    signs: tuple[Statement, ...]
    heading: str | None = None

    @property
    def first(self) -> Statement:
        """The statement that names the group."""
        return self.lead or self.signs[0]


def groups(context: Context) -> list[Signs]:
    """All warning signs of the sheet, in its order, each in one group.

    A sign belongs to the lead-in that it (or the sign above it) hangs from, if it has any; else to the run of
    signs of its section that has none.
    """
    found: dict[str, list[Statement]] = {}
    run = 0
    for n, s in enumerate(context.reading.statements):
        if s.role != "warning-sign":
            continue
        lead = _lead(context, s)
        before = context.reading.statements[n - 1] if n else None
        if lead is None and (before is None or before.role != "warning-sign" or before.section != s.section):
            run = n
        found.setdefault(lead.id if lead else f"#{run}", []).append(s)
    return [_group(context, key, signs) for key, signs in found.items()]


def described(context: Context, group: Signs) -> str:
    """The sheet's words, a line each: what to do, then the signs, nested as the sheet nests them."""
    head = [group.lead.text] if group.lead else [group.heading] if group.heading else []
    depth = len(context.above(group.lead)) + 1 if group.lead else 0
    lines = (f"{_INDENT * (len(context.above(s)) - depth)}• {s.text}" for s in group.signs)
    return "\n".join([*head, *lines])


def _lead(context: Context, sign: Statement) -> Statement | None:
    """The nearest statement above that is no sign itself."""
    return next((s for s in reversed(context.above(sign)) if s.role != "warning-sign"), None)


def _group(context: Context, key: str, signs: Sequence[Statement]) -> Signs:
    if not key.startswith("#"):
        return Signs(context.reading.statement(key), tuple(signs))
    at = signs[0].start
    over = next((x for x in context.reading.sections if x.start <= at < x.end), None)
    return Signs(None, tuple(signs), over.heading if over else None)
