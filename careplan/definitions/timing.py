"""Timing as the sheet gives it -> what R4 can say of it: relatedAction with an offset, and Timing.repeat.

Calendar points ("day-1 night"), open ends in words and anchors that are no action stay in the extension
`statement`, which always has the timing as told; here only that is said which R4's own elements can say.
"""

from __future__ import annotations

import re

from careplan.fhir.extensions import Json
from careplan.fhir.systems import UCUM
from careplan.reading.model import Repeat, Timing

_PATTERN = re.compile(
    r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
_UNITS = ("a", "mo", "wk", "d", "h", "min", "s")
# how many of the next smaller unit make one; None where the calendar decides
_STEP = {"a": 12, "mo": None, "wk": 7, "d": 24, "h": 60, "min": 60, "s": None}

Length = tuple[int, str]
"""A number of one UCUM unit of time."""


def length(value: str | None) -> Length | None:
    """A signed ISO 8601 duration as a number of one unit, the smallest that it names; None for anything else.

    "PT1H30M" is 90 min. None, too, when months and days are mixed: no one unit has both.
    """
    match = _PATTERN.fullmatch(value or "")
    if match is None or not any(match.groups()[1:]):
        return None
    named = [(int(n), unit) for n, unit in zip(match.groups()[1:], _UNITS, strict=True) if n is not None]
    smallest = named[-1][1]
    in_smallest = [_convert((n, unit), smallest) for n, unit in named]
    if any(n is None for n in in_smallest):
        return None
    total = sum(n for n in in_smallest if n is not None)
    return (-total if match[1] else total, smallest)


def related(timing: Timing | None, anchors: frozenset[str]) -> list[Json]:
    """relatedAction[] of a timing by durations on one side of an anchor that is an action; else nothing.

    "For 8 hours before" is before-start, range 0 to 8 hours; "at least 1 hour before" a range from 1 hour.
    """
    if timing is None or timing.anchor not in anchors:
        return []
    start, end = length(timing.start), length(timing.end)
    if (timing.start and not start) or (timing.end and not end):
        return []
    bounds = [b[0] for b in (start, end) if b is not None]
    if not any(bounds) and len(bounds) != 1:
        return []
    if all(b <= 0 for b in bounds) and end is not None:
        return [_related(timing.anchor, "before-start", _negative(end), _negative(start))]
    if all(b >= 0 for b in bounds) and start is not None:
        return [_related(timing.anchor, "after-end", start, end)]
    return []


def repeated(timing: Timing | None) -> Json | None:
    """Timing with how often and how long each time; None when the sheet says neither."""
    if timing is None:
        return None
    repeat = {**_frequency(timing.repeat or Repeat()), **_each(timing.duration)}
    return {"repeat": repeat} if repeat else None


def quantity(value: Length) -> Json:
    """A length as a FHIR Duration (drt-1: UCUM code and value)."""
    number, unit = value
    # the validator compares a Range's `unit` as text (rng-2), so "hour" and "hours" would not compare
    return {"value": number, "unit": unit, "system": UCUM, "code": unit}


def _related(anchor: str, relationship: str, low: Length | None, high: Length | None) -> Json:
    found: Json = {"actionId": anchor, "relationship": relationship}
    if low is not None and high is not None and low[1] != high[1]:
        low, high = _same_unit(low, high)
    if low == high and low is not None:
        return {**found, "offsetDuration": quantity(low)}
    bounds = {
        **({"low": quantity(low)} if low is not None and (low[0] or high) else {}),
        **({"high": quantity(high)} if high is not None else {}),
    }
    return {**found, **({"offsetRange": bounds} if bounds else {})}


def _same_unit(low: Length, high: Length) -> tuple[Length | None, Length | None]:
    """Both in the finer of their units (rng-2 compares them), the nearer one left open if there is none."""
    if not low[0]:
        return (0, high[1]), high
    finer = max(low[1], high[1], key=_UNITS.index)
    lows, highs = _convert(low, finer), _convert(high, finer)
    if lows is None or highs is None:
        return None, high
    return (lows, finer), (highs, finer)


def _convert(value: Length, unit: str) -> int | None:
    number, current = value
    while current != unit:
        step = _STEP[current]
        if step is None or current == "s":
            return None
        number, current = number * step, _UNITS[_UNITS.index(current) + 1]
    return number


def _negative(value: Length | None) -> Length | None:
    return None if value is None else (-value[0], value[1])


def _frequency(repeat: Repeat) -> Json:
    per = length(repeat.every or repeat.per)
    if per is None or per[0] <= 0:
        return {}
    times = 1 if repeat.every else repeat.times
    return {"frequency": times, "period": per[0], "periodUnit": per[1]} if times else {}


def _each(duration: str | None) -> Json:
    value = length(duration)
    if value is None or value[0] <= 0:
        return {}
    return {"duration": value[0], "durationUnit": value[1]}
