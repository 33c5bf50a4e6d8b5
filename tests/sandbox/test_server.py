"""The sandbox is a FHIR server like the ones that hospitals run."""

import json
import uuid

import pytest
import requests

JSON = {"Content-Type": "application/fhir+json"}


def post(url, resource, **headers):
    return requests.post(url, json=resource, headers=JSON | headers, timeout=60)


def put(url, resource, **headers):
    return requests.put(url, json=resource, headers=JSON | headers, timeout=60)


def get(url):
    return requests.get(url, timeout=60)


def identifier():
    return {"system": "https://careplan.example/test", "value": str(uuid.uuid4())}


def search(own):
    return f"identifier={own['system']}|{own['value']}"


def patient(own):
    return {"resourceType": "Patient", "identifier": [own], "name": [{"family": "Sample"}]}


def care_plan(subject):
    return {
        "resourceType": "CarePlan",
        "status": "draft",
        "intent": "plan",
        "subject": {"reference": subject},
    }


def plan_for_new_patient(one, two):
    """A transaction: a patient and a care plan for her, each made only where it is not there yet."""
    urn = f"urn:uuid:{uuid.uuid4()}"
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": urn,
                "resource": patient(one),
                "request": {"method": "POST", "url": "Patient", "ifNoneExist": search(one)},
            },
            {
                "fullUrl": f"urn:uuid:{uuid.uuid4()}",
                "resource": care_plan(urn) | {"identifier": [two]},
                "request": {"method": "POST", "url": "CarePlan", "ifNoneExist": search(two)},
            },
        ],
    }


def test_says_that_it_does_transactions(hapi_url):
    statement = get(f"{hapi_url}/metadata").json()
    assert statement["fhirVersion"] == "4.0.1"
    assert "transaction" in {interaction["code"] for interaction in statement["rest"][0]["interaction"]}


def test_a_transaction_posted_again_makes_nothing_new(hapi_url):
    one, two = identifier(), identifier()
    first = post(hapi_url, plan_for_new_patient(one, two))
    again = post(hapi_url, plan_for_new_patient(one, two))
    assert [entry["response"]["status"][:3] for entry in first.json()["entry"]] == ["201", "201"]
    assert [entry["response"]["status"][:3] for entry in again.json()["entry"]] == ["200", "200"]
    [patients, plans] = [get(f"{hapi_url}/Patient?{search(one)}"), get(f"{hapi_url}/CarePlan?{search(two)}")]
    assert (patients.json()["total"], plans.json()["total"]) == (1, 1)
    subject = plans.json()["entry"][0]["resource"]["subject"]["reference"]
    assert subject == f"Patient/{patients.json()['entry'][0]['resource']['id']}"


def test_a_transaction_with_one_bad_entry_makes_nothing(hapi_url):
    one = identifier()
    bundle = plan_for_new_patient(one, identifier())
    bundle["entry"][1]["resource"]["subject"]["reference"] = "Patient/nobody-has-this-id"
    assert post(hapi_url, bundle).status_code == 400
    assert get(f"{hapi_url}/Patient?{search(one)}").json()["total"] == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"intent": None}, "CarePlan.intent"),
        ({"status": "bogus"}, "CarePlan.status"),
        ({"bogus": 1}, "bogus"),
    ],
    ids=["no-intent", "bad-code", "unknown-element"],
)
def test_what_is_not_valid_is_refused(hapi_url, change, said):
    plan = {key: value for key, value in (care_plan("Patient/1") | change).items() if value is not None}
    answer = post(f"{hapi_url}/CarePlan", plan)
    assert answer.status_code == 422
    assert answer.json()["resourceType"] == "OperationOutcome"
    errors = [issue for issue in answer.json()["issue"] if issue["severity"] == "error"]
    assert said in json.dumps(errors)


def test_validates_on_demand(hapi_url):
    answer = post(f"{hapi_url}/CarePlan/$validate", care_plan("Patient/1"))
    assert answer.status_code == 200
    assert "error" not in {issue["severity"] for issue in answer.json()["issue"]}


def test_a_client_may_choose_an_id_of_digits(hapi_url):
    number = str(uuid.uuid4().int)[:12]
    assert put(f"{hapi_url}/Patient/{number}", {"resourceType": "Patient", "id": number}).status_code == 201


def test_an_update_of_an_old_version_is_refused(hapi_url):
    made = post(f"{hapi_url}/Patient", patient(identifier())).json()
    url = f"{hapi_url}/Patient/{made['id']}"
    assert put(url, made | {"gender": "female"}, **{"If-Match": 'W/"1"'}).headers["ETag"] == 'W/"2"'
    assert put(url, made | {"gender": "male"}, **{"If-Match": 'W/"1"'}).status_code == 409
    history = get(f"{url}/_history").json()
    assert [entry["resource"]["meta"]["versionId"] for entry in history["entry"]] == ["2", "1"]


def test_a_conditional_update_creates_then_updates(hapi_url):
    own = identifier()
    url = f"{hapi_url}/Patient?{search(own)}"
    codes = [put(url, patient(own) | {"gender": gender}).status_code for gender in ("female", "male")]
    assert codes == [201, 200]


def test_a_search_comes_in_pages(hapi_url):
    own = identifier()
    made = {post(f"{hapi_url}/Patient", patient(own)).json()["id"] for _ in range(5)}
    page = get(f"{hapi_url}/Patient?{search(own)}&_count=2").json()
    found = []
    while page:
        found += [entry["resource"]["id"] for entry in page["entry"]]
        following = [link["url"] for link in page["link"] if link["relation"] == "next"]
        page = get(following[0]).json() if following else None
    assert (len(found), set(found)) == (5, made)


def test_a_subscription_hears_of_a_new_resource(hapi_url, httpserver):
    own = identifier()
    httpserver.expect_oneshot_request("/hook", method="POST").respond_with_data("")
    subscription = {
        "resourceType": "Subscription",
        "status": "requested",
        "reason": "test",
        "criteria": f"Patient?{search(own)}",
        "channel": {"type": "rest-hook", "endpoint": httpserver.url_for("/hook")},
    }
    made = post(f"{hapi_url}/Subscription", subscription)
    assert made.status_code == 201
    with httpserver.wait(timeout=30) as waiting:
        url = made.headers["Location"].split("/_history")[0]
        for _ in range(300):  # it becomes active a moment later
            if get(url).json()["status"] == "active":
                break
        post(f"{hapi_url}/Patient", patient(own))
    assert waiting.result
    requests.delete(url, timeout=60).raise_for_status()
