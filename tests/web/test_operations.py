"""The operations do what their OperationDefinitions say."""

import base64
import json

import pytest

from careplan.documents import load
from careplan.fhir.operations import operation, operations
from careplan.reading import read
from careplan.reading.model import from_json, to_json
from tests.web.conftest import SHEET, apply_parameters, parameters

TIME = "2026-12-01T09:00:00-05:00"
GENERATE = f"/fhir/$generate-care-plan?subject=Patient/1&procedureTime={TIME}"


def attachment(**more):
    data = base64.b64encode(SHEET.encode()).decode()
    return {"contentType": "text/plain", "data": data, **more}


def of_type(bundle, type):
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == type]


def define(client, **query):
    answer = client.post("/fhir/$define", data=SHEET, content_type="text/plain", query_string=query)
    assert answer.status_code == 200
    return answer


def test_read_sheet_gives_the_reading_of_the_library_as_plain_json(client, stored):
    answer = client.post("/fhir/$read-sheet", data=SHEET, content_type="text/plain")
    assert answer.status_code == 200
    assert answer.content_type == "application/json; charset=utf-8"
    expected = read(load(SHEET.encode(), media_type="text/plain"))
    assert answer.json == json.loads(json.dumps(to_json(expected)))
    assert from_json(answer.json) == expected
    assert stored() == 0


def test_read_sheet_gives_a_binary_to_who_asks_for_fhir(client):
    headers = {"Accept": "application/fhir+json"}
    answer = client.post("/fhir/$read-sheet", data=SHEET, content_type="text/plain", headers=headers)
    assert answer.content_type == "application/fhir+json; charset=utf-8"
    assert (answer.json["resourceType"], answer.json["contentType"]) == ("Binary", "application/json")
    assert json.loads(base64.b64decode(answer.json["data"]))["document"]["media_type"] == "text/plain"


BODIES = {
    "attachment": parameters(sheet__valueAttachment=attachment()),
    "attachment with white space": parameters(
        sheet__valueAttachment=attachment() | {"data": "\n ".join(attachment()["data"])}
    ),
    "binary resource": parameters(sheet__resource={"resourceType": "Binary", **attachment()}),
    "document reference": parameters(
        sheet__resource={
            "resourceType": "DocumentReference",
            "status": "current",
            "content": [{"attachment": attachment()}],
        }
    ),
    "binary itself": {"resourceType": "Binary", **attachment()},
    "document reference itself": {
        "resourceType": "DocumentReference",
        "status": "current",
        "content": [{"attachment": attachment()}],
    },
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_sheet_inside_fhir_reads_as_the_sheet_itself(client, body):
    plain = client.post("/fhir/$read-sheet", data=SHEET, content_type="text/plain").json
    answer = client.post("/fhir/$read-sheet", json=body, content_type="application/fhir+json")
    assert answer.status_code == 200
    assert answer.json["statements"] == plain["statements"]


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (f"# {SHEET}".encode(), "text/markdown"),
        (b"<html><body><h1>Ankle tap</h1><p>Do not drive for 24 hours.</p></body></html>", "text/html"),
        (SHEET.replace("-", "•").encode("windows-1252"), "text/plain; charset=windows-1252"),
        (SHEET.encode(), "application/octet-stream"),
    ],
)
def test_the_content_type_says_how_the_sheet_is_read(client, data, content_type):
    answer = client.post("/fhir/$read-sheet", data=data, content_type=content_type)
    assert answer.status_code == 200
    assert any(s["topic"] == "driving" for s in answer.json["statements"])


def test_define_gives_and_stores_the_definitions(client, stored):
    bundle = define(client).json
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    assert bundle["entry"][-1]["resource"]["resourceType"] == "PlanDefinition"
    assert len(of_type(bundle, "Questionnaire")) == 1
    assert stored() == len(bundle["entry"])
    for entry in bundle["entry"]:
        one = entry["resource"]
        assert entry["fullUrl"] == f"https://careplan.example/fhir/{one['resourceType']}/{one['id']}"
        read_back = client.get(f"/fhir/{one['resourceType']}/{one['id']}").json
        assert read_back.pop("meta")["versionId"] == "1"
        one.pop("meta", None)
        assert read_back == one


def test_defining_again_stores_nothing_new_and_answers_alike(client, stored):
    first = define(client)
    number = stored()
    again = define(client)
    assert again.data == first.data
    assert again.headers["ETag"] == first.headers["ETag"] == 'W/"1"'
    assert stored() == number


def test_define_names_the_place_of_the_plan(client):
    answer = define(client, sheetId="ankle-tap")
    place = answer.headers["Content-Location"]
    assert place.startswith("http://localhost/fhir/PlanDefinition/ankle-tap-")
    plan = client.get(place).json
    assert plan["url"] == "https://careplan.example/fhir/PlanDefinition/ankle-tap"


def test_prefer_minimal_leaves_the_body_out_and_operation_outcome_says_done(client, stored):
    minimal = client.post("/fhir/$define", data=SHEET, content_type="text/plain", headers={"Prefer": "return=minimal"})
    assert (minimal.status_code, minimal.data, minimal.headers["ETag"]) == (200, b"", 'W/"1"')
    assert "Content-Type" not in minimal.headers
    assert stored() > 0
    told = client.post(
        "/fhir/$define",
        data=SHEET,
        content_type="text/plain",
        headers={"Prefer": "respond-async, return=OperationOutcome"},
    )
    assert told.json["issue"][0]["severity"] == "information"


def test_generate_gives_a_transaction_for_the_patient_and_stores_only_definitions(client, stored):
    answer = client.post(GENERATE, data=SHEET, content_type="text/plain")
    bundle = answer.json
    assert (answer.status_code, bundle["type"]) == (200, "transaction")
    (plan,) = of_type(bundle, "CarePlan")
    assert plan["subject"] == {"reference": "Patient/1"}
    assert all("request" in entry for entry in bundle["entry"])
    fasting = next(a["detail"] for a in plan["activity"] if "eat" in a.get("detail", {}).get("description", ""))
    assert fasting["doNotPerform"] is True
    assert fasting["scheduledPeriod"] == {"start": "2026-12-01T03:00:00-05:00", "end": TIME}
    patient_layer = sum(len(of_type(bundle, t)) for t in ("CarePlan", "Task", "Provenance", "Device"))
    assert stored() == len(bundle["entry"]) - patient_layer


def test_the_same_request_at_the_same_time_gives_the_same_bytes(client):
    first = client.post(GENERATE, data=SHEET, content_type="text/plain")
    assert client.post(GENERATE, data=SHEET, content_type="text/plain").data == first.data


def test_generate_takes_everything_as_parameters(client):
    body = parameters(
        sheet__valueAttachment=attachment(),
        subject__valueReference={"reference": "Patient/1"},
        procedureTime__valueDateTime="2026-12-01T09:00:00",
        timezone="America/New_York",
        encounter="Encounter/2",
        requester="Practitioner/3",
        reviewer="Practitioner/4",
        deliver__valueBoolean=False,
    )
    answer = client.post("/fhir/$generate-care-plan", json=body)
    assert answer.status_code == 200
    tasks = of_type(answer.json, "Task")
    assert {t["encounter"]["reference"] for t in tasks} == {"Encounter/2"}
    assert {t["requester"]["reference"] for t in tasks} == {"Practitioner/3"}
    assert "Practitioner/4" in {t.get("owner", {}).get("reference") for t in tasks}


@pytest.mark.parametrize("kind", ["canonical", "versioned canonical", "reference", "resource"])
def test_generate_takes_a_stored_plan_in_place_of_the_sheet(client, stored, kind):
    plan = define(client).json["entry"][-1]["resource"]
    number = stored()
    expected = client.post(GENERATE, data=SHEET, content_type="text/plain").json
    given = {
        "canonical": {"planDefinition__valueCanonical": plan["url"]},
        "versioned canonical": {"planDefinition__valueCanonical": f"{plan['url']}|{plan['version']}"},
        "reference": {"planDefinition__valueReference": {"reference": f"PlanDefinition/{plan['id']}"}},
        "resource": {"planDefinition__resource": plan},
    }[kind]
    body = parameters(subject="Patient/1", procedureTime__valueDateTime=TIME, **given)
    answer = client.post("/fhir/$generate-care-plan", json=body)
    assert answer.status_code == 200
    assert answer.json == expected
    assert stored() == number


def plan_of(client):
    return define(client).json["entry"][-1]["resource"]


def test_apply_gives_a_care_plan_with_its_tasks_contained_and_stores_nothing(client, stored):
    plan = plan_of(client)
    number = stored()
    answer = client.post("/fhir/PlanDefinition/$apply", json=apply_parameters(planDefinition__resource=plan))
    made = answer.json
    assert (answer.status_code, made["resourceType"], made["status"]) == (200, "CarePlan", "draft")
    assert made["instantiatesCanonical"] == [f"{plan['url']}|{plan['version']}"]
    ids = {f"#{one['id']}" for one in made["contained"]}
    named = {a["reference"]["reference"] for a in made["activity"] if "reference" in a}
    assert named
    assert named <= ids
    assert "urn:uuid" not in answer.text
    assert stored() == number


def test_apply_by_resource_by_url_and_by_id_are_the_same(client):
    plan = plan_of(client)
    by_resource = client.post("/fhir/PlanDefinition/$apply", json=apply_parameters(planDefinition__resource=plan))
    by_url = client.post("/fhir/PlanDefinition/$apply", json=apply_parameters(url__valueCanonical=plan["url"]))
    by_id = client.post(f"/fhir/PlanDefinition/{plan['id']}/$apply", json=apply_parameters())
    assert by_resource.status_code == 200
    assert by_resource.data == by_url.data == by_id.data


def test_apply_takes_a_plan_that_is_not_stored_when_it_contains_what_it_names(client, stored):
    bundle = client.post(GENERATE, data=SHEET, content_type="text/plain").json
    assert stored() > 0
    plan = of_type(bundle, "PlanDefinition")[0]
    others = [r for t in ("ActivityDefinition", "Questionnaire", "DocumentReference") for r in of_type(bundle, t)]
    expected = client.post("/fhir/PlanDefinition/$apply", json=apply_parameters(planDefinition__resource=plan))
    whole = apply_parameters(planDefinition__resource=plan | {"contained": others})
    answer = client.post("/fhir/PlanDefinition/$apply", json=whole)
    assert answer.status_code == 200
    assert answer.json == expected.json


def test_practitioner_of_the_standard_is_the_requester(client):
    body = apply_parameters(practitioner="Practitioner/9", setting__valueCodeableConcept={"text": "ward"})
    answer = client.post(f"/fhir/PlanDefinition/{plan_of(client)['id']}/$apply", json=body)
    tasks = [one for one in answer.json["contained"] if one["resourceType"] == "Task"]
    assert {task["requester"]["reference"] for task in tasks} == {"Practitioner/9"}


def test_every_operation_is_routed_as_its_definition_says(app):
    posts = {rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    expected = set()
    for one in operations():
        expected |= {f"/fhir/${one.code}"} if one.system else set()
        expected |= {f"/fhir/{one.resource}/${one.code}"} if one.type else set()
        expected |= {f"/fhir/{one.resource}/<fhir_id:id>/${one.code}"} if one.instance else set()
    assert {rule for rule in posts if rule.startswith("/fhir/")} == expected


def test_an_operation_that_does_not_change_anything_says_so():
    assert {o.id: o.affects_state for o in operations()} == {
        "read-sheet": False,
        "define": True,
        "plandefinition-apply": False,
        "questionnaire-populate": False,
        "careplan-reschedule": True,
        "careplan-answer": True,
        "careplan-cancel": True,
        "careplan-revise": True,
        "careplan-merge": True,
        "generate-care-plan": True,
    }
    with pytest.raises(KeyError):
        operation("none")
