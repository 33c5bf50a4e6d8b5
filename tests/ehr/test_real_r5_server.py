"""Plans on a real, validating HAPI R5 server: known by its CapabilityStatement, posted twice, read back."""

from base64 import b64decode

import pytest
import requests

from careplan.delivered import deliver_plan, read_plan
from careplan.ehr import Client, deliver
from careplan.errors import EhrRejected, PlanStateError
from careplan.fhir.changes import changes
from careplan.fhir.r5 import checked
from tests.apply.sample import cites, plan
from tests.definitions.sample import arthroscopy
from tests.fhir.r5.sheets import SHEETS, r4_bundle

FHIR = {"Content-Type": "application/fhir+json"}
OWN = [path for path in SHEETS if path.parent.name == "regress"][:2]
KINDS = ("CarePlan", "Task", "ServiceRequest", "Provenance", "Device", "DocumentReference", "PlanDefinition")


@pytest.fixture(scope="module")
def url(hapi_r5_url):
    """The server, with those whom the plans refer to."""
    for kind, more in (
        *(("Patient", {}), ("Practitioner", {}), ("HealthcareService", {})),
        ("Encounter", {"status": "planned"}),
    ):
        body = {"resourceType": kind, "id": "r5", **more}
        answer = requests.put(f"{hapi_r5_url}/{kind}/r5", json=body, headers=FHIR, timeout=60)
        assert answer.ok, answer.text
    return hapi_r5_url


@pytest.fixture
def client(url):
    with Client(url) as client:
        yield client


def count(url):
    return {kind: requests.get(f"{url}/{kind}?_summary=count", timeout=60).json()["total"] for kind in KINDS}


def test_the_server_is_known_as_r5(client):
    able = client.capabilities()
    assert (able.fhir_version, able.release, able.transaction) == ("5.0.0", "R5", True)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_plan_is_delivered_once_however_often_it_is_posted(url, client, path):
    bundle = r4_bundle(path)
    first = deliver(bundle, client)
    requests_made = [e for e in first.entries if e.type == "ServiceRequest"]
    assert requests_made
    assert len(first.entries) == len(bundle["entry"]) + len(requests_made)
    before = count(url)
    second = deliver(bundle, client)
    assert second.created == ()
    assert [e.reference for e in second.entries] == [e.reference for e in first.entries]
    assert count(url) == before


def test_read_back_every_activity_leads_to_its_sentence(client):
    content, reading = arthroscopy()
    made = plan(reading, content, subject="Patient/r5")
    standing = {e.type: e for e in deliver(made.bundle, client).entries}
    care_plan = checked(client.read("CarePlan", standing["CarePlan"].id))
    text = content.decode()
    followed = 0
    for activity in care_plan["activity"]:
        kind, _, id = activity["plannedActivityReference"]["reference"].partition("/")
        holder = checked(client.read(kind, id))
        reason = holder["reason"][0]["reference"]["reference"]
        sheet = client.read(*reason.split("/"))
        assert b64decode(sheet["content"][0]["attachment"]["data"]).decode() == text
        told = [text[start:end] for _, start, end in cites(holder)]
        words = holder.get("description") or holder["patientInstruction"][0]["instructionMarkdown"]
        assert told
        assert all(one in words for one in told) or words == "Answer the questions of the sheet"
        followed += 1
    assert followed == len(made.care_plan["activity"]) > 5


def test_what_is_forbidden_can_be_searched_with_the_plan(client):
    content, reading = arthroscopy()
    made = plan(reading, content, subject="Patient/r5")
    deliver(made.bundle, client)
    group = made.tasks[0]["groupIdentifier"]
    found = client.search("ServiceRequest", {"requisition": f"{group['system']}|{group['value']}", "_count": "100"})
    assert len(found) == len(made.details)
    assert sum(r.get("doNotPerform", False) for r in found) == sum(d["doNotPerform"] for d in made.details) > 0
    assert all(r["status"] == "draft" for r in found)
    of_patient = client.search("Provenance", {"patient": "Patient/r5", "_count": "100"})
    assert any(len(p["target"]) == len(made.tasks) + len(found) + 1 for p in of_patient)


def test_the_same_plan_again_is_no_conflict_and_a_moved_one_is(client):
    content, reading = arthroscopy()
    own = {"subject": "Patient/r5", "event": "Appointment/r5-life"}
    first = deliver_plan(plan(reading, content, **own).bundle, client)
    assert deliver_plan(plan(reading, content, **own).bundle, client).created == ()
    assert first.created
    with pytest.raises(PlanStateError, match="stands at another time"):
        deliver_plan(plan(reading, content, at="2026-12-08T09:00:00-05:00", **own).bundle, client)


def test_a_plan_there_is_not_changed_afterwards(client):
    with pytest.raises(EhrRejected, match="changed afterwards on R4 only"):
        read_plan(client, "CarePlan/1")
    task = {"resourceType": "Task", "id": "1", "meta": {"versionId": "1"}, "status": "draft", "intent": "plan"}
    change = changes([task], [{**task, "status": "cancelled"}])
    with pytest.raises(EhrRejected, match="changed afterwards on R4 only"):
        deliver(change.bundle(), client)
