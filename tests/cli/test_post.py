import json
import uuid

import pytest

from careplan.ehr import Client
from tests.cli.conftest import NOW, SHEET


@pytest.fixture
def patient(hapi_url):
    """A patient of this test alone; the reference."""
    patient = {"resourceType": "Patient", "id": f"cli-{uuid.uuid4().hex[:12]}", "active": True}
    entry = {"resource": patient, "request": {"method": "PUT", "url": f"Patient/{patient['id']}"}}
    entry["fullUrl"] = f"urn:uuid:{uuid.uuid4()}"
    with Client(hapi_url) as client:
        client.transaction({"resourceType": "Bundle", "type": "transaction", "entry": [entry]})
    return f"Patient/{patient['id']}"


@pytest.mark.hapi
def test_post_makes_the_plan_on_a_real_server_once(call, sheet, hapi_url, patient):
    arguments = ["post", sheet, "--subject", patient, "--procedure-time", "2026-12-01T09:00:00-05:00", *NOW]
    code, out, err = call(*arguments, "--to", hapi_url)
    assert code == 0, err
    created = json.loads(out)["created"]
    assert {"CarePlan", "Task"} <= {entry["type"] for entry in created}
    plan = next(entry for entry in created if entry["type"] == "CarePlan")
    assert plan["reference"] == f"CarePlan/{plan['id']}"
    assert plan["reference"] in err
    with Client(hapi_url) as client:
        assert client.read("CarePlan", plan["id"])["subject"]["reference"] == patient
        tasks = client.search("Task", {"subject": patient})
    code, out, _ = call(*arguments, "--to", hapi_url)
    again = json.loads(out)
    assert (code, again["created"]) == (0, [])
    assert plan["reference"] in [entry["reference"] for entry in again["existing"]]
    with Client(hapi_url) as client:
        assert len(client.search("Task", {"subject": patient})) == len(tasks) > 0


@pytest.mark.hapi
def test_every_sentence_of_the_plan_on_the_server_is_the_sheet_s_own(call, sheet, hapi_url, patient):
    call("post", sheet, "--subject", patient, "--procedure-time", "2026-12-01", "--to", hapi_url)
    with Client(hapi_url) as client:
        plan = client.search("CarePlan", {"subject": patient})[0]
    told = [a["detail"]["description"] for a in plan["activity"] if "detail" in a]
    assert told
    assert all(text in SHEET for text in told)


@pytest.mark.hapi
def test_a_patient_that_the_server_does_not_have_is_its_refusal(call, sheet, hapi_url):
    subject = f"Patient/none-{uuid.uuid4().hex[:8]}"
    code, out, err = call(
        "post", sheet, "--subject", subject, "--procedure-time", "2026-12-01", "--to", hapi_url
    )
    assert (code, out) == (1, b"")
    assert "the EHR refused (HTTP 4" in err
    assert "  error: " in err


def test_a_server_that_is_not_there_is_code_1(call, monkeypatch, sheet):
    monkeypatch.setenv("CAREPLAN_EHR_ATTEMPTS", "1")
    monkeypatch.setenv("CAREPLAN_EHR_URL", "http://127.0.0.1:9/fhir")
    code, out, err = call("post", sheet, "--subject", "Patient/1", "--procedure-time", "2026-12-01")
    assert (code, out) == (1, b"")
    assert "no answer from the EHR" in err


def test_without_an_address_nothing_is_posted(call, sheet):
    code, _, err = call("post", sheet, "--subject", "Patient/1", "--procedure-time", "2026-12-01")
    assert code == 2
    assert "ehr_url" in err


def test_an_address_that_is_none_is_refused(call, sheet):
    code, _, err = call(
        "post", sheet, "--subject", "Patient/1", "--procedure-time", "2026-12-01", "--to", "ehr"
    )
    assert code == 2
    assert "ehr_url: must be an http or https address" in err
