import pytest

from careplan.apply import parse_procedure_time
from careplan.apply.schedule import window
from careplan.apply.when import Calendar
from careplan.apply.words import words
from careplan.knowledge import default
from careplan.reading.model import Timing

WORDS = words(default(), "en").when
NEW_YORK = ("2026-12-01T09:00", "America/New_York")


def told(timing, at=NEW_YORK, *, due=False):
    procedure = parse_procedure_time(at[0], timezone=at[1])
    return Calendar(WORDS, procedure).window(window(timing, procedure), due=due)


@pytest.mark.parametrize(
    ("timing", "said"),
    [
        (Timing(start="-PT6H", end="PT0S"), "from Tuesday, 1 December 2026, 03:00 to 09:00 (America/New_York)"),
        (
            Timing(start="-PT12H", end="PT0S"),
            "from Monday, 30 November 2026, 21:00 to Tuesday, 1 December 2026, 09:00 (America/New_York)",
        ),
        (Timing(end="-PT90M"), "until Tuesday, 1 December 2026, 07:30 (America/New_York)"),
        (Timing(start="PT0S"), "from Tuesday, 1 December 2026, 09:00 (America/New_York)"),
        (Timing(start="day-1 evening", end="day-1 evening"), "Monday, 30 November 2026 in the evening"),
        (Timing(start="day-1 noon", end="day-1 noon"), "Monday, 30 November 2026, 12:00 (America/New_York)"),
        (Timing(start="day-2", end="day-1"), "from Sunday, 29 November 2026 to Monday, 30 November 2026"),
        (Timing(start="day1", until="your doctor agrees"), "from Wednesday, 2 December 2026; your doctor agrees"),
        (Timing(until="your doctor agrees"), "your doctor agrees"),
        (Timing(), None),
    ],
)
def test_a_window_is_told_in_the_procedures_zone(timing, said):
    assert told(timing) == said


def test_the_end_of_something_to_do_is_its_last_time():
    assert told(Timing(end="-PT90M"), due=True) == "by Tuesday, 1 December 2026, 07:30 (America/New_York)"


def test_an_hour_across_a_change_of_the_clocks_has_its_offset():
    said = told(Timing(start="-PT8H", end="PT0S"), ("2026-11-01T07:00", "America/New_York"))
    assert said == "from Sunday, 1 November 2026, 00:00 (UTC-04:00) to 07:00 (America/New_York)"


@pytest.mark.parametrize(("offset", "zone"), [("-05:30", "UTC-05:30"), ("Z", "UTC+00:00"), ("+09:00", "UTC+09:00")])
def test_a_time_without_a_named_zone_has_its_offset(offset, zone):
    procedure = parse_procedure_time(f"2026-12-01T09:00:00{offset}")
    assert Calendar(WORDS, procedure).procedure() == f"Tuesday, 1 December 2026, 09:00 ({zone})"


def test_with_only_a_day_no_hour_is_told():
    at = ("2026-12-01", "America/New_York")
    assert told(Timing(start="-PT6H", end="PT0S"), at) is None
    assert told(Timing(start="day-1 noon", end="day-1 noon"), at) == "Monday, 30 November 2026 at noon"
    assert told(Timing(end="-P7D"), at, due=True) == "by Tuesday, 24 November 2026"
