"""What the page shows, as data: the text whole and verbatim, timings in words, the plan on its line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from careplan.apply.procedure_time import parse_procedure_time
from careplan.documents import load
from careplan.reading import read
from careplan.reading.model import Repeat, Timing
from careplan.web.page import words
from careplan.web.page.inputs import DEMO_SUBJECT, from_sample, request_address
from careplan.web.page.marked import blocks, shown_role
from careplan.web.page.planned import Planned, planned
from careplan.web.page.timeline import timeline
from careplan.web.samples import samples
from tests.web.conftest import NOW, SHEET

AT = parse_procedure_time("2026-12-08T09:00", timezone="America/New_York")


def at(day, hour=9, minute=0):
    return datetime(2026, 12, day, hour, minute, tzinfo=AT.time.tzinfo)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Timing(start="-PT8H", end="PT0S"), "from 8 hours before the procedure until the procedure"),
        (Timing(end="-PT1H"), "by 1 hour before the procedure"),
        (Timing(start="P3M"), "from 3 months after the procedure on"),
        (Timing(start="day-1 night", end="day-1 night"), "the day before the procedure, night"),
        (Timing(start="day0 00:00", end="PT0S"), "from the day of the procedure, 00:00 until the procedure"),
        (Timing(start="day-3", end="day-3"), "3 days before the procedure"),
        (
            Timing(anchor="discharge", start="PT0S", end="PT24H"),
            "from discharge until 24 hours after discharge",
        ),
        (
            Timing(duration="PT20M", repeat=Repeat(times=4, per="P1D")),
            "for 20 minutes each time; 4 times per day",
        ),
        (Timing(repeat=Repeat(times=1, per="P1W")), "once per week"),
        (Timing(repeat=Repeat(every="PT4H")), "every 4 hours"),
        (Timing(until="until the stitches are out"), "until “until the stitches are out”"),
        (Timing(anchor="symptom"), "at the symptom"),
    ],
)
def test_a_timing_in_words(told, said):
    assert words.timing(told) == said


def test_a_length_that_is_no_duration_is_shown_as_it_is():
    assert words.length("soon") == "soon"
    assert words.length("P1DT2H") == "1 day 2 hours"


def test_a_stretch_says_the_day_once():
    assert words.stretch(at(8, 1), at(8)) == "Tue 8 Dec 2026, 01:00 – 09:00"
    assert words.stretch(at(7), at(8), year=False) == "Mon 7 Dec, 09:00 – Tue 8 Dec, 09:00"
    assert words.stretch(date(2026, 12, 8), date(2026, 12, 8)) == "Tue 8 Dec 2026"


@pytest.mark.parametrize("sheet", [SHEET, *(sample.text for sample in samples())])
def test_the_blocks_hold_the_whole_text_in_order(sheet):
    reading = read(load(sheet.encode(), media_type="text/plain"))
    shown = blocks(sheet, reading)
    joined = "\n".join("".join(piece.text for piece in block.pieces) for block in shown)
    assert joined.split() == sheet.split()
    pieces = [piece for block in shown for piece in block.pieces]
    assert [p.statement.id for p in pieces if p.statement] == [s.id for s in reading.statements]
    assert all(p.text == p.statement.text for p in pieces if p.statement)


def test_an_items_marker_stands_with_its_item_where_a_section_begins_after_it():
    sheet = samples()[1].text
    shown = blocks(sheet, read(load(sheet.encode(), media_type="text/plain")))
    ends = ["".join(piece.text for piece in block.pieces).rstrip()[-1] for block in shown]
    assert len(shown) > 3
    assert "•" not in ends


def test_text_outside_of_all_sections_is_shown_too():
    from careplan.reading.model import Document, Reading, Section

    document = Document("text/plain", "en", "0" * 64, 9)
    reading = Reading(document, sections=(Section("other", 3, 6),))
    assert ["".join(p.text for p in b.pieces) for b in blocks("abcdefghi", reading)] == ["abc", "def", "ghi"]


def test_a_prohibition_has_a_colour_of_its_own():
    reading = read(load(SHEET.encode(), media_type="text/plain"))
    roles = {s.text: shown_role(s) for s in reading.statements}
    assert roles["Do not drive for 24 hours."] == "prohibition"
    assert roles["You may shower after 2 days."] == "instruction"


BUNDLE = {
    "entry": [
        {
            "resource": {
                "resourceType": "CarePlan",
                "activity": [
                    {"reference": {"reference": "urn:uuid:1"}},
                    {
                        "detail": {
                            "description": "Do not eat.",
                            "doNotPerform": True,
                            "statusReason": {"text": "Applies only if: you must"},
                            "scheduledPeriod": {"start": "2026-12-08T01:00:00-05:00", "end": "2026-12-08"},
                        }
                    },
                    {
                        "detail": {
                            "description": "Ice.",
                            "scheduledTiming": {
                                "repeat": {
                                    "boundsPeriod": {"start": "2026-12-08"},
                                    "duration": 20,
                                    "durationUnit": "min",
                                    "frequency": 2,
                                    "period": 1,
                                    "periodUnit": "d",
                                    "when": ["MORN"],
                                }
                            },
                        }
                    },
                    {"detail": {"description": "Rest.", "scheduledString": "until well"}},
                    {"detail": {"description": "Walk.", "scheduledString": "Walk."}},
                    {"detail": {"description": "Call if:\n• Fever"}},
                ],
            }
        },
        {
            "resource": {
                "resourceType": "Task",
                "description": "Arrive.",
                "for": {"reference": "Patient/1"},
                "owner": {"reference": "Patient/1"},
                "restriction": {"period": {"end": "2026-12-08T08:00:00-05:00"}},
            }
        },
        {
            "resource": {
                "resourceType": "Task",
                "description": "Approve.",
                "code": {"coding": [{"code": "approve"}]},
                "performerType": [{"text": "Care team"}],
                "focus": {},
            }
        },
        {
            "resource": {
                "resourceType": "Task",
                "description": "Decide.",
                "focus": {},
                "owner": {"reference": "P/2"},
            }
        },
        {
            "resource": {
                "resourceType": "Task",
                "description": "Stay.",
                "performerType": [{"text": "Companion"}],
            }
        },
    ]
}


def test_everything_of_the_plan_is_planned_with_its_kind_and_time():
    found = {one.text: one for one in planned(BUNDLE)}
    assert {text: one.label for text, one in found.items()} == {
        "Arrive.": "To do",
        "Approve.": "Review",
        "Decide.": "Decide",
        "Stay.": "To do",
        "Do not eat.": "Avoid",
        "Ice.": "Advice",
        "Rest.": "Advice",
        "Walk.": "Advice",
        "Call if:\n• Fever": "Watch for",
    }
    assert found["Do not eat."].start == at(8, 1)
    assert found["Do not eat."].end == date(2026, 12, 8)
    assert found["Do not eat."].note == "Applies only if: you must"
    assert found["Ice."].note == "20 min each time; 2× a day; morn"
    assert (found["Rest."].note, found["Walk."].note) == ("until well", "")
    assert [found[text].who_else for text in ("Arrive.", "Approve.", "Decide.", "Stay.")] == [
        "",
        "Care team",
        "care team",
        "Companion",
    ]


def one(start=None, end=None, kind="do"):
    return Planned(kind=kind, text="x", who="patient", start=start, end=end)


@pytest.mark.parametrize(
    ("planned_one", "relative", "absolute"),
    [
        (one(at(8, 1), at(8)), "from 8 h before", "Tue 8 Dec, 01:00 – 09:00"),
        (one(at(8), at(9)), "until 24 h after", "Tue 8 Dec, 09:00 – Wed 9 Dec, 09:00"),
        (one(None, at(8, 7, 30)), "by 90 min before", "until Tue 8 Dec, 07:30"),
        (one(None, at(8)), "by the procedure", "until Tue 8 Dec, 09:00"),
        (one(at(10), None), "from 2 days after", "from Thu 10 Dec, 09:00"),
        (one(date(2026, 12, 7), date(2026, 12, 7)), "1 day before", "Mon 7 Dec"),
        (one(date(2026, 12, 7), date(2026, 12, 8)), "the day before and that day", "Mon 7 Dec – Tue 8 Dec"),
        (one(date(2026, 12, 8), date(2026, 12, 8)), "that day", "Tue 8 Dec"),
        (one(at(18), at(22)), "10 to 14 days after", "Fri 18 Dec, 09:00 – Tue 22 Dec, 09:00"),
        (one(date(2027, 1, 8), None), "from 31 days after", "from Fri 8 Jan 2027"),
        (one(), "", ""),
    ],
)
def test_a_row_says_when_seen_from_the_procedure_and_by_the_calendar(planned_one, relative, absolute):
    (row,) = [row for group in timeline((planned_one,), AT).groups for row in group.rows]
    assert (row.relative, row.absolute) == (relative, absolute)


def test_the_line_runs_in_order_of_time_and_bars_lie_on_the_right_side_of_the_procedure():
    made = timeline(
        (
            one(at(8), at(9)),
            one(at(8, 1), at(8)),
            one(date(2026, 11, 24), at(8)),
            one(None, at(8, 8)),
            one(at(10), None),
            one(kind="decide"),
            one(kind="watch"),
        ),
        AT,
    )
    assert [(g.title, len(g.rows)) for g in made.groups] == [
        ("Before the procedure", 3),
        ("From the procedure on", 2),
        ("Warning signs", 1),
        ("For the care team", 1),
    ]
    before, after = made.groups[0].rows, made.groups[1].rows
    assert [row.relative for row in before] == ["from 14 days before", "from 8 h before", "by 1 h before"]
    for row in before:
        assert row.bar.left + row.bar.width <= made.centre + 0.01
    for row in after:
        assert row.bar.left >= made.centre - 0.01
        assert row.bar.left + row.bar.width <= 100.01
    assert [len(row.bar.fades) for row in (*before, *after)] == [0, 0, 1, 0, 1]
    assert made.groups[2].rows[0].bar is None
    places = sorted([made.centre, *(tick.at for tick in made.ticks)])
    assert min(b - a for a, b in pairwise(places)) >= 9


def test_a_procedure_of_which_only_the_day_is_known_has_a_line_too():
    made = timeline((one(date(2026, 12, 7), date(2026, 12, 8)),), parse_procedure_time("2026-12-08"))
    assert made.procedure == "Tue 8 Dec 2026"
    assert made.groups[0].rows[0].relative == "the day before and that day"


def test_something_very_far_away_does_not_break_the_scale():
    made = timeline((one(at(8), datetime(2031, 1, 1, tzinfo=UTC)), one(date(2020, 1, 1), at(8))), AT)
    for group in made.groups:
        for row in group.rows:
            assert 0 <= row.bar.left <= row.bar.left + row.bar.width <= 100.01


def test_the_samples_are_plain_and_shown_with_a_demo_patient_two_weeks_ahead():
    assert [sample.name for sample in samples()] == ["knee-arthroscopy", "colonoscopy"]
    given = from_sample(None, now=NOW, timezone=None)
    assert (given.subject, given.procedure_time) == (DEMO_SUBJECT, "2026-12-08T09:00")
    assert from_sample("colonoscopy", now=NOW, timezone="Europe/Berlin").timezone == "Europe/Berlin"
    assert from_sample("none", now=NOW, timezone=None) is None


def test_the_address_of_the_request_is_quoted():
    given = from_sample(None, now=NOW, timezone="Etc/GMT+5")
    address = request_address(given, "http://h/")
    assert address == (
        "http://h/fhir/$generate-care-plan?subject=Patient/1&procedureTime=2026-12-08T09:00"
        "&timezone=Etc/GMT%2B5&_pretty=true"
    )
