"""docs/api.md says what is true: its curl lines run, and it names every parameter and address."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from careplan.fhir.operations import operations

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text("utf-8")
SERVICE = "http://127.0.0.1:8000"


def curl(client, line):
    """Do what the curl command does, as far as docs/api.md uses it."""
    words = shlex.split(line)
    assert words[:2] == ["curl", "-s"]
    assert words[2].startswith(f"{SERVICE}/")
    options = dict(zip(words[3::2], words[4::2], strict=True))
    assert set(options) <= {"-H", "-d", "--data-binary"}
    data = options.get("-d")
    if "--data-binary" in options:
        data = (ROOT / options["--data-binary"].removeprefix("@")).read_bytes()
    name, _, value = options.get("-H", "Content-Type: ").partition(": ")
    assert name == "Content-Type"
    path = words[2].removeprefix(SERVICE)
    return client.open(path, method="GET" if data is None else "POST", data=data, content_type=value or None)


def test_the_curl_lines_run_one_after_the_other(client):
    lines = re.findall(r"^curl .*$", TEXT, re.MULTILINE)
    assert len(lines) == 7
    answers = [curl(client, line) for line in lines]
    assert [answer.status_code for answer in answers] == [200] * 7
    kinds = [answer.json.get("resourceType") for answer in answers]
    assert kinds == ["CapabilityStatement", None, "Bundle", "CarePlan", "Parameters", "Bundle", "Bundle"]
    assert answers[-1].json["total"] == 1


@pytest.mark.parametrize("one", operations(), ids=[one.id for one in operations()])
def test_every_parameter_is_documented(one):
    assert f"${one.code}" in TEXT
    for parameter in one.inputs:
        for name in (parameter.name, *parameter.aliases):
            assert f"`{name}`" in TEXT


_LIFE = "`POST /fhir/CarePlan/<id>/$reschedule`, `…/$answer`, `…/$cancel`, `…/$revise`, `…/$merge`"
ADDRESSES = {
    "/": "`GET /`, `POST /`",
    "/samples/<name>.txt": "`GET /samples/<name>.txt`",
    "/livez": "`GET /livez`",
    "/readyz": "`GET /readyz`",
    "/fhir/metadata": "`GET /fhir/metadata`",
    "/fhir/OperationDefinition": "`GET /fhir/OperationDefinition`, `…/<id>`",
    "/fhir/OperationDefinition/<id>": "`GET /fhir/OperationDefinition`, `…/<id>`",
    "/fhir/<type>": "`GET /fhir/PlanDefinition`, `ActivityDefinition`, `Questionnaire`, `DocumentReference`",
    "/fhir/<type>/<id>": "`GET /fhir/<type>/<id>`, `…/_history/<version>`",
    "/fhir/<type>/<id>/_history/<version>": "`GET /fhir/<type>/<id>`, `…/_history/<version>`",
    "/fhir/$read-sheet": "`POST /fhir/$read-sheet`",
    "/fhir/$define": "`POST /fhir/$define`",
    "/fhir/PlanDefinition/$apply": "`POST /fhir/PlanDefinition/$apply`",
    "/fhir/PlanDefinition/<id>/$apply": "`POST /fhir/PlanDefinition/<id>/$apply`",
    "/fhir/Questionnaire/$populate": "`POST /fhir/Questionnaire/$populate`",
    "/fhir/Questionnaire/<id>/$populate": "`POST /fhir/Questionnaire/<id>/$populate`",
    "/fhir/CarePlan/<id>/$reschedule": _LIFE,
    "/fhir/CarePlan/<id>/$answer": _LIFE,
    "/fhir/CarePlan/<id>/$cancel": _LIFE,
    "/fhir/CarePlan/<id>/$revise": _LIFE,
    "/fhir/CarePlan/<id>/$merge": _LIFE,
    "/fhir/$generate-care-plan": "`POST /fhir/$generate-care-plan`",
}


def test_every_address_is_documented(app):
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"}
    plain = {re.sub(r"<(?:any\([^)]*\)|fhir_id):", "<", rule) for rule in rules}
    assert plain == set(ADDRESSES)
    for documented in ADDRESSES.values():
        assert documented in TEXT


def test_the_example_of_an_error_is_what_is_answered(client):
    answer = client.post(
        "/fhir/$generate-care-plan?subject=Patient/1&procedureTime=2026-12-01T09:00:00",
        data="Do not eat for 6 hours before the procedure.",
        content_type="text/plain",
    )
    assert answer.json["issue"][0]["diagnostics"] in TEXT
