"""Units -> statements: each rule in its turn, for one unit after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from careplan.reading import conditions, quantities, report, roles, topics
from careplan.reading import timing as timings
from careplan.reading.context import WITH_TOPIC, Context
from careplan.reading.form import Form
from careplan.reading.forms import form
from careplan.reading.heads import subordinate
from careplan.reading.model import Confidence, Statement, Timing
from careplan.reading.page import Page
from careplan.reading.surroundings import (
    acted_in,
    actor,
    around,
    introduces_signs,
    lead_in,
    opens_list,
    time_heading,
    under_ban,
)
from careplan.reading.topics import Topics
from careplan.reading.unit import Unit
from careplan.reading.units import units

REVIEW_BELOW = 0.5  # a confidence below this is told to the reviewer


def statements(context: Context) -> list[Statement]:
    """The statements of the sheet, in document order, with ids "s1", "s2" ..."""
    found: list[Statement] = []
    shapes: list[Form] = []
    scores: list[Mapping[str, float]] = []
    for unit in units(context.page, context.blocks):
        statement, shape, own = _statement(context, unit, found, shapes, scores)
        found.append(statement)
        shapes.append(shape)
        scores.append(own)
    return found


def _statement(
    context: Context,
    unit: Unit,
    before: list[Statement],
    shapes: list[Form],
    scores: list[Mapping[str, float]],
) -> tuple[Statement, Form, Mapping[str, float]]:
    sheet, block = context.page, context.blocks[unit.block]
    shape = form(sheet, unit.first, unit.last) if unit.first < unit.last else Form("fragment", unit.first)
    if unit.shares and shapes:
        shape = _shared(sheet, unit, shape, shapes[-1])
    lead = lead_in(context, before[unit.lead], shapes[unit.lead]) if unit.lead is not None else None
    if lead and lead.prohibition and shape.kind != "tell":
        shape = replace(shape, kind="instruct", prohibition=True, obligation="must")
    decided = context.decided[unit.block]
    if shape.kind == "fragment" and unit.lead is None and under_ban(context, unit):
        shape = replace(shape, kind="instruct", prohibition=True, obligation="must", confidence=0.75)
    role = roles.decide(sheet, unit, block, shape, decided.kind, lead)
    section = role.section or decided.kind
    if lead and unit.lead is not None and role.name == before[unit.lead].role:
        section = role.section or before[unit.lead].section
    lent = around(context, unit, before, scores, role.name)
    chosen = _topic(sheet, unit, role.name, section, shape, lent)
    if role.name == "instruction" and chosen.best != "tell-team" and introduces_signs(context, unit):
        chosen = replace(chosen, best="seek-care")
    section = acted_in(sheet, section, role.name, chosen.best, unit, opens=opens_list(context, unit))
    statement = Statement(
        id=f"s{len(before) + 1}",
        section=section,
        role=role.name,
        start=unit.start,
        end=unit.end,
        text=sheet.content[unit.start : unit.end],
        parent=before[unit.lead].id if unit.lead is not None else None,
        topic=chosen.best if role.name in WITH_TOPIC else None,
        confidence=Confidence(decided.confidence, role.confidence, chosen.confidence, 1.0),
        quantities=tuple(quantities.find(sheet.content[unit.start : unit.end], unit.start, context.units)),
        evidence=shape.evidence + chosen.evidence,
    )
    if role.name in ("instruction", "question", "warning-sign"):
        statement = _directed(context, unit, shape, statement, before)
    return doubted(statement), shape, chosen.scores


def doubted(statement: Statement) -> Statement:
    """The statement with the reasons why a person should look at it; none for what nobody acts on."""
    if statement.role not in WITH_TOPIC:
        return statement
    sure = statement.confidence
    low = [f"{name} {value:.2f}" for name, value in _fields(sure) if value < REVIEW_BELOW]
    blank = ["form blank"] if report.BLANK.search(statement.text) else []
    return replace(statement, review=(*low, *blank))


def _fields(sure: Confidence) -> tuple[tuple[str, float], ...]:
    return (("section", sure.section), ("role", sure.role), ("topic", sure.topic), ("timing", sure.timing))


def _shared(sheet: Page, unit: Unit, shape: Form, last: Form) -> Form:
    """A part with no verb phrase of its own goes on with that of the part before."""
    if not last.directs or shape.prohibition:
        return shape
    return replace(
        shape,
        kind=last.kind,
        prohibition=last.prohibition and not shape.prohibition,
        obligation=last.obligation,
    )


def _topic(
    sheet: Page, unit: Unit, role: str, section: str, shape: Form, around: Mapping[str, float]
) -> Topics:
    if role not in WITH_TOPIC:
        return Topics(None, 0.0, 1.0, {})
    quiet = subordinate(sheet, unit.first, shape.head, unit.last) if role == "instruction" else ()
    own = topics.own_scores(sheet, role, unit.first, unit.last, quiet)
    chosen = topics.choose(sheet, role, own, section=section, prohibition=shape.prohibition, around=around)
    return replace(chosen, evidence=topics.evidence(sheet, role, chosen.best, unit.first, unit.last))


def _directed(
    context: Context, unit: Unit, shape: Form, statement: Statement, before: Sequence[Statement]
) -> Statement:
    """The statement with what only instructions (and in part questions and signs) have."""
    sheet = context.page
    found = conditions.conditions(sheet, unit.first, shape.head, unit.last)
    condition = sheet.text(*found.condition) if found.condition else None
    if statement.role != "instruction":
        return statement
    timing, sure = _timing(context, unit, shape, statement, before)
    return replace(
        statement,
        actor=actor(context, unit, shape),
        prohibition=shape.prohibition,
        obligation=shape.obligation or "should",
        condition=condition,
        exception=sheet.text(*found.exception) if found.exception else None,
        timing=timing,
        confidence=replace(statement.confidence, timing=sure),
    )


def _timing(
    context: Context, unit: Unit, shape: Form, statement: Statement, before: Sequence[Statement]
) -> tuple[Timing | None, float]:
    found = timings.find(
        statement.text,
        section=statement.section,
        prohibition=shape.prohibition,
        topic=statement.topic,
        previous=next((s.timing for s in reversed(before[-4:]) if s.timing), None),
        heading=time_heading(context, unit),
        procedure=context.procedure_words,
        role=statement.role,
    )
    return (found.timing, found.confidence) if found else (None, 0.9)
