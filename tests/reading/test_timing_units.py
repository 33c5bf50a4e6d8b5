"""Durations and points as text: made, compared, refused."""

from __future__ import annotations

import pytest

from careplan.reading.timing import duration_hours
from careplan.reading.timing_units import Clock, iso, order


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (8, "hour", "PT8H"),
        (90, "minute", "PT90M"),
        (0.5, "hour", "PT30M"),
        (1.5, "day", "PT36H"),
        (1, "fortnight", "P2W"),
        (1.5, "week", "PT252H"),
        (3, "month", "P3M"),
        (0.5, "year", "P6M"),
    ],
)
def test_iso_keeps_whole_numbers_by_going_to_smaller_units(number: float, unit: str, text: str) -> None:
    assert iso(number, unit) == text


@pytest.mark.parametrize(
    ("text", "hours"),
    [("PT0S", 0), ("-PT8H", -8), ("P1W", 168), ("P1DT12H", 36), ("PT90M", 1.5), ("P3M", 2190), ("+P2D", 48)],
)
def test_duration_hours(text: str, hours: float) -> None:
    assert duration_hours(text) == pytest.approx(hours)


@pytest.mark.parametrize("text", ["day0", "8 hours", "P", "PT", ""])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 duration"):
        duration_hours(text)


def test_points_and_durations_have_one_order() -> None:
    told = [
        "-P7D",
        "day-1 morning",
        "day-1 night",
        "day0 00:00",
        "-PT2H",
        "PT0S",
        "day0 night",
        "day1",
        "P2D",
    ]
    assert sorted(told, key=order) == told


@pytest.mark.parametrize(
    ("clock", "day", "night", "point"),
    [
        ("midnight", -1, True, "day0 00:00"),
        ("midnight", 0, False, "day0 00:00"),
        ("22:00", -1, True, "day-1 22:00"),
        ("03:00", -1, True, "day0 03:00"),
        ("noon", 0, False, "day0 noon"),
    ],
)
def test_a_time_of_the_night_after_midnight_is_on_the_next_day(clock: str, day: int, night: bool, point: str) -> None:
    assert Clock(clock).on(day, night=night) == point
