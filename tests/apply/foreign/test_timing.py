"""Offsets to the procedure become dates; what gives none is told."""

import pytest

from tests.apply.foreign.sample import PROCEDURE, activity, applied, hours, names, plan, related

WALK = activity("Task", title="Walk")
SCAN = activity("ServiceRequest", title="Scan")
DAILY = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}


def due(*, at="2026-12-01T09:00:00-05:00", anchor=PROCEDURE, **action):
    made = applied(plan(anchor, names(WALK, **action)), WALK, at=at)
    return made.tasks[0].get("restriction", {}).get("period"), made.issues


@pytest.mark.parametrize(
    ("relationship", "offset", "period"),
    [
        ("before-start", {"offsetDuration": hours(2)}, ("2026-12-01T07:00:00-05:00", "2026-12-01T07:00:00-05:00")),
        (
            "before-start",
            {"offsetRange": {"low": hours(1), "high": hours(8)}},
            ("2026-12-01T01:00:00-05:00", "2026-12-01T08:00:00-05:00"),
        ),
        ("before-start", {"offsetRange": {"low": hours(1)}}, (None, "2026-12-01T08:00:00-05:00")),
        (
            "before",
            {"offsetRange": {"high": hours(8)}},
            ("2026-12-01T01:00:00-05:00", "2026-12-01T09:00:00-05:00"),
        ),
        ("before", {}, (None, "2026-12-01T09:00:00-05:00")),
        ("after-end", {}, ("2026-12-01T09:00:00-05:00", None)),
        (
            "after-end",
            {"offsetRange": {"high": hours(24)}},
            ("2026-12-01T09:00:00-05:00", "2026-12-02T09:00:00-05:00"),
        ),
        ("concurrent", {}, ("2026-12-01T09:00:00-05:00", "2026-12-01T09:00:00-05:00")),
    ],
)
def test_an_offset_to_the_procedure_is_a_period(relationship, offset, period):
    found, issues = due(relatedAction=related(relationship, **offset))
    assert (found.get("start"), found.get("end")) == period
    assert issues == []


def test_days_are_counted_by_the_calendar():
    week = {"value": 1, "unit": "wk", "system": "http://unitsofmeasure.org", "code": "wk"}
    found, _ = due(at="2026-12-01", relatedAction=related("before-start", offsetDuration=week))
    assert found == {"start": "2026-11-24", "end": "2026-11-24"}


def test_hours_are_not_counted_from_a_day():
    found, issues = due(at="2026-12-01", relatedAction=related("before-start", offsetDuration=hours(2)))
    assert found is None
    assert issues == [("warning", "PlanDefinition.action[1].relatedAction[0]")]


@pytest.mark.parametrize(
    "offset",
    [
        {"value": 1.5, "code": "h", "system": "http://unitsofmeasure.org"},
        {"value": 1, "unit": "shifts"},
        {"value": 1, "comparator": "<", "code": "h", "system": "http://unitsofmeasure.org"},
    ],
)
def test_an_offset_that_cannot_be_counted_is_told(offset):
    found, issues = due(relatedAction=related("before-start", offsetDuration=offset))
    assert found is None
    assert issues == [("warning", "PlanDefinition.action[1].relatedAction[0]")]


def test_the_only_event_is_taken_to_be_the_procedure_and_that_is_told():
    event = {"id": "surgery", "title": "Surgery"}
    found, issues = due(anchor=event, relatedAction=related("before", "surgery"))
    assert found == {"end": "2026-12-01T09:00:00-05:00"}
    assert issues == [("information", "PlanDefinition.action[0]")]


def test_an_action_beside_another_one_gets_no_date_and_that_is_told():
    other = {"id": "other", "definitionCanonical": WALK["url"]}
    found, issues = due(anchor=other, relatedAction=related("after", "other"))
    assert found is None
    assert issues == [("warning", "PlanDefinition.action[1].relatedAction[0]")]


def test_times_of_its_own_are_taken():
    day = "2026-12-03"
    assert due(timingDateTime=day)[0] == {"start": day, "end": day}
    assert due(timingPeriod={"start": day})[0] == {"start": day}
    assert due(timingAge={"value": 50, "code": "a", "system": "http://unitsofmeasure.org"})[1] == [
        ("warning", "PlanDefinition.action[1].timingAge")
    ]


def test_a_timing_stands_on_the_request_within_its_period():
    made = applied(plan(PROCEDURE, names(SCAN, timingTiming=DAILY, relatedAction=related("after"))), SCAN)
    [found] = made.all("ServiceRequest")
    bounds = {"boundsPeriod": {"start": "2026-12-01T09:00:00-05:00"}}
    assert found["occurrenceTiming"] == {"repeat": bounds | DAILY["repeat"]}


def test_a_timing_of_a_task_is_an_input_since_tasks_have_none():
    [task] = applied(plan(names(WALK, timingTiming=DAILY)), WALK).tasks
    assert [i["valueTiming"] for i in task["input"]] == [DAILY]
