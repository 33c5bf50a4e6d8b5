from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.apply.schedule import NOTES, Window, arrival, parse_procedure_time, window
from careplan.apply.scheduled import scheduled
from careplan.errors import ResourceError
from careplan.reading.model import Repeat, Statement, Timing

AT = parse_procedure_time("2026-12-01T09:00:00-05:00")
DAY = parse_procedure_time("2026-12-01")


def bounds(at=AT, *, anchor="procedure", start=None, end=None, arrival=None):
    made = window(Timing(anchor=anchor, start=start, end=end), at, arrival=arrival)
    return made.start and made.start.isoformat(), made.end and made.end.isoformat()


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("-PT8H", "PT0S", ("2026-12-01T01:00:00-05:00", "2026-12-01T09:00:00-05:00")),
        (None, "-PT1H", (None, "2026-12-01T08:00:00-05:00")),
        ("PT0S", "PT24H", ("2026-12-01T09:00:00-05:00", "2026-12-02T09:00:00-05:00")),
        ("-P7D", "PT0S", ("2026-11-24T09:00:00-05:00", "2026-12-01T09:00:00-05:00")),
        ("P3M", None, ("2027-03-01T09:00:00-05:00", None)),
        ("day0 00:00", "PT0S", ("2026-12-01T00:00:00-05:00", "2026-12-01T09:00:00-05:00")),
        ("day-1 22:00", "day-1 22:00", ("2026-11-30T22:00:00-05:00", "2026-11-30T22:00:00-05:00")),
        ("day-1 night", "day-1 night", ("2026-11-30", "2026-11-30")),
        ("day-1 night", "day0 morning", ("2026-11-30", "2026-12-01")),
        ("day1 morning", None, ("2026-12-02", None)),
        (None, "day0 noon", (None, "2026-12-01T12:00:00-05:00")),
        ("day0", "day0", ("2026-12-01", "2026-12-01")),
        ("PT0S", "day0", ("2026-12-01", "2026-12-01")),
        ("day0", "PT0S", ("2026-12-01", "2026-12-01")),
        ("day-1 night", "PT0S", ("2026-11-30", "2026-12-01T09:00:00-05:00")),
        ("day0", "PT48H", ("2026-12-01", "2026-12-03T09:00:00-05:00")),
        (None, None, (None, None)),
    ],
)
def test_a_timing_becomes_dates_and_times(start, end, expected):
    assert bounds(start=start, end=end) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("-P7D", "PT0S", ("2026-11-24", "2026-12-01")),
        ("PT0S", "P2W", ("2026-12-01", "2026-12-15")),
        ("PT0S", "PT48H", ("2026-12-01", "2026-12-03")),
        ("day-1 22:00", "day-1 22:00", ("2026-11-30", "2026-11-30")),
        ("day0 00:00", "PT0S", ("2026-12-01", "2026-12-01")),
        ("day-1 night", "day-1 night", ("2026-11-30", "2026-11-30")),
        (None, "day0 noon", (None, "2026-12-01")),
    ],
)
def test_without_an_hour_there_are_only_dates(start, end, expected):
    assert bounds(DAY, start=start, end=end) == expected


@pytest.mark.parametrize(("start", "end"), [("-PT8H", "PT0S"), (None, "-PT1H"), ("PT2H", None), ("PT90M", "P2D")])
def test_hours_before_a_day_without_an_hour_give_no_date_at_all(start, end):
    made = window(Timing(start=start, end=end), DAY)
    assert not made.bounded
    assert made.notes == ("needs-hour",)


def test_in_a_named_zone_days_keep_the_wall_clock_over_a_change():
    at = parse_procedure_time("2026-11-03T09:00:00", timezone="America/New_York")
    assert bounds(at, start="-P7D", end="PT0S") == ("2026-10-27T09:00:00-04:00", "2026-11-03T09:00:00-05:00")


def test_in_a_named_zone_hours_are_elapsed_over_a_change():
    at = parse_procedure_time("2026-11-01T07:00:00", timezone="America/New_York")
    assert bounds(at, start="-PT8H", end="PT0S") == ("2026-11-01T00:00:00-04:00", "2026-11-01T07:00:00-05:00")


def test_a_fixed_offset_stays_over_a_change():
    at = parse_procedure_time("2026-11-03T09:00:00-05:00")
    assert bounds(at, start="-P7D")[0] == "2026-10-27T09:00:00-05:00"


def test_a_calendar_point_in_the_skipped_hour_comes_out_after_it():
    at = parse_procedure_time("2026-03-08T09:00:00", timezone="America/New_York")
    assert bounds(at, start="day0 02:30")[0] == "2026-03-08T03:30:00-04:00"


def test_from_arrival_it_counts_from_the_arrival_time():
    came = parse_procedure_time("2026-12-01T08:00:00-05:00")
    assert bounds(anchor="arrival", start="-PT2H", end="-PT1H", arrival=came) == (
        "2026-12-01T06:00:00-05:00",
        "2026-12-01T07:00:00-05:00",
    )


def test_from_an_unknown_arrival_it_counts_from_the_procedure_and_says_so():
    made = window(Timing(anchor="arrival", end="-PT2H"), AT)
    assert made.end == datetime.fromisoformat("2026-12-01T07:00:00-05:00")
    assert made.notes == ("arrival-unknown",)


def test_from_discharge_it_counts_days_from_the_day_of_the_procedure_and_says_so():
    made = window(Timing(anchor="discharge", start="P10D", end="P14D"), AT)
    assert (made.start, made.end) == (date(2026, 12, 11), date(2026, 12, 15))
    assert made.notes == ("discharge-unknown",)


def test_hours_from_discharge_are_not_dated():
    made = window(Timing(anchor="discharge", start="PT0S", end="PT6H"), AT)
    assert not made.bounded
    assert made.notes == ("discharge-unknown", "needs-hour")


def test_from_a_symptom_there_are_no_dates():
    made = window(Timing(anchor="symptom", start="PT0S", end="PT15M", duration="PT15M"), AT)
    assert made == Window(duration="PT15M")


def test_what_would_end_before_it_starts_is_not_dated():
    early = parse_procedure_time("2026-12-01T07:00:00-05:00")
    made = window(Timing(start="day0 07:30", end="PT0S"), early)
    assert not made.bounded
    assert made.notes == ("reversed",)


def test_a_date_and_a_time_on_it_in_utc_are_both_dates_since_fhir_cannot_order_them():
    tokyo = parse_procedure_time("2026-12-01T08:00:00", timezone="Asia/Tokyo")
    assert bounds(tokyo, start="day-1 night", end="PT0S") == ("2026-11-30", "2026-12-01")


def test_what_hangs_on_a_conditional_lead_in_is_no_arrival_time():
    lead = Statement("s0", "before", "information", 0, 1, "Morning list:", condition="Morning list")
    assert arrival((lead, told(1, timing=Timing(end="-PT1H"), parent="s0")), AT) is None


@pytest.mark.parametrize("bound", ["P9999Y", "-P9999Y", "PT99999999999999H"])
def test_what_lies_beyond_the_calendar_is_not_dated(bound):
    made = window(Timing(start=bound), parse_procedure_time("2199-12-01T09:00:00Z"))
    assert not made.bounded
    assert made.notes == ("beyond-calendar",)


@pytest.mark.parametrize("bound", ["soon", "day", "day0 24:00", "day0 dawn", "day1 9:00", "8 hours"])
def test_an_unreadable_bound_is_refused(bound):
    with pytest.raises(ResourceError):
        window(Timing(start=bound), AT)


def test_what_lasts_repeats_and_has_an_open_end_is_kept():
    timing = Timing(start="PT0S", duration="PT20M", repeat=Repeat(every="PT2H"), until="until bedtime")
    made = window(timing, AT)
    assert (made.duration, made.repeat, made.until) == ("PT20M", Repeat(every="PT2H"), "until bedtime")


def told(n, **given):
    return Statement(f"s{n}", "before", "instruction", n, n + 1, "x", topic="arrival", **given)


def test_the_earliest_arrival_time_of_the_sheet_counts():
    found = arrival((told(1, timing=Timing(end="-PT1H")), told(2, timing=Timing(end="-PT2H"))), AT)
    assert found.isoformat() == "2026-12-01T07:00:00-05:00"
    assert found.date == date(2026, 12, 1)


@pytest.mark.parametrize(
    "statement",
    [
        told(1, timing=Timing(end="-PT48H")),
        told(1, timing=Timing(end="-PT1H"), condition="you cannot come"),
        told(1, timing=Timing(anchor="arrival", end="PT0S")),
        told(1, timing=Timing(start="-PT2H", end="-PT1H")),
        told(1, timing=Timing(end="day0")),
        told(1),
    ],
)
def test_what_is_no_arrival_time_is_not_taken_for_one(statement):
    assert arrival((statement,), AT) is None


def test_without_an_hour_no_arrival_time_is_known():
    assert arrival((told(1, timing=Timing(end="-PT1H")),), DAY) is None


DURATIONS = st.builds(
    lambda sign, n, unit: f"{sign}P{'T' if unit in 'HS' else ''}{n}{unit}",
    st.sampled_from(["", "-"]),
    st.integers(0, 400),
    st.sampled_from("YMWDHS"),
)
POINTS = st.builds(
    lambda day, rest: f"day{day}{rest}",
    st.integers(-400, 400),
    st.sampled_from(["", " morning", " noon", " evening", " night", " 00:00", " 01:30", " 02:30", " 23:59"]),
)
BOUND = st.none() | DURATIONS | POINTS
TIMES = st.sampled_from(
    [
        AT,
        DAY,
        parse_procedure_time("2026-11-01T01:30:00-05:00", timezone="America/New_York"),
        parse_procedure_time("2026-03-08T03:00:00", timezone="America/New_York"),
        parse_procedure_time("2026-10-25T02:30:00+01:00", timezone="Europe/Vienna"),
        parse_procedure_time("2199-12-31", timezone="Asia/Kathmandu"),
    ]
)
ANCHOR = st.sampled_from(["procedure", "arrival", "discharge", "symptom"])


def order(moment):
    return moment.date() if isinstance(moment, datetime) else moment


@given(anchor=ANCHOR, start=BOUND, end=BOUND, at=TIMES)
def test_no_window_ends_before_it_starts(anchor, start, end, at):
    made = window(Timing(anchor=anchor, start=start, end=end), at)
    if made.start is not None and made.end is not None:
        assert order(made.start) <= order(made.end)
        if isinstance(made.start, datetime) and isinstance(made.end, datetime):
            assert made.start <= made.end
    assert set(made.notes) <= set(NOTES)
    assert made.bounded or made.notes or (start is None and end is None) or anchor == "symptom"


@given(anchor=ANCHOR, start=BOUND, end=BOUND, at=TIMES)
def test_every_time_is_aware_and_no_hour_is_made_up(anchor, start, end, at):
    made = window(Timing(anchor=anchor, start=start, end=end), at)
    for moment in (made.start, made.end):
        if isinstance(moment, datetime):
            assert moment.utcoffset() is not None
            assert not at.date_only


@given(anchor=ANCHOR, start=BOUND, end=BOUND, at=TIMES)
def test_the_same_timing_gives_the_same_fhir(anchor, start, end, at):
    timing = Timing(anchor=anchor, start=start, end=end)
    assert scheduled(window(timing, at), "text") == scheduled(window(timing, at), "text")
