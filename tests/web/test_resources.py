"""What is stored and published is read and searched as FHIR's RESTful API has it."""

from __future__ import annotations

import pytest

from careplan.fhir.operations import operations
from careplan.fhir.systems import SHEET_SHA256
from tests.web.conftest import SHEET, TYPES


@pytest.fixture
def plan(client):
    answer = client.post("/fhir/$define?sheetId=ankle", data=SHEET, content_type="text/plain")
    return answer.json["entry"][-1]["resource"]


def test_read_gives_the_version_as_etag_and_meta(client, plan):
    answer = client.get(f"/fhir/PlanDefinition/{plan['id']}")
    assert (answer.status_code, answer.headers["ETag"]) == (200, 'W/"1"')
    assert answer.json["meta"]["versionId"] == "1"
    assert list(answer.json)[:3] == ["resourceType", "id", "meta"]


@pytest.mark.parametrize(("etag", "status"), [('W/"1"', 304), ('"1"', 304), ('W/"7", W/"1"', 304), ('W/"2"', 200)])
def test_if_none_match_spares_the_body(client, plan, etag, status):
    answer = client.get(f"/fhir/PlanDefinition/{plan['id']}", headers={"If-None-Match": etag})
    assert answer.status_code == status
    assert answer.headers["ETag"] == 'W/"1"'
    assert bool(answer.data) is (status == 200)


def test_other_content_under_the_same_id_is_a_new_version_and_the_old_one_is_read_by_history(client, store, plan):
    store.put(plan | {"title": "Changed"})
    path = f"/fhir/PlanDefinition/{plan['id']}"
    assert client.get(path).json["title"] == "Changed"
    assert client.get(path).headers["ETag"] == 'W/"2"'
    assert client.get(f"{path}/_history/1").json["title"] == plan["title"]
    assert client.get(f"{path}/_history/3").status_code == 404


def test_head_is_answered_without_a_body(client, plan):
    answer = client.head(f"/fhir/PlanDefinition/{plan['id']}")
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (200, b"", 'W/"1"')


@pytest.mark.parametrize("type", TYPES)
def test_search_without_parameters_gives_all_of_the_type(client, plan, store, type):
    bundle = client.get(f"/fhir/{type}").json
    assert (bundle["type"], bundle["total"]) == ("searchset", len(store.find(type)))
    assert bundle["total"] > 0
    for entry in bundle["entry"]:
        assert entry["search"] == {"mode": "match"}
        assert entry["fullUrl"] == f"http://localhost/fhir/{type}/{entry['resource']['id']}"
        assert client.get(entry["fullUrl"]).json == entry["resource"]


def test_search_by_each_parameter(client, plan):
    identifier = plan["identifier"][0]["value"]
    for query in (
        {"url": plan["url"]},
        {"url": plan["url"], "version": plan["version"]},
        {"_id": plan["id"]},
        {"identifier": identifier},
        {"identifier": f"{SHEET_SHA256}|{identifier}"},
    ):
        bundle = client.get("/fhir/PlanDefinition", query_string=query).json
        assert [e["resource"]["id"] for e in bundle["entry"]] == [plan["id"]]


@pytest.mark.parametrize(
    "query",
    [
        {"url": "https://careplan.example/fhir/PlanDefinition/other"},
        {"version": "none"},
        {"_id": "none"},
        {"identifier": "none"},
        {"identifier": "urn:other|none"},
    ],
)
def test_a_search_that_finds_nothing_is_an_empty_bundle(client, plan, query):
    answer = client.get("/fhir/PlanDefinition", query_string=query)
    assert answer.status_code == 200
    assert answer.json["total"] == 0
    assert "entry" not in answer.json  # FHIR has no empty arrays


def test_operation_definitions_are_read_and_searched(client):
    listed = client.get("/fhir/OperationDefinition").json
    assert listed["total"] == len(operations()) == 10
    for entry in listed["entry"]:
        one = entry["resource"]
        assert client.get(f"/fhir/OperationDefinition/{one['id']}").json == one
        found = client.get("/fhir/OperationDefinition", query_string={"url": one["url"]}).json
        assert [e["resource"] for e in found["entry"]] == [one]
    assert client.get("/fhir/OperationDefinition?_id=define").json["total"] == 1
    assert client.get("/fhir/OperationDefinition?_id=none").json["total"] == 0


def test_metadata_tells_what_there_is_and_nothing_else(client, app):
    made = client.get("/fhir/metadata").json
    assert (made["resourceType"], made["fhirVersion"], made["kind"]) == (
        "CapabilityStatement",
        "4.0.1",
        "instance",
    )
    assert made["software"] == {"name": "careplan", "version": made["version"]}
    assert made["implementation"]["url"] == "http://localhost/fhir"
    (rest,) = made["rest"]
    named = [*rest["operation"], *(o for r in rest["resource"] for o in r.get("operation", []))]
    published = {
        e["resource"]["url"]: e["resource"]["code"] for e in client.get("/fhir/OperationDefinition").json["entry"]
    }
    assert {o["definition"]: o["name"] for o in named} == published
    for resource in rest["resource"]:
        # only operations of a CarePlan are here: the plans themselves stand on the EHR
        listed = {"code": "search-type"} in resource.get("interaction", [])
        assert listed == (resource["type"] != "CarePlan")
        assert client.get(f"/fhir/{resource['type']}").status_code == (200 if listed else 404)
        for search in resource.get("searchParam", []):
            assert client.get(f"/fhir/{resource['type']}?{search['name']}=x").status_code == 200
