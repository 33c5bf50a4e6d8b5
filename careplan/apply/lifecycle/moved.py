"""What of a plan moves with its procedure: Tasks and activities that nobody has begun, ended or timed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from careplan.apply.lifecycle.states import RELEASED, TASK_BEGUN, is_fixed, is_fixed_detail
from careplan.apply.lifecycle.threeway import Verdict, equal, put, verdict
from careplan.apply.lifecycle.words import Phrases
from careplan.apply.review import Doubt
from careplan.reading.model import Statement

Json = dict[str, Any]
Of = tuple[int, tuple[Statement, ...]]
"""Statements, and of which sheet they are."""


@dataclass
class Notes:
    """What the reviewer is to be told of the move, as it comes up."""

    words: Phrases
    told: dict[int, list[Doubt]] = field(default_factory=dict)

    def tell(self, text: str, of: Of = (0, ())) -> None:
        """One thing, of these statements of one sheet."""
        n, statements = of
        self.told.setdefault(n, []).append(Doubt(self.words.since_move, text, statements))


def moved_task(theirs: Json, base: Json, new: Json, *, of: Of, notes: Notes) -> Json:
    """The Task as it is after the move; the same when its time does not change.

    A Task that the patient saw with its old time is a draft again: the new one is to be approved first.
    """
    was, ours, stands = due(base), due(new), due(theirs)
    if was == ours or is_fixed(theirs):
        if theirs["status"] in TASK_BEGUN and not equal(was, ours):
            notes.tell(notes.words.done.format(ours=shown(ours, notes.words)), of)
        return _told(theirs, base, new, of=of, notes=notes)
    found = verdict(was, stands, ours)
    if found is Verdict.CLASH:
        said = notes.words.by_hand.format(theirs=shown(stands, notes.words), ours=shown(ours, notes.words))
        notes.tell(said, of)
    made = theirs
    if found is Verdict.TAKE:
        restriction = put(theirs.get("restriction", {}), "period", ours)
        made = put(theirs, "restriction", restriction)
    made = _told(made, base, new, of=of, notes=notes)
    return made if equal(was, ours) else withdrawn(made, notes.words.withdrawn)


def withdrawn(task: Json, reason: str) -> Json:
    """The Task, a draft again if the patient saw it."""
    if task["status"] not in RELEASED:
        return task
    return put({**task, "status": "draft"}, "statusReason", {"text": reason})


def moved_detail(theirs: Json, base: Json, new: Json, *, of: Of, notes: Notes) -> Json:
    """The same of an activity.detail; what was approved of it is withdrawn with the CarePlan itself."""
    was, ours, stands = scheduled(base), scheduled(new), scheduled(theirs)
    found = verdict(was, stands, ours)
    if found is Verdict.KEEP:
        return theirs
    if is_fixed_detail(theirs):
        if not equal(was, ours):
            notes.tell(notes.words.done.format(ours=shown(ours, notes.words)), of)
        return theirs
    if found is Verdict.CLASH:
        said = notes.words.by_hand.format(theirs=shown(stands, notes.words), ours=shown(ours, notes.words))
        notes.tell(said, of)
        return theirs
    made = {name: held for name, held in theirs.items() if not name.startswith("scheduled")}
    return {**made, **ours}


def due(task: Mapping[str, Any]) -> Json | None:
    """The due date of a Task, a Period."""
    found: Json | None = task.get("restriction", {}).get("period")
    return found


def scheduled(detail: Mapping[str, Any]) -> Json:
    """The elements scheduled[x] of an activity.detail."""
    return {name: held for name, held in detail.items() if name.startswith("scheduled")}


def text(theirs: Json, base: Json, new: Json) -> tuple[Json, bool]:
    """The resource with the narrative that it needs now, and whether a person's own one was left.

    A generated narrative says what the data say, whoever generated it; one that a person wrote stays.
    """
    if equal(base.get("text"), new.get("text")):
        return theirs, False
    if theirs.get("text", {}).get("status", "generated") in ("generated", "extensions"):
        return put(theirs, "text", new.get("text")), False
    return theirs, True


def shown(time: Mapping[str, Any] | None, words: Phrases) -> str:
    """A Period or scheduled[x] in one line for a clinician."""
    if not time:
        return words.no_time
    held = time.get("scheduledPeriod") or time.get("scheduledTiming", {}).get("repeat", {}).get("boundsPeriod") or time
    bounds = [str(held[name]) for name in ("start", "end") if held.get(name)]
    return " – ".join(dict.fromkeys(bounds)) or str(time.get("scheduledString") or words.no_time)


def _told(theirs: Json, base: Json, new: Json, *, of: Of, notes: Notes) -> Json:
    if is_fixed(theirs):
        return theirs
    made, own = text(theirs, base, new)
    if own:
        notes.tell(notes.words.text_by_hand, of)
    return made
