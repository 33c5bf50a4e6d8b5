"""What must hold for the R5 plan of any sheet: nothing is lost, everything leads back to its characters."""

import json
from collections import Counter

import pytest

from careplan.fhir.bundle import keys
from careplan.fhir.r5 import r5
from tests.apply.sample import Plan, cites, listed
from tests.fhir.r5.sheets import SHEETS, r4_bundle

TIME, DAY = "2026-12-01T09:00:00-05:00", "2026-12-01"
CASES = [(path, TIME) for path in SHEETS] + [(path, DAY) for path in SHEETS if path.parent.name == "regress"]


def everywhere(value):
    """Every dict in a value."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everywhere(one)


def extensions(value):
    return Counter(json.dumps(e, sort_keys=True) for held in everywhere(value) for e in held.get("extension", ()))


@pytest.fixture(scope="module", params=CASES, ids=lambda x: f"{x[0].stem}-{x[1][:13]}")
def both(request):
    bundle = r4_bundle(*request.param)
    before = json.dumps(bundle)
    made = r5(bundle)
    assert json.dumps(bundle) == before
    return Plan(bundle), Plan(made)


def test_every_extension_is_found_again(both):
    r4, made = both
    assert extensions(r4.bundle) == extensions(made.bundle)


def test_every_planned_activity_is_a_resource_of_the_bundle(both):
    r4, made = both
    planned = [made.at(a["plannedActivityReference"]) for a in made.care_plan.get("activity", ())]
    assert len(planned) == len(r4.care_plan.get("activity", ()))
    assert {r["resourceType"] for r in planned} <= {"Task", "ServiceRequest"}
    for given, resource in zip(r4.care_plan.get("activity", ()), planned, strict=True):
        was = given if "detail" in given else r4.at(given["reference"])
        assert cites(resource) == cites(was)


def test_what_is_forbidden_is_forbidden_and_nothing_else(both):
    r4, made = both
    forbidden = [cites(a) for a in r4.care_plan.get("activity", ()) if a.get("detail", {}).get("doNotPerform")]
    assert [cites(r) for r in made.all("ServiceRequest") if "doNotPerform" in r] == forbidden
    assert all(r["doNotPerform"] is True for r in made.all("ServiceRequest") if "doNotPerform" in r)
    assert not any("doNotPerform" in task for task in made.tasks)


def test_the_sheet_s_words_are_the_instruction(both):
    r4, made = both
    told = [a["detail"]["description"] for a in r4.care_plan.get("activity", ()) if "detail" in a]
    requests = made.all("ServiceRequest")
    for words, request in zip(told, requests, strict=True):
        assert request["patientInstruction"][0]["instructionMarkdown"].endswith(words)
        assert request["text"]["status"] == "generated"


def test_identifiers_narratives_and_words_survive(both):
    r4, made = both
    assert [e["fullUrl"] for e in r4.bundle["entry"]] == [
        e["fullUrl"] for e in made.bundle["entry"] if e["resource"]["resourceType"] != "ServiceRequest"
    ]
    for url, resource in r4.by_url.items():
        now = made.by_url[url]
        assert list(keys(now)) == list(keys(resource))
        assert now.get("text") == resource.get("text")
        assert now.get("description") == resource.get("description")


def test_each_new_request_has_an_identity_of_its_own(both):
    _, made = both
    entries = [e for e in made.bundle["entry"] if e["resource"]["resourceType"] == "ServiceRequest"]
    assert len({e["fullUrl"] for e in made.bundle["entry"]}) == len(made.bundle["entry"])
    assert all(e["request"]["ifNoneExist"].startswith("identifier=") for e in entries)
    groups = {json.dumps(t["groupIdentifier"]) for t in made.tasks}
    assert {json.dumps(e["resource"]["requisition"]) for e in entries} <= groups


def test_the_provenance_is_of_all_of_it(both):
    _, made = both
    (provenance,) = made.all("Provenance")
    targets = [made.at(t)["resourceType"] for t in provenance["target"]]
    assert targets.count("ServiceRequest") == len(made.all("ServiceRequest"))
    assert targets.count("Task") == len(made.tasks)
    assert provenance["patient"] == made.care_plan["subject"]


def test_every_task_and_request_leads_to_the_sheet(both):
    _, made = both
    sheet = made.one("DocumentReference")
    for resource in (*made.tasks, *made.all("ServiceRequest")):
        assert [made.at(r["reference"]) for r in listed(resource["reason"])] == [sheet]


def test_the_same_bundle_gives_the_same_bytes(both):
    r4, made = both
    assert json.dumps(r5(r4.bundle)) == json.dumps(made.bundle)
