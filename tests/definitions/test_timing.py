import pytest

from careplan.definitions.timing import length, related, repeated
from careplan.reading.model import Repeat, Timing

ANCHORS = frozenset({"procedure", "discharge"})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("-PT8H", (-8, "h")),
        ("PT1H30M", (90, "min")),
        ("P1DT12H", (36, "h")),
        ("P1Y6M", (18, "mo")),
        ("P2W", (2, "wk")),
        ("PT0S", (0, "s")),
        ("P1M2D", None),
        ("P", None),
        ("PT", None),
        ("day0 morning", None),
        (None, None),
    ],
)
def test_duration_becomes_a_number_of_one_unit(value, expected):
    assert length(value) == expected


@pytest.mark.parametrize(
    ("timing", "relationship", "low", "high"),
    [
        (Timing(start="-PT8H", end="PT0S"), "before-start", (0, "h"), (8, "h")),
        (Timing(end="-PT1H"), "before-start", (1, "h"), None),
        (Timing(start="-PT13H", end="-PT1H"), "before-start", (1, "h"), (13, "h")),
        (Timing(start="PT0S", end="P1W"), "after-end", (0, "wk"), (1, "wk")),
        (Timing(start="P3M"), "after-end", (3, "mo"), None),
        (Timing(start="P1D", end="P2W"), "after-end", (1, "d"), (14, "d")),
        (Timing(start="P2W", end="P3M"), "after-end", None, (3, "mo")),
        (Timing(anchor="discharge", start="P10D", end="P14D"), "after-end", (10, "d"), (14, "d")),
    ],
)
def test_window_on_one_side_is_a_range(timing, relationship, low, high):
    [made] = related(timing, ANCHORS)
    assert (made["actionId"], made["relationship"]) == (timing.anchor, relationship)
    bounds = {k: (v["value"], v["code"]) for k, v in made["offsetRange"].items()}
    assert (bounds.get("low"), bounds.get("high")) == (low, high)


def test_point_is_an_offset():
    [made] = related(Timing(start="-P1W", end="-P1W"), ANCHORS)
    assert (made["relationship"], made["offsetDuration"]["value"], made["offsetDuration"]["code"]) == (
        "before-start",
        1,
        "wk",
    )


def test_open_end_at_the_anchor_has_no_offset():
    assert related(Timing(end="PT0S"), ANCHORS) == [{"actionId": "procedure", "relationship": "before-start"}]


def test_bounds_have_the_same_unit_text():
    # the validator compares Range.low and high (rng-2) by `unit`
    [made] = related(Timing(start="PT0S", end="P1W"), ANCHORS)
    assert made["offsetRange"]["low"]["unit"] == made["offsetRange"]["high"]["unit"]


@pytest.mark.parametrize(
    "timing",
    [
        None,
        Timing(),
        Timing(start="day-1 night", end="day-1 night"),
        Timing(start="day0 00:00", end="PT0S"),
        Timing(start="-P2W", end="P2W"),
        Timing(start="PT0S", end="PT0S"),
        Timing(anchor="symptom", start="PT0S", end="PT1H"),
        Timing(until="until we call"),
    ],
)
def test_what_r4_cannot_say_is_left_to_the_extension(timing):
    assert related(timing, ANCHORS) == []


@pytest.mark.parametrize(
    ("timing", "repeat"),
    [
        (Timing(repeat=Repeat(times=3, per="P1D")), {"frequency": 3, "period": 1, "periodUnit": "d"}),
        (Timing(repeat=Repeat(every="PT4H")), {"frequency": 1, "period": 4, "periodUnit": "h"}),
        (Timing(duration="PT20M"), {"duration": 20, "durationUnit": "min"}),
    ],
)
def test_how_often_and_how_long_each_time(timing, repeat):
    assert repeated(timing) == {"repeat": repeat}


@pytest.mark.parametrize("timing", [None, Timing(start="PT0S"), Timing(repeat=Repeat(times=3))])
def test_no_repetition_is_none(timing):
    assert repeated(timing) is None
