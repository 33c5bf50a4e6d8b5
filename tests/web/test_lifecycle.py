"""CarePlan/<id>/$reschedule, $cancel, $revise and $merge, on a real EHR."""

from __future__ import annotations

import uuid

import pytest
import requests

from careplan.settings import Settings
from careplan.web import create_app
from tests.web.conftest import NOW, SHEET, parameters

FHIR = {"Content-Type": "application/fhir+json"}
AT = "2026-12-01T09:00:00-05:00"


@pytest.fixture
def connected(hapi_url, tmp_path, store):
    settings = Settings(data_dir=tmp_path, ehr_url=hapi_url)
    return create_app(settings, store=store, clock=lambda: NOW).test_client()


@pytest.fixture
def plan(connected, hapi_url):
    """The id of a delivered CarePlan of a patient of its own."""
    return delivered(connected, hapi_url, SHEET)


@pytest.fixture
def asked(connected, hapi_url):
    """The same of a sheet that no other run has delivered: blanks at its end are its own."""
    own = "".join(" \t"[int(bit)] for bit in f"{uuid.uuid4().int:b}")
    return delivered(connected, hapi_url, f"{SHEET}{own}\n")


def delivered(connected, hapi_url, sheet):
    body = {"resourceType": "Patient", "name": [{"family": "Moved"}]}
    patient = requests.post(f"{hapi_url}/Patient", json=body, headers=FHIR, timeout=60).json()["id"]
    query = {"subject": f"Patient/{patient}", "procedureTime": AT, "deliver": "true", "sheetId": "ankle"}
    answer = connected.post(
        "/fhir/$generate-care-plan", data=sheet, content_type="text/plain", query_string=query
    )
    places = [entry["response"]["location"] for entry in answer.json["entry"]]
    return next(p.split("/")[1] for p in places if p.startswith("CarePlan/"))


def call(client, plan, code, **values):
    return client.post(f"/fhir/CarePlan/{plan}/${code}", json=parameters(**values))


def read(hapi_url, place):
    return requests.get(f"{hapi_url}/{place}", headers={"Cache-Control": "no-cache"}, timeout=60).json()


def locations(bundle):
    return [entry["response"]["location"] for entry in bundle.get("entry", ())]


def test_a_plan_is_moved_once(connected, hapi_url, plan):
    given = {"procedureTime__valueDateTime": "2026-12-08T14:00:00-05:00", "reason": "The surgeon is ill."}
    answer = call(connected, plan, "reschedule", **given)
    assert (answer.status_code, answer.json["type"]) == (200, "transaction-response")
    assert f"CarePlan/{plan}/_history/2" in locations(answer.json)
    assert read(hapi_url, f"CarePlan/{plan}")["period"]["start"] == "2026-12-08T08:00:00-05:00"
    again = call(connected, plan, "reschedule", **given)
    assert again.json == {"resourceType": "Bundle", "type": "transaction-response"}
    assert read(hapi_url, f"CarePlan/{plan}")["meta"]["versionId"] == "2"


def test_answers_are_stored_once_and_switch_off_what_hangs_on_them(connected, hapi_url, asked):
    plan = asked
    care_plan = read(hapi_url, f"CarePlan/{plan}")
    form = connected.get("/fhir/Questionnaire").json["entry"][-1]["resource"]
    group = form["item"][0]
    no = {"system": "http://terminology.hl7.org/CodeSystem/v2-0136", "code": "N"}
    response = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{form['url']}|{form['version']}",
        "status": "completed",
        "subject": care_plan["subject"],
        "item": [
            {
                "linkId": group["linkId"],
                "item": [{"linkId": group["item"][1]["linkId"], "answer": [{"valueCoding": no}]}],
            }
        ],
    }
    dry = call(connected, plan, "answer", response__resource=response, dryRun__valueBoolean=True)
    assert dry.json["type"] == "transaction"
    assert read(hapi_url, f"QuestionnaireResponse?subject={care_plan['subject']['reference']}")["total"] == 0
    done = call(connected, plan, "answer", response__resource=response)
    assert (done.status_code, done.json["type"]) == (200, "transaction-response")
    tasks = [place.partition("/_history")[0] for place in locations(done.json) if "Task" in place]
    assert "cancelled" in {read(hapi_url, task)["status"] for task in tasks}
    again = call(connected, plan, "answer", response__resource=response)
    assert again.json == {"resourceType": "Bundle", "type": "transaction-response"}
    found = read(hapi_url, f"QuestionnaireResponse?subject={care_plan['subject']['reference']}")
    assert found["total"] == 1
    place = {"reference": f"QuestionnaireResponse/{found['entry'][0]['resource']['id']}"}
    assert call(connected, plan, "answer", response__valueReference=place).json == again.json


def test_answers_that_are_not_the_plan_s_are_refused_and_not_stored(connected, hapi_url, plan):
    subject = read(hapi_url, f"CarePlan/{plan}")["subject"]
    other = {"resourceType": "QuestionnaireResponse", "questionnaire": "http://x", "status": "completed"}
    other["subject"] = subject
    assert call(connected, plan, "answer", response__resource=other).status_code == 422
    assert read(hapi_url, f"QuestionnaireResponse?subject={subject['reference']}")["total"] == 0
    missing = {"reference": "QuestionnaireResponse/none-such"}
    assert call(connected, plan, "answer", response__valueReference=missing).status_code == 404
    assert call(connected, plan, "answer", response__valueReference={"reference": "Task/1"}).status_code == 400
    assert call(connected, plan, "answer").status_code == 400


def test_a_plan_is_cancelled_once(connected, hapi_url, plan):
    assert call(connected, plan, "cancel", reason="A cold.").status_code == 200
    assert read(hapi_url, f"CarePlan/{plan}")["status"] == "revoked"
    assert locations(call(connected, plan, "cancel", reason="A cold.").json) == []
    moved = call(connected, plan, "reschedule", procedureTime__valueDateTime="2026-12-08")
    assert (moved.status_code, moved.json["issue"][0]["code"]) == (409, "conflict")


def test_a_new_version_replaces_the_plan_and_the_answer_tells_what_differs(connected, hapi_url, plan):
    newer = SHEET.replace("6 hours", "8 hours")
    url = f"/fhir/CarePlan/{plan}/$revise?sheetId=ankle"
    answer = connected.post(url, data=newer, content_type="text/plain")
    assert answer.status_code == 200, answer.json
    returned, *told = answer.json["parameter"]
    assert returned["name"] == "return"
    (successor,) = [p for p in locations(returned["resource"]) if p.startswith("CarePlan/") and plan not in p]
    assert read(hapi_url, successor)["replaces"] == [{"reference": f"CarePlan/{plan}"}]
    parts = [{p["name"]: p.get("valueString") or p.get("valueCode") for p in one["part"]} for one in told]
    (changed,) = [p for p in parts if p["kind"] == "changed"]
    assert changed["before"] == "Do not eat or drink for 6 hours before the procedure."
    assert changed["after"] == "Do not eat or drink for 8 hours before the procedure."
    again = connected.post(url, data=newer, content_type="text/plain")
    assert locations(again.json["parameter"][0]["resource"]) == []


def test_a_second_sheet_comes_to_the_plan(connected, hapi_url, plan):
    other = "Ankle care\n\nAfter the procedure\n\n- Do not drive for 24 hours.\n- Keep the bandage on for 3 days.\n"
    url = f"/fhir/CarePlan/{plan}/$merge"
    answer = connected.post(url, data=other, content_type="text/plain")
    assert answer.status_code == 200, answer.json
    found = read(hapi_url, f"CarePlan/{plan}")
    assert len(found["instantiatesCanonical"]) == 2
    said = [a["detail"]["description"] for a in found["activity"] if "detail" in a]
    assert said.count("Do not drive for 24 hours.") == 1
    assert "Keep the bandage on for 3 days." in said
    assert locations(connected.post(url, data=other, content_type="text/plain").json) == []


def test_a_dry_run_answers_with_the_transaction(connected, hapi_url, plan):
    answer = call(connected, plan, "cancel", dryRun__valueBoolean=True)
    assert answer.json["type"] == "transaction"
    assert answer.json["entry"][0]["request"]["ifMatch"] == 'W/"1"'
    assert read(hapi_url, f"CarePlan/{plan}")["meta"]["versionId"] == "1"


def test_a_plan_that_the_ehr_does_not_have_is_404(connected):
    answer = call(connected, "there-is-none", "cancel")
    assert (answer.status_code, answer.json["issue"][0]["code"]) == (404, "not-found")


@pytest.mark.parametrize("code", ["reschedule", "cancel", "revise", "merge"])
def test_without_an_ehr_it_is_refused(client, code):
    given = {"procedureTime__valueDateTime": AT} if code == "reschedule" else {}
    answer = call(client, "1", code, **given)
    assert answer.status_code == 400
    assert "no EHR is set here" in answer.json["issue"][0]["diagnostics"]


def test_a_conflict_that_stays_is_409_and_names_what_it_is_about(connected, hapi_url, plan, monkeypatch):
    from careplan.delivered import change

    deliver = change.deliver
    place = f"CarePlan/{plan}"

    def late(bundle, client):
        theirs = read(hapi_url, place)
        note = [*theirs.get("note", ()), {"text": "x"}]
        requests.put(f"{hapi_url}/{place}", json={**theirs, "note": note}, headers=FHIR, timeout=60).raise_for_status()
        return deliver(bundle, client)

    monkeypatch.setattr(change, "deliver", late)
    answer = call(connected, plan, "cancel")
    assert (answer.status_code, answer.json["issue"][0]["code"]) == (409, "conflict")
    assert place in answer.json["issue"][0]["diagnostics"]
