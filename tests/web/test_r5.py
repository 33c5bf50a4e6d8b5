"""Who asks for R5 by the parameter fhirVersion gets R5 (http://hl7.org/fhir/R5/http.html#version-parameter)."""

import pytest

from careplan.fhir import r4
from careplan.fhir.r5 import checked
from tests.web.conftest import SHEET, apply_parameters

R5 = {"Accept": "application/fhir+json; fhirVersion=5.0"}
IN_R5 = "application/fhir+json; charset=utf-8; fhirVersion=5.0"
GENERATE = "/fhir/$generate-care-plan?subject=Patient/1&procedureTime=2026-12-01T09:00:00-05:00"


def post(client, path, headers=R5, **body):
    answer = client.post(path, headers=headers, **(body or {"data": SHEET, "content_type": "text/plain"}))
    assert answer.status_code == 200, answer.text
    return answer


def kinds(bundle):
    return [e["resource"]["resourceType"] for e in bundle["entry"]]


def test_the_service_says_that_it_is_r5_to_who_asks_for_it(client):
    answer = client.get("/fhir/metadata", headers=R5)
    assert (answer.content_type, answer.json["fhirVersion"]) == (IN_R5, "5.0.0")
    assert checked(answer.json)


@pytest.mark.parametrize(
    ("accept", "query", "version"),
    [
        ("application/fhir+json; fhirVersion=5.0", "", "5.0.0"),
        ("application/fhir+json; fhirVersion=5.0.0", "", "5.0.0"),
        ('application/fhir+json; fhirVersion="5.0"', "", "5.0.0"),
        ("application/json; fhirVersion=5.0", "", "5.0.0"),
        ("application/fhir+json; fhirVersion=4.0, application/fhir+json; fhirVersion=5.0", "", "4.0.1"),
        ("application/fhir+json; fhirVersion=4.0; q=0.5, application/fhir+json; fhirVersion=5.0", "", "5.0.0"),
        ("application/fhir+json; fhirVersion=3.0, application/fhir+json; fhirVersion=5.0; q=0.1", "", "5.0.0"),
        ("application/fhir+xml; fhirVersion=5.0, application/fhir+json", "", "4.0.1"),
        ("application/fhir+json; fhirVersion=5.0", "?_format=json", "4.0.1"),
        ("*/*", "?_format=application/fhir%2Bjson;fhirVersion=5.0", "5.0.0"),
        ("*/*", "", "4.0.1"),
    ],
)
def test_the_version_that_is_liked_best_is_given(client, accept, query, version):
    answer = client.get(f"/fhir/metadata{query}", headers={"Accept": accept})
    assert (answer.status_code, answer.json["fhirVersion"]) == (200, version)


def test_definitions_are_r5_and_stored_as_they_were(client, store):
    answer = post(client, "/fhir/$define")
    assert answer.content_type == IN_R5
    assert checked(answer.json)
    assert "targetId" in answer.text
    assert all(r4.checked(s.resource) for s in store.find("PlanDefinition"))
    place = answer.headers["Content-Location"].partition("/fhir/")[2]
    read = client.get(f"/fhir/{place}", headers=R5)
    assert "targetId" in read.text
    assert "actionId" in client.get(f"/fhir/{place}").text
    assert read.headers["ETag"] == client.get(f"/fhir/{place}").headers["ETag"]
    found = client.get("/fhir/PlanDefinition", headers=R5).json
    assert checked(found)["total"] == 1


def test_the_plan_is_a_transaction_in_r5(client):
    r5, r4_ = post(client, GENERATE).json, post(client, GENERATE, headers={}).json
    assert checked(r5)["type"] == "transaction"
    assert "ServiceRequest" not in kinds(r4_)
    assert sorted(k for k in kinds(r5) if k != "ServiceRequest") == sorted(kinds(r4_))
    requests = [e["resource"] for e in r5["entry"] if e["resource"]["resourceType"] == "ServiceRequest"]
    told = [r["patientInstruction"][0]["instructionMarkdown"] for r in requests if r.get("doNotPerform")]
    assert "Do not drive for 24 hours." in told


def test_apply_gives_the_r5_plan_with_all_contained(client):
    url = next(e["resource"]["url"] for e in post(client, "/fhir/$define").json["entry"][::-1])
    plan = post(client, "/fhir/PlanDefinition/$apply", json=apply_parameters(url__valueCanonical=url)).json
    assert checked(plan)["resourceType"] == "CarePlan"
    held = {f"#{one['id']}": one for one in plan["contained"]}
    planned = [held[a["plannedActivityReference"]["reference"]]["resourceType"] for a in plan["activity"]]
    assert {"ServiceRequest", "Task"} == set(planned)


def test_errors_are_r5_too(client):
    answer = client.get("/fhir/PlanDefinition/none", headers=R5)
    assert (answer.status_code, answer.content_type) == (404, IN_R5)
    assert checked(answer.json)["resourceType"] == "OperationOutcome"


def test_the_reading_has_no_version(client):
    headers = {"Accept": "application/json; fhirVersion=5.0"}
    assert post(client, "/fhir/$read-sheet", headers=headers).content_type == "application/json; charset=utf-8"
    assert post(client, "/fhir/$read-sheet").json["resourceType"] == "Binary"
