"""A Window as FHIR: a Period, a Timing or text (`scheduled[x]` of http://hl7.org/fhir/R4/careplan.html)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from careplan.apply.durations import Duration, parse
from careplan.apply.schedule import Moment, Window

Json = dict[str, Any]
_MINUTE = timedelta(minutes=1)

WHEN: Final[Mapping[str, str]] = {"morning": "MORN", "noon": "NOON", "evening": "EVE", "night": "NIGHT"}
"""Part of the day -> Timing.repeat.when (http://hl7.org/fhir/R4/valueset-event-timing.html)."""


def instant(moment: Moment) -> str:
    """As FHIR writes it: a dateTime with seconds and offset, or a date.

    Offsets with seconds (before 1972) cannot be written: such a time is given in UTC.
    """
    offset = moment.utcoffset() if isinstance(moment, datetime) else None
    if isinstance(moment, datetime) and offset is not None and offset % _MINUTE:
        return moment.astimezone(UTC).isoformat()
    return moment.isoformat()


def period(window: Window) -> Json | None:
    """The Period from start to end, or None when the window has no bound."""
    bounds = {"start": window.start, "end": window.end}
    return {name: instant(moment) for name, moment in bounds.items() if moment is not None} or None


def scheduled(window: Window, text: str) -> Json:
    """The element `scheduled[x]` for a CarePlan.activity.detail: {} when the sheet tells no time.

    scheduledTiming when something repeats, lasts or falls in a part of the day, else scheduledPeriod; else,
    when no date can be given, scheduledString: the open end as told, or `text`, the whole statement.
    """
    repeat = _repeat(window)
    bounds = period(window)
    if repeat:
        return {"scheduledTiming": {"repeat": {**({"boundsPeriod": bounds} if bounds else {}), **repeat}}}
    if bounds:
        return {"scheduledPeriod": bounds}
    if window.until or window.notes:
        return {"scheduledString": window.until or text}
    return {}


def _repeat(window: Window) -> Json:
    """Timing.repeat without its bounds; {} when nothing repeats, lasts or has its part of the day."""
    lasting = _quantity(window.duration)
    made: Json = {"duration": lasting[0], "durationUnit": lasting[1]} if lasting else {}
    if window.repeat is not None:
        every = _quantity(window.repeat.every or window.repeat.per)
        if every:
            made |= {"frequency": window.repeat.times or 1, "period": every[0], "periodUnit": every[1]}
    if window.part:
        made["when"] = [WHEN[window.part]]
    return made


def _quantity(duration: str | None) -> tuple[int, str] | None:
    """Value and UCUM unit of time of a duration; None when no single unit holds it (a month and a day)."""
    if duration is None:
        return None
    length = parse(duration)
    parts = [p for p in (_months(length), _days(length)) if p is not None]
    return parts[0] if len(parts) == 1 and parts[0][0] > 0 else None


def _months(length: Duration) -> tuple[int, str] | None:
    if not length.months:
        return None
    return (length.months // 12, "a") if length.months % 12 == 0 else (length.months, "mo")


def _days(length: Duration) -> tuple[int, str] | None:
    if length.seconds:
        seconds = length.days * 86_400 + length.seconds
        for unit, size in (("h", 3600), ("min", 60)):
            if seconds % size == 0:
                return seconds // size, unit
        return seconds, "s"
    if not length.days:
        return None
    return (length.days // 7, "wk") if length.days % 7 == 0 else (length.days, "d")
