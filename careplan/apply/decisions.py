"""What only the care team can decide: rules over statements; their words are in mappings, `apply.toml`."""

from __future__ import annotations

from collections.abc import Iterable

from careplan.apply.words import DecisionOn, has
from careplan.reading.model import Statement


def asks_team(statement: Statement, above: Iterable[Statement], on: DecisionOn) -> bool:
    """Whether an instruction is to ask the care team something; `above` are the lead-ins it hangs from."""
    if statement.role != "instruction":
        return False
    if statement.topic in on.topics:
        return True
    texts = (statement.text, *(s.text for s in above))
    return statement.topic in on.ask_topics and any(has(text, on.ask) for text in texts)


def leaves_to_team(statement: Statement, on: DecisionOn) -> bool:
    """Whether an exception, open end or condition leaves it to the care team.

    "Or as told by your caregiver", "until your doctor agrees", "if your surgeon agrees". An exception that
    only takes something out ("except for a sip of water") is no decision.
    """
    until = statement.timing.until if statement.timing else None
    return has(statement.exception, on.team + on.decide) or any(
        has(text, on.team) and has(text, on.decide) for text in (until, statement.condition)
    )
