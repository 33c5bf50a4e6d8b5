"""Conditions, resolved from the chart and the answers; and what becomes of the Tasks that hang on them."""

import copy

import pytest

from careplan.apply import apply, parse_procedure_time
from careplan.definitions import Definitions, define
from careplan.errors import ResourceError
from careplan.fhir.r4 import checked
from careplan.fhir.systems import EXT_EVIDENCE
from careplan.populate import Chart
from tests.apply.sample import AT, NOW, Plan
from tests.definitions.sample import build, say

SUBJECT = "Patient/p1"
WARFARIN = {
    "resourceType": "MedicationRequest",
    "id": "m1",
    "status": "active",
    "intent": "order",
    "subject": {"reference": SUBJECT},
    "medicationCodeableConcept": {"text": "Warfarin 5 mg"},
}
THINNERS = "Ask your doctor when to stop your blood thinner."


@pytest.fixture(scope="module")
def definitions():
    content, reading = build(
        say(THINNERS, topic="anticoagulant", condition="you take a blood thinner"),
        say("Do not take a double dose.", topic="anticoagulant", prohibition=True, condition="you take warfarin"),
        say("Call us.", topic="tell-team", condition="you have a fever"),
        say("Bring it.", topic="bring-items", condition="you have a pacemaker or use a CPAP machine"),
        say("Blood thinners.", "disclosure", "question", topic="anticoagulant"),
        say("A pacemaker.", "disclosure", "question", topic="implants"),
    )
    return define(reading, content=content)


def made(definitions, chart=(), response=None):
    bundle = apply(
        definitions,
        subject=SUBJECT,
        procedure=parse_procedure_time(AT),
        now=NOW,
        chart=Chart.of(chart) if chart is not None else None,
        response=response,
    )
    for entry in bundle["entry"]:
        checked(entry["resource"])
    return Plan(bundle)


def response(definitions, status="completed", **answers):
    """Answers by linkId: "Y", "N" or "unknown"."""
    form = definitions.questionnaire
    items = [{"linkId": link, "answer": [{"valueCoding": {"code": code}}]} for link, code in answers.items()]
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{form['url']}|{form['version']}",
        "status": status,
        "subject": {"reference": SUBJECT},
        "item": items,
    }


def evidence(resource):
    return [e["valueReference"] for e in resource.get("extension", []) if e["url"] == EXT_EVIDENCE]


def test_without_chart_and_answers_everything_is_open_and_nothing_is_added(definitions):
    bundle = made(definitions, chart=None)
    assert bundle.all("QuestionnaireResponse") == []
    task = bundle.key("s1")
    assert (task["status"], task["businessStatus"]["text"]) == ("draft", "Applies only if: you take a blood thinner")
    assert evidence(task) == []


def test_an_empty_chart_proves_nothing(definitions):
    bundle = made(definitions)
    assert {t["status"] for t in bundle.tasks} == {"draft", "requested"}
    assert not any("priority" in t or evidence(t) for t in bundle.tasks)
    assert bundle.one("QuestionnaireResponse")["status"] == "in-progress"


def test_what_the_chart_shows_holds(definitions):
    bundle = made(definitions, [WARFARIN])
    task, decision = bundle.key("s1"), bundle.key("s1-decision")
    assert task["status"] == "draft"  # the clinician comes first
    assert task["businessStatus"]["text"] == "Applies, it is known that: you take a blood thinner (Warfarin 5 mg)"
    assert [r["reference"] for r in evidence(task)] == ["MedicationRequest/m1"]
    assert (decision["status"], decision["priority"]) == ("requested", "urgent")
    detail = bundle.activity("Do not take a double dose.")
    assert (detail["detail"]["status"], [r["reference"] for r in evidence(detail)]) == (
        "not-started",
        ["MedicationRequest/m1"],
    )


def test_a_yes_holds_for_what_is_asked_and_not_for_less(definitions):
    bundle = made(definitions, None, response(definitions, s5="Y"))
    assert bundle.key("s1-decision")["priority"] == "urgent"
    assert evidence(bundle.activity("Do not take a double dose.")) == []  # perhaps another blood thinner


def test_a_no_fails_for_what_is_asked_and_for_all_that_is_less(definitions):
    bundle = made(definitions, None, response(definitions, s5="N"))
    task, decision = bundle.key("s1"), bundle.key("s1-decision")
    assert (task["status"], decision["status"]) == ("cancelled", "cancelled")
    said = "Does not apply, it is known that not: you take a blood thinner (s5 N)"
    assert task["statusReason"]["text"] == said
    assert bundle.at(evidence(task)[0]) == bundle.one("QuestionnaireResponse")
    detail = bundle.detail("Do not take a double dose.")
    assert (detail["status"], detail["doNotPerform"]) == ("cancelled", True)
    assert "you take warfarin" in detail["statusReason"]["text"]


@pytest.mark.parametrize("status", ["in-progress", "entered-in-error", "stopped"])
def test_a_no_counts_when_the_answers_are_complete(definitions, status):
    assert made(definitions, None, response(definitions, status, s5="N")).key("s1")["status"] == "draft"


def test_answers_entered_in_error_are_none(definitions):
    bundle = made(definitions, None, response(definitions, "entered-in-error", s5="Y"))
    assert "priority" not in bundle.key("s1-decision")


def test_i_do_not_know_leaves_it_open(definitions):
    assert evidence(made(definitions, None, response(definitions, s5="unknown")).key("s1")) == []


def test_one_of_two_that_holds_is_enough_and_one_that_fails_is_not(definitions):
    pacemaker = {
        "resourceType": "Device",
        "id": "d1",
        "status": "active",
        "patient": {"reference": SUBJECT},
        "type": {"text": "Pacemaker"},
    }
    held = made(definitions, [pacemaker]).key("s4")
    assert held["businessStatus"]["text"].startswith("Applies, it is known that")
    no = made(definitions, None, response(definitions, s6="N")).key("s4")
    assert (no["status"], evidence(no)) == ("draft", [])  # a CPAP machine is not asked about


def test_what_lies_ahead_is_never_resolved(definitions):
    fever = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": SUBJECT},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": "Fever"},
    }
    task = made(definitions, [fever]).key("s3")
    assert (task["businessStatus"]["text"], evidence(task)) == ("Applies only if: you have a fever", [])


def test_a_conflict_stays_open_and_the_clinician_is_told_both_sides(definitions):
    bundle = made(definitions, [WARFARIN], response(definitions, s5="N"))
    task = bundle.key("s1")
    assert (task["status"], len(evidence(task))) == ("draft", 2)
    assert "priority" not in bundle.key("s1-decision")
    told = [i for i in bundle.key("review")["input"] if i["type"]["text"] == "The chart and the answers do not agree"]
    assert "Warfarin 5 mg; s5 N" in told[0]["valueString"]
    assert THINNERS in told[0]["valueString"]


def test_the_response_stands_in_the_bundle_with_its_sources(definitions):
    bundle = made(definitions, [WARFARIN])
    made_response = bundle.one("QuestionnaireResponse")
    assert bundle.at(made_response["basedOn"][0]) == bundle.care_plan
    assert made_response["identifier"]["value"].endswith("-response")
    given = bundle.key("questionnaire")["input"][1]
    assert (given["type"]["text"], bundle.at(given["valueReference"])) == ("Answers so far", made_response)
    (provenance,) = [p for p in bundle.all("Provenance") if len(p["target"]) == 1]
    assert bundle.at(provenance["target"][0]) == made_response
    assert {"role": "source", "what": {"reference": "MedicationRequest/m1"}} in provenance["entity"]


def test_the_review_tells_what_was_answered_from_the_chart(definitions):
    told = [i["valueString"] for i in made(definitions, [WARFARIN]).key("review")["input"] if "chart" in str(i["type"])]
    assert told == ["Yes: Warfarin 5 mg\n“Blood thinners.”"]


def test_a_response_that_stands_on_the_server_is_referred_to(definitions):
    bundle = made(definitions, None, {**response(definitions, s5="N"), "id": "r7"})
    assert bundle.all("QuestionnaireResponse") == []
    assert evidence(bundle.key("s1"))[0]["reference"] == "QuestionnaireResponse/r7"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"questionnaire": "http://example.org/q"}, "another form"),
        ({"subject": {"reference": "Patient/p2"}}, "not of this patient"),
        ({"subject": None}, "not of this patient"),
        ({"resourceType": "Patient"}, "no QuestionnaireResponse"),
    ],
)
def test_answers_of_something_else_are_refused(definitions, change, told):
    with pytest.raises(ResourceError, match=told):
        made(definitions, None, {**response(definitions, s5="N"), **change})


def test_definitions_that_come_back_from_a_server_resolve_the_same(definitions):
    back = Definitions.from_resources(copy.deepcopy(definitions.resources()))
    assert made(back, [WARFARIN]).bundle == made(definitions, [WARFARIN]).bundle


def test_a_lead_in_that_fails_takes_what_hangs_from_it(definitions):
    content, reading = build(
        say("If you have diabetes:", topic="diabetes-medication", condition="you have diabetes"),
        say("Check your blood sugar.", topic="monitoring", parent="s1"),
        say("Diabetes.", "disclosure", "question", topic="medical-conditions"),
    )
    own = define(reading, content=content)
    states = {made(own, None, response(own, s3=code)).detail("Check your blood sugar.")["status"] for code in "YN"}
    assert states == {"not-started", "cancelled"}
