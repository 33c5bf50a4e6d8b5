"""Each difference between R4 and R5, one by one."""

from pathlib import Path

import pytest

from careplan.errors import ResourceError
from careplan.fhir.capability import capability_statement
from careplan.fhir.operations import operation, operation_definition
from careplan.fhir.r5 import r5
from careplan.fhir.r5.elements import CHANGES
from tests.apply.sample import Plan, plan_of, sample
from tests.definitions.sample import say

DOCS = (Path(__file__).parents[3] / "docs" / "fhir-mapping.md").read_text("utf-8")
BASE = "https://fhir.hospital.example"
TASK = {"resourceType": "Task", "status": "draft", "intent": "plan"}


def in_r5(plan):
    return Plan(r5(plan.bundle))


@pytest.fixture(scope="module")
def made():
    return in_r5(sample(reviewer="Practitioner/1"))


def actions(holder):
    for action in holder.get("action", ()):
        yield action
        yield from actions(action)


def items(holder):
    for item in holder.get("item", ()):
        yield item
        yield from items(item)


def test_a_task_s_due_date_is_the_period_that_is_requested(made):
    r4 = sample(reviewer="Practitioner/1")
    due = {t["identifier"][0]["value"]: t["restriction"]["period"] for t in r4.tasks if "restriction" in t}
    assert {t["identifier"][0]["value"]: t["requestedPeriod"] for t in made.tasks if "requestedPeriod" in t} == due
    assert due
    assert not any("restriction" in task for task in made.tasks)


def test_a_restriction_that_r5_has_no_place_for_is_refused():
    with pytest.raises(ResourceError, match="restriction"):
        r5({**TASK, "restriction": {"period": {"end": "2026-12-01"}, "repetitions": 2}})


@pytest.mark.parametrize("who", ["HealthcareService/1", "Device/1", "https://ehr.example/fhir/HealthcareService/1"])
def test_who_may_not_own_a_task_in_r5_is_asked_to_perform_it(who):
    task = r5({**TASK, "owner": {"reference": who}, "performerType": [{"text": "Care team"}]})
    assert "owner" not in task
    assert task["requestedPerformer"] == [{"reference": {"reference": who}}, {"concept": {"text": "Care team"}}]


@pytest.mark.parametrize("who", ["Patient/1", "Practitioner/Device", "https://Device/Patient/1"])
def test_who_may_own_a_task_still_does(who):
    assert r5({**TASK, "owner": {"reference": who}})["owner"] == {"reference": who}


def test_reasons_are_one_list_in_their_order():
    task = r5({**TASK, "reasonCode": {"text": "so"}, "reasonReference": {"reference": "Condition/1"}})
    assert task["reason"] == [{"concept": {"text": "so"}}, {"reference": {"reference": "Condition/1"}}]


def test_what_the_plan_plans_is_not_based_on_the_plan(made):
    assert not any("basedOn" in r for r in (*made.tasks, *made.all("ServiceRequest")))


def test_another_basis_of_a_task_stays():
    plan = sample()
    for task in plan.tasks:
        task["basedOn"] = [*task.get("basedOn", []), {"reference": "ServiceRequest/knee"}]
    assert all(task["basedOn"] == [{"reference": "ServiceRequest/knee"}] for task in in_r5(plan).tasks)


def test_the_program_contributes_to_the_plan_and_is_not_responsible_for_it(made):
    assert [made.at(c)["resourceType"] for c in made.care_plan["contributor"]] == ["Device"]
    assert not {"author", "custodian"} & made.care_plan.keys()


def test_actions_name_their_target_and_their_actors_as_r5_does():
    plan = in_r5(plan_of(say("Your driver must come 1 hour before.", topic="companion", actor="companion")))
    definition = plan.one("PlanDefinition")
    related = [r for a in actions(definition) for r in a.get("relatedAction", ())]
    known = {a["id"] for a in actions(definition)}
    assert related
    assert all(r["targetId"] in known and "actionId" not in r for r in related)
    assert {"relatedperson"} == {p["type"] for a in actions(definition) for p in a.get("participant", ())}
    assert {p["type"] for p in plan.one("ActivityDefinition")["participant"]} == {"relatedperson"}


def test_the_characters_are_cited_in_a_document(made):
    definition = made.one("PlanDefinition")
    cited = [d for a in actions(definition) for d in a.get("documentation", ())] + definition["relatedArtifact"]
    assert cited
    assert all("#char=" in d["document"]["url"] and "url" not in d for d in cited)
    assert "document" in made.all("ActivityDefinition")[0]["relatedArtifact"][0]


def test_a_choice_is_a_coding_with_options_only(made):
    form = made.one("Questionnaire")
    chosen = [i for i in items(form) if "answerOption" in i]
    assert chosen
    assert all((i["type"], i["answerConstraint"]) == ("coding", "optionsOnly") for i in chosen)
    assert not any("answerConstraint" in i for i in items(form) if "answerOption" not in i)


def test_an_open_choice_may_be_answered_by_other_words():
    item = {"linkId": "1", "text": "Which?", "type": "open-choice", "answerOption": [{"valueString": "a"}]}
    made = r5({"resourceType": "Questionnaire", "status": "draft", "item": [item]})["item"][0]
    assert (made["type"], made["answerConstraint"]) == ("coding", "optionsOrString")


def test_r5_s_own_elements_are_no_extensions_any_more():
    algorithm = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.versionAlgorithm[x]"
    label = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.copyrightLabel"
    given = [{"url": algorithm, "valueCoding": {"code": "alpha"}}, {"url": label, "valueString": "All rights"}]
    other = {"url": "https://fhir.hospital.example/x", "valueBoolean": True}
    made = r5({"resourceType": "Questionnaire", "status": "draft", "extension": [*given, other]})
    assert made["versionAlgorithmCoding"] == {"code": "alpha"}
    assert made["copyrightLabel"] == "All rights"
    assert made["extension"] == [other]


def test_profiles_of_r4_are_not_claimed_and_tags_stay():
    meta = {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-careplan"], "tag": [{"code": "x"}]}
    assert r5({**TASK, "meta": meta})["meta"] == {"tag": [{"code": "x"}]}


def test_the_size_of_the_sheet_is_a_string(made):
    r4 = sample()
    size = r4.one("DocumentReference")["content"][0]["attachment"]["size"]
    assert made.one("DocumentReference")["content"][0]["attachment"]["size"] == str(size)


def test_the_software_has_a_name_and_types(made):
    device = made.one("Device")
    assert device["name"] == [{"value": "careplan", "type": "user-friendly-name"}]
    assert device["type"] == [{"text": "software"}]


def test_the_service_publishes_itself_in_r5():
    statement = r5(capability_statement(address=f"{BASE}/fhir", base=BASE))
    assert statement["fhirVersion"] == "5.0.0"
    searched = {p["definition"] for r in statement["rest"][0]["resource"] for p in r.get("searchParam", ())}
    assert "http://hl7.org/fhir/SearchParameter/CanonicalResource-url" in searched
    assert not any("PlanDefinition-" in url or "conformance-" in url for url in searched)
    sheet = r5(operation_definition(operation("read-sheet"), base=BASE))["parameter"][0]
    assert (sheet["type"], sheet["allowedType"]) == ("Base", ["Attachment", "DocumentReference", "Binary"])
    assert "extension" not in sheet


def test_resources_in_parameters_and_contained_ones_are_r5_too():
    reason = {"reference": "Condition/1"}
    task = {**TASK, "reasonReference": reason}
    inner = {"name": "part", "part": [{"name": "task", "resource": task}]}
    made = r5({"resourceType": "Parameters", "parameter": [{"name": "outer", "part": [inner]}]})
    assert made["parameter"][0]["part"][0]["part"][0]["resource"]["reason"] == [{"reference": reason}]
    plan = {"resourceType": "CarePlan", "status": "draft", "intent": "plan", "subject": {"reference": "Patient/1"}}
    assert r5({**plan, "contained": [{**task, "id": "a"}]})["contained"][0]["reason"] == [{"reference": reason}]


@pytest.mark.parametrize("kind", ["Observation", "RequestGroup", "Nothing", None])
def test_a_type_that_nobody_looked_at_is_refused(kind):
    with pytest.raises(ResourceError, match="no R5 form"):
        r5({"resourceType": kind, "status": "draft"})


def test_an_element_that_r5_does_not_have_is_refused_and_named():
    with pytest.raises(ResourceError, match=r"no valid FHIR R5: Provenance\.reason") as refused:
        r5(
            {
                "resourceType": "Provenance",
                "target": [{"reference": "Task/1"}],
                "agent": [{"who": {"reference": "Device/1"}}],
                "reason": [{"text": "so"}],
            }
        )
    assert refused.value.expression == "Provenance.reason"


def test_two_codes_where_r5_takes_one_are_refused():
    action = {"code": [{"text": "a"}, {"text": "b"}]}
    with pytest.raises(ResourceError, match="one value"):
        r5({"resourceType": "PlanDefinition", "status": "draft", "action": [action]})


def test_every_type_that_changes_is_told_in_the_docs():
    section = DOCS.partition("\n## R5\n")[2]
    rows = "\n".join(line for line in section.splitlines() if line.startswith("|") or line.startswith("`Binary`"))
    assert [kind for kind in CHANGES if kind not in rows] == []
