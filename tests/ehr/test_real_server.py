"""Delivery against a real HAPI FHIR JPA server."""

import threading
import uuid

import pytest

from careplan.ehr import Client, deliver
from careplan.errors import EhrRejected

pytestmark = pytest.mark.hapi
SYSTEM = "https://careplan.example/fhir/test"


@pytest.fixture
def client(hapi_url):
    with Client(hapi_url) as client:
        yield client


@pytest.fixture
def plan():
    """A transaction of a patient and two tasks of theirs, with identifiers that no other test has."""
    run = uuid.uuid4().hex
    patient = _create("Patient", f"{run}-p", {"active": True})
    tasks = [
        _create(
            "Task",
            f"{run}-{n}",
            {"status": "draft", "intent": "plan", "for": {"reference": patient["fullUrl"]}},
        )
        for n in (1, 2)
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": [patient, *tasks]}


def _create(type, value, more):
    resource = {"resourceType": type, "identifier": [{"system": SYSTEM, "value": value}], **more}
    request = {"method": "POST", "url": type, "ifNoneExist": f"identifier={SYSTEM}|{value}"}
    return {
        "fullUrl": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, value)}",
        "resource": resource,
        "request": request,
    }


def _found(client, plan):
    return [
        len(
            client.search(
                entry["resource"]["resourceType"], {"identifier": f"{SYSTEM}|{identifier['value']}"}
            )
        )
        for entry in plan["entry"]
        for identifier in entry["resource"]["identifier"]
    ]


def test_a_plan_is_created_and_can_be_read(client, plan):
    delivery = deliver(plan, client)
    assert [entry.type for entry in delivery.created] == ["Patient", "Task", "Task"]
    assert delivery.existing == ()
    patient, task, _ = delivery.created
    assert client.read("Task", task.id)["for"]["reference"] == patient.reference
    assert task.version == "1"


def test_posting_again_creates_nothing_new(client, plan):
    first, second = deliver(plan, client), deliver(plan, client)
    assert second.created == ()
    assert [e.reference for e in second.existing] == [e.reference for e in first.created]
    assert _found(client, plan) == [1, 1, 1]


def test_several_at_once_create_one_plan(hapi_url, client, plan):
    deliver(plan, client)
    results, again = [], {**plan, "entry": [*plan["entry"][:1], _create("Task", uuid.uuid4().hex, _draft())]}

    def one():
        with Client(hapi_url) as own:
            results.append(deliver(again, own))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(results) == 4
    assert _found(client, again) == [1, 1]


def _draft():
    return {"status": "draft", "intent": "plan"}


def test_a_refused_plan_leaves_nothing_behind(client, plan):
    plan["entry"][2]["resource"]["for"] = {"reference": "Patient/there-is-none-such"}
    with pytest.raises(EhrRejected) as caught:
        deliver(plan, client)
    assert caught.value.http_status in (400, 404, 412, 422)
    assert caught.value.outcome["issue"][0]["severity"] == "error"
    assert _found(client, plan) == [0, 0, 0]


def test_a_search_goes_through_the_server_s_own_pages(client, plan):
    deliver(plan, client)
    tasks = client.search("Task", {"identifier": f"{SYSTEM}|", "_count": "1"})
    assert len(tasks) >= 2
    assert len({task["id"] for task in tasks}) == len(tasks)


def test_the_server_tells_what_it_can_do(client):
    able = client.capabilities()
    assert (able.release, able.transaction) == ("R4", True)
