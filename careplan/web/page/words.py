"""Timings and moments in English, for the labels of the page; the sheet's own words stand beside them."""

from __future__ import annotations

import re
from datetime import date, datetime

from careplan.reading.model import Timing

ROLES = {
    "instruction": "Instruction",
    "prohibition": "Not to do",
    "question": "Question to answer",
    "risk": "Risk",
    "warning-sign": "Warning sign",
    "information": "Information",
    "boilerplate": "Boilerplate",
}
SECTIONS = {
    "overview": "Overview",
    "disclosure": "What to tell the care team",
    "risks": "Risks",
    "before": "Before the procedure",
    "during": "During the procedure",
    "after": "After the procedure",
    "warning-signs": "Warning signs",
    "follow-up": "Follow-up",
    "other": "Other",
}
_ANCHORS = {
    "procedure": "the procedure",
    "arrival": "arrival",
    "discharge": "discharge",
    "symptom": "the symptom",
}
_DURATION = re.compile(r"([+-])?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")
_POINT = re.compile(r"day(-?\d+)(?: (.+))?")


def timing(told: Timing) -> str:
    """The timing as one phrase: "from 8 hours before the procedure until the procedure"."""
    parts = [_span(told), _lasting(told), _repeated(told), f"until “{told.until}”" if told.until else ""]
    return "; ".join(part for part in parts if part) or f"at {_ANCHORS.get(told.anchor, told.anchor)}"


def length(duration: str) -> str:
    """An ISO 8601 duration without its sign: "8 hours"; the string itself when it is no such thing."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        return duration
    counted = [(int(n), unit) for n, unit in zip(found.groups()[1:], _UNITS, strict=True) if n and int(n)]
    return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in counted) or "0 hours"


def moment(at: datetime | date, *, year: bool = True) -> str:
    """ "Tue 8 Dec 2026, 09:00" or the day alone; without the year on demand."""
    day = f"{at:%a} {at.day} {at:%b}" + (f" {at.year}" if year else "")
    return f"{day}, {at:%H:%M}" if isinstance(at, datetime) else day


def stretch(start: datetime | date, end: datetime | date, *, year: bool = True) -> str:
    """From one moment to another, the day said once: "Tue 8 Dec, 01:00 – 09:00"."""
    first = moment(start, year=year)
    if start == end:
        return first
    if isinstance(start, datetime) and isinstance(end, datetime) and start.date() == end.date():
        return f"{first} – {end:%H:%M}"
    return f"{first} – {moment(end, year=year)}"


def _span(told: Timing) -> str:
    anchor = _ANCHORS.get(told.anchor, told.anchor)
    start = _bound(told.start, anchor) if told.start else None
    end = _bound(told.end, anchor) if told.end else None
    if start and end:
        return start if start == end else f"from {start} until {end}"
    return f"from {start} on" if start else f"by {end}" if end else ""


def _bound(bound: str, anchor: str) -> str:
    point = _POINT.fullmatch(bound)
    if point:
        return _day(int(point[1]), point[2], anchor)
    told = length(bound)
    if told == "0 hours":
        return anchor
    return f"{told} {'before' if bound.startswith('-') else 'after'} {anchor}"


def _day(number: int, part: str | None, anchor: str) -> str:
    if number == 0:
        day = f"the day of {anchor}"
    else:
        count = abs(number)
        which = "the day" if count == 1 else f"{count} days"
        day = f"{which} {'before' if number < 0 else 'after'} {anchor}"
    return f"{day}, {part}" if part else day


def _lasting(told: Timing) -> str:
    return f"for {length(told.duration)} each time" if told.duration else ""


def _repeated(told: Timing) -> str:
    if told.repeat is None:
        return ""
    if told.repeat.every:
        return f"every {length(told.repeat.every)}"
    if told.repeat.times and told.repeat.per:
        times = "once" if told.repeat.times == 1 else f"{told.repeat.times} times"
        return f"{times} per {length(told.repeat.per).removeprefix('1 ')}"
    return ""
