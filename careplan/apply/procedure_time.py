"""The time of a procedure, as it is given: an instant in a zone, or a date alone.

Accepted is what FHIR's dateTime accepts (http://hl7.org/fhir/R4/datatypes.html#dateTime), from a whole date
on; seconds may be missing, and the zone when a time zone is named beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

from careplan.errors import ProcedureTimeError

FIRST_YEAR: Final = 1975
"""The first year that is taken: before, some zones had offsets with seconds, which FHIR cannot write."""
LAST_YEAR: Final = 2199
_PATTERN = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_FURTHEST = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class ProcedureTime:
    """When the procedure begins: `time` is aware, or None when only the `date` is known.

    `zone` is the named zone, else the fixed offset that came with the time, else None (a date alone).
    `zone_name` is the zone's IANA name; with None no daylight-saving change can be known.
    """

    date: date
    time: datetime | None = None
    zone: tzinfo | None = None
    zone_name: str | None = None

    @property
    def date_only(self) -> bool:
        """True when no hour is known."""
        return self.time is None

    @property
    def fixed_offset(self) -> bool:
        """True for an hour in an offset without a named zone: daylight-saving changes are not known."""
        return self.time is not None and self.zone_name is None

    def to_date(self) -> ProcedureTime:
        """The same day, without the hour."""
        return replace(self, time=None)

    def isoformat(self) -> str:
        """As FHIR writes it: a dateTime with offset, or a date."""
        return (self.time or self.date).isoformat()


def parse_procedure_time(value: str, *, timezone: str | None = None) -> ProcedureTime:
    """The time in `value` ("2026-12-01T09:00:00-05:00", "2026-12-01T09:00" or "2026-12-01").

    `timezone` is an IANA name; a time without offset is read in it, an offset must be one that it has then,
    and "Z" is an instant that is brought into it (RFC 9557, section 3.4: Z says nothing of the local offset).
    ProcedureTimeError for what is no such time: also hour 24 and leap seconds, years before 1975 and after
    2199, a time without offset and zone, a local time that the zone skips, and one that it shows twice when
    no offset tells which. The message never repeats the value.
    """
    match = _PATTERN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        _refuse("is no date and no date-time such as 2026-12-01T09:00:00-05:00")
    zone = _zone(timezone) if timezone else None
    day = _day(match)
    if match[4] is None:
        return ProcedureTime(day, zone=zone, zone_name=timezone if zone else None)
    local = datetime.combine(day, _clock(match))
    at = _instant(local, match[8], zone)
    return ProcedureTime(at.date(), at, at.tzinfo, timezone if zone else None)


def _refuse(reason: str) -> NoReturn:
    raise ProcedureTimeError(f"the procedure time {reason}")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a relative path; a folder such as "America"
        raise ProcedureTimeError("the time zone is no IANA name such as America/New_York") from None


def _day(match: re.Match[str]) -> date:
    if not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        _refuse(f"is not in the years {FIRST_YEAR} to {LAST_YEAR}")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        _refuse("is not a day of the calendar")


def _clock(match: re.Match[str]) -> time:
    if match[4] == "24":
        _refuse("has the hour 24, which FHIR does not allow: write 00:00 of the next day")
    if match[6] == "60":
        _refuse("falls in a leap second, which clocks do not show")
    micros = int((match[7] or "0")[:6].ljust(6, "0"))
    try:
        return time(int(match[4]), int(match[5]), int(match[6] or 0), micros)
    except ValueError:
        _refuse("is not a time of day")


def _instant(local: datetime, offset: str | None, zone: ZoneInfo | None) -> datetime:
    """`local` made aware, in `zone` when there is one."""
    if offset is None:
        return _in_zone(local, zone)
    if offset == "Z":
        return local.replace(tzinfo=UTC).astimezone(zone or UTC)
    at = local.replace(tzinfo=_fixed(offset))
    if zone is None:
        return at
    moved = at.astimezone(zone)
    if moved.utcoffset() != at.utcoffset():
        _refuse("has an offset that its time zone does not have then")
    return moved


def _in_zone(local: datetime, zone: ZoneInfo | None) -> datetime:
    if zone is None:
        _refuse("has no time zone: add an offset such as -05:00, or name the time zone")
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
        if back != local:
            _refuse("does not exist: the clocks of its time zone go forward over it")
        _refuse("comes twice: the clocks of its time zone go back over it; add the offset")
    return first


def _fixed(offset: str) -> timezone:
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    ahead = timedelta(hours=hours, minutes=minutes)
    if minutes > 59 or ahead > _FURTHEST:
        _refuse("has an offset beyond 14:00")
    return timezone(-ahead if offset[0] == "-" else ahead)
