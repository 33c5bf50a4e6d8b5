from dataclasses import replace

from careplan.reading.model import Finding, Timing
from tests.apply.sample import cites, plan_of, sample
from tests.definitions.sample import say

IN_ZONE = {"at": "2026-12-01T09:00:00", "timezone": "America/New_York"}


def doubts(plan):
    return [
        (i["type"]["text"], i["valueString"], [c[0] for c in cites(i)]) for i in plan.key("review").get("input", [])
    ]


def test_a_clinician_is_to_approve_the_plan():
    plan = sample(reviewer="Practitioner/2")
    task = plan.key("review")
    assert task["code"]["coding"][0]["code"] == "approve"
    assert (task["status"], task["intent"]) == ("requested", "order")
    assert task["owner"] == {"reference": "Practitioner/2"}
    assert plan.at(task["focus"]) is plan.care_plan
    assert task["for"] == {"reference": "Patient/1"}


def test_a_sure_reading_in_a_named_zone_has_no_doubts():
    assert "input" not in plan_of(say("Rest."), **IN_ZONE).key("review")


def test_an_offset_without_zone_is_told():
    ((kind, text, cited),) = doubts(plan_of(say("Rest.")))
    assert kind == "The time is not certain"
    assert "daylight saving" in text
    assert cited == []


def test_what_the_reader_doubted_is_told_with_the_words_and_where_they_stand():
    plan = plan_of(replace(say("Mind the drip."), review=("role 0.41", "topic 0.30")), **IN_ZONE)
    assert doubts(plan) == [
        ("The reader is not sure", "role 0.41\n“Mind the drip.”", ["s1"]),
        ("The reader is not sure", "topic 0.30\n“Mind the drip.”", ["s1"]),
    ]


def test_what_the_sheet_lacks_is_told():
    plan = plan_of(say("Rest."), findings=(Finding("lacks", "no warning signs"),), **IN_ZONE)
    assert doubts(plan) == [("The sheet as a whole", "no warning signs", [])]


def test_a_contradiction_names_its_statements():
    finding = Finding("contradiction", "two fasting times", ("s1", "s2"))
    plan = plan_of(say("Fast 8 hours."), say("Fast 6 hours."), findings=(finding,), **IN_ZONE)
    assert doubts(plan) == [
        ("The sheet as a whole", "two fasting times\n“Fast 8 hours.”\n“Fast 6 hours.”", ["s1", "s2"])
    ]


def test_a_time_that_could_not_be_set_is_told():
    plan = plan_of(say("Fast.", topic="fasting", timing=Timing(start="-PT8H", end="PT0S")), at="2026-12-01")
    ((kind, text, cited),) = doubts(plan)
    assert (kind, cited) == ("The time is not certain", ["s1"])
    assert text.startswith("The sheet counts in hours")
    assert plan.detail("Fast.")["scheduledString"] == "Fast."


def test_counting_from_an_unknown_arrival_is_told():
    plan = plan_of(say("Fast.", topic="fasting", timing=Timing(anchor="arrival", start="-PT8H", end="PT0S")), **IN_ZONE)
    assert [text.partition(":")[0] for _, text, _ in doubts(plan)] == [
        "The sheet counts from the arrival and gives no arrival time"
    ]


def test_counting_from_a_known_arrival_is_no_doubt():
    plan = plan_of(
        say(
            "Fast.",
            topic="fasting",
            timing=Timing(anchor="arrival", start="-PT8H", end="PT0S"),
            prohibition=True,
        ),
        say("Come an hour early.", topic="arrival", timing=Timing(end="-PT1H")),
        **IN_ZONE,
    )
    assert doubts(plan) == []
    assert plan.detail("Fast.")["scheduledPeriod"] == {
        "start": "2026-12-01T00:00:00-05:00",
        "end": "2026-12-01T08:00:00-05:00",
    }


def test_a_preparation_at_a_clock_time_after_the_procedure_is_told():
    plan = plan_of(
        say("Come at 11:45.", topic="arrival", timing=Timing(start="day0 11:45", end="day0 11:45")), **IN_ZONE
    )
    assert [text.partition(",")[0] for _, text, _ in doubts(plan)] == ["Told as a preparation"]


def test_a_duration_after_the_procedure_that_is_told_before_it_is_no_doubt():
    plan = plan_of(say("He stays a day.", topic="companion", timing=Timing(start="PT0S", end="PT24H")), **IN_ZONE)
    assert doubts(plan) == []


def test_signs_with_nothing_to_do_about_them_are_told():
    plan = plan_of(say("A fever.", "warning-signs", "warning-sign", topic="fever"), **IN_ZONE)
    ((kind, _, cited),) = doubts(plan)
    assert (kind, cited) == ("Warning signs without what to do", ["s1"])


def test_signs_beside_what_to_do_are_no_doubt():
    plan = plan_of(
        say("A fever.", "warning-signs", "warning-sign", topic="fever"),
        say("Call 911.", "warning-signs", topic="seek-care"),
        **IN_ZONE,
    )
    assert doubts(plan) == []


def test_the_doubts_can_be_read_by_a_person():
    plan = plan_of(replace(say("Mind < the drip."), review=("role 0.41",)), **IN_ZONE)
    assert "role 0.41 “Mind &lt; the drip.”" in plan.key("review")["text"]["div"]
