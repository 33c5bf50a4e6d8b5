"""The whole of what the page shows for one sheet and one case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from careplan.apply.procedure_time import ProcedureTime, parse_procedure_time
from careplan.reading.model import Reading, Statement, to_json
from careplan.web.page import words
from careplan.web.page.inputs import Inputs
from careplan.web.page.marked import Block, blocks, shown_role
from careplan.web.page.planned import planned
from careplan.web.page.timeline import Timeline, timeline
from careplan.web.service import Case, Service

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the details of a statement."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Detail:
    """What was read of one statement."""

    statement: Statement
    role: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything for the templates."""

    text: str
    reading: Reading
    blocks: tuple[Block, ...]
    counts: tuple[tuple[str, str, int], ...]
    details: tuple[Detail, ...]
    timeline: Timeline
    questionnaire: Json | None
    reading_json: Any
    bundle: Json


def view(service: Service, inputs: Inputs) -> View:
    """Read, define and apply; nothing is stored. Raises what these steps raise."""
    text = service.text(inputs.sheet)
    reading = service.read_text(text)
    definitions = service.define_reading(reading, inputs.sheet)
    bundle = service.apply(definitions, _case(inputs))
    return View(
        text=text.content,
        reading=reading,
        blocks=blocks(text.content, reading),
        counts=_counts(reading),
        details=tuple(_detail(statement, reading) for statement in reading.statements),
        timeline=timeline(planned(bundle), _time(inputs, service)),
        questionnaire=definitions.questionnaire,
        reading_json=to_json(reading),
        bundle=bundle,
    )


def _case(inputs: Inputs) -> Case:
    return Case(
        subject=inputs.subject,
        procedure_time=inputs.procedure_time,
        timezone=inputs.timezone or None,
    )


def _time(inputs: Inputs, service: Service) -> ProcedureTime:
    zone = inputs.timezone or service.settings.timezone
    return parse_procedure_time(inputs.procedure_time, timezone=zone)


def _counts(reading: Reading) -> tuple[tuple[str, str, int], ...]:
    """How many statements of each role, in the order of the legend: (role, label, number)."""
    found = Counter(map(shown_role, reading.statements))
    return tuple((role, label, found[role]) for role, label in words.ROLES.items() if found[role])


def _detail(statement: Statement, reading: Reading) -> Detail:
    role = shown_role(statement)
    fields = tuple(Field(name, value) for name, value in _told(statement, reading) if value)
    return Detail(statement, role, words.ROLES.get(role, role), fields)


def _told(statement: Statement, reading: Reading) -> list[tuple[str, str | None]]:
    parent = reading.statement(statement.parent).text if statement.parent else None
    return [
        ("Topic", (statement.topic or "").replace("-", " ")),
        ("Who", statement.actor),
        ("Obligation", _obligation(statement)),
        ("When", words.timing(statement.timing) if statement.timing else None),
        ("Only if", statement.condition),
        ("Unless", statement.exception),
        ("Measure", ", ".join(q.text for q in statement.quantities)),
        ("Hangs from", f"“{parent}”" if parent else None),
        ("Section", words.SECTIONS.get(statement.section, statement.section)),
        ("Read from", ", ".join(f"“{one}”" for one in statement.evidence)),
        ("Please check", "; ".join(statement.review)),
        ("Characters", f"{statement.start}–{statement.end}"),
    ]


def _obligation(statement: Statement) -> str | None:
    if statement.role != "instruction":
        return None
    if statement.prohibition:
        return "must not" if statement.obligation != "should" else "should not"
    return statement.obligation
