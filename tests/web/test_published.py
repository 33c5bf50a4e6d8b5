"""What the service publishes and answers is FHIR R4, as the validator sees it."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files

import pytest

from careplan.errors import CareplanError, MappingError, NotFound, SettingsError, SubjectError
from careplan.fhir.capability import STORED, capability_statement, search_parameters
from careplan.fhir.operations import Operation, operation_definition, operations
from careplan.fhir.outcome import UNEXPECTED, from_error, outcome
from careplan.knowledge import build
from tests.web.conftest import SHEET, apply_parameters

BASE = "https://careplan.example/fhir"


def test_all_that_is_published_and_answered_is_valid_r4(client, validator):
    plan = client.post("/fhir/$define", data=SHEET, content_type="text/plain").json["entry"][-1]["resource"]
    binary = {"Accept": "application/fhir+json"}
    answers = [
        client.get("/fhir/metadata"),
        client.get("/fhir/OperationDefinition"),
        *(client.get(f"/fhir/{type}") for type in STORED),
        client.get("/fhir/Questionnaire?identifier=none"),
        client.post(f"/fhir/PlanDefinition/{plan['id']}/$apply", json=apply_parameters()),
        client.post("/fhir/$read-sheet", data=SHEET, content_type="text/plain", headers=binary),
        client.get("/fhir/none"),
    ]
    for answer in answers:
        assert [i for i in validator.validate(answer.json) if i.wrong] == []


@pytest.mark.parametrize("one", operations(), ids=[one.id for one in operations()])
def test_an_operation_definition_holds_what_the_data_say(one):
    made = operation_definition(one, base=BASE)
    assert made["url"] == f"{BASE}/OperationDefinition/{one.id}"
    assert [p["name"] for p in made["parameter"]] == [p.name for p in one.parameters]
    assert made["parameter"][-1]["use"] == "out"
    for given, published in zip(one.parameters, made["parameter"], strict=True):
        assert (published["min"], published["max"], published.get("type", "")) == (given.min, given.max, given.type)
        assert [p["name"] for p in published.get("part", [])] == [p.name for p in given.part]
        allowed = [e["valueUri"] for e in published.get("extension", [])]
        assert tuple(allowed) == given.allowed
        assert bool(allowed) is (given.type == "Any")
    assert None not in made.values()


def test_the_data_of_the_operations_have_no_key_that_is_not_known():
    table = tomllib.loads(files("careplan.fhir").joinpath("operations.toml").read_text("utf-8"))
    one = table["operation"][0] | {"colour": "red"}
    with pytest.raises(MappingError, match="colour"):
        build(Operation, one, "operations.toml")


def test_the_statement_names_no_search_on_what_a_document_reference_has_not():
    assert [name for name, _ in search_parameters("DocumentReference")] == ["_id", "identifier"]
    assert "url" in [name for name, _ in search_parameters("Questionnaire")]


def test_published_resources_depend_on_nothing_but_their_arguments():
    first, second = (json.dumps(capability_statement(address="http://a/fhir", base=BASE)) for _ in range(2))
    assert first == second
    assert "http://a/fhir" in first


def test_an_error_becomes_its_outcome():
    made = from_error(SubjectError("no subject", expression="subject"))
    assert made == outcome("required", "no subject", expression="subject")
    assert made["issue"][0]["expression"] == ["subject"]
    assert from_error(NotFound("none"))["issue"][0]["code"] == "not-found"


@pytest.mark.parametrize("error", [CareplanError("secret"), MappingError("secret"), SettingsError("secret")])
def test_an_error_of_ours_alone_tells_nothing_of_itself(error):
    assert from_error(error) == outcome("exception", UNEXPECTED)
