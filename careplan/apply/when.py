"""A Window as a person reads it: the day with its name, the clock in the procedure's zone, nothing made up.

All words are in mappings, `apply.toml` [when]; docs/timing.md tells where the window itself comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from careplan.apply.procedure_time import ProcedureTime
from careplan.apply.schedule import Moment, Window
from careplan.apply.words import When, fill


@dataclass(frozen=True, slots=True)
class Calendar:
    """How times are told beside one procedure time, in one language."""

    words: When
    at: ProcedureTime

    def procedure(self) -> str:
        """The procedure's own time."""
        return self._zoned(self.moment(self.at.time or self.at.date), self.at.time)

    def window(self, window: Window, *, due: bool = False) -> str | None:
        """The window in words; None when it tells no time. `due`: it is a to-do, which its end is the last time of."""
        start, end = window.start, window.end
        told = self._between(start, end, due=due)
        if told is None:
            return window.until
        part = "" if isinstance(start, datetime) else self.words.part.get(window.part or "", "")
        return self._zoned(told + part, start, end) + (f"; {window.until}" if window.until else "")

    def moment(self, moment: Moment) -> str:
        """A day, or a day and the clock on it."""
        day = fill(
            self.words.day,
            weekday=self.words.weekdays[moment.weekday()],
            day=str(moment.day),
            month=self.words.months[moment.month - 1],
            year=str(moment.year),
        )
        if not isinstance(moment, datetime):
            return day
        return fill(self.words.clock, day=day, clock=self._clock(moment))

    def _between(self, start: Moment | None, end: Moment | None, *, due: bool) -> str | None:
        words = self.words
        if start is not None and end is not None:
            if start == end:
                return self.moment(start)
            return fill(words.between, start=self.moment(start), end=self._second(start, end))
        if start is not None:
            return fill(words.since, start=self.moment(start))
        if end is not None:
            return fill(words.due if due else words.until, end=self.moment(end))
        return None

    def _second(self, start: Moment, end: Moment) -> str:
        """An end without its day, when it is the start's."""
        if isinstance(start, datetime) and isinstance(end, datetime) and start.date() == end.date():
            return self._clock(end)
        return self.moment(end)

    def _clock(self, moment: datetime) -> str:
        """The clock; its offset too where it is not the procedure's."""
        moved = self.at.time is not None and moment.utcoffset() != self.at.time.utcoffset()
        return f"{moment:%H:%M}" + (f" ({_offset(moment)})" if moved else "")

    def _zoned(self, told: str, *moments: Moment | None) -> str:
        """With the zone that the clock is of, when there is an hour in it."""
        hours = [m for m in moments if isinstance(m, datetime)]
        zone = self.at.zone_name or (_offset(hours[0]) if hours else "")
        return fill(self.words.zoned, when=told, zone=zone) if hours else told


def _offset(moment: datetime) -> str:
    """ "UTC-05:00"."""
    offset = moment.utcoffset() or timedelta()
    minutes = abs(offset) // timedelta(minutes=1)
    return f"UTC{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"
