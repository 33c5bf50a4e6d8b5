"""Timing seen from a procedure -> a window of dates and times (docs/timing.md shows what becomes what).

A bound is a `datetime` when the hour follows from the sheet, a `date` when only the day does: FHIR's
dateTime has both precisions (http://hl7.org/fhir/R4/datatypes.html#dateTime), and as the end of a Period a
date takes in the whole day. Where neither follows there is no bound, and `notes` says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from careplan.apply.durations import parse, shift, shift_date, wall_clock
from careplan.apply.procedure_time import ProcedureTime, parse_procedure_time
from careplan.reading.model import Repeat, Statement, Timing

__all__ = [
    "NOTES",
    "Moment",
    "ProcedureTime",
    "Window",
    "arrival",
    "comparable",
    "parse_procedure_time",
    "window",
]

Moment = datetime | date

NOTES: Final = (
    "needs-hour",  # only the procedure's day is known, and the sheet counts in hours: no bound at all
    "arrival-unknown",  # the sheet gives no arrival time: counted from the procedure
    "discharge-unknown",  # counted from the day of the procedure, by days
    "reversed",  # the end would come before the start: no bound at all
    "beyond-calendar",  # a bound outside the years 1 to 9999: no bound at all
)
"""What `Window.notes` may hold; mappings/en/apply.toml has a sentence for each."""

_POINT = re.compile(r"day(-?[0-9]{1,4})(?: (?:([01][0-9]|2[0-3]):([0-5][0-9])|(morning|noon|evening|night)))?")
_NOON = time(12)
_LONGEST_WAIT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Window:
    """When something holds or is to be done.

    `start` and `end` are aware datetimes in the procedure's zone, dates (whole days, the last one included),
    or None (open). `part` is the part of the day that both bounds name ("night"); `duration`, `repeat` and
    `until` are as told. `notes` are of NOTES.
    """

    start: Moment | None = None
    end: Moment | None = None
    part: str | None = None
    duration: str | None = None
    repeat: Repeat | None = None
    until: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def bounded(self) -> bool:
        """True when there is a start or an end."""
        return self.start is not None or self.end is not None


def window(timing: Timing, at: ProcedureTime, *, arrival: ProcedureTime | None = None) -> Window:
    """The Window of `timing` for a procedure at `at`; `arrival` is when the patient is to arrive, if known.

    ResourceError when a bound is neither a signed ISO 8601 duration nor a calendar point.
    """
    told = Window(duration=timing.duration, repeat=timing.repeat, until=timing.until)
    if timing.anchor == "symptom":
        return told
    anchor, note = _anchor(timing, at, arrival)
    notes = (note,) if note and (timing.start or timing.end) else ()
    if anchor.date_only and (_in_hours(timing.start) or _in_hours(timing.end)):
        return replace(told, notes=(*notes, "needs-hour"))
    try:
        start, end = _moment(timing.start, anchor), _moment(timing.end, anchor)
    except OverflowError:
        return replace(told, notes=(*notes, "beyond-calendar"))
    if start is not None and end is not None and _after(start, end):
        return replace(told, notes=(*notes, "reversed"))
    start, end = comparable(start, end)
    return replace(told, start=start, end=end, part=_part(timing), notes=notes)


def arrival(statements: tuple[Statement, ...], at: ProcedureTime) -> ProcedureTime | None:
    """When the sheet has the patient arrive: the earliest of its arrival times, None when it gives none.

    "Arrive at least 1 hour before" is a latest time: who counts from it counts from the last moment to
    arrive. What hangs on a condition is left out ("if you cannot come, tell us 48 hours before"), and so is
    what lies more than 12 hours before the procedure: that is no arrival.
    """
    depends = _conditional(statements)
    told = (s.timing for s in statements if s.id not in depends and _tells_arrival(s))
    ends = (window(t, at).end for t in told if t is not None)
    hours = [end for end in ends if isinstance(end, datetime) and _just_before(end, at)]
    return replace(at, date=min(hours).date(), time=min(hours)) if hours else None


def _conditional(statements: tuple[Statement, ...]) -> set[str]:
    """The ids of those that hang on a condition, their own or that of a lead-in above them."""
    found: set[str] = set()
    for s in statements:
        if s.condition or s.parent in found:
            found.add(s.id)
    return found


def _tells_arrival(statement: Statement) -> bool:
    timing = statement.timing
    return (
        (statement.role, statement.topic) == ("instruction", "arrival")
        and timing is not None
        and timing.anchor == "procedure"
        and timing.start in (None, timing.end)
    )


def _just_before(end: datetime, at: ProcedureTime) -> bool:
    return at.time is not None and timedelta() <= at.time - end <= _LONGEST_WAIT


def _anchor(timing: Timing, at: ProcedureTime, arrival: ProcedureTime | None) -> tuple[ProcedureTime, str | None]:
    """What the timing is counted from, and the note that this needs."""
    if timing.anchor == "arrival":
        return (at, "arrival-unknown") if arrival is None else (arrival, None)
    if timing.anchor == "discharge":
        return at.to_date(), "discharge-unknown"
    return at, None


def _in_hours(bound: str | None) -> bool:
    return bound is not None and not _POINT.fullmatch(bound) and parse(bound).exact


def _moment(bound: str | None, at: ProcedureTime) -> Moment | None:
    if bound is None:
        return None
    point = _POINT.fullmatch(bound)
    return _duration(bound, at) if point is None else _point(point, at)


def _duration(bound: str, at: ProcedureTime) -> Moment:
    by = parse(bound)
    return shift_date(at.date, by) if at.time is None else shift(at.time, by)


def _point(point: re.Match[str], at: ProcedureTime) -> Moment:
    """A calendar point: a date, or the wall clock's time on it when the sheet names one and there is a zone.

    Noon is 12:00. Morning, evening and night stay the whole date: no sheet says when they begin.
    """
    day = at.date + timedelta(days=int(point[1]))
    clock = time(int(point[2]), int(point[3])) if point[2] else _NOON if point[4] == "noon" else None
    if clock is None or at.time is None:
        return day
    return wall_clock(datetime.combine(day, clock), at.time.tzinfo)


def _part(timing: Timing) -> str | None:
    """The part of the day, when the timing is just that: "the night before", "every evening" of one day."""
    if timing.start is None or timing.start != timing.end:
        return None
    point = _POINT.fullmatch(timing.start)
    return point[4] if point else None


def _after(start: Moment, end: Moment) -> bool:
    """True when a period from `start` to `end` would end before it starts; a date is all of its day."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return start > end
    return _day(start) > _day(end)


def comparable(start: Moment | None, end: Moment | None) -> tuple[Moment | None, Moment | None]:
    """Both as dates when one is a date and the other a time on it, here or in UTC; else as they are.

    FHIRPath cannot tell which of the two comes first, so a Period of them breaks per-1
    (http://hl7.org/fhirpath/N1/#comparison); HAPI compares in UTC.
    """
    if start is None or end is None or isinstance(start, datetime) == isinstance(end, datetime):
        return start, end
    near = _days(start) & _days(end)
    return (_day(start), _day(end)) if near else (start, end)


def _days(moment: Moment) -> set[date]:
    in_utc = moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment
    return {_day(moment), in_utc}


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
