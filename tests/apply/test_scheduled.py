from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from careplan.apply.schedule import Window, parse_procedure_time, window
from careplan.apply.scheduled import instant, period, scheduled
from careplan.reading.model import Repeat, Timing

AT = parse_procedure_time("2026-12-01T09:00:00-05:00")
DAY = parse_procedure_time("2026-12-01")


def fhir(timing, at=AT, text="Ice for 20 minutes."):
    return scheduled(window(timing, at), text)


def test_a_window_is_a_period():
    assert fhir(Timing(start="-PT8H", end="PT0S")) == {
        "scheduledPeriod": {"start": "2026-12-01T01:00:00-05:00", "end": "2026-12-01T09:00:00-05:00"}
    }


def test_an_open_bound_is_left_out():
    assert fhir(Timing(start="P3M")) == {"scheduledPeriod": {"start": "2027-03-01T09:00:00-05:00"}}


def test_no_time_is_nothing():
    assert fhir(Timing()) == {}


def test_what_repeats_is_a_timing_in_its_bounds():
    timing = Timing(start="PT0S", end="P2D", duration="PT20M", repeat=Repeat(every="PT2H"))
    assert fhir(timing) == {
        "scheduledTiming": {
            "repeat": {
                "boundsPeriod": {"start": "2026-12-01T09:00:00-05:00", "end": "2026-12-03T09:00:00-05:00"},
                "duration": 20,
                "durationUnit": "min",
                "frequency": 1,
                "period": 2,
                "periodUnit": "h",
            }
        }
    }


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        (Repeat(times=3, per="P1D"), (3, 1, "d")),
        (Repeat(times=10, per="PT1H"), (10, 1, "h")),
        (Repeat(every="P6M"), (1, 6, "mo")),
        (Repeat(every="P1Y"), (1, 1, "a")),
        (Repeat(every="P2W"), (1, 2, "wk")),
        (Repeat(every="PT90M"), (1, 90, "min")),
        (Repeat(every="P1DT12H"), (1, 36, "h")),
        (Repeat(every="PT45S"), (1, 45, "s")),
    ],
)
def test_how_often_is_said_in_one_unit(repeat, expected):
    made = fhir(Timing(repeat=repeat))["scheduledTiming"]["repeat"]
    assert (made["frequency"], made["period"], made["periodUnit"]) == expected


@pytest.mark.parametrize("every", ["P1M3D", "PT0S", "-PT2H"])
def test_how_often_that_no_unit_can_say_is_left_to_the_text(every):
    assert fhir(Timing(repeat=Repeat(every=every))) == {}


@pytest.mark.parametrize(
    ("part", "code"), [("morning", "MORN"), ("noon", "NOON"), ("evening", "EVE"), ("night", "NIGHT")]
)
def test_a_part_of_a_day_is_said_as_such_and_has_no_hour_but_noon(part, code):
    repeat = fhir(Timing(start=f"day-1 {part}", end=f"day-1 {part}"))["scheduledTiming"]["repeat"]
    assert repeat["when"] == [code]
    assert ("T" in repeat["boundsPeriod"]["start"]) == (part == "noon")


def test_hours_before_a_day_without_an_hour_keep_the_text():
    made = fhir(Timing(start="-PT8H", end="PT0S"), DAY, "Do not eat for 8 hours before.")
    assert made == {"scheduledString": "Do not eat for 8 hours before."}


def test_an_open_end_alone_is_said_in_its_own_words():
    assert fhir(Timing(until="until bedtime")) == {"scheduledString": "until bedtime"}


def test_a_start_with_an_open_end_keeps_the_start():
    made = fhir(Timing(start="PT0S", until="until bedtime"))
    assert made == {"scheduledPeriod": {"start": "2026-12-01T09:00:00-05:00"}}


def test_an_offset_that_fhir_cannot_write_becomes_utc():
    early = datetime(1960, 1, 1, tzinfo=ZoneInfo("Africa/Monrovia"))
    assert instant(early) == "1960-01-01T00:44:30+00:00"


def test_no_bound_is_no_period():
    assert period(Window(until="until bedtime")) is None
