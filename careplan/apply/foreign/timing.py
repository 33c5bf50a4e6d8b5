"""When: the offsets of relatedAction to the procedure, and timing[x], as periods and Timings.

The procedure is one point here: "before-start" and "before-end" count from it alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from careplan.apply.foreign.issues import Issues
from careplan.apply.foreign.model import PLAN
from careplan.apply.foreign.walk import Step
from careplan.apply.procedure_time import ProcedureTime
from careplan.apply.schedule import window
from careplan.apply.scheduled import period
from careplan.reading.model import Timing

Json = dict[str, Any]

_UNITS: Final = {"s": "PT{}S", "min": "PT{}M", "h": "PT{}H", "d": "P{}D", "wk": "P{}W", "mo": "P{}M", "a": "P{}Y"}
_PROCEDURE: Final = "procedure"


@dataclass(frozen=True, slots=True)
class When:
    """A Period and a Timing as FHIR has them, each None when nothing is known."""

    period: Json | None = None
    timing: Json | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The action that stands for the procedure: its id and its FHIRPath."""

    id: str
    at: str


def anchor(plan: Mapping[str, Any], issues: Issues) -> Anchor | None:
    """The action "procedure", else the only event that actions are related to and that has nothing to do itself."""
    named = {a["id"]: at for at, a in _actions(plan, PLAN) if "id" in a and _event(a)}
    used = {r["actionId"] for _, a in _actions(plan, PLAN) for r in a.get("relatedAction", ())}
    if _PROCEDURE in named:
        return Anchor(_PROCEDURE, named[_PROCEDURE])
    found = sorted(used & named.keys())
    if len(found) != 1:
        return None
    issues.note(named[found[0]], f"taken to be the procedure: what is related to “{found[0]}” is counted from its time")
    return Anchor(found[0], named[found[0]])


def when(step: Step, *, anchor: Anchor | None, at: ProcedureTime, issues: Issues) -> When:
    """The time of a step: its own timing[x], else its definition's, within its offset to the procedure."""
    related = _related(step, anchor, at, issues)
    own = _timed(step.action, step.at, issues)
    given = own or _timed(step.definition or {}, f"{step.at}.definitionCanonical.resolve()", issues) or When()
    if given.timing and related and "boundsPeriod" not in str(given.timing.get("repeat")):
        bounded = {**given.timing, "repeat": {"boundsPeriod": related, **given.timing.get("repeat", {})}}
        return When(timing=bounded, period=related)
    return When(period=given.period or related, timing=given.timing)


def _event(action: Mapping[str, Any]) -> bool:
    """Whether an action has nothing to do: no definition, no actions, no offset of its own."""
    asks = ("definitionCanonical", "definitionUri", "action", "relatedAction", "transform")
    return not any(name in action for name in asks)


def _actions(holder: Mapping[str, Any], at: str) -> Iterator[tuple[str, Json]]:
    for n, action in enumerate(holder.get("action", ())):
        where = f"{at}.action[{n}]"
        yield where, action
        yield from _actions(action, where)


def _timed(holder: Mapping[str, Any], at: str, issues: Issues) -> When | None:
    """timing[x] of an action or ActivityDefinition; None when there is none that can be taken."""
    if "timingTiming" in holder:
        return When(timing=holder["timingTiming"])
    if "timingPeriod" in holder:
        return When(period=holder["timingPeriod"])
    if "timingDateTime" in holder:
        return When(period={"start": holder["timingDateTime"], "end": holder["timingDateTime"]})
    for name in ("timingAge", "timingRange", "timingDuration"):
        if name in holder:
            issues.unsupported(f"{at}.{name}", "no date follows from it here: a person must set the time")
    return None


def _related(step: Step, anchor: Anchor | None, at: ProcedureTime, issues: Issues) -> Json | None:
    found: list[Json] = []
    for n, related in enumerate(step.action.get("relatedAction", ())):
        where = f"{step.at}.relatedAction[{n}]"
        bounds = _bounds(related, where, issues)
        if anchor is None or related["actionId"] != anchor.id:
            issues.unsupported(where, f"“{related['actionId']}” has no known time: no date follows from it")
        elif bounds is not None:
            made = window(Timing(anchor=_PROCEDURE, start=bounds[0], end=bounds[1]), at)
            for note in made.notes:
                issues.unsupported(where, f"no date could be set ({note})")
            found += [period(made) or {}]
    return _within(found, step.at, issues)


def _within(found: list[Json], at: str, issues: Issues) -> Json | None:
    """One Period: the first one, filled in by the others where they do not contradict."""
    merged: Json = {}
    for one in found:
        if any(merged.get(name, value) != value for name, value in one.items()):
            issues.unsupported(f"{at}.relatedAction", "more than one time follows from it: only the first was set")
            continue
        merged |= one
    return {name: merged[name] for name in ("start", "end") if name in merged} or None


def _bounds(related: Json, at: str, issues: Issues) -> tuple[str | None, str | None] | None:
    """Start and end as signed ISO 8601 durations; None when the offset cannot be taken."""
    relationship = related["relationship"]
    sign = "-" if relationship.startswith("before") else ""
    if "offsetDuration" in related:
        low = high = _length(related["offsetDuration"])
        bad = low is None
    else:
        held = related.get("offsetRange", {})
        low, high = _length(held.get("low")), _length(held.get("high"))
        bad = any(name in held and one is None for name, one in (("low", low), ("high", high)))
    if bad or (relationship.startswith("concurrent") and (low or high)):
        issues.unsupported(at, "this offset cannot be counted here: a person must set the time")
        return None
    return _signed(relationship, sign, low, high)


def _signed(relationship: str, sign: str, low: str | None, high: str | None) -> tuple[str | None, str | None]:
    if relationship.startswith("concurrent"):
        return "PT0S", "PT0S"
    near, far = (f"{sign}{one}" if one else None for one in (low, high))
    nearest = near or "PT0S"
    return (far, nearest) if sign else (nearest, far)


def _length(value: Any) -> str | None:
    """A FHIR Duration as an unsigned ISO 8601 duration; None when it is no whole number of a unit of time."""
    if not isinstance(value, dict) or "comparator" in value or value.get("code") not in _UNITS:
        return None
    number = value.get("value")
    if not isinstance(number, int | float) or number < 0 or number != int(number):
        return None
    return _UNITS[value["code"]].format(int(number))
