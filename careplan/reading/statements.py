"""Units -> statements: each rule in its turn, for one unit after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from careplan.reading import conditions, quantities, roles, topics
from careplan.reading import timing as timings
from careplan.reading.bans import taken_over
from careplan.reading.context import WITH_TOPIC, Context, Done
from careplan.reading.form import Form
from careplan.reading.forms import form
from careplan.reading.main_clauses import subordinate
from careplan.reading.model import Statement, Timing
from careplan.reading.surroundings import (
    acted_in,
    actor,
    around,
    calls_for_signs,
    given_time,
    lead_in,
    opens_list,
    time_before,
)
from careplan.reading.topics import Topics
from careplan.reading.unit import Unit
from careplan.reading.units import units

OWN_VOICE = 2.5  # a topic score from which a statement speaks for itself,
FAINT = 0.4  # and what is lent it then counts for
NO_TIME = 0.9  # how often an instruction in which no time was found has none


def statements(context: Context) -> list[Statement]:
    """The statements of the sheet, in document order, with ids "s1", "s2" ..."""
    done: list[Done] = []
    for unit in units(context.page, context.blocks):
        done.append(_read(context, unit, done))
        _share_time(done)
    return [d.statement for d in done]


def _share_time(done: list[Done]) -> None:
    """Parts of one sentence that share a verb phrase share its time: "do not drive | or sign papers for 24 hours"."""
    if len(done) < 2 or not done[-1].unit.shares:
        return
    for one, other in ((-2, -1), (-1, -2)):
        given, open_ = done[one].statement, done[other].statement
        both = given.prohibition and open_.prohibition
        if both and given.timing and given.timing.start and open_.timing is None:
            done[other] = done[other]._replace(statement=replace(open_, timing=given.timing))


def _read(context: Context, unit: Unit, done: list[Done]) -> Done:
    sheet, decided = context.page, context.decided[unit.block]
    lead = lead_in(context, done[unit.lead]) if unit.lead is not None else None
    shape = _shape(context, unit, done, lead)
    role = roles.decide(sheet, unit, context.blocks[unit.block], shape, decided.kind, lead)
    section = role.section or decided.kind
    if unit.lead is not None and role.name == done[unit.lead].statement.role:
        section = role.section or done[unit.lead].statement.section
    chosen = _topic(context, unit, role.name, section, shape, around(context, unit, done, role.name))
    if role.name == "instruction" and calls_for_signs(context, unit, shape, chosen.best):
        chosen = chosen._replace(best="seek-care")
    text = sheet.content[unit.start : unit.end]
    section = acted_in(sheet, section, role.name, chosen.best, unit, opens=opens_list(context, unit))
    topic = chosen.best if role.name in WITH_TOPIC else None
    act = _act(context, unit, shape, (text, section, topic), done) if role.name == "instruction" else _NO_ACT
    sure = context.review.confidence(decided.confidence, role.confidence, chosen.confidence, act.timed)
    statement = Statement(
        id=f"s{len(done) + 1}",
        section=section,
        role=role.name,
        start=unit.start,
        end=unit.end,
        text=text,
        parent=done[unit.lead].statement.id if unit.lead is not None else None,
        topic=topic,
        actor=act.actor,
        prohibition=act.prohibition,
        obligation=act.obligation,
        condition=act.condition,
        exception=act.exception,
        timing=act.timing,
        confidence=sure,
        review=context.review.doubts(role.name, text, sure),
        quantities=tuple(quantities.find(text, unit.start, context.units)),
        evidence=shape.evidence + chosen.evidence,
    )
    return Done(statement, unit, shape, chosen.scores)


def _shape(context: Context, unit: Unit, done: Sequence[Done], lead: roles.Lead | None) -> Form:
    """The form of the unit, with what it takes over from the part before, its lead-in or its heading."""
    sheet = context.page
    shape = form(sheet, unit.first, unit.last) if unit.first < unit.last else Form("fragment", unit.first)
    return taken_over(context, unit, done, lead, shape)


_NO_TOPIC = Topics(None, 0.0, 1.0, topics.EMPTY)


def _topic(context: Context, unit: Unit, role: str, section: str, shape: Form, around: Mapping[str, float]) -> Topics:
    if role not in WITH_TOPIC:
        return _NO_TOPIC
    sheet = context.page
    quiet = subordinate(sheet, unit.first, shape.head, unit.last) if role == "instruction" else ()
    own = topics.own_scores(sheet, role, unit.first, unit.last, quiet)
    if max(own.values(), default=0.0) >= OWN_VOICE:
        around = {topic: score * FAINT for topic, score in around.items()}
    chosen = topics.choose(sheet, role, own, section=section, prohibition=shape.prohibition, around=around)
    if role == "instruction" and context.learnt and chosen.confidence < topics.TIE:
        chosen = topics.broken(chosen, context.learnt.shares(sheet.words[unit.first : unit.last]))
    return chosen._replace(evidence=topics.evidence(sheet, role, chosen.best, unit.first, unit.last))


class _Act(NamedTuple):
    """What only an instruction has (see `Statement`), and how sure its timing is."""

    actor: str | None = None
    prohibition: bool | None = None
    obligation: str | None = None
    condition: str | None = None
    exception: str | None = None
    timing: Timing | None = None
    timed: float = 1.0


_NO_ACT = _Act()


def _act(context: Context, unit: Unit, shape: Form, told: tuple[str, str, str | None], done: Sequence[Done]) -> _Act:
    """What the instruction `told` (its text, section and topic) has that others have not."""
    sheet, (text, section, topic) = context.page, told
    found = conditions.conditions(sheet, unit.first, shape.head, unit.last)
    time = timings.find(
        text,
        section=section,
        prohibition=shape.prohibition,
        topic=topic,
        previous=time_before(context, unit, done),
        heading=given_time(context, unit, done) if shape.kind != "permit" else None,
        procedure=context.procedure_words,
        knowledge=context.knowledge,
        language=sheet.language.code,
    )
    return _Act(
        actor=(done[-1].statement.actor if unit.shares and done else None) or actor(context, unit, shape),
        prohibition=shape.prohibition,
        obligation=shape.obligation or "should",
        condition=sheet.text(*found.condition) if found.condition else None,
        exception=sheet.text(*found.exception) if found.exception else None,
        timing=time.timing if time else None,
        timed=time.confidence if time else NO_TIME,
    )
