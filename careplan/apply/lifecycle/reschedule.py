"""Reschedule: the procedure takes place at another time. What is not yet begun moves, everything else stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from careplan import knowledge as loader
from careplan.apply.care_plan import procedure
from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.apply.lifecycle.layer import begins
from careplan.apply.lifecycle.moved import Notes, moved_detail, moved_task, text
from careplan.apply.lifecycle.naming import renamed
from careplan.apply.lifecycle.record import aware, recorded, why
from careplan.apply.lifecycle.reopened import reopened
from careplan.apply.lifecycle.states import TASK_BEGUN, is_fixed, is_fixed_detail, living
from careplan.apply.lifecycle.stood import Stood
from careplan.apply.lifecycle.threeway import put
from careplan.apply.procedure_time import ProcedureTime
from careplan.apply.schedule import Moment, Window
from careplan.fhir.changes import Changes, changes
from careplan.fhir.extensions import find
from careplan.fhir.systems import EXT_PROCEDURE
from careplan.knowledge import Knowledge

Json = dict[str, Any]


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
    if same_time(plan.procedure, at):
        return Changes()
    known = knowledge or loader.default()
    old, new = (Stood.of(plan, now=aware(now), at=time, knowledge=known) for time in (plan.procedure, at))
    told = old.words.moved.format(old=plan.procedure.isoformat(), new=at.isoformat())
    found = _changes(old, new, now=now, because=told)
    names = [context.key for context in new.whole.contexts]
    return recorded(found, plan, what="reschedule", now=now, reason=why(reason) or told, by=by, names=names)


def same_time(one: ProcedureTime, other: ProcedureTime) -> bool:
    """Whether nothing is counted otherwise from the one than from the other."""
    return (one.isoformat(), one.zone_name) == (other.isoformat(), other.zone_name)


def is_past(moment: Moment, now: datetime, at: ProcedureTime) -> bool:
    """Whether it lies before `now`; a date does when its day is over where the procedure is."""
    return moment < now if isinstance(moment, datetime) else moment < now.astimezone(at.zone or now.tzinfo).date()


def _changes(old: Stood, new: Stood, *, now: datetime, because: str) -> Changes:
    plan, notes = old.plan, Notes(old.words)
    tasks = {t["id"]: t for t in (*plan.tasks, *_tasks(old, new, notes))}
    care_plan = _care_plan(old, new, notes)
    _tell_late(old, new, now=now, notes=notes)
    review = reopened(plan, new.whole, notes.told, because=because)
    tasks |= {review["id"]: review} if "id" in review else {}
    names = dict(zip(old.names, (c.key for c in new.whole.contexts), strict=True))
    after = [renamed(r, plan, names) for r in (care_plan, *tasks.values())]
    return changes([plan.care_plan, *plan.tasks], after, [] if "id" in review else [review])


def _tasks(old: Stood, new: Stood, notes: Notes) -> Iterator[Json]:
    """The Tasks after the move; one that somebody deleted is not made again."""
    for (n, what), base in old.whole.tasks.items():
        theirs = old.task(n, what)
        if theirs is None:
            continue
        of = (n, old.statements(n, begins(base)))
        if what.endswith("-decision") and theirs["status"] in TASK_BEGUN:
            notes.tell(notes.words.decided, of)
        yield moved_task(theirs, base, new.whole.tasks[n, what], of=of, notes=notes)


def _care_plan(old: Stood, new: Stood, notes: Notes) -> Json:
    """The CarePlan: its activities, its period, its time; on hold if it was active.

    R4: on-hold is for what "has been temporarily withdrawn but is expected to resume": the review decides.
    """
    base, made = old.whole.care_plan, new.whole.care_plan
    theirs, own = text(old.plan.care_plan, base, made)
    if own:
        notes.tell(notes.words.text_by_hand)
    activity = [_activity(a, old, new, notes) for a in theirs.get("activity", ())]
    extension = [e for e in theirs["extension"] if e != find(theirs, EXT_PROCEDURE)]
    held = {"status": "on-hold"} if theirs["status"] == "active" else {}
    moved = {**theirs, **held, "extension": [procedure(new.whole.contexts[0]), *extension]}
    return put(put(moved, "activity", activity), "period", made["period"])


def _activity(activity: Json, old: Stood, new: Stood, notes: Notes) -> Json:
    item = old.item(activity)
    base = old.whole.details.get(item) if item else None
    if item is None or base is None:
        return activity
    of = (item[0], old.statements(*item))
    made = moved_detail(activity["detail"], base["detail"], new.whole.details[item]["detail"], of=of, notes=notes)
    return {**activity, "detail": made}


def _tell_late(old: Stood, new: Stood, *, now: datetime, notes: Notes) -> None:
    """Tell what should be over by `now`, or have begun although it did not have to before, if nobody did it."""
    activities = {new.item(a): a["detail"] for a in new.plan.care_plan.get("activity", ()) if "detail" in a}
    for n, (before, after) in enumerate(zip(old.whole.contexts, new.whole.contexts, strict=True)):
        for s in after.reading.statements:
            task, detail = new.task(n, s.id), activities.get((n, s.id))
            is_open = (task and not is_fixed(task)) or (detail and not is_fixed_detail(detail))
            was, is_now = before.window(s), after.window(s)
            if is_open and is_now.end is not None and is_past(is_now.end, now, after.at):
                notes.tell(notes.words.past, (n, (s,)))
            elif is_open and _starts(is_now, now, after.at) and not _starts(was, now, before.at):
                notes.tell(notes.words.late, (n, (s,)))


def _starts(window: Window, now: datetime, at: ProcedureTime) -> bool:
    """Whether it has begun by `now`."""
    return window.start is not None and is_past(window.start, now, at)
