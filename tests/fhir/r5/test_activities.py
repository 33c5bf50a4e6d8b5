"""What an R4 plan says of an activity itself, as R5's ServiceRequest."""

import copy

import pytest

from careplan.errors import ResourceError
from careplan.fhir.r5 import r5
from careplan.reading.model import Repeat, Timing
from tests.apply.sample import Plan, plan_of
from tests.definitions.sample import say


def requests(*statements, **options):
    plan = plan_of(*statements, options={"requester": "Practitioner/1", "encounter": "Encounter/1", **options})
    return Plan(r5(plan.bundle)).all("ServiceRequest")


def request(*statements):
    (made,) = requests(*statements)
    return made


def forbidden(text, **fields):
    return say(text, topic="driving", prohibition=True, **fields)


def test_it_is_a_draft_for_the_patient_by_who_asks_for_the_tasks():
    made = request(forbidden("Do not drive."))
    assert (made["status"], made["intent"], made["doNotPerform"]) == ("draft", "plan", True)
    assert made["subject"] == {"reference": "Patient/1"}
    assert made["performer"] == [{"reference": "Patient/1"}]
    assert made["requester"] == {"reference": "Practitioner/1"}
    assert made["encounter"] == {"reference": "Encounter/1"}
    assert made["authoredOn"].startswith("2026-11-24")
    assert made["code"]["concept"]["text"]
    assert made["instantiatesCanonical"][0].split("|")[0].endswith("-s1")


def test_the_name_of_a_request_is_that_which_a_task_of_the_statement_would_have():
    plan = plan_of(forbidden("Do not drive."))
    made = Plan(r5(plan.bundle)).one("ServiceRequest")
    (review,) = [t["identifier"][0] for t in plan.tasks if t["identifier"][0]["value"].endswith("-review")]
    assert made["identifier"] == [{**review, "value": review["value"].replace("-review", "-s1")}]


@pytest.mark.parametrize(
    ("timing", "element", "value"),
    [
        (
            Timing(anchor="procedure", start="PT0S", end="PT24H"),
            "occurrencePeriod",
            {"start": "2026-12-01T09:00:00-05:00", "end": "2026-12-02T09:00:00-05:00"},
        ),
        (
            Timing(anchor="procedure", repeat=Repeat(times=3, per="P1D")),
            "occurrenceTiming",
            {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}},
        ),
        (
            Timing(anchor="procedure", until="until your doctor says so"),
            "occurrenceTiming",
            {"code": {"text": "until your doctor says so"}},
        ),
        (None, None, None),
    ],
    ids=["period", "repeat", "words", "none"],
)
def test_when_it_holds_is_the_occurrence(timing, element, value):
    made = request(forbidden("Do not drive.", section="after", timing=timing))
    found = {name: held for name, held in made.items() if name.startswith("occurrence")}
    assert found == ({element: value} if element else {})


def test_what_it_hangs_on_is_its_pre_condition():
    made = request(forbidden("If you had a sedative, do not drive.", condition="you had a sedative"))
    assert made["asNeededCodeableConcept"] == {"text": "Applies only if: you had a sedative"}
    assert "Applies only if: you had a sedative" in made["text"]["div"]


def test_an_item_is_never_told_without_the_words_that_forbid_it():
    made = requests(
        say("For 24 hours, do not:", role="information"),
        forbidden("Drive a car.", parent="s1"),
        say("Sign <papers>.", prohibition=True, parent="s1"),
    )
    told = [r["patientInstruction"][0]["instructionMarkdown"] for r in made]
    assert told == ["For 24 hours, do not:\nDrive a car.", "For 24 hours, do not:\nSign <papers>."]
    for one in made:
        assert "For 24 hours, do not:" in one["text"]["div"]
        assert "prohibition: true" in one["text"]["div"]
    assert "Sign &lt;papers&gt;." in made[1]["text"]["div"]


def test_advice_is_a_request_that_forbids_nothing():
    made = request(say("You may shower.", topic="bathing", obligation="may", section="after"))
    assert "doNotPerform" not in made
    assert "prohibition" not in made["text"]["div"]


def test_signs_stay_with_what_to_do():
    made = request(
        say("Call us if you have:", "warning-signs", topic="seek-care"),
        say("Fever.", "warning-signs", "warning-sign", topic="fever", parent="s1"),
        say("Bleeding.", "warning-signs", "warning-sign", topic="bleeding", parent="s1"),
    )
    assert made["patientInstruction"][0]["instructionMarkdown"] == "Call us if you have:\n• Fever.\n• Bleeding."


def changed(change):
    bundle = copy.deepcopy(plan_of(forbidden("Do not drive.")).bundle)
    (plan,) = [e for e in bundle["entry"] if e["resource"]["resourceType"] == "CarePlan"]
    change(plan, bundle)
    return bundle


def test_an_activity_of_somebody_else_is_refused():
    with pytest.raises(ResourceError, match="none of ours"):
        r5(changed(lambda plan, _: plan["resource"]["activity"][0].pop("extension")))


def test_an_element_of_an_activity_that_has_no_place_is_refused():
    with pytest.raises(ResourceError, match="dailyAmount"):
        r5(changed(lambda plan, _: plan["resource"]["activity"][0]["detail"].update(dailyAmount={"value": 1})))


def test_a_plan_outside_a_transaction_is_refused():
    def collection(plan, bundle):
        bundle["type"] = "collection"
        for entry in bundle["entry"]:
            del entry["request"]

    with pytest.raises(ResourceError, match="to be created"):
        r5(changed(collection))


def test_a_plan_without_its_bundle_is_refused():
    plan = plan_of(forbidden("Do not drive.")).care_plan
    with pytest.raises(ResourceError, match=r"CarePlan\.activity\[0\]\.detail"):
        r5(plan)
