"""What becomes of the actions: drafts of what their definitions ask for, or activities told in words."""

import pytest

from careplan.fhir.r4 import checked
from tests.apply.foreign.sample import AT, OPTIONS, PROCEDURE, PROTOCOL, activity, applied, names, plan, related

WALK = activity("Task", title="Walk", code={"text": "Walking"})
SCAN = activity("ServiceRequest", description="Scan the knee", bodySite=[{"text": "Knee"}])
PILL = activity("MedicationRequest", productCodeableConcept={"text": "Aspirin"}, dosage=[{"text": "once"}])
CALL = activity("CommunicationRequest", description="Tell us when you leave")
VISIT = activity("Appointment", description="Come and see us")
FORM = {"resourceType": "Questionnaire", "status": "active", "url": "https://other.example/Questionnaire/q"}


def test_all_that_is_made_is_valid_and_a_draft():
    each = _each_with_id(WALK, SCAN, PILL, CALL, VISIT)
    made = applied(plan(*map(names, each)), *each)
    assert len(made.plan["activity"]) == 5
    for resource in made.by_url.values():
        assert checked(resource)
        if resource["resourceType"] not in ("Device", "Provenance") and resource is not made.review:
            assert resource["status"] == "draft"
            assert resource.get("intent", "plan") in ("plan", "proposal")


def _each_with_id(*definitions):
    return [d | {"url": f"{d['url']}-{n}"} for n, d in enumerate(definitions)]


def test_a_task_is_a_task_of_the_patient_when_the_patient_takes_part():
    [task] = applied(plan(names(WALK, participant=[{"type": "patient"}], priority="urgent")), WALK).tasks
    assert task["instantiatesCanonical"] == WALK["url"]
    assert task["owner"] == {"reference": "Patient/1"}
    assert (task["description"], task["code"], task["priority"]) == ("Walk", {"text": "Walking"}, "urgent")


def test_nobody_is_the_owner_when_the_plan_does_not_say_who():
    [task] = applied(plan(names(WALK)), WALK).tasks
    assert "owner" not in task


def test_a_forbidden_task_never_becomes_one():
    made = applied(plan(names(WALK | {"doNotPerform": True})), WALK | {"doNotPerform": True})
    assert made.tasks == []
    assert made.details[0]["doNotPerform"] is True


@pytest.mark.parametrize("definition", [SCAN, PILL, CALL])
def test_what_is_forbidden_stays_forbidden(definition):
    forbidden = definition | {"doNotPerform": True}
    made = applied(plan(names(forbidden)), forbidden)
    [found] = made.all(definition["kind"])
    assert found["doNotPerform"] is True


def test_a_service_request_has_what_its_definition_says():
    [found] = applied(plan(names(SCAN)), SCAN).all("ServiceRequest")
    assert found["bodySite"] == [{"text": "Knee"}]
    assert found["note"] == [{"text": "Scan the knee"}]


def test_a_medication_request_needs_a_medicine():
    [found] = applied(plan(names(PILL)), PILL).all("MedicationRequest")
    assert found["medicationCodeableConcept"] == {"text": "Aspirin"}
    assert found["dosageInstruction"] == [{"text": "once"}]
    bare = activity("MedicationRequest", title="Some medicine")
    made = applied(plan(names(bare)), bare)
    assert made.all("MedicationRequest") == []
    assert [d["kind"] for d in made.details] == ["MedicationRequest"]
    assert ("warning", "PlanDefinition.action[0].definitionCanonical.resolve().kind") in made.issues


def test_a_medicine_that_the_definition_contains_is_not_referred_to():
    inside = activity("MedicationRequest", title="Pill", productReference={"reference": "#pill"})
    made = applied(plan(names(inside)), inside)
    assert "#pill" not in str(made.bundle)
    assert made.details[0]["description"] == "Pill"


def test_a_kind_that_is_not_made_is_told_as_an_activity():
    made = applied(plan(names(VISIT)), VISIT)
    assert made.details[0]["kind"] == "Appointment"
    assert made.details[0]["description"] == "Come and see us"
    assert made.issues == [("warning", "PlanDefinition.action[0].definitionCanonical.resolve().kind")]


def test_an_order_is_no_order_until_a_clinician_makes_it_one():
    order = SCAN | {"intent": "order"}
    made = applied(plan(names(order)), order)
    assert made.all("ServiceRequest")[0]["intent"] == "proposal"
    assert made.issues == [("information", "PlanDefinition.action[0].definitionCanonical.resolve().intent")]


def test_a_questionnaire_is_a_task_to_complete_it():
    [task] = applied(plan(names(FORM, title="Tell us")), FORM).tasks
    assert task["code"]["coding"][0]["code"] == "complete-questionnaire"
    assert [i["valueCanonical"] for i in task["input"]] == [FORM["url"]]


def test_an_action_without_definition_is_told_in_words():
    made = applied(plan({"title": "Rest", "description": "Lie down for a while"}))
    assert made.details[0]["description"] == "Rest\nLie down for a while"
    assert made.issues == []


def test_an_anchor_is_nothing_to_do():
    made = applied(plan(PROCEDURE, {"title": "Rest"}))
    assert [d["description"] for d in made.details] == ["Rest"]


def test_titles_of_groups_stand_in_the_narrative():
    made = applied(plan({"title": "Before <it>", "action": [{"title": "Rest"}]}))
    assert "<h3>Before &lt;it&gt;</h3><p>Rest</p>" in made.plan["text"]["div"]


def test_another_plan_named_is_applied_in_place():
    inner = plan({"title": "Inside"}, url="https://other.example/PlanDefinition/inner")
    made = applied(plan({"title": "Outer", "definitionCanonical": inner["url"]}), inner)
    assert [d["description"] for d in made.details] == ["Inside"]


def test_the_examples_of_hl7_are_applied():
    options, protocol = applied(OPTIONS), applied(PROTOCOL)
    assert [r["medicationCodeableConcept"]["text"] for r in options.all("MedicationRequest")] == [
        "Medication 1",
        "Medication 2",
    ]
    assert options.issues == [("warning", "PlanDefinition.action[0].action[1].relatedAction[0]")]
    [bmi] = protocol.all("ServiceRequest")
    assert bmi["performerType"] == {"text": "Doctor"}
    assert "Weight must be measured" in bmi["note"][0]["text"]
    assert "overweight" in bmi["note"][1]["text"]
    assert protocol.issues == [
        ("warning", "PlanDefinition.goal"),
        ("warning", "PlanDefinition.action[0].condition[0]"),
        ("warning", "PlanDefinition.action[0].goalId"),
    ]


def test_the_same_input_gives_the_same_bytes_and_another_definition_another_plan():
    once, again = applied(plan(names(WALK)), WALK), applied(plan(names(WALK)), WALK)
    assert once.bundle == again.bundle
    other = applied(plan(names(WALK)), WALK | {"title": "Run"})
    assert set(once.by_url) & set(other.by_url) == {u for u, r in once.by_url.items() if r["resourceType"] == "Device"}


def test_each_draft_can_be_posted_once_only():
    for entry in applied(plan(names(WALK), names(WALK)), WALK).bundle["entry"]:
        assert entry["request"]["ifNoneExist"]


def test_a_real_server_takes_what_is_made(hapi_url):
    import requests

    headers = {"Content-Type": "application/fhir+json"}
    patient = {"resourceType": "Patient", "id": "foreign-plans"}
    requests.put(f"{hapi_url}/Patient/foreign-plans", json=patient, headers=headers, timeout=60).raise_for_status()
    each = _each_with_id(WALK, SCAN, PILL, CALL, VISIT, FORM)
    everything = plan(PROCEDURE, *(names(d, relatedAction=related("before")) for d in each))
    for given, definitions in ((everything, each), (OPTIONS, ()), (PROTOCOL, ())):
        bundle = applied(given, *definitions, subject="Patient/foreign-plans", at=AT).bundle
        answer = requests.post(hapi_url, json=bundle, headers=headers, timeout=120)
        assert answer.status_code == 200, answer.text
