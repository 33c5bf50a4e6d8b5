"""What goes over into the plan that takes another one's place: what was done, and what others made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from careplan.apply.lifecycle.layer import begins
from careplan.apply.lifecycle.moved import due, scheduled, withdrawn
from careplan.apply.lifecycle.states import is_fixed
from careplan.apply.lifecycle.threeway import Verdict, put, verdict
from careplan.fhir.systems import EXT_LEAD_IN, EXT_STATEMENT

Json = dict[str, Any]

_OURS = (EXT_STATEMENT, EXT_LEAD_IN)
_NEW = ("text", "instantiatesCanonical", "code", "description", "reasonReference", "businessStatus", "focus")
"""What an open Task takes from the new sheet; the rest is the person's who works on it."""
_OF_OTHERS = ("addresses", "goal", "careTeam", "contributor", "note")
_IN_ACTIVITY = ("outcomeCodeableConcept", "outcomeReference", "progress")


def carried_task(theirs: Json, base: Json, made: Json, *, plan: Json, reason: str) -> Json:
    """A Task of a statement that the new sheet tells the same: the same Task, of the new plan now.

    `base` is what we made of it, `made` what we make of the new sheet, `plan` a Reference to the new CarePlan.
    What is done or begun stays as it was told then; an open one tells it in the words of the new sheet.
    """
    moved = {
        **theirs,
        "identifier": [*theirs["identifier"], *made["identifier"]],
        "groupIdentifier": made["groupIdentifier"],
        "basedOn": [plan, *theirs.get("basedOn", ())],
    }
    if is_fixed(theirs):
        return moved
    for name in _NEW:
        moved = put(moved, name, made.get(name))
    moved = put(moved, "extension", [*_extension(made), *_others(theirs)])
    if verdict(due(base), due(theirs), due(made)) is Verdict.TAKE:
        moved = put(moved, "restriction", put(theirs.get("restriction", {}), "period", due(made)))
    return withdrawn(moved, reason)


def carried_activity(theirs: Json, base: Json, made: Json) -> Json:
    """An activity of a statement that the new sheet tells the same, with what was done of it, and when."""
    was, stood = base["detail"], theirs["detail"]
    detail = dict(made["detail"])
    if stood["status"] != was["status"]:
        detail = put({**detail, "status": stood["status"]}, "statusReason", stood.get("statusReason"))
    if verdict(scheduled(was), scheduled(stood), scheduled(detail)) is not Verdict.TAKE:
        detail = {k: v for k, v in detail.items() if not k.startswith("scheduled")} | scheduled(stood)
    return {**made, **{name: theirs[name] for name in _IN_ACTIVITY if name in theirs}, "detail": detail}


def carried_plan(made: Json, old: Json, *, ours: Sequence[str]) -> Json:
    """The new CarePlan with what others put into the old one; `ours` is where our Tasks of the old one stand."""
    own = [a for a in old.get("activity", ()) if is_of_others(a, ours)]
    return {
        **{name: old[name] for name in _OF_OTHERS if name in old},
        **put(made, "activity", [*made.get("activity", ()), *own]),
        "replaces": [{"reference": f"CarePlan/{old['id']}"}],
    }


def is_of_others(activity: Mapping[str, Any], ours: Sequence[str]) -> bool:
    """Whether somebody else put an activity into a plan; `ours` is where our Tasks stand."""
    return not begins(activity) and activity.get("reference", {}).get("reference") not in ours


def _extension(resource: Mapping[str, Any]) -> list[Json]:
    return list(resource.get("extension", ()))


def _others(resource: Mapping[str, Any]) -> list[Json]:
    return [e for e in _extension(resource) if e.get("url") not in _OURS]
