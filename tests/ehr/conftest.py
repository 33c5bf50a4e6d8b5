import pytest

from careplan.ehr import Client
from careplan.ehr.transport import Limits


@pytest.fixture
def waits():
    """The waits that the client would have slept, in seconds."""
    return []


@pytest.fixture
def client_of(waits):
    """Makes a client of an address; it records its waits instead of sleeping, and jitter is at its least."""
    made = []

    def make(url, *, auth=None, **limits):
        client = Client(url, auth=auth, limits=Limits(**limits), sleep=waits.append, random=lambda: 0.0)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def capability():
    """A CapabilityStatement with what delivery needs."""
    return {
        "resourceType": "CapabilityStatement",
        "fhirVersion": "4.0.1",
        "rest": [{"mode": "server", "interaction": [{"code": "transaction"}, {"code": "batch"}]}],
    }


@pytest.fixture
def bundle():
    """A small plan: two conditional creates."""
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [conditional("CarePlan", "plan-1"), conditional("Task", "task-1")],
    }


def conditional(type, value):
    """A conditional create of a resource with one business identifier."""
    resource = {"resourceType": type, "identifier": [{"system": "urn:test", "value": value}]}
    request = {"method": "POST", "url": type, "ifNoneExist": f"identifier=urn:test|{value}"}
    return {"fullUrl": f"urn:uuid:{value}", "resource": resource, "request": request}


def answered(*entries):
    """A transaction-response of (status, location) pairs."""
    return {
        "resourceType": "Bundle",
        "type": "transaction-response",
        "entry": [{"response": {"status": status, "location": location}} for status, location in entries],
    }
