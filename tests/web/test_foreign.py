"""The operations take plans that others made, and answer broken ones with one clear error."""

import json
import re
from pathlib import Path

import pytest

from careplan.apply.foreign import support
from tests.apply.foreign.sample import OPTIONS, PROTOCOL, activity, names, plan
from tests.web.conftest import apply_parameters, parameters

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
WALK = activity("Task", title="Walk")


def post(client, path, body):
    return client.post(path, data=json.dumps(body), content_type="application/fhir+json")


def apply(client, given, **more):
    return post(client, "/fhir/PlanDefinition/$apply", apply_parameters(planDefinition__resource=given, **more))


@pytest.mark.parametrize("given", [OPTIONS, PROTOCOL])
def test_apply_answers_with_one_care_plan_that_contains_all(client, given):
    answer = apply(client, given)
    assert answer.status_code == 200
    kinds = [r["resourceType"] for r in answer.json["contained"]]
    assert kinds[0] == "OperationOutcome"
    assert {"MedicationRequest", "ServiceRequest"} & set(kinds)
    referred = set(re.findall(r'"reference": "#([^"]+)"', json.dumps(answer.json)))
    assert {r["id"] for r in answer.json["contained"]} <= referred | {"provenance-1"}


def test_definitions_that_are_stored_here_are_found(client, store):
    store.put(WALK, plan(names(WALK), id="p"))
    for path, more in (("/fhir/PlanDefinition/p/$apply", {}), ("/fhir/PlanDefinition/$apply", {"url": plan()["url"]})):
        answer = post(client, path, apply_parameters(**more))
        assert answer.status_code == 200
        [task] = [r for r in answer.json["contained"] if r.get("description") == "Walk"]
        assert task["status"] == "draft"


def test_generate_care_plan_gives_the_bundle(client):
    case = {"subject": "Patient/1", "procedureTime__valueDateTime": "2026-12-01"}
    answer = post(client, "/fhir/$generate-care-plan", parameters(**case, planDefinition__resource=OPTIONS))
    assert answer.status_code == 200
    assert answer.json["type"] == "transaction"


def test_the_patient_in_the_data_answers_conditions(client):
    expression = {"language": "text/fhirpath", "expression": "%patient.gender = 'male'"}
    given = plan({"title": "Rest", "condition": [{"kind": "applicability", "expression": expression}]})
    patient = {"resourceType": "Patient", "id": "1", "gender": "male"}
    data = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}]}
    assert "statusReason" in apply(client, given).json["activity"][0]["detail"]
    assert "statusReason" not in apply(client, given, data__resource=data).json["activity"][0]["detail"]
    assert apply(client, given, useServerData__valueBoolean=True).status_code == 400


def test_what_is_not_safe_to_ignore_is_a_422_with_its_place(client):
    answer = apply(client, plan({"title": "Rest", "modifierExtension": [{"url": "u:x", "valueBoolean": True}]}))
    assert answer.status_code == 422
    assert answer.json["issue"][0]["expression"] == ["PlanDefinition.action[0].modifierExtension"]


@pytest.mark.parametrize("broken", [plan(None), plan({"title": 3}), plan() | {"action": {}}, plan(3)])
def test_what_is_broken_is_a_422(client, broken):
    assert apply(client, broken).status_code == 422


@pytest.mark.parametrize("name", sorted({*support.PLAN, *support.ACTION, *support.ACTIVITY}))
def test_each_element_without_effect_is_documented(name):
    section = DOCS.partition("### Plans that we did not make")[2].partition("\n## ")[0]
    assert f"`{name}`" in section
