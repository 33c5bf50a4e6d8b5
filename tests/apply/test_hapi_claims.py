"""Claims and narratives on a real server: refused where the guide is not known, which is why none is the default."""

from uuid import uuid4

import pytest
import requests
from lxml import etree

from careplan.apply import apply, parse_procedure_time
from tests import plans

HEADERS = {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}
PATIENT = f"Patient/claims-{uuid4().hex[:12]}"
"""Of this run alone: a server that runs on may hold what an earlier version of the code made."""
TWO = [path for path in plans.SHEETS if path.parent.name == "develop"][:2]


@pytest.fixture(scope="module")
def url(hapi_url):
    body = {"resourceType": "Patient", "id": PATIENT.partition("/")[2]}
    answer = requests.put(f"{hapi_url}/{PATIENT}", json=body, headers=HEADERS, timeout=60)
    assert answer.ok, answer.text
    return hapi_url


def bundle(path, profiles=()):
    at = parse_procedure_time("2026-12-01T09:00", timezone="America/New_York")
    made = plans.definitions(path, profiles)
    return apply(made, subject=PATIENT, procedure=at, now=plans.NOW, profiles=profiles)


def post(url, body):
    return requests.post(url, json=body, headers=HEADERS, timeout=120)


def located(entry):
    return entry["response"]["location"].partition("/_history")[0].split("/fhir/")[-1]


def canonical(resource):
    """The narrative; in which order attributes are written says nothing."""
    return etree.tostring(etree.fromstring(resource["text"]["div"]), method="c14n")


@pytest.mark.parametrize("path", TWO, ids=lambda p: p.stem)
def test_a_plan_posted_twice_stands_once_and_its_narratives_are_kept(url, path):
    body = bundle(path)
    first, second = post(url, body).json()["entry"], post(url, body).json()["entry"]
    assert [located(entry) for entry in first] == [located(entry) for entry in second]
    assert {entry["response"]["status"][:3] for entry in second} == {"200"}
    patients = [e["resource"]["resourceType"] in ("CarePlan", "Task", "Provenance") for e in body["entry"]]
    for entry, answer, ours in zip(body["entry"], second, patients, strict=True):
        if ours:
            kept = requests.get(f"{url}/{located(answer)}", headers=HEADERS, timeout=60).json()
            assert canonical(kept) == canonical(entry["resource"])
    assert sum(patients) > 3


@pytest.mark.parametrize("guide", plans.GUIDES[2:])
def test_a_server_without_the_guide_refuses_a_claim_of_it(url, guide):
    form = next(p for p in plans.SHEETS if p.parent.name == "develop" and plans.definitions(p).questionnaire)
    answer = post(url, bundle(form, (guide,)))
    assert answer.status_code == 422
    told = [issue["diagnostics"] for issue in answer.json()["issue"] if issue["severity"] == "error"]
    assert told
    assert any(issue.startswith("Profile reference 'http://hl7.org/fhir/u") for issue in told)
