import json
import re

import pytest

from careplan.ehr import Client
from careplan.ehr.auth import Bearer
from careplan.errors import EhrRejected, EhrUnavailable, SettingsError
from careplan.settings import Settings
from tests.ehr.conftest import answered
from tests.ehr.faults import FaultServer, answer, drip, half, hang_up, reset

DONE = answered(("201 Created", "CarePlan/1/_history/1"), ("201 Created", "Task/2/_history/1"))
PATIENT = {"resourceType": "Patient", "id": "1"}


def test_a_read_asks_for_fhir_json_and_gives_the_resource(httpserver, client_of):
    httpserver.expect_request(
        "/fhir/Patient/1", headers={"Accept": "application/fhir+json"}
    ).respond_with_json(PATIENT)
    assert client_of(httpserver.url_for("/fhir/")).read("Patient", "1") == PATIENT


def test_a_transaction_is_posted_to_the_base_as_fhir_json(httpserver, client_of, bundle):
    httpserver.expect_request(
        "/fhir", method="POST", headers={"Content-Type": "application/fhir+json", "Prefer": "return=minimal"}
    ).respond_with_json(DONE)
    assert len(client_of(httpserver.url_for("/fhir")).transaction(bundle)) == 2
    assert json.loads(httpserver.log[0][0].data) == bundle


@pytest.mark.parametrize("fault", [reset, hang_up, half])
def test_a_conditional_bundle_is_sent_again_when_its_answer_is_lost(fault, client_of, bundle, waits):
    with FaultServer(fault, fault, answer(DONE)) as server:
        assert len(client_of(server.url).transaction(bundle)) == 2
    bodies = [request.partition(b"\r\n\r\n")[2] for request in server.requests]
    assert len(bodies) == 3
    assert set(bodies) == {json.dumps(bundle).encode()}
    assert waits == [0.125, 0.25]


@pytest.mark.parametrize("status", [409, 429, 500, 502, 503, 504])
def test_a_passing_error_status_is_tried_again(status, client_of, bundle, waits):
    with FaultServer(answer({}, status), answer(DONE)) as server:
        assert len(client_of(server.url).transaction(bundle)) == 2
    assert len(waits) == 1


def test_a_bundle_that_could_be_made_twice_is_sent_once_only(client_of, bundle):
    del bundle["entry"][1]["request"]["ifNoneExist"]
    with FaultServer(reset, answer(DONE)) as server, pytest.raises(EhrUnavailable):
        client_of(server.url).transaction(bundle)
    assert len(server.requests) == 1


def test_the_tries_end(client_of, bundle, waits):
    with FaultServer(answer({}, 503)) as server, pytest.raises(EhrUnavailable, match="HTTP 503"):
        client_of(server.url, attempts=4).transaction(bundle)
    assert len(server.requests) == 4
    assert len(waits) == 3


def test_a_collision_that_does_not_pass_is_a_refusal(client_of, bundle):
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "conflict"}]}
    with FaultServer(answer(outcome, 409)) as server, pytest.raises(EhrRejected) as caught:
        client_of(server.url, attempts=2).transaction(bundle)
    assert (caught.value.http_status, caught.value.outcome) == (409, outcome)


@pytest.mark.parametrize(("asked", "waited"), [("3", 3.0), ("21600", 30.0), ("soon", 0.125), ("0", 0.125)])
def test_retry_after_is_kept_within_the_longest_wait(asked, waited, client_of, bundle, waits):
    with FaultServer(answer({}, 429, Retry_After=asked), answer(DONE)) as server:
        client_of(server.url, longest_wait=30.0).transaction(bundle)
    assert waits == [waited]


def test_retry_after_may_be_a_date(client_of, bundle, waits):
    far, past = "Fri, 01 Jan 2100 00:00:00 GMT", "Fri, 01 Jan 2010 00:00:00 GMT"
    faults = [answer({}, 503, Retry_After=far), answer({}, 503, Retry_After=past)]
    with FaultServer(*faults, answer(DONE)) as server:
        client_of(server.url, longest_wait=7.0).transaction(bundle)
    assert waits == [7.0, 0.25]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 412, 422])
def test_a_refusal_is_not_tried_again_and_carries_its_outcome(status, client_of, bundle, waits):
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "invalid"}]}
    with FaultServer(answer(outcome, status)) as server, pytest.raises(EhrRejected) as caught:
        client_of(server.url).transaction(bundle)
    assert (caught.value.http_status, caught.value.outcome, waits) == (status, outcome, [])


def test_a_refusal_without_an_outcome_is_one_too(client_of):
    with (
        FaultServer(answer("<html>login</html>", 403)) as server,
        pytest.raises(EhrRejected) as caught,
    ):
        client_of(server.url).read("Patient", "1")
    assert caught.value.outcome is None


@pytest.mark.parametrize("count", [0, 1, 3])
def test_another_number_of_entries_than_was_posted_is_refused(count, httpserver, client_of, bundle):
    httpserver.expect_request("/fhir").respond_with_json(answered(*[("201 Created", "Task/2")] * count))
    with pytest.raises(EhrRejected, match=f"answered {count} of 2 entries"):
        client_of(httpserver.url_for("/fhir")).transaction(bundle)


@pytest.mark.parametrize(
    "found",
    [
        "not json",
        "[1]",
        '{"resourceType": "OperationOutcome"}',
        "[" * 100_000,
        '{"resourceType": "Bundle", "type": "searchset", "entry": []}',
        "",
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_refused(found, httpserver, client_of, bundle):
    httpserver.expect_request("/fhir").respond_with_data(found, content_type="application/fhir+json")
    with pytest.raises(EhrRejected, match="the EHR's answer is no"):
        client_of(httpserver.url_for("/fhir")).transaction(bundle)


def test_another_resource_than_was_asked_for_is_refused(httpserver, client_of):
    httpserver.expect_request("/fhir/Patient/2").respond_with_json(PATIENT)
    with pytest.raises(EhrRejected, match="another Patient"):
        client_of(httpserver.url_for("/fhir")).read("Patient", "2")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_with_a_plan_and_a_token(status, httpserver, client_of, bundle, tmp_path):
    (tmp_path / "token").write_text("secret-token")
    with FaultServer(answer(DONE)) as elsewhere:
        httpserver.expect_request("/fhir").respond_with_data(
            "", status=status, headers={"Location": elsewhere.url}
        )
        client = client_of(httpserver.url_for("/fhir"), auth=Bearer(tmp_path / "token"))
        with pytest.raises(EhrRejected, match="redirects elsewhere"):
            client.transaction(bundle)
    assert elsewhere.requests == []


def test_an_answer_over_the_limit_is_refused(httpserver, client_of):
    httpserver.expect_request("/fhir/Patient/1").respond_with_json({**PATIENT, "text": "x" * 100_000})
    with pytest.raises(EhrRejected, match="larger than 50000 bytes"):
        client_of(httpserver.url_for("/fhir"), max_answer_bytes=50_000).read("Patient", "1")


def test_an_answer_that_unpacks_to_more_than_the_limit_is_refused(httpserver, client_of):
    import gzip

    packed = gzip.compress(b" " * 5_000_000)
    assert len(packed) < 50_000
    httpserver.expect_request("/fhir/Patient/1").respond_with_data(
        packed, headers={"Content-Encoding": "gzip"}
    )
    with pytest.raises(EhrRejected, match="larger than 50000 bytes"):
        client_of(httpserver.url_for("/fhir"), max_answer_bytes=50_000).read("Patient", "1")


def test_an_answer_that_drips_without_end_is_cut_off(client_of):
    with FaultServer(drip) as server, pytest.raises(EhrUnavailable, match="in time"):
        client_of(server.url, read_timeout=0.3, attempts=1).read("Patient", "1")


def test_a_server_that_is_not_there_is_unavailable(client_of, waits):
    with FaultServer(reset) as server:
        url = server.url
    with pytest.raises(EhrUnavailable, match="no answer from the EHR"):
        client_of(url, attempts=2).read("Patient", "1")
    assert len(waits) == 1


def test_no_message_tells_of_the_query_or_the_body(client_of, bundle):
    bundle["entry"][0]["resource"]["title"] = "Jane Doe"
    with FaultServer(reset) as server:
        client = client_of(server.url, attempts=1)
        for call in (
            lambda: client.search("Patient", {"name": "Doe"}),
            lambda: client.transaction(bundle),
        ):
            with pytest.raises(EhrUnavailable) as caught:
                call()
            assert "Doe" not in str(caught.value)
            assert caught.value.__cause__ is None


def _page(*resources, following=None):
    links = [{"relation": "next", "url": following}] if following else []
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": links,
        "entry": [{"resource": r} for r in resources],
    }


def test_a_search_goes_through_all_pages_and_skips_what_it_cannot_use(httpserver, client_of):
    httpserver.expect_request("/fhir/Task", query_string={"status": "draft"}).respond_with_json(
        _page(
            {"resourceType": "Task", "id": "1"},
            None,
            {"resourceType": "OperationOutcome"},
            following=httpserver.url_for("/fhir?page=2"),
        )
    )
    httpserver.expect_request("/fhir", query_string={"page": "2"}).respond_with_json(
        _page({"resourceType": "Task", "id": "2"})
    )
    found = client_of(httpserver.url_for("/fhir")).search("Task", {"status": "draft"})
    assert [task["id"] for task in found] == ["1", "2"]


def test_a_next_page_on_another_host_is_not_asked_for(httpserver, client_of):
    with FaultServer(answer(_page())) as elsewhere:
        httpserver.expect_request("/fhir/Task").respond_with_json(_page(following=elsewhere.url))
        with pytest.raises(EhrRejected, match="another host"):
            client_of(httpserver.url_for("/fhir")).search("Task", {})
    assert elsewhere.requests == []


def test_a_search_whose_pages_never_end_is_given_up(httpserver, client_of):
    httpserver.expect_request("/fhir/Task").respond_with_json(
        _page(following=httpserver.url_for("/fhir/Task"))
    )
    with pytest.raises(EhrRejected, match="does not end"):
        client_of(httpserver.url_for("/fhir")).search("Task", {})


def test_the_capabilities_are_asked_for_once(httpserver, client_of, capability):
    httpserver.expect_ordered_request("/fhir/metadata").respond_with_json(capability)
    client = client_of(httpserver.url_for("/fhir"))
    assert client.capabilities() is client.capabilities()
    assert (client.capabilities().transaction, client.capabilities().release) == (True, "R4")


def test_a_token_is_read_anew_for_each_request(httpserver, client_of, tmp_path):
    token = tmp_path / "token"
    client = client_of(httpserver.url_for("/fhir"), auth=Bearer(token))
    for value in ("first", "second"):
        token.write_text(f"{value}\n")
        httpserver.expect_oneshot_request(
            "/fhir/Patient/1", headers={"Authorization": f"Bearer {value}"}
        ).respond_with_json(PATIENT)
        assert client.read("Patient", "1") == PATIENT


@pytest.mark.parametrize("content", ["", "two words", "line\nbreak", "über"])
def test_a_token_file_without_a_token_is_refused_and_not_shown(content, client_of, tmp_path):
    token = tmp_path / "token"
    token.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match="ehr_token_file") as caught:
        client_of("http://127.0.0.1:1/fhir", auth=Bearer(token)).read("Patient", "1")
    assert not re.search(r"two|line|über", str(caught.value))


def test_no_credentials_are_looked_for_in_the_home_folder(httpserver, client_of, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("default login someone password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    httpserver.expect_request("/fhir/Patient/1").respond_with_json(PATIENT)
    client_of(httpserver.url_for("/fhir")).read("Patient", "1")
    assert "Authorization" not in httpserver.log[0][0].headers


def test_the_settings_make_the_client(httpserver, tmp_path):
    (tmp_path / "token").write_text("abc")
    httpserver.expect_request("/fhir/Patient/1", headers={"Authorization": "Bearer abc"}).respond_with_json(
        PATIENT
    )
    settings = Settings(ehr_url=httpserver.url_for("/fhir"), ehr_token_file=tmp_path / "token")
    with Client.of(settings) as client:
        assert client.read("Patient", "1") == PATIENT


def test_without_an_address_there_is_no_client():
    with pytest.raises(SettingsError, match="ehr_url"):
        Client.of(Settings(ehr_url=None))
