import copy

import pytest

from careplan.ehr import Entry, deliver
from careplan.errors import EhrRejected, ResourceError
from tests.ehr.conftest import answered


def _serve(httpserver, capability, answer, stored):
    """A server that answers a transaction with `answer`, and each batch read with `stored`."""
    from werkzeug import Response

    def post(request):
        asked = request.get_json(force=True)
        if asked["type"] == "transaction":
            return _json(answer)
        entries = [
            {"response": {"status": "200 OK"}, "resource": stored.get(e["request"]["url"])}
            for e in asked["entry"]
        ]
        return _json({"resourceType": "Bundle", "type": "batch-response", "entry": entries})

    def _json(data):
        import json

        return Response(json.dumps(data), content_type="application/fhir+json")

    httpserver.expect_request("/fhir/metadata").respond_with_json(capability)
    httpserver.expect_request("/fhir", method="POST").respond_with_handler(post)
    return httpserver.url_for("/fhir")


@pytest.fixture
def stored(bundle):
    """What the server has after the transaction."""
    plan, task = (copy.deepcopy(entry["resource"]) for entry in bundle["entry"])
    return {"CarePlan/7": {**plan, "id": "7"}, "Task/8": {**task, "id": "8"}}


CREATED = answered(("201 Created", "CarePlan/7/_history/1"), ("201 Created", "Task/8/_history/1"))


def test_what_was_made_and_what_was_there_are_told_apart(httpserver, client_of, capability, bundle, stored):
    answer = answered(("200 OK", "CarePlan/7/_history/3"), ("201 Created", "Task/8/_history/1"))
    delivery = deliver(bundle, client_of(_serve(httpserver, capability, answer, stored)))
    assert delivery.created == (Entry(type="Task", id="8", version="1", status="201 Created"),)
    assert delivery.existing == (Entry(type="CarePlan", id="7", version="3", status="200 OK"),)
    assert delivery.created[0].reference == "Task/8"


@pytest.mark.parametrize(
    "location",
    ["https://ehr.example/fhir/Task/8/_history/1", "Task/8/_history/1", "/fhir/Task/8", "Task/8"],
)
def test_a_location_may_be_absolute_or_relative(location, httpserver, client_of, capability, bundle, stored):
    answer = answered(("201 Created", "CarePlan/7/_history/1"), ("201 Created", location))
    delivery = deliver(bundle, client_of(_serve(httpserver, capability, answer, stored)))
    assert delivery.created[1].reference == "Task/8"


def test_without_a_location_the_condition_itself_finds_the_resource(
    httpserver, client_of, capability, bundle, stored
):
    answer = answered(("200 OK", ""), ("201 Created", "Task/8/_history/1"))
    url = _serve(httpserver, capability, answer, stored)
    found = {**stored["CarePlan/7"], "meta": {"versionId": "2"}}
    httpserver.expect_request(
        "/fhir/CarePlan", query_string={"identifier": "urn:test|plan-1"}
    ).respond_with_json({"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": found}]})
    delivery = deliver(bundle, client_of(url))
    assert delivery.existing == (Entry(type="CarePlan", id="7", version="2", status="200 OK"),)


@pytest.mark.parametrize("count", [0, 2])
def test_without_a_location_and_not_found_once_it_is_not_done(
    count, httpserver, client_of, capability, bundle, stored
):
    answer = answered(("200 OK", ""), ("201 Created", "Task/8/_history/1"))
    url = _serve(httpserver, capability, answer, stored)
    entries = [{"resource": stored["CarePlan/7"]}] * count
    httpserver.expect_request("/fhir/CarePlan").respond_with_json(
        {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    )
    with pytest.raises(EhrRejected, match=f"has {count} of it"):
        deliver(bundle, client_of(url))


def test_what_cannot_be_read_back_is_not_done(httpserver, client_of, capability, bundle, stored):
    del stored["Task/8"]
    with pytest.raises(EhrRejected, match="a Task read back is not what was posted"):
        deliver(bundle, client_of(_serve(httpserver, capability, CREATED, stored)))


def test_another_resource_in_its_place_is_not_done(httpserver, client_of, capability, bundle, stored):
    stored["Task/8"]["identifier"][0]["value"] = "someone-else"
    with pytest.raises(EhrRejected, match="a Task read back is not what was posted"):
        deliver(bundle, client_of(_serve(httpserver, capability, CREATED, stored)))


def test_answers_in_another_order_are_noticed(httpserver, client_of, capability, bundle, stored):
    answer = answered(("201 Created", "Task/8/_history/1"), ("201 Created", "CarePlan/7/_history/1"))
    with pytest.raises(EhrRejected, match="answered with a Task where a CarePlan was posted"):
        deliver(bundle, client_of(_serve(httpserver, capability, answer, stored)))


def test_a_server_without_batch_is_read_one_by_one(httpserver, client_of, capability, bundle, stored):
    capability["rest"][0]["interaction"].pop()
    url = _serve(httpserver, capability, CREATED, stored)
    for reference, resource in stored.items():
        httpserver.expect_request(f"/fhir/{reference}").respond_with_json(resource)
    assert len(deliver(bundle, client_of(url)).created) == 2


def test_an_entry_that_was_refused_fails_the_delivery(httpserver, client_of, capability, bundle, stored):
    answer = answered(("201 Created", "CarePlan/7/_history/1"), ("422 Unprocessable Entity", ""))
    with pytest.raises(EhrRejected, match="refused a Task"):
        deliver(bundle, client_of(_serve(httpserver, capability, answer, stored)))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"rest": [{"mode": "server", "interaction": [{"code": "batch"}]}]}, "offers no transactions"),
        ({"rest": [{"mode": "client", "interaction": [{"code": "transaction"}]}]}, "offers no transactions"),
        ({"rest": []}, "offers no transactions"),
        ({"fhirVersion": "5.0.0-ballot"}, r"speaks FHIR 5\.0\.0-ballot: .* R4 \(4\.0, 4\.3\) and R5 \(5\.0\)"),
        ({"fhirVersion": "3.0.2"}, r"speaks FHIR 3\.0\.2:"),
    ],
)
def test_a_server_that_is_not_able_gets_nothing(change, why, httpserver, client_of, capability, bundle):
    httpserver.expect_request("/fhir/metadata").respond_with_json({**capability, **change})
    with pytest.raises(EhrRejected, match=why):
        deliver(bundle, client_of(httpserver.url_for("/fhir")))
    assert {request.method for request, _ in httpserver.log} == {"GET"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda bundle: bundle.update(type="collection"),
        lambda bundle: bundle.update(resourceType="Task"),
        lambda bundle: bundle.update(entry=[]),
        lambda bundle: bundle["entry"][0]["request"].pop("ifNoneExist"),
        lambda bundle: bundle["entry"][0].pop("resource"),
    ],
)
def test_a_bundle_that_cannot_be_posted_twice_is_not_posted_at_all(spoil, httpserver, client_of, bundle):
    spoil(bundle)
    with pytest.raises(ResourceError):
        deliver(bundle, client_of(httpserver.url_for("/fhir")))
    assert httpserver.log == []
