"""What the transaction Bundle of a plan has a person do: its Tasks and the details of its CarePlan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Json = dict[str, Any]

KINDS = {
    "do": "To do",
    "avoid": "Avoid",
    "advice": "Advice",
    "watch": "Watch for",
    "decide": "Decide",
    "review": "Review",
    "form": "Form",
}
_UNITS = {"min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}
_CODES = {"approve": "review", "complete-questionnaire": "form"}


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing of the plan: `kind` is of KINDS, `who` is for a person, `note` is a time that has no date."""

    kind: str
    text: str
    who: str
    start: datetime | date | None = None
    end: datetime | date | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """The kind, for a person."""
        return KINDS[self.kind]

    @property
    def who_else(self) -> str:
        """Who, when it is not the patient, which goes without saying."""
        return "" if self.who == "patient" else self.who

    @property
    def timed(self) -> bool:
        """Whether it has a place on the time line."""
        return self.start is not None or self.end is not None


def planned(bundle: Json) -> tuple[Planned, ...]:
    """Everything in the plan that somebody is to do, to avoid or to know."""
    found = [entry["resource"] for entry in bundle.get("entry", [])]
    plans = [one for one in found if one["resourceType"] == "CarePlan"]
    details = [a["detail"] for plan in plans for a in plan.get("activity", []) if "detail" in a]
    tasks = [one for one in found if one["resourceType"] == "Task"]
    return (*map(_task, tasks), *map(_detail, details))


def _task(task: Json) -> Planned:
    kind = _kind(task)
    period = task.get("restriction", {}).get("period", {})
    return Planned(
        kind=kind,
        text=task.get("description", ""),
        who=_who(task),
        start=_moment(period.get("start")),
        end=_moment(period.get("end")),
        note=task.get("businessStatus", {}).get("text", ""),
    )


def _kind(task: Json) -> str:
    codes = {c.get("code") for c in task.get("code", {}).get("coding", [])}
    special = next((kind for code, kind in _CODES.items() if code in codes), None)
    # a decision has the Task that waits for it as its focus; a to-do has none
    return special or ("decide" if "focus" in task else "do")


def _who(task: Json) -> str:
    """The patient, or in the words of the Task whoever else."""
    if "owner" in task and task["owner"].get("reference") == task.get("for", {}).get("reference"):
        return "patient"
    return ", ".join(one.get("text", "") for one in task.get("performerType", [])) or "care team"


def _detail(detail: Json) -> Planned:
    timing = detail.get("scheduledTiming", {}).get("repeat", {})
    period = detail.get("scheduledPeriod") or timing.get("boundsPeriod") or {}
    text = detail.get("description", "")
    notes = [detail.get("statusReason", {}).get("text"), _scheduled(detail, text), *_repeat(timing)]
    return Planned(
        # a list with its lead-in is the warning signs, which apply keeps together
        kind="watch" if "\n" in text else "avoid" if detail.get("doNotPerform") else "advice",
        text=text,
        who="patient",
        start=_moment(period.get("start")),
        end=_moment(period.get("end")),
        note="; ".join(note for note in notes if note),
    )


def _scheduled(detail: Json, text: str) -> str:
    """A time that is only words, unless it is the statement itself once more."""
    told: str = detail.get("scheduledString", "")
    return "" if told == text else told


def _repeat(timing: Json) -> Iterator[str]:
    if "duration" in timing:
        yield f"{timing['duration']:g} {timing.get('durationUnit', '')} each time"
    if "period" in timing:
        often = timing.get("frequency", 1)
        every = _UNITS.get(timing.get("periodUnit", ""), "")
        length = every if timing["period"] == 1 else f"{timing['period']:g} {every}s"
        yield f"{often}× a {length}" if timing["period"] == 1 else f"{often}× every {length}"
    yield from (str(part).lower() for part in timing.get("when", []))


def _moment(value: str | None) -> datetime | date | None:
    if value is None:
        return None
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
