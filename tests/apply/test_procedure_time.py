from datetime import date, timedelta

import pytest

from careplan.apply.schedule import parse_procedure_time
from careplan.errors import ProcedureTimeError


def test_an_offset_stays_fixed():
    at = parse_procedure_time("2026-12-01T09:00:00-05:00")
    assert at.isoformat() == "2026-12-01T09:00:00-05:00"
    assert at.fixed_offset
    assert not at.date_only


def test_a_time_without_offset_is_read_in_the_zone_given():
    at = parse_procedure_time("2026-07-01T09:00", timezone="America/New_York")
    assert at.isoformat() == "2026-07-01T09:00:00-04:00"
    assert not at.fixed_offset
    assert at.zone_name == "America/New_York"


def test_utc_is_brought_into_the_zone_given():
    at = parse_procedure_time("2026-12-02T02:00:00Z", timezone="America/New_York")
    assert at.isoformat() == "2026-12-01T21:00:00-05:00"
    assert at.date == date(2026, 12, 1)


def test_utc_alone_is_taken_as_it_is():
    assert parse_procedure_time("2026-12-02T02:00:00Z").isoformat() == "2026-12-02T02:00:00+00:00"


def test_a_date_alone_has_no_hour():
    at = parse_procedure_time("2026-12-01")
    assert at.date_only
    assert not at.fixed_offset
    assert at.isoformat() == "2026-12-01"


def test_a_date_keeps_the_zone_given():
    assert parse_procedure_time("2026-12-01", timezone="Europe/Vienna").zone_name == "Europe/Vienna"


def test_an_offset_tells_which_of_two_equal_local_times():
    first = parse_procedure_time("2026-11-01T01:30:00-04:00", timezone="America/New_York")
    second = parse_procedure_time("2026-11-01T01:30:00-05:00", timezone="America/New_York")
    assert second.time.timestamp() - first.time.timestamp() == 3600
    assert second.isoformat() == "2026-11-01T01:30:00-05:00"


def test_fractions_of_a_second_are_kept():
    assert parse_procedure_time("2026-12-01T09:00:00.25Z").time.microsecond == 250_000


def test_the_furthest_offsets_are_taken():
    assert parse_procedure_time("2026-12-01T09:00:00+14:00").time.utcoffset() == timedelta(hours=14)
    assert parse_procedure_time("2026-12-01T09:00:00-12:00").time.utcoffset() == timedelta(hours=-12)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "is no date"),
        ("tomorrow at nine", "is no date"),
        ("2026", "is no date"),
        ("2026-12", "is no date"),
        ("20261201T090000Z", "is no date"),
        ("2026-12-01 09:00", "is no date"),
        ("2026-12-01T9:00Z", "is no date"),
        ("2026-12-01T09Z", "is no date"),
        ("2026-12-01T09:00:00-0500", "is no date"),
        ("2026-12-01T09:00:00-05:00[America/New_York]", "is no date"),
        ("٢٠٢٦-12-01", "is no date"),
        ("2026-12-01\n", "is no date"),
        ("2026-13-40", "is not a day of the calendar"),
        ("2026-02-29", "is not a day of the calendar"),
        ("0001-01-01", "is not in the years"),
        ("0000-01-01", "is not in the years"),
        ("9999-12-31", "is not in the years"),
        ("2026-12-01T24:00:00Z", "hour 24"),
        ("2026-12-31T23:59:60Z", "leap second"),
        ("2026-12-01T09:61:00Z", "is not a time of day"),
        ("2026-12-01T25:00:00Z", "is not a time of day"),
        ("2026-12-01T09:00:00", "has no time zone"),
        ("2026-12-01T09:00:00+14:30", "beyond 14:00"),
        ("2026-12-01T09:00:00+05:60", "beyond 14:00"),
    ],
)
def test_what_is_no_procedure_time_is_refused_with_the_reason(value, reason):
    with pytest.raises(ProcedureTimeError, match=reason):
        parse_procedure_time(value)


@pytest.mark.parametrize("value", [None, 20261201, b"2026-12-01"])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(ProcedureTimeError):
        parse_procedure_time(value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2026-12-01T09:00:00-04:00", "an offset that its time zone does not have"),
        ("2026-12-01T09:00:00+00:00", "an offset that its time zone does not have"),
        ("2026-03-08T02:30:00", "does not exist"),
        ("2026-03-08T02:30:00-05:00", "an offset that its time zone does not have"),
        ("2026-11-01T01:30:00", "comes twice"),
        ("2026-11-01T01:30:00-06:00", "an offset that its time zone does not have"),
    ],
)
def test_a_time_that_its_zone_contradicts_is_refused(value, reason):
    with pytest.raises(ProcedureTimeError, match=reason):
        parse_procedure_time(value, timezone="America/New_York")


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "America", "../etc/passwd", "/etc/localtime", "a\0b", "EST5EDT;", "é"]
)
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(ProcedureTimeError, match="no IANA name"):
        parse_procedure_time("2026-12-01T09:00:00", timezone=zone)


def test_the_message_does_not_repeat_the_value():
    with pytest.raises(ProcedureTimeError) as error:
        parse_procedure_time("Jane Doe, 4 March")
    assert "Jane" not in str(error.value)
