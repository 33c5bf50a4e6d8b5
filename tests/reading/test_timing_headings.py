"""Headings and lead-ins that are times, and what their items have of them."""

from __future__ import annotations

import pytest

from careplan.reading.model import Timing
from careplan.reading.timing import heading_timing
from tests.reading import timing_cases as cases

EVE = Timing(start="day-1", end="day-1")


@pytest.mark.parametrize(
    ("heading", "start", "end"),
    [
        ("The day before your procedure", "day-1", "day-1"),
        ("EVENING BEFORE COLONOSCOPY", "day-1 evening", "day-1 evening"),
        ("The night before", "day-1 night", "day-1 night"),
        ("Day of surgery", "day0", "day0"),
        ("The Morning of Surgery:", "day0 morning", "day0 morning"),
        ("5 days before", "-P5D", "-P5D"),
        ("7 Days to Procedure", "-P7D", "-P7D"),
        ("5 to 7 days before your procedure", "-P7D", "-P5D"),
        ("One week before surgery", "-P1W", "-P1W"),
        ("Day -1", "day-1", "day-1"),
        ("Day 1", "day1", "day1"),
        ("Days 2 and 3", "day2", "day3"),
        ("Week 1", "PT0S", "P1W"),
        ("Weeks 2 to 6", "P1W", "P6W"),
        ("First 24 hours", "PT0S", "PT24H"),
        ("After 48 hours", "PT48H", None),
        ("Six weeks onwards", "P6W", None),
        ("For the first 12 weeks, so that the bone can knit:", "PT0S", "P12W"),
        ("For 2 weeks, or for as long as your doctor tells you:", "PT0S", "P2W"),
        ("For 24 hours after the procedure, do not:", "PT0S", "PT24H"),
        ("At 5 pm the evening before", "day-1 17:00", "day-1 17:00"),
    ],
)
def test_a_heading_that_is_a_time(heading: str, start: str, end: str | None) -> None:
    assert heading_timing(heading) == Timing(start=start, end=end)


@pytest.mark.parametrize(
    "heading",
    [
        "Before your procedure",
        "After surgery",
        "Morning list",
        "When to call",
        "Follow-up",
        "Step 2",
        "Later on",
    ],
)
def test_a_heading_that_is_none(heading: str) -> None:
    assert heading_timing(heading) is None


def test_a_time_of_day_is_on_the_day_of_the_heading_above() -> None:
    assert heading_timing("6:00 PM", within=EVE) == Timing(start="day-1 18:00", end="day-1 18:00")
    assert heading_timing("6:00 AM", within=Timing(start="day0", end="day0")) == Timing(
        start="day0 06:00", end="day0 06:00"
    )


def test_the_section_says_the_side_of_a_lead_in() -> None:
    assert heading_timing("For 3 days, avoid:", section="before") == Timing(start="-P3D", end="PT0S")
    assert heading_timing("For 3 days, avoid:", section="after") == Timing(start="PT0S", end="P3D")


def test_a_ban_below_days_before_lasts_until_the_procedure() -> None:
    week = Timing(start="-P7D", end="-P7D")
    ban = cases.timing("Stop iron tablets.", section="before", prohibition=True, heading=week)
    deed = cases.timing("Buy your laxative.", section="before", topic="bowel-prep", heading=week)
    assert ban == Timing(start="-P7D", end="PT0S")
    assert deed == week


def test_a_statements_own_time_goes_before_the_headings() -> None:
    found = cases.timing("Use ice for the first 2 days.", section="after", heading=Timing(start="day1", end="day1"))
    assert found == Timing(start="PT0S", end="P2D")


def test_a_condition_or_a_symptom_has_nothing_of_the_heading() -> None:
    day = Timing(start="day1", end="day1")
    assert cases.timing("If it itches, do not scratch.", section="after", heading=day) is None
    assert cases.timing("Call us about bleeding.", section="after", topic="seek-care", heading=day) is None


def test_an_open_start_is_not_handed_down() -> None:
    until_eight = Timing(anchor="arrival", end="-PT8H")
    assert cases.timing("Choose light food.", section="before", topic="diet", heading=until_eight) is None
