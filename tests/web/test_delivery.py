"""deliver=true: the plan stands on the EHR, and the answer says where."""

from __future__ import annotations

import pytest
import requests

from careplan.ehr import Delivery, Entry
from careplan.settings import Settings
from careplan.web import create_app
from careplan.web.delivered import delivered
from tests.web.conftest import NOW, SHEET, apply_parameters

FHIR = {"Content-Type": "application/fhir+json"}


@pytest.fixture
def patient(hapi_url):
    body = {"resourceType": "Patient", "name": [{"family": "Delivered"}]}
    made = requests.post(f"{hapi_url}/Patient", json=body, headers=FHIR, timeout=60)
    return f"Patient/{made.json()['id']}"


@pytest.fixture
def connected(hapi_url, tmp_path, store):
    settings = Settings(data_dir=tmp_path, ehr_url=hapi_url)
    return create_app(settings, store=store, clock=lambda: NOW).test_client()


def generate(client, patient, **headers):
    query = {"subject": patient, "procedureTime": "2026-12-01T09:00:00-05:00", "deliver": "true"}
    return client.post(
        "/fhir/$generate-care-plan",
        data=SHEET,
        content_type="text/plain",
        query_string=query,
        headers=headers,
    )


def test_a_delivered_plan_stands_on_the_ehr_where_the_answer_says(connected, hapi_url, patient):
    answer = generate(connected, patient)
    assert (answer.status_code, answer.json["type"]) == (200, "transaction-response")
    places = [entry["response"]["location"] for entry in answer.json["entry"]]
    (place,) = [p for p in places if p.startswith("CarePlan/")]
    plan = requests.get(f"{hapi_url}/{place}", timeout=60).json()
    assert plan["subject"] == {"reference": patient}
    for activity in plan["activity"]:
        if "reference" in activity:
            task = requests.get(f"{hapi_url}/{activity['reference']['reference']}", timeout=60).json()
            assert task["basedOn"] == [{"reference": f"CarePlan/{plan['id']}"}]
    again = generate(connected, patient)
    assert [e["response"]["status"][:3] for e in again.json["entry"]] == ["200"] * len(places)
    assert [e["response"]["location"] for e in again.json["entry"]] == places


def test_prefer_minimal_leaves_the_body_of_a_delivery_out(connected, patient):
    answer = generate(connected, patient, Prefer="return=minimal")
    assert (answer.status_code, answer.data) == (200, b"")


def test_a_plan_that_the_ehr_refuses_is_an_outcome_and_no_success(connected):
    answer = generate(connected, "Patient/nobody-of-this-id")
    assert answer.status_code == 502
    assert answer.json["resourceType"] == "OperationOutcome"
    assert len(answer.json["issue"]) > 1


def test_an_ehr_that_is_away_is_503(tmp_path, store):
    settings = Settings(data_dir=tmp_path, ehr_url="http://127.0.0.1:1/fhir", ehr_attempts=1)
    client = create_app(settings, store=store, clock=lambda: NOW).test_client()
    assert generate(client, "Patient/1").status_code == 503


def test_apply_never_delivers(tmp_path, store):
    settings = Settings(data_dir=tmp_path, ehr_url="http://127.0.0.1:1/fhir", ehr_attempts=1)
    client = create_app(settings, store=store, clock=lambda: NOW).test_client()
    plan = client.post("/fhir/$define", data=SHEET, content_type="text/plain").json["entry"][-1]["resource"]
    answer = client.post(f"/fhir/PlanDefinition/{plan['id']}/$apply", json=apply_parameters())
    assert answer.status_code == 200


def test_the_answers_stand_in_the_order_of_the_bundle():
    delivery = Delivery(
        (
            Entry("DocumentReference", "1", "7", "200 OK"),
            Entry("Device", "2", None, "200 OK"),
            Entry("CarePlan", "3", "1", "201 Created"),
            Entry("Task", "4", "1", "201 Created"),
            Entry("Task", "5", None, "201 Created"),
        )
    )
    made = delivered(delivery)["entry"]
    assert [entry.id for entry in delivery.created] == ["3", "4", "5"]
    assert [entry.id for entry in delivery.existing] == ["1", "2"]
    assert [entry["response"]["location"] for entry in made] == [
        "DocumentReference/1/_history/7",
        "Device/2",
        "CarePlan/3/_history/1",
        "Task/4/_history/1",
        "Task/5",
    ]
    assert made[0]["response"]["etag"] == 'W/"7"'
    assert "etag" not in made[1]["response"]
