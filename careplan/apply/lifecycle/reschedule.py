"""Reschedule: the procedure takes place at another time. What is not yet begun moves, everything else stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from careplan import knowledge as loader
from careplan.apply.care_plan import procedure
from careplan.apply.context import CARE_PLAN
from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.apply.lifecycle.layer import Layer, begins
from careplan.apply.lifecycle.moved import Notes, moved_detail, moved_task, text
from careplan.apply.lifecycle.naming import renamed
from careplan.apply.lifecycle.record import recorded, why
from careplan.apply.lifecycle.reopened import reopened
from careplan.apply.lifecycle.states import TASK_BEGUN, is_fixed, is_fixed_detail, living
from careplan.apply.lifecycle.threeway import put
from careplan.apply.lifecycle.words import Phrases, phrases
from careplan.apply.procedure_time import ProcedureTime
from careplan.apply.schedule import Moment
from careplan.errors import InputError
from careplan.fhir.changes import Changes, changes
from careplan.fhir.extensions import find
from careplan.fhir.systems import EXT_PROCEDURE
from careplan.knowledge import Knowledge
from careplan.reading.model import Statement

Json = dict[str, Any]
Pairs = Sequence[tuple[Layer, Layer]]


def reschedule(
    plan: ExistingPlan,
    *,
    at: ProcedureTime,
    now: datetime,
    reason: str | None = None,
    by: str | None = None,
    knowledge: Knowledge | None = None,
) -> Changes:
    """The Changes that move `plan` to `at`; none when it is there already.

    `now` is an aware datetime: times that are over by then are told in the review. `reason` and `by` (who
    asked for it, a reference) stand in the Provenance. PlanStateError when the plan is over.
    """
    living(plan.care_plan)
    if now.utcoffset() is None:
        raise InputError("the time of the change (now) has no time zone", expression="now")
    if same_time(plan.procedure, at):
        return Changes()
    known = knowledge or loader.default()
    words = phrases(known, plan.care_plan.get("language", "en"))
    pairs = [_pair(plan, n, at=at, now=now, knowledge=known) for n in range(len(plan.sheets))]
    found = _changes(plan, pairs, now=now, words=words)
    told = words.moved.format(old=plan.procedure.isoformat(), new=at.isoformat())
    names = [new.context.key for _, new in pairs]
    return recorded(found, plan, what="reschedule", now=now, reason=why(reason) or told, by=by, names=names)


def same_time(one: ProcedureTime, other: ProcedureTime) -> bool:
    """Whether nothing is counted otherwise from the one than from the other."""
    return (one.isoformat(), one.zone_name) == (other.isoformat(), other.zone_name)


def _pair(plan: ExistingPlan, n: int, *, at: ProcedureTime, now: datetime, knowledge: Knowledge) -> tuple[Layer, Layer]:
    """What we made of the n-th sheet, and what we would make of it now."""
    sheet = plan.sheets[n]
    return (
        Layer(plan.context(sheet, now=now, knowledge=knowledge)),
        Layer(plan.context(sheet, now=now, at=at, knowledge=knowledge)),
    )


def _changes(plan: ExistingPlan, pairs: Pairs, *, now: datetime, words: Phrases) -> Changes:
    notes = Notes(words)
    tasks = {task["id"]: task for task in plan.tasks}
    for sheet, (old, new) in zip(plan.sheets, pairs, strict=True):
        for task in _tasks(plan, plan.name(sheet), old, new, notes):
            tasks[task["id"]] = task
    care_plan = _care_plan(plan, pairs, notes)
    for sheet, (_, new) in zip(plan.sheets, pairs, strict=True):
        _tell_past(plan, plan.name(sheet), new, now=now, notes=notes)
    review = reopened(plan, [new.context for _, new in pairs], notes.doubts, because=_told(pairs, words))
    tasks.update({review["id"]: review} if "id" in review else {})
    names = {plan.name(sheet): new.context.key for sheet, (_, new) in zip(plan.sheets, pairs, strict=True)}
    after = [renamed(r, plan, names) for r in (care_plan, *tasks.values())]
    return changes([plan.care_plan, *plan.tasks], after, [] if "id" in review else [review])


def _told(pairs: Pairs, words: Phrases) -> str:
    old, new = pairs[0]
    return words.moved.format(old=old.context.at.isoformat(), new=new.context.at.isoformat())


def _tasks(plan: ExistingPlan, name: str, old: Layer, new: Layer, notes: Notes) -> Iterator[Json]:
    """The Tasks of one sheet after the move; one that somebody deleted is not made again."""
    for what, base in old.tasks.items():
        theirs = plan.task(name, what)
        if theirs is None:
            continue
        of = _statement(old, base)
        if what.endswith("-decision") and theirs["status"] in TASK_BEGUN:
            notes.tell(notes.words.decided, *of)
        yield moved_task(theirs, base, new.tasks[what], of=of, notes=notes)


def _care_plan(plan: ExistingPlan, pairs: Pairs, notes: Notes) -> Json:
    """The CarePlan: its activities, its period, its time; on hold if it was active.

    R4: on-hold is for what "has been temporarily withdrawn but is expected to resume": the review decides.
    """
    made = dict(plan.care_plan)
    for old, new in pairs:
        made["activity"] = [_activity(a, old, new, notes) for a in made.get("activity", ())]
        made, own = text(made, old.items[CARE_PLAN], new.items[CARE_PLAN])
        if own:
            notes.tell(notes.words.text_by_hand)
    made = put(made, "activity", made["activity"])
    made = put(made, "period", _period([new for _, new in pairs]))
    if made["status"] == "active":
        made["status"] = "on-hold"
    extension = [e for e in made["extension"] if e != find(made, EXT_PROCEDURE)]
    return {**made, "extension": [procedure(pairs[0][1].context), *extension]}


def _activity(activity: Json, old: Layer, new: Layer, notes: Notes) -> Json:
    base = old.details.get(begins(activity))
    if base is None or "detail" not in activity:
        return activity
    of = _statement(old, activity)
    made = moved_detail(activity["detail"], base, new.details[begins(activity)], of=of, notes=notes)
    return {**activity, "detail": made}


def _period(layers: Sequence[Layer]) -> Json:
    """From the first start to the last end of the sheets' plans."""
    periods = [layer.items[CARE_PLAN]["period"] for layer in layers]
    starts, ends = [p["start"] for p in periods], [p["end"] for p in periods]
    return {"start": min(starts, key=_sorting), "end": max(ends, key=lambda e: (e[:10], e[10:] or "~"))}


def _sorting(moment: str) -> tuple[str, str]:
    return moment[:10], moment[10:]


def _statement(layer: Layer, holder: Json) -> tuple[Statement, ...]:
    """The statement that something was made of."""
    id = begins(holder)
    return tuple(s for s in layer.context.reading.statements if s.id == id)


def _tell_past(plan: ExistingPlan, name: str, new: Layer, *, now: datetime, notes: Notes) -> None:
    """Tell what should be over by `now`, as far as nobody did it."""
    activities = {begins(a): a["detail"] for a in plan.care_plan.get("activity", ()) if "detail" in a}
    for s in new.context.reading.statements:
        task, detail = plan.task(name, s.id), activities.get(s.id)
        is_open = (task and not is_fixed(task)) or (detail and not is_fixed_detail(detail))
        window = new.context.window(s)
        last = window.end or window.start
        if is_open and last is not None and is_past(last, now, new.context.at):
            notes.tell(notes.words.past, s)


def is_past(moment: Moment, now: datetime, at: ProcedureTime) -> bool:
    """Whether it lies before `now`; a date does when its day is over where the procedure is."""
    return moment < now if isinstance(moment, datetime) else moment < now.astimezone(at.zone or now.tzinfo).date()
