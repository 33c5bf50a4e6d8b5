from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from careplan.apply.durations import Duration, parse, shift, shift_date, wall_clock
from careplan.errors import ResourceError

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT0S", Duration()),
        ("-PT8H", Duration(seconds=-28_800)),
        ("P2W", Duration(days=14)),
        ("-P7D", Duration(days=-7)),
        ("P3M", Duration(months=3)),
        ("P1Y6M", Duration(months=18)),
        ("P1DT12H", Duration(days=1, seconds=43_200)),
        ("PT1.5H", Duration(seconds=5_400)),
        ("P1.5D", Duration(days=1, seconds=43_200)),
        ("-PT90M", Duration(seconds=-5_400)),
        ("+P1D", Duration(days=1)),
    ],
)
def test_a_duration_is_parsed(text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1", "8H", "PT8", "P0.5M", "P1.5W", "P٣D", "--P1D", "P" + "1" * 40 + "D"]
)
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ResourceError):
        parse(text)


def test_hours_are_exact_and_whole_days_are_not():
    assert parse("PT8H").exact
    assert parse("PT90M").exact
    assert not parse("PT24H").exact
    assert not parse("P2D").exact


def test_a_month_that_has_no_such_day_ends_on_its_last():
    assert shift_date(date(2026, 5, 31), parse("-P3M")) == date(2026, 2, 28)
    assert shift_date(date(2028, 5, 31), parse("-P3M")) == date(2028, 2, 29)
    assert shift_date(date(2028, 2, 29), parse("P1Y")) == date(2029, 2, 28)


def test_hours_are_elapsed_and_days_are_wall_clock_when_clocks_go_back():
    at = datetime(2026, 10, 31, 9, tzinfo=NEW_YORK)
    assert shift(at, parse("PT24H")).isoformat() == "2026-11-01T08:00:00-05:00"
    assert shift(at, parse("P1D")).isoformat() == "2026-11-01T09:00:00-05:00"


def test_hours_are_elapsed_and_days_are_wall_clock_when_clocks_go_forward():
    at = datetime(2026, 3, 8, 9, tzinfo=NEW_YORK)
    assert shift(at, parse("-PT24H")).isoformat() == "2026-03-07T08:00:00-05:00"
    assert shift(at, parse("-P1D")).isoformat() == "2026-03-07T09:00:00-05:00"


def test_a_day_and_hours_step_first_by_the_calendar():
    at = datetime(2026, 10, 31, 9, tzinfo=NEW_YORK)
    assert shift(at, parse("P1DT2H")).isoformat() == "2026-11-01T11:00:00-05:00"


def test_a_local_time_that_the_clocks_skip_counts_from_before_the_change():
    assert wall_clock(datetime(2026, 3, 8, 2, 30), NEW_YORK).isoformat() == "2026-03-08T03:30:00-04:00"


def test_of_a_local_time_that_comes_twice_the_first_is_meant():
    assert wall_clock(datetime(2026, 11, 1, 1, 30), NEW_YORK).isoformat() == "2026-11-01T01:30:00-04:00"


def test_zero_stays_in_the_second_of_two_equal_local_times():
    at = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1)
    assert shift(at, parse("PT0S")).isoformat() == "2026-11-01T01:30:00-05:00"


def test_beyond_the_calendar_is_an_overflow():
    with pytest.raises(OverflowError):
        shift(datetime(2026, 1, 1, tzinfo=UTC), parse("P9999Y"))
    with pytest.raises(OverflowError):
        shift(datetime(2026, 1, 1, tzinfo=UTC), parse("-P9999999999D"))
    with pytest.raises(OverflowError):
        shift(datetime(2026, 1, 1, tzinfo=UTC), parse("PT99999999999999999999H"))
