"""Amounts of time and points in time, as the reading writes them: ISO 8601 durations and "dayN ..." points.

A point counts from the anchor: "-PT8H", or "day-1 22:00" where day 0 is the day of the procedure
(docs/reading.md, "timing").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ZERO: Final = "PT0S"
HOURS: Final = {
    "second": 1 / 3600,
    "minute": 1 / 60,
    "hour": 1.0,
    "day": 24.0,
    "week": 168.0,
    "fortnight": 336.0,
    "month": 730.0,
    "year": 8760.0,
}
"""How long a unit is, to compare; dates are never reckoned with it (a month is a twelfth of 365 days)."""

_ISO = {
    "second": "PT{}S",
    "minute": "PT{}M",
    "hour": "PT{}H",
    "day": "P{}D",
    "week": "P{}W",
    "month": "P{}M",
    "year": "P{}Y",
}
_SMALLER = {
    "fortnight": ("week", 2),
    "minute": ("second", 60),
    "hour": ("minute", 60),
    "day": ("hour", 24),
    "week": ("day", 7),
    "month": ("day", 30),
    "year": ("month", 12),
}
_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<year>[\d.]+)Y)?(?:(?P<month>[\d.]+)M)?(?:(?P<week>[\d.]+)W)?"
    r"(?:(?P<day>[\d.]+)D)?"
    r"(?:T(?:(?P<hour>[\d.]+)H)?(?:(?P<minute>[\d.]+)M)?(?:(?P<second>[\d.]+)S)?)?"
)
_POINT = re.compile(r"day(-?\d+)(?: (?:(\d\d):(\d\d)|(morning|noon|evening|night)))?")
_PART_HOUR = {None: 9.0, "morning": 7.0, "noon": 12.0, "evening": 18.0, "night": 21.0}
_PROCEDURE_HOUR = 10.0  # to put calendar points and durations in one order: procedures are mostly in the morning


def iso(number: float, unit: str) -> str:
    """The unsigned ISO 8601 duration of `number` `unit`s (a key of HOURS): iso(1.5, "hour") is "PT90M"."""
    while unit == "fortnight" or (number != int(number) and unit in _SMALLER):
        unit, times = _SMALLER[unit]
        number = round(number * times, 6)
    return _ISO[unit].format(int(number))


def negative(duration: str) -> str:
    """The unsigned `duration` counted backwards; zero stays zero."""
    return duration if duration == ZERO else "-" + duration


def duration_hours(duration: str) -> float:
    """Hours of a signed ISO 8601 duration; ValueError for a calendar point or anything else."""
    found = _DURATION.fullmatch(duration)
    if not found or duration.endswith(("P", "T")):
        raise ValueError(f"not an ISO 8601 duration: {duration!r}")
    total = sum(float(found[unit] or 0) * HOURS[unit] for unit in _ISO)
    return -total if found["sign"] == "-" else total


def order(point: str) -> float:
    """A number that puts points and durations of one anchor in order (hours from the anchor, roughly)."""
    found = _POINT.fullmatch(point)
    if not found:
        return duration_hours(point)
    hour = int(found[2]) + int(found[3]) / 60 if found[2] else _PART_HOUR[found[4]]
    return 24.0 * int(found[1]) + hour - _PROCEDURE_HOUR


def day_of(point: str | None) -> int | None:
    """N of a calendar point "dayN ...", else None."""
    found = _POINT.fullmatch(point) if point else None
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of time or a range of it; `unit` is that of `low`."""

    low: str
    high: str
    unit: str

    @classmethod
    def of(cls, low: float, high: float, unit: str) -> Quantity:
        """From numbers of one unit (a key of HOURS)."""
        return cls(iso(low, unit), iso(high, unit), unit)

    @property
    def hours(self) -> float:
        """The upper bound in hours."""
        return duration_hours(self.high)

    @property
    def short(self) -> bool:
        """Minutes or seconds: rather how long something is done than when."""
        return self.unit in ("second", "minute") or self.hours < 1


@dataclass(frozen=True, slots=True)
class Point:
    """A point in time or a range of it.

    `sort` is "offset" (durations), "day" (calendar) or "span" (from `low` to `high`, not somewhere between);
    `sure` is how sure its anchor and side are.
    """

    low: str
    high: str
    sort: str
    anchor: str = "procedure"
    sure: float = 0.95

    @property
    def past(self) -> bool:
        """Lies before the anchor."""
        return self.low.startswith("-") or (day_of(self.low) or 0) < 0


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, "HH:MM", "noon" or "midnight"."""

    at: str

    @property
    def hour(self) -> int:
        """The hour, 0 to 23; midnight is 0."""
        return {"noon": 12, "midnight": 0}[self.at] if ":" not in self.at else int(self.at[:2])

    def on(self, day: int, *, night: bool = False) -> str:
        """The calendar point on `day`; `night`: in the night that begins then, so past midnight a day on."""
        if self.at == "midnight":
            return f"day{day + night} 00:00"
        if self.at == "noon":
            return f"day{day} noon"
        return f"day{day + (night and self.hour < 5)} {self.at}"
