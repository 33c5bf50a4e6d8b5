"""The official validator as R5: no error in the plan of any sheet, no warning but those that the docs explain."""

import json
from pathlib import Path

import pytest

from careplan.fhir.capability import capability_statement
from careplan.fhir.operations import operation_definition, operations
from careplan.fhir.outcome import outcome
from careplan.fhir.r5 import r5
from careplan.fhir.structures import structure_definitions
from careplan.sandbox import Validator
from careplan.web.contained import contained_plan
from tests.apply.sample import sample
from tests.fhir.r5.sheets import SHEETS, r4_bundle
from tests.fhir.r5.test_responses import RESPONSE, form
from tests.hapi import prepared

DOCS = (Path(__file__).parents[3] / "docs" / "fhir-mapping.md").read_text("utf-8")
BASE = "https://fhir.hospital.example"
# as docs/fhir-mapping.md explains them
NAMED = (
    "codeSystem 'http://loinc.org' version 'null' is not supported",
    "codeSystem 'http://snomed.info/sct' version 'null' is not supported",
    "because CodeSystem 'http://loinc.org' is ignored/not-present",
    "A code with no system has no defined meaning",
    "The value provided ('application/x-fhir-query') was not found in the value set 'Expression Language'",
    "CodeSystem is unknown and can't be validated: http://hl7.org/fhir/us/core/CodeSystem/careplan-category",
    "CodeSystem is unknown and can't be validated: http://hl7.org/fhir/uv/sdc/CodeSystem/temp",
)


def told(validator, resource):
    return [
        str(issue)
        for issue in validator.validate(resource)
        if issue.severity != "information" and not any(name in issue.message for name in NAMED)
    ]


def test_the_docs_explain_each_warning_that_stays():
    said = ("LOINC", "SNOMED CT", "with no system", "application/x-fhir-query", "careplan-category", "CodeSystem/temp")
    assert [one for one in said if one not in DOCS] == []
    assert all(any(one.lower() in name.lower() for one in (*said, "loinc", "snomed")) for name in NAMED)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_the_plan_of_any_sheet_is_valid_r5(validator_r5, path):
    assert told(validator_r5, r5(r4_bundle(path))) == []


def test_a_plan_without_an_hour_is_valid_r5(validator_r5):
    assert told(validator_r5, r5(sample(at="2026-12-01").bundle)) == []


def test_a_plan_with_the_rest_contained_is_valid_r5(validator_r5):
    assert told(validator_r5, contained_plan(r5(sample().bundle))) == []


def test_r4_is_not_valid_r5(validator_r5):
    assert [i for i in validator_r5.validate(sample().bundle) if i.wrong] != []


@pytest.mark.parametrize("kind", ["choice", "text", "date", "boolean"])
def test_a_response_with_a_question_that_nobody_answered_is_valid_r5(validator_r5, kind):
    entries = [{"resource": form(kind)}, {"resource": RESPONSE}]
    bundle = r5({"resourceType": "Bundle", "type": "collection", "entry": entries})
    assert [str(i) for e in bundle["entry"] for i in validator_r5.validate(e["resource"]) if i.wrong] == []


def test_what_the_service_publishes_is_valid_r5(validator_r5):
    published = [
        capability_statement(address=f"{BASE}/fhir", base=BASE),
        outcome("invalid", "No."),
        *(operation_definition(one, base=BASE) for one in operations()),
    ]
    assert [told(validator_r5, r5(one)) for one in published] == [[] for _ in published]


def test_with_our_extensions_known_they_hold_what_they_may(tmp_path):
    prepared("r5")
    for structure in structure_definitions():
        (tmp_path / f"{structure['id']}.json").write_text(json.dumps(r5(structure)))
    with Validator(packages=[tmp_path], fhir_version="R5") as validator:
        found = validator.validate(r5(sample().bundle))
        assert validator.loaded == len(structure_definitions())
    assert [str(i) for i in found if i.wrong or "careplan.example/fhir/StructureDefinition" in i.message] == []
