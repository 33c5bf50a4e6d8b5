"""Answers that come after the delivery: what they switch on and off, and what they never touch."""

import pytest

from careplan.apply.lifecycle import answer
from careplan.errors import PlanStateError, ResourceError
from careplan.fhir.systems import EXT_EVIDENCE
from careplan.populate import Chart
from tests.apply.lifecycle.sample import LATER, Stand, standing_of, told
from tests.apply.sample import plan as planned
from tests.definitions.sample import build, say

STATEMENTS = (
    say("Ask when to stop your blood thinner.", topic="ask-team", condition="you take a blood thinner"),
    say("Do not take a double dose.", topic="anticoagulant", prohibition=True, condition="you take a blood thinner"),
    say("Bring your card.", topic="bring-items", condition="you take warfarin"),
    say("Bring a bag.", topic="bring-items"),
    say("Blood thinners.", "disclosure", "question", topic="anticoagulant"),
)


def warfarin(subject):
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "subject": {"reference": subject},
        "medicationCodeableConcept": {"text": "Warfarin"},
    }


@pytest.fixture
def stand():
    return standing_of(*STATEMENTS)


def response(stand, code, id="r1", **fields):
    form = stand.all("Questionnaire")[0]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": id,
        "questionnaire": f"{form['url']}|{form['version']}",
        "status": "completed",
        "subject": stand.all("CarePlan")[0]["subject"],
        "item": [{"linkId": "s5", "text": "Blood thinners.", "answer": [{"valueCoding": {"code": code}}]}],
        **fields,
    }


def answered(stand, code, **fields):
    """Take the changes of these answers; how many resources changed."""
    made = answer(stand.plan(), response=response(stand, code, **fields), now=LATER)
    stand.take(made)
    return len(made.updates)


def states(stand):
    details = {a["detail"]["description"]: a["detail"] for a in stand.all("CarePlan")[0]["activity"] if "detail" in a}
    found = {what: stand.task(what)["status"] for what in ("s1", "s1-decision", "s3", "s4")}
    return {**found, "s2": details["Do not take a double dose."]["status"]}


OPEN = {"s1": "draft", "s1-decision": "requested", "s2": "not-started", "s3": "draft", "s4": "draft"}
OFF = {"s1": "cancelled", "s1-decision": "cancelled", "s2": "cancelled", "s3": "cancelled", "s4": "draft"}


def evidence(item):
    return [e["valueReference"]["reference"] for e in item.get("extension", []) if e["url"] == EXT_EVIDENCE]


def test_a_no_switches_off_what_hangs_on_it_and_says_why(stand):
    assert states(stand) == OPEN
    answered(stand, "N")
    assert states(stand) == OFF
    task = stand.task("s1")
    assert task["statusReason"]["text"].startswith("Does not apply, it is known that not: you take a blood thinner")
    assert evidence(task) == ["QuestionnaireResponse/r1"]
    assert "businessStatus" not in task


def test_a_yes_raises_the_decision_and_everything_stays_a_draft(stand):
    answered(stand, "Y")
    assert states(stand) == OPEN
    assert stand.task("s1-decision")["priority"] == "urgent"
    assert stand.task("s1")["businessStatus"]["text"].startswith("Applies, it is known that")
    assert evidence(stand.task("s3")) == []  # perhaps another blood thinner than warfarin
    assert stand.all("CarePlan")[0]["status"] == "draft"


@pytest.mark.parametrize("code", ["Y", "N", "unknown"])
def test_twice_changes_nothing_more(stand, code):
    answered(stand, code)
    assert not answer(stand.plan(), response=response(stand, code), now=LATER)


def test_other_answers_switch_it_on_again_as_a_draft(stand):
    answered(stand, "N")
    answered(stand, "Y", id="r2")
    assert states(stand) == {**OPEN}
    assert stand.task("s1-decision")["priority"] == "urgent"
    assert "statusReason" not in stand.task("s1")
    answered(stand, "unknown", id="r3")
    assert states(stand) == OPEN
    assert "priority" not in stand.task("s1-decision")
    assert stand.task("s1")["businessStatus"]["text"] == "Applies only if: you take a blood thinner"


@pytest.mark.parametrize("status", ["completed", "in-progress", "failed", "rejected"])
def test_what_is_done_begun_or_ended_by_somebody_is_never_touched(stand, status):
    stand.edit(stand.task("s1"), status=status)
    before = stand.task("s1")
    answered(stand, "N")
    assert stand.task("s1") == before
    noted = [text for text in told({"input": [], **stand.task("review")}) if text.startswith("Done or begun, though")]
    assert len(noted) == (status in ("completed", "in-progress"))


def test_what_somebody_cancelled_stays_cancelled(stand):
    stand.edit(stand.task("s1"), status="cancelled", statusReason={"text": "Not needed."})
    answered(stand, "Y")
    assert stand.task("s1")["statusReason"]["text"] == "Not needed."


def test_a_no_against_the_chart_is_a_conflict(stand):
    content, reading = build(*STATEMENTS)
    made = planned(reading, content, at="2026-12-01", chart=Chart.of([warfarin("Patient/1")]), subject="Patient/1")
    own = Stand(made.bundle)
    answered(own, "N")
    assert states(own) == OPEN
    assert evidence(own.task("s1")) == ["MedicationRequest/m1", "QuestionnaireResponse/r1"]
    assert any("It stays open whether this applies" in text for text in told(own.task("review")))
    assert not answer(own.plan(), response=response(own, "N"), now=LATER)


def test_the_form_is_done_when_the_answers_are_complete(stand):
    answered(stand, "unknown", status="in-progress")
    form = stand.task("questionnaire")
    assert (form["status"], len(form["output"])) == ("draft", 1)
    answered(stand, "unknown")
    assert stand.task("questionnaire")["status"] == "completed"
    assert stand.task("questionnaire")["output"][0]["valueReference"]["reference"] == "QuestionnaireResponse/r1"


def test_the_review_is_open_again_when_something_changed(stand):
    stand.edit(stand.task("review"), status="completed")
    answered(stand, "N")
    review = stand.task("review")
    assert (review["status"], review["statusReason"]["text"]) == (
        "requested",
        "The questions of the sheet were answered.",
    )


def test_a_provenance_tells_it(stand):
    count = len(stand.all("Provenance"))
    answered(stand, "N")
    assert len(stand.all("Provenance")) == count + 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"questionnaire": "http://example.org/q"}, "no form of this plan"),
        ({"subject": {"reference": "Patient/other"}}, "not of this patient"),
        ({"id": None}, "do not stand on the server"),
    ],
)
def test_answers_of_something_else_are_refused(stand, change, error):
    given = {k: v for k, v in {**response(stand, "N"), **change}.items() if v is not None}
    with pytest.raises(ResourceError, match=error):
        answer(stand.plan(), response=given, now=LATER)


def test_a_plan_that_is_over_takes_no_answers(stand):
    stand.edit(stand.all("CarePlan")[0], status="revoked")
    with pytest.raises(PlanStateError):
        answer(stand.plan(), response=response(stand, "N"), now=LATER)
