"""The plan of a Bundle on a time line round the procedure.

The scale is logarithmic on both sides, so that "2 hours before" and "14 days after" have room on one line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from careplan.apply.procedure_time import ProcedureTime
from careplan.web.page.planned import Planned
from careplan.web.page.words import moment, stretch

# what has no date: under which heading, by kind
_UNTIMED = (
    ("At no date that the sheet tells", ("do", "avoid", "advice", "form")),
    ("Warning signs", ("watch",)),
    ("For the care team", ("decide", "review")),
)
_HOUR = timedelta(hours=1)
# hours from the procedure and their label, what matters most first: later ones only where there is room
_TICKS = (
    *((-168, "−7 d"), (168, "+7 d"), (-24, "−1 d"), (24, "+1 d"), (-8, "−8 h"), (8, "+8 h")),
    *((-336, "−14 d"), (336, "+14 d"), (720, "+30 d"), (-720, "−30 d"), (-2, "−2 h"), (2, "+2 h")),
)
_LEAST, _MOST = 26.0, 24.0 * 120
"""Hours that the line shows on either side: at least a day, at most four months."""
_NEAREST, _EDGE = 9.0, 4.0
"""Percent of the line that ticks are apart, and from its ends, so that their labels have room."""


_FADE = 6.0
"""Percent of the line that fades where a bar has no end."""


@dataclass(frozen=True, slots=True)
class Fade:
    """A faded part of the line, in percent."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a row stands on the line, in percent; `fades` where it goes on beyond."""

    left: float
    width: float
    fades: tuple[Fade, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of the plan with its time in words and its bar (None: no time)."""

    planned: Planned
    relative: str
    absolute: str
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the line."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; the procedure stands before the group that begins with it."""

    title: str
    rows: tuple[Row, ...]
    begins_with_procedure: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture: `now` is where the procedure stands on the line, in percent."""

    procedure: str
    centre: float
    ticks: tuple[Tick, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    before: float
    after: float

    def at(self, hours: float) -> float:
        """Percent of the line, cut at its ends."""
        low, high = -_log(self.before), _log(self.after)
        value = math.copysign(_log(abs(hours)), hours)
        return round(100 * (min(max(value, low), high) - low) / (high - low), 2)


def timeline(planned: tuple[Planned, ...], at: ProcedureTime) -> Timeline:
    """Everything planned: what has a time in its order, then what has none."""
    scale = _scale(planned, at)
    rows = [_row(one, at, scale) for one in planned]
    timed = sorted((r for r in rows if r.planned.timed), key=lambda r: _order(r.planned, at))
    groups = [
        Group("Before the procedure", tuple(r for r in timed if _is_before(r.planned, at))),
        Group("From the procedure on", tuple(r for r in timed if not _is_before(r.planned, at)), True),
        *(Group(title, tuple(r for r in rows if _untimed(r.planned, kinds))) for title, kinds in _UNTIMED),
    ]
    return Timeline(
        procedure=moment(at.time or at.date),
        centre=scale.at(0),
        ticks=tuple(_ticks(scale)),
        groups=tuple(group for group in groups if group.rows or group.begins_with_procedure),
    )


def _row(one: Planned, at: ProcedureTime, scale: _Scale) -> Row:
    return Row(one, _relative(one, at), _absolute(one, at), _bar(one, at, scale))


def _bar(one: Planned, at: ProcedureTime, scale: _Scale) -> Bar | None:
    if not one.timed:
        return None
    left = 0.0 if one.start is None else scale.at(_hours(one.start, at))
    right = 100.0 if one.end is None else scale.at(_hours(one.end, at, ends=True))
    left, width = min(left, right), round(max(abs(right - left), 1.2), 2)
    return Bar(left, width, tuple(_fades(one, left, width)))


def _fades(one: Planned, left: float, width: float) -> Iterator[Fade]:
    length = min(_FADE, width / 2)
    if one.start is None:
        yield Fade(left, length)
    if one.end is None:
        yield Fade(round(left + width - length, 2), length)


def _relative(one: Planned, at: ProcedureTime) -> str:
    """When, seen from the procedure: by its start, or by its end when it is only due."""
    if one.start is not None and one.start == one.end:
        return _away(one.start, at)
    if one.start is None and one.end is not None:
        return f"by {_away(one.end, at)}"
    if one.start is None:
        return ""
    first = _away(one.start, at)
    if one.end is None:
        return f"from {first}"
    return _both(first, _away(one.end, at))


def _both(first: str, last: str) -> str:
    """ "from 8 h before", "1 to 3 days after"."""
    if last == "the procedure":
        return f"from {first}"
    if first == "the procedure":
        return f"until {last}"
    if (first, last) == ("1 day before", "that day"):
        return "the day before and that day"
    number, _, rest = first.partition(" ")
    if first != last and rest and last.endswith(f" {rest}"):
        return f"{number} to {last}"
    return first if first == last else f"{first} until {last}"


def _away(when: datetime | date, at: ProcedureTime) -> str:
    if not isinstance(when, datetime) or at.time is None:
        days = (_day(when) - at.date).days
        return "that day" if days == 0 else f"{_counted(abs(days), 'day')} {_side(days)}"
    hours = (when - at.time) / _HOUR
    if hours == 0:
        return "the procedure"
    return f"{_length(round(abs(hours) * 60))} {_side(hours)}"


def _length(minutes: int) -> str:
    """Minutes in the unit that a person would use."""
    if minutes >= 2880 and minutes % 1440 == 0:
        return _counted(minutes // 1440, "day")
    return f"{minutes} min" if minutes < 120 and minutes % 60 else f"{round(minutes / 60, 1):g} h"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _side(number: float) -> str:
    return "before" if number < 0 else "after"


def _absolute(one: Planned, at: ProcedureTime) -> str:
    """The dates; the year only where it is not the procedure's."""
    year = any(when is not None and _day(when).year != at.date.year for when in (one.start, one.end))
    if one.start is not None and one.end is not None:
        return stretch(one.start, one.end, year=year)
    if one.start is not None:
        return f"from {moment(one.start, year=year)}"
    return f"until {moment(one.end, year=year)}" if one.end is not None else ""


def _hours(when: datetime | date, at: ProcedureTime, *, ends: bool = False) -> float:
    """Hours from the procedure; a date is from its midnight, or as an end to the next one."""
    if isinstance(when, datetime) and at.time is not None:
        return (when - at.time) / _HOUR
    days = (_day(when) - at.date).days + (1 if ends else 0)
    clock = at.time.time() if at.time is not None else time(0)
    return days * 24 - (clock.hour + clock.minute / 60)


def _day(when: datetime | date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _is_before(one: Planned, at: ProcedureTime) -> bool:
    """Whether it begins before the procedure, or is over when that begins."""
    return _first(one, at) < 0 or (one.start is None and _first(one, at) <= 0)


def _untimed(one: Planned, kinds: tuple[str, ...]) -> bool:
    return not one.timed and one.kind in kinds


def _first(one: Planned, at: ProcedureTime) -> float:
    if one.start is not None:
        return _hours(one.start, at)
    return _hours(one.end, at, ends=True) if one.end is not None else 0.0


def _order(one: Planned, at: ProcedureTime) -> tuple[float, float]:
    last = math.inf if one.end is None else _hours(one.end, at, ends=True)
    return _first(one, at), last


def _scale(planned: tuple[Planned, ...], at: ProcedureTime) -> _Scale:
    told = [_hours(when, at) for one in planned for when in (one.start, one.end) if when is not None]
    before = max([-hours for hours in told] + [_LEAST])
    after = max([*told, _LEAST])
    return _Scale(min(before, _MOST) * 1.3, min(after, _MOST) * 1.3)


def _ticks(scale: _Scale) -> list[Tick]:
    kept: list[Tick] = []
    for hours, label in _TICKS:
        at = scale.at(hours)
        alone = all(abs(at - other) >= _NEAREST for other in (scale.at(0), *(tick.at for tick in kept)))
        if -scale.before < hours < scale.after and _EDGE < at < 100 - _EDGE and alone:
            kept.append(Tick(at, label))
    return kept


def _log(hours: float) -> float:
    return math.log1p(hours / 2)
