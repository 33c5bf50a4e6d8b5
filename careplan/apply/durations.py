"""ISO 8601 durations as a sheet's timing writes them, and how they move a time.

FHIR has no type for them (its `Duration` is a Quantity), and `datetime.timedelta` knows no months. Days,
weeks, months and years are calendar steps: the wall clock stays. Hours, minutes and seconds are elapsed time:
the wall clock jumps with a daylight-saving change. So P1D and PT24H differ on two days of the year.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from careplan.errors import ResourceError

_NUMBER = r"([0-9]+(?:[.,][0-9]+)?)"
_PATTERN = re.compile(
    rf"([+-])?P(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_DAY_SECONDS = 86_400
_LONGEST = 32
"""Characters of the longest duration that is parsed: more is no time that a sheet gives."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A signed length: `months` and `days` by the calendar, `seconds` elapsed."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    @property
    def exact(self) -> bool:
        """True when hours matter: elapsed time that is not a whole number of 24 hours."""
        return self.seconds % _DAY_SECONDS != 0

    @property
    def zero(self) -> bool:
        """True for PT0S: the anchor itself."""
        return self == Duration()


def parse(value: str) -> Duration:
    """The Duration of an ISO 8601 duration such as "-PT8H" or "P2W"; ResourceError for anything else.

    A fraction is allowed in days (it becomes hours), hours, minutes and seconds, not in weeks and months.
    """
    match = _PATTERN.fullmatch(value) if len(value) <= _LONGEST else None
    if match is None or not any(match.groups()[1:]):
        raise ResourceError(f"{value[:_LONGEST]!r} is not an ISO 8601 duration")
    years, months, weeks, days, hours, minutes, seconds = (_number(g) for g in match.groups()[1:])
    if any(n != int(n) for n in (years, months, weeks)):
        raise ResourceError(f"{value!r}: a part of a year, month or week is not a length of time")
    sign = -1 if match[1] == "-" else 1
    rest = (days % 1) * _DAY_SECONDS + hours * 3600 + minutes * 60 + seconds
    return Duration(
        months=sign * int(12 * years + months),
        days=sign * int(7 * weeks + days // 1),
        seconds=sign * round(rest),
    )


def _number(text: str | None) -> float:
    return float(text.replace(",", ".")) if text else 0.0


def shift_date(day: date, by: Duration) -> date:
    """`day` moved by the calendar; whole days of 24 hours count as days. OverflowError beyond the calendar.

    A day that the month reached does not have becomes its last one: 31 May less P3M is 28 (29) February.
    """
    months = day.year * 12 + day.month - 1 + by.months
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("beyond the calendar")
    first = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return first + timedelta(days=by.days + int(by.seconds / _DAY_SECONDS))


def shift(at: datetime, by: Duration) -> datetime:
    """The aware `at` moved in its own zone: the calendar part by the wall clock, then the elapsed part.

    OverflowError beyond the calendar.
    """
    moved = at
    if by.months or by.days:
        calendar = Duration(months=by.months, days=by.days)
        moved = wall_clock(datetime.combine(shift_date(at.date(), calendar), at.time()), at.tzinfo)
    return (moved.astimezone(UTC) + timedelta(seconds=by.seconds)).astimezone(at.tzinfo)


def wall_clock(local: datetime, zone: tzinfo | None) -> datetime:
    """The instant at which the clocks of `zone` show `local` (RFC 5545, section 3.3.5).

    Shown twice (clocks went back): the first of the two. Never shown (clocks went forward): as the offset
    before the change has it, so 02:30 becomes 03:30.
    """
    naive = local.replace(tzinfo=None, fold=0)
    return naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
