"""Whatever is wrong is refused once, with the right status and an OperationOutcome, and nothing is stored."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from dataclasses import dataclass, field

import pytest
from reportlab.pdfgen.canvas import Canvas

from careplan.errors import EhrRejected, EhrUnavailable
from careplan.web import create_app
from tests.web.conftest import NOW, SHEET, apply_parameters, parameters

TIME = "2026-12-01T09:00:00-05:00"
READ, DEFINE, GENERATE = "/fhir/$read-sheet", "/fhir/$define", "/fhir/$generate-care-plan"
APPLY = "/fhir/PlanDefinition/$apply"
FULL = f"{GENERATE}?subject=Patient/1&procedureTime={TIME}"
FHIR_JSON = "application/fhir+json"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WHOLE = {"subject": "Patient/1", "procedureTime__valueDateTime": TIME}


def pdf_without_text() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(100, 100, 200, 200)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def zip_that_is_no_docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<not-closed>")
    return out.getvalue()


@dataclass(frozen=True)
class Bad:
    name: str
    status: int
    code: str
    path: str = FULL
    data: bytes = SHEET.encode()
    type: str | None = "text/plain"
    method: str = "POST"
    headers: dict = field(default_factory=dict)


def body(resource, **kwargs):
    """A case whose body is this JSON."""
    return {"data": json.dumps(resource).encode(), "type": FHIR_JSON, **kwargs}


def sheet(**attachment):
    return parameters(**WHOLE, sheet__valueAttachment=attachment)


GOOD = base64.b64encode(SHEET.encode()).decode()
CASES = [
    # the document
    Bad("empty", 422, "required", data=b""),
    Bad("white space", 422, "required", data=b" \n\t \r\n"),
    Bad("binary as text", 415, "not-supported", data=bytes(range(256)) * 40),
    Bad("50 MB", 413, "too-long", data=b"Do not eat. " * 4_200_000),
    Bad("larger than a sheet may be", 413, "too-long", data=b"Do not eat. " * 18_000),
    Bad(
        "a language that no lexicon knows",
        422,
        "not-supported",
        data=("Nüchtern bleiben ab Mitternacht. " * 30).encode(),
    ),
    Bad("a charset that is none", 415, "not-supported", type="text/plain; charset=klingon"),
    Bad("a picture", 415, "not-supported", data=b"\x89PNG\r\n\x1a\n", type="image/png"),
    Bad("XML", 415, "not-supported", data=b"<Parameters/>", type="application/fhir+xml"),
    Bad("a PDF that is none", 422, "structure", data=b"%PDF-1.7 nothing", type="application/pdf"),
    Bad("a PDF without text", 422, "required", data=pdf_without_text(), type="application/pdf"),
    Bad("a DOCX that is none", 422, "structure", data=b"PK\x03\x04 nothing", type=DOCX),
    Bad("a broken DOCX", 422, "structure", data=zip_that_is_no_docx(), type=DOCX),
    Bad("a form of a browser", 415, "not-supported", data=b"text=x", type="application/x-www-form-urlencoded"),
    Bad("a multipart form", 415, "not-supported", data=b"--x--", type="multipart/form-data; boundary=x"),
    # JSON and resources
    Bad("no JSON at all", 400, "invalid", data=b"", type=FHIR_JSON),
    Bad("broken JSON", 400, "invalid", data=b'{"resourceType": "Parameters", ', type=FHIR_JSON),
    Bad("JSON array", 422, "structure", data=b"[]", type=FHIR_JSON),
    Bad("JSON with a name twice", 400, "invalid", data=b'{"a": 1, "a": 2}', type=FHIR_JSON),
    Bad("JSON in Latin-1", 400, "invalid", data='{"a": "é"}'.encode("latin-1"), type=FHIR_JSON),
    Bad("JSON nested deeply", 400, "invalid", data=b'{"a":' * 50_000 + b"1" + b"}" * 50_000, type=FHIR_JSON),
    Bad("JSON of another FHIR version", 415, "not-supported", data=b"{}", type=f"{FHIR_JSON}; fhirVersion=5.0"),
    Bad("no resourceType", 422, "structure", **body({"parameter": []})),
    Bad("wrong resource type", 422, "structure", **body({"resourceType": "Patient"})),
    Bad("wrong resource type for $apply", 422, "structure", **body({"resourceType": "Bundle"}, path=APPLY)),
    Bad("a sheet of no kind", 422, "structure", **body({"resourceType": "Observation"}, path=READ)),
    Bad("a Binary without data", 422, "structure", **body({"resourceType": "Binary"}, path=READ)),
    # parameters
    Bad("no sheet in Parameters", 400, "invalid", **body({"resourceType": "Parameters"}, path=READ)),
    Bad("neither sheet nor plan", 400, "invalid", **body(parameters(**WHOLE), path=GENERATE)),
    Bad(
        "sheet and plan",
        400,
        "invalid",
        **body(
            parameters(
                **WHOLE,
                sheet__valueAttachment={"contentType": "text/plain", "data": GOOD},
                planDefinition__valueCanonical="https://careplan.example/fhir/PlanDefinition/x",
            ),
            path=GENERATE,
        ),
    ),
    Bad(
        "base64 that is none",
        400,
        "invalid",
        **body(sheet(contentType="text/plain", data="%%%"), path=GENERATE),
    ),
    Bad("a sheet that is an address", 400, "invalid", **body(sheet(url="http://127.0.0.1/x"), path=GENERATE)),
    Bad(
        "a contentType that is a number",
        422,
        "structure",
        **body(sheet(contentType=1, data=GOOD), path=GENERATE),
    ),
    Bad("a parameter twice", 400, "invalid", path=f"{FULL}&subject=Patient/2"),
    Bad("a parameter that is unknown", 400, "invalid", path=f"{FULL}&patient=1"),
    Bad(
        "parameters that are no list",
        422,
        "structure",
        **body({"resourceType": "Parameters", "parameter": {}}),
    ),
    Bad("deliver that is a word", 400, "invalid", path=f"{FULL}&deliver=yes"),
    Bad("deliver without an EHR", 400, "invalid", path=f"{FULL}&deliver=true"),
    Bad("a sheet id that cannot be one", 400, "invalid", path=f"{DEFINE}?sheetId=a/b"),
    # patient and time
    Bad("no subject", 400, "required", path=f"{GENERATE}?procedureTime={TIME}"),
    Bad("a subject that is no Patient", 400, "required", path=FULL.replace("Patient/1", "Practitioner/1")),
    Bad("a subject that is a name", 400, "required", path=FULL.replace("Patient/1", "Jane Doe")),
    Bad("no procedure time", 400, "invalid", path=f"{GENERATE}?subject=Patient/1"),
    Bad("a time that is none", 400, "value", path=FULL.replace(TIME, "tomorrow at nine")),
    Bad("a day that is none", 400, "value", path=FULL.replace(TIME, "2026-02-30")),
    Bad("a time without zone", 400, "value", path=FULL.replace(TIME, "2026-12-01T09:00:00")),
    Bad("a zone that is none", 400, "value", path=f"{FULL}&timezone=America/Gotham"),
    Bad("a zone that is a path", 400, "value", path=f"{FULL}&timezone=../../etc/passwd"),
    Bad("an encounter that is a Patient", 400, "invalid", path=f"{FULL}&encounter=Patient/1"),
    Bad("a reviewer that is none", 400, "invalid", path=f"{FULL}&reviewer=Doctor"),
    # $apply
    Bad("$apply of text", 415, "not-supported", path=APPLY),
    Bad("$apply without plan", 400, "invalid", **body(apply_parameters(), path=APPLY)),
    Bad(
        "$apply of plan and url",
        400,
        "invalid",
        **body(
            apply_parameters(
                url__valueCanonical="https://careplan.example/x",
                planDefinition__resource={"resourceType": "PlanDefinition"},
            ),
            path=APPLY,
        ),
    ),
    Bad(
        "$apply of a plan that is not ours",
        422,
        "structure",
        **body(
            apply_parameters(planDefinition__resource={"resourceType": "PlanDefinition", "status": "draft"}),
            path=APPLY,
        ),
    ),
    Bad(
        "$apply of a plan that is broken",
        422,
        "structure",
        **body(
            apply_parameters(planDefinition__resource={"resourceType": "PlanDefinition", "action": "none"}),
            path=APPLY,
        ),
    ),
    Bad(
        "$apply of an unknown canonical",
        404,
        "not-found",
        **body(
            apply_parameters(url__valueCanonical="https://careplan.example/fhir/PlanDefinition/none"),
            path=APPLY,
        ),
    ),
    Bad(
        "$apply of an unknown id",
        404,
        "not-found",
        **body(apply_parameters(), path="/fhir/PlanDefinition/none/$apply"),
    ),
    Bad(
        "$apply without parameters",
        400,
        "invalid",
        **body(parameters(subject="Patient/1", url__valueCanonical="x"), path=APPLY),
    ),
    Bad(
        "$apply without subject",
        400,
        "required",
        **body({"resourceType": "Parameters", "parameter": apply_parameters()["parameter"][1:]}, path=APPLY),
    ),
    Bad(
        "$apply for two subjects",
        400,
        "invalid",
        **body(
            {
                "resourceType": "Parameters",
                "parameter": [
                    {"name": "subject", "valueString": "Patient/2"},
                    *apply_parameters()["parameter"],
                ],
            },
            path=APPLY,
        ),
    ),
    # HTTP
    Bad("an unknown address", 404, "not-found", path="/fhir/Patient/1", method="GET"),
    Bad("an address far from FHIR", 404, "not-found", path="/wp-login.php", method="GET"),
    Bad("an unknown id", 404, "not-found", path="/fhir/PlanDefinition/none", method="GET"),
    Bad("an id that cannot be one", 404, "not-found", path="/fhir/PlanDefinition/a%00b", method="GET"),
    Bad("an unknown version", 404, "not-found", path="/fhir/PlanDefinition/x/_history/0", method="GET"),
    Bad("an unknown OperationDefinition", 404, "not-found", path="/fhir/OperationDefinition/x", method="GET"),
    Bad("a method that is not allowed", 405, "not-supported", path=READ, method="GET"),
    Bad("a write to the store", 405, "not-supported", path="/fhir/PlanDefinition", method="POST"),
    Bad("a delete", 405, "not-supported", path="/fhir/PlanDefinition/x", method="DELETE"),
    Bad("an Accept that we cannot serve", 406, "not-supported", headers={"Accept": "application/fhir+xml"}),
    Bad(
        "an Accept of another version",
        406,
        "not-supported",
        headers={"Accept": f"{FHIR_JSON}; fhirVersion=3.0"},
    ),
    Bad("a _format that we cannot serve", 406, "not-supported", path=f"{FULL}&_format=xml"),
    Bad("a _format of another version", 406, "not-supported", path=f"{FULL}&_format=json;fhirVersion=3.0"),
    Bad("a _pretty that is neither", 400, "invalid", path=f"{FULL}&_pretty=perhaps"),
    Bad(
        "a search parameter that is unknown",
        400,
        "invalid",
        path="/fhir/PlanDefinition?title=x",
        method="GET",
    ),
    Bad("a search parameter twice", 400, "invalid", path="/fhir/PlanDefinition?url=x&url=y", method="GET"),
    Bad("a search with a NUL", 400, "invalid", path="/fhir/PlanDefinition?url=%00", method="GET"),
    Bad("an identifier of nothing", 400, "invalid", path="/fhir/Questionnaire?identifier=%7C", method="GET"),
    Bad("another site's page", 403, "forbidden", headers={"Origin": "https://evil.example"}),
    Bad("a page without origin", 403, "forbidden", headers={"Origin": "null"}),
    Bad("an origin that is none", 403, "forbidden", headers={"Origin": "http://["}),
    Bad("another host's name", 403, "forbidden", headers={"Host": "evil.example"}),
]


def send(client, case):
    return client.open(
        case.path,
        method=case.method,
        data=case.data if case.method == "POST" else None,
        content_type=case.type,
        headers=case.headers,
    )


def assert_outcome(answer, status, code):
    """The one shape that every error has."""
    assert (answer.status_code, answer.content_type) == (status, "application/fhir+json; charset=utf-8"), answer.text
    assert set(answer.json) == {"resourceType", "issue"}
    assert answer.json["resourceType"] == "OperationOutcome"
    (issue,) = answer.json["issue"]
    assert set(issue) - {"expression"} == {"severity", "code", "details", "diagnostics"}
    assert (issue["severity"], issue["code"]) == ("error", code)
    assert issue["details"] == {"text": issue["diagnostics"]}
    assert len(issue["diagnostics"]) > 10
    assert "Traceback" not in answer.text
    assert answer.headers["X-Request-Id"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_kind_of_bad_input_is_refused_and_nothing_is_stored(client, stored, case):
    assert_outcome(send(client, case), case.status, case.code)
    assert stored() == 0


def test_the_same_requests_without_the_fault_are_taken(client):
    assert send(client, Bad("good", 200, "")).status_code == 200
    whole = parameters(**WHOLE, sheet__valueAttachment={"contentType": "text/plain", "data": GOOD})
    assert send(client, Bad("good", 200, "", **body(whole, path=GENERATE))).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{GENERATE}?subject=SECRET&procedureTime={TIME}"),
        ("POST", f"{GENERATE}?subject=Patient/1&procedureTime=SECRET"),
        ("POST", f"{FULL}&timezone=SECRET"),
        ("POST", f"{FULL}&SECRET=1"),
        ("POST", f"{FULL}&encounter=SECRET"),
        ("GET", "/fhir/PlanDefinition?SECRET=1"),
        ("GET", "/fhir/PlanDefinition/SECRET"),
        ("GET", "/fhir/SECRET"),
    ],
)
def test_no_message_repeats_what_was_sent(client, method, path):
    answer = client.open(path.replace("SECRET", "Jane-Roe-1970"), method=method, data=SHEET, content_type="text/plain")
    assert answer.status_code in (400, 404)
    assert "Jane" not in answer.text


@pytest.mark.parametrize("content_type", ["text/plain", FHIR_JSON])
def test_a_body_in_chunks_is_limited_too(client, content_type):
    data = b'{"resourceType": "' + b"x" * 3_000_000
    answer = client.post(
        READ,
        input_stream=io.BytesIO(data),
        content_type=content_type,
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert_outcome(answer, 413, "too-long")


def test_405_says_what_is_allowed(client):
    assert set(client.get(READ).headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
    assert "GET" in client.delete("/fhir/PlanDefinition/x").headers["Allow"]


def failing(settings, store, error):
    """An application with one more route, which raises."""
    app = create_app(settings, store=store, clock=lambda: NOW)

    @app.get("/boom")
    def boom():
        raise error

    return app.test_client()


def test_an_unexpected_error_tells_nothing_of_itself_in_answer_or_log(settings, store, caplog):
    answer = failing(settings, store, ValueError("Jane Roe, born 1970")).get("/boom")
    assert_outcome(answer, 500, "exception")
    assert "Jane" not in answer.text + caplog.text
    assert "ValueError" in caplog.text
    assert "test_bad_input.py" in caplog.text


@pytest.mark.parametrize(("status", "code"), [(429, "throttled"), (503, "transient"), (418, "processing")])
def test_any_error_of_http_is_an_outcome_too(settings, store, status, code):
    from werkzeug.exceptions import ImATeapot, ServiceUnavailable, TooManyRequests

    errors = {429: TooManyRequests(retry_after=7), 503: ServiceUnavailable(), 418: ImATeapot()}
    answer = failing(settings, store, errors[status]).get("/boom")
    assert_outcome(answer, status, code)
    assert answer.headers.get("Retry-After") == ("7" if status == 429 else None)


def test_what_the_ehr_says_against_it_stands_behind_our_own_issue(settings, store):
    theirs = {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "warning", "code": "value", "diagnostics": "no"}],
    }
    error = EhrRejected("the EHR refused a Task", http_status=422, outcome=theirs)
    answer = failing(settings, store, error).get("/boom")
    assert answer.status_code == 502
    ours, behind = answer.json["issue"]
    assert (ours["severity"], ours["code"], ours["diagnostics"]) == (
        "error",
        "processing",
        "the EHR refused a Task",
    )
    assert (behind["severity"], behind["code"], behind["diagnostics"]) == (
        "warning",
        "processing",
        "The EHR said: no",
    )


@pytest.mark.parametrize("outcome", [None, {}, {"issue": "x"}, {"issue": [1, {"details": 3}]}])
def test_an_ehr_that_says_it_badly_still_gives_an_outcome(settings, store, outcome):
    answer = failing(settings, store, EhrRejected("refused", http_status=500, outcome=outcome)).get("/boom")
    assert answer.status_code == 502
    assert answer.json["issue"][0]["diagnostics"] == "refused"


def test_an_ehr_that_is_away_is_503(settings, store):
    answer = failing(settings, store, EhrUnavailable("the EHR gives no answer")).get("/boom")
    assert_outcome(answer, 503, "transient")
