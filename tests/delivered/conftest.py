"""Plans on a real HAPI server, each of a patient of its own."""

import uuid

import pytest
import requests

from careplan.delivered import read_plan
from careplan.ehr import Client, deliver
from tests.apply.sample import sample

FHIR = {"Content-Type": "application/fhir+json"}


class Ehr:
    """The server as the tests see it, and as other people use it."""

    def __init__(self, url):
        self.url = url
        self.client = Client(url)

    def patient(self):
        id = f"life-{uuid.uuid4().hex[:12]}"
        self.put({"resourceType": "Patient", "id": id, "active": True})
        return f"Patient/{id}"

    def put(self, resource):
        """As a person does: whatever stands there is replaced."""
        answer = requests.put(
            f"{self.url}/{resource['resourceType']}/{resource['id']}", json=resource, headers=FHIR, timeout=60
        )
        assert answer.ok, answer.text
        return answer.json()

    def get(self, place):
        answer = requests.get(f"{self.url}/{place}", headers={"Cache-Control": "no-cache"}, timeout=60)
        assert answer.ok, answer.text
        return answer.json()

    def deliver(self, made):
        """The place of the CarePlan."""
        return next(e.reference for e in deliver(made.bundle, self.client).entries if e.type == "CarePlan")

    def sample(self, **options):
        """The small sheet with something of everything, delivered for a new patient: the place of its CarePlan."""
        return self.deliver(sample(**{"subject": self.patient(), **options}))

    def plan(self, place):
        return read_plan(self.client, place)

    def versions(self, subject):
        """The version of everything that the server has of the patient's plans, and how many Provenances."""
        found = {}
        for type, by in (("CarePlan", "subject"), ("Task", "patient"), ("Provenance", "patient")):
            query = {by: subject, "_count": "200"}
            found |= {f"{type}/{r['id']}": r["meta"]["versionId"] for r in self.client.search(type, query)}
        return found


@pytest.fixture(scope="session")
def ehr(hapi_url):
    made = Ehr(hapi_url)
    yield made
    made.client.close()
