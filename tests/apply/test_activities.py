from careplan.reading.model import Timing
from tests.apply.sample import cites, plan_of, sample
from tests.definitions.sample import say


def test_what_is_forbidden_is_not_to_be_performed():
    made = sample().detail("Eat nothing")
    assert made["doNotPerform"] is True
    assert made["status"] == "not-started"
    assert made["scheduledPeriod"] == {
        "start": "2026-12-01T03:00:00-05:00",
        "end": "2026-12-01T09:00:00-05:00",
    }
    assert made["description"] == "Eat nothing for 6 hours before, unless we say otherwise."


def test_what_is_forbidden_is_never_a_task():
    plan = plan_of(say("Do not bring your scans.", topic="bring-items", prohibition=True))
    assert plan.detail("Do not bring")["doNotPerform"] is True
    assert plan.key("s1") is None


def test_what_is_allowed_is_no_task_and_keeps_that_it_is_only_allowed():
    activity = sample().activity("You may shower")
    assert activity["detail"]["doNotPerform"] is False
    assert {"url": "obligation", "valueCode": "may"} in activity["extension"][0]["extension"]


def test_what_repeats_has_a_timing():
    repeat = sample().detail("Ice the knee")["scheduledTiming"]["repeat"]
    assert (repeat["frequency"], repeat["period"], repeat["periodUnit"]) == (3, 1, "d")
    assert (repeat["duration"], repeat["durationUnit"]) == (20, "min")
    assert repeat["boundsPeriod"] == {
        "start": "2026-12-01T09:00:00-05:00",
        "end": "2026-12-04T09:00:00-05:00",
    }


def test_an_activity_is_either_a_reference_or_a_detail():
    for activity in sample().care_plan["activity"]:
        assert ("reference" in activity) != ("detail" in activity)


def test_a_detail_leads_to_the_sheet_and_its_characters():
    plan = sample()
    activity = plan.activity("Eat nothing")
    (source,) = activity["detail"]["reasonReference"]
    assert plan.at(source)["resourceType"] == "DocumentReference"
    ((statement, start, end),) = cites(activity)
    assert (statement, end - start) == ("s8", len(activity["detail"]["description"]))


def test_what_hangs_on_a_condition_says_so_in_the_sheets_words():
    made = plan_of(say("If you bleed, do not drive.", topic="driving", prohibition=True, condition="you bleed"))
    assert made.detail("If you bleed")["statusReason"] == {"text": "Applies only if: you bleed"}


def test_an_item_has_the_condition_time_and_words_of_its_lead_in():
    plan = plan_of(
        say(
            "If you had a sedative, for 24 hours:",
            "after",
            condition="you had a sedative",
            timing=Timing(start="PT0S", end="PT24H"),
        ),
        say("Do not drive.", "after", topic="driving", prohibition=True, parent="s1"),
    )
    activity = plan.activity("Do not drive.")
    made = activity["detail"]
    assert made["statusReason"] == {"text": "Applies only if: you had a sedative"}
    assert made["scheduledPeriod"]["end"] == "2026-12-02T09:00:00-05:00"
    assert activity["extension"][1]["valueString"] == "If you had a sedative, for 24 hours:"


def test_the_activities_stand_in_the_order_of_the_sheet():
    plan = sample()
    order = [
        a["detail"]["description"] if "detail" in a else plan.at(a["reference"])["description"]
        for a in plan.care_plan["activity"]
    ]
    assert order[0] == "Answer the questions of the sheet"
    told = [text for text in order[1:] if text != "Ring us if you have:\n• a fever"]
    text = plan.care_plan["text"]["div"]
    assert sorted(told, key=text.index) == told


def test_only_the_review_stands_outside_the_plan():
    plan = sample()
    inside = {a["reference"]["reference"] for a in plan.care_plan["activity"] if "reference" in a}
    outside = [t for url, t in plan.by_url.items() if t["resourceType"] == "Task" and url not in inside]
    assert [t["code"]["coding"][0]["code"] for t in outside] == ["approve"]


def test_whom_we_cannot_refer_to_performs_no_detail():
    made = plan_of(say("Do not leave her alone.", "after", topic="driving", prohibition=True, actor="companion"))
    assert "performer" not in made.detail("Do not leave")


def test_a_plan_of_a_sheet_that_asks_nothing_has_no_activity():
    made = plan_of(say("You lie on your back.", "during", "information"))
    assert "activity" not in made.care_plan
    assert [t["code"]["coding"][0]["code"] for t in made.tasks] == ["approve"]
