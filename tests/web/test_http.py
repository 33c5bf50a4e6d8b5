"""What holds for every request: ids, headers, formats, logs, and the limits of a service without login."""

from __future__ import annotations

import json
import logging

import pytest
from sqlalchemy.exc import OperationalError

from careplan.errors import SettingsError
from careplan.settings import Settings
from careplan.store import Store
from careplan.web import create_app
from tests.web.conftest import SHEET

GENERATE = "/fhir/$generate-care-plan?subject=Patient/jane-roe&procedureTime=2026-12-01"


def test_a_request_id_is_echoed(client):
    for path in ("/", "/livez", "/fhir/metadata", "/fhir/none"):
        answer = client.get(path, headers={"X-Request-Id": "abc-1.2_3"})
        assert answer.headers["X-Request-Id"] == "abc-1.2_3"


@pytest.mark.parametrize("given", [None, "", "with blank", "x" * 65, "a;b", "<script>", "é"])
def test_a_request_id_that_is_missing_or_odd_is_made_anew(client, given):
    headers = {} if given is None else {"X-Request-Id": given}
    first, second = (client.get("/livez", headers=headers).headers["X-Request-Id"] for _ in range(2))
    assert first.isalnum()
    assert first not in (second, given)


def test_every_answer_bears_the_security_headers_and_none_allows_other_origins(client):
    for path in ("/", "/livez", "/fhir/metadata", "/fhir/none", "/static/home.css"):
        with client.get(path, headers={"Origin": "https://evil.example"}) as answer:
            headers = answer.headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert not [name for name, _ in headers if name.startswith("Access-Control-")]


def test_answers_are_not_cached_but_static_files_may_be(client):
    assert client.get("/fhir/metadata").headers["Cache-Control"] == "no-store"
    assert client.get("/").headers["Cache-Control"] == "no-store"
    with client.get("/static/home.css") as static:
        assert static.headers["Cache-Control"] != "no-store"


@pytest.mark.parametrize(
    ("accept", "query"),
    [
        ("application/fhir+json", ""),
        ("application/json", ""),
        ("application/fhir+json; fhirVersion=4.0", ""),
        ("application/fhir+xml;q=0.9, application/json;q=0.1", ""),
        ("text/html, */*;q=0.1", ""),
        ("application/*", ""),
        ("application/fhir+xml", "?_format=json"),
        ("*/*", "?_format=application/fhir+json"),
        ("*/*", "?_format=application/json"),
        (None, ""),
    ],
)
def test_who_can_take_json_gets_it(client, accept, query):
    answer = client.get(f"/fhir/metadata{query}", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.content_type) == (200, "application/fhir+json; charset=utf-8")


def test_refused_json_is_refused(client):
    assert client.get("/fhir/metadata", headers={"Accept": "application/fhir+json;q=0"}).status_code == 406


def test_pretty_is_indented_and_else_on_one_line(client):
    plain, pretty = client.get("/fhir/metadata"), client.get("/fhir/metadata?_pretty=true")
    assert plain.text.count("\n") == 1
    assert pretty.text.count("\n") > 50
    assert json.loads(plain.text) == json.loads(pretty.text)
    assert client.get("/fhir/metadata?_pretty=false").text == plain.text


def test_letters_beyond_ascii_are_written_as_they_are(client):
    sheet = "Café visit\n\nDo not eat for 6 hours before the procedure – not even a crêpe.\n"
    answer = client.post("/fhir/$read-sheet", data=sheet.encode(), content_type="text/plain")
    assert "crêpe" in answer.text


def test_the_log_tells_method_route_status_and_id_and_nothing_of_the_patient(client, caplog):
    caplog.set_level(logging.INFO)
    sheet = SHEET + "\nJane Roe should arrive at 7 am.\n"
    client.post(GENERATE, data=sheet, content_type="text/plain", headers={"X-Request-Id": "r1"})
    client.post(GENERATE.replace("2026-12-01", "soon"), data=sheet, content_type="text/plain")
    client.get("/fhir/PlanDefinition/jane-roe")
    assert "POST /fhir/$generate-care-plan 200" in caplog.text
    assert "POST /fhir/$generate-care-plan 400" in caplog.text
    assert "GET /fhir/<any(" in caplog.text
    assert " r1" in caplog.text
    assert "jane" not in caplog.text.lower()
    assert "2026-12" not in caplog.text


def test_the_services_own_host_names_are_taken_and_no_others(settings, store):
    client = create_app(settings, store=store).test_client()
    for host, status in {
        "localhost": 200,
        "127.0.0.1:8000": 200,
        "[::1]:8000": 200,
        "careplan.example": 200,  # of canonical_base: a proxy in front
        "evil.example": 403,
        "localhost.evil.example": 403,
    }.items():
        assert client.get("/livez", headers={"Host": host}).status_code == status


def test_a_service_for_others_takes_any_host(tmp_path, store):
    chosen = Settings(data_dir=tmp_path, host="0.0.0.0")
    client = create_app(chosen, store=store).test_client()
    assert client.get("/livez", headers={"Host": "anything.example"}).status_code == 200


def test_a_page_of_our_own_may_post(client):
    answer = client.post(GENERATE, data=SHEET, content_type="text/plain", headers={"Origin": "http://localhost"})
    assert answer.status_code == 200


def test_livez_and_readyz_answer(client):
    assert client.get("/livez").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok", "store": "ok"}


def test_a_store_that_is_away_leaves_the_service_alive_but_not_ready(settings):
    store = Store("postgresql://nobody@127.0.0.1:1/none")
    client = create_app(settings, store=store).test_client()
    assert client.get("/livez").status_code == 200
    for answer in (
        client.get("/readyz"),
        client.get("/fhir/PlanDefinition/x"),
        client.post("/fhir/$define", data=SHEET, content_type="text/plain"),
    ):
        assert answer.status_code == 503
        assert answer.json["issue"][0]["code"] == "transient"
        assert "127.0.0.1" not in answer.text
    assert client.post("/fhir/$read-sheet", data=SHEET, content_type="text/plain").status_code == 200
    with pytest.raises(OperationalError):
        store.check()


def test_create_app_takes_settings_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    app = create_app(data_dir=tmp_path, max_document_bytes=10)
    answer = app.test_client().post("/fhir/$read-sheet", data=SHEET, content_type="text/plain")
    assert answer.status_code == 413
    app.extensions["careplan"].store.close()


def test_create_app_refuses_wrong_settings_and_two_sources_of_them(settings):
    with pytest.raises(SettingsError):
        create_app(prot=1)
    with pytest.raises(TypeError):
        create_app(settings, port=1)
