"""The official R4 validator on the definitions: no error, and no warning but those named in the docs."""

import json

import pytest

from careplan.definitions import define
from careplan.fhir.structures import structure_definitions
from careplan.sandbox import Validator
from tests.definitions.sample import GOLD, arthroscopy, needs_sheets
from tests.gold import reading_from_gold
from tests.hapi import prepared

NAMED = (
    # no package holds LOINC or SNOMED CT, so their codes cannot be checked offline
    "CodeSystem is unknown and can't be validated: http://loinc.org",
    "codeSystem 'http://loinc.org' version 'null' is not supported",
    "codeSystem 'http://snomed.info/sct' version 'null' is not supported",
    "A code with no system has no defined meaning",  # SDC's launch context, see the document
)


@pytest.fixture(scope="module")
def with_ours(tmp_path_factory):
    """The validator that knows our extensions."""
    prepared()
    folder = tmp_path_factory.mktemp("extensions")
    for structure in structure_definitions():
        (folder / f"{structure['id']}.json").write_text(json.dumps(structure))
    with Validator(packages=[folder]) as running:
        yield running


def told(validator, resources):
    return [
        str(issue)
        for resource in resources
        for issue in validator.validate(resource)
        if issue.severity != "information" and not any(name in issue.message for name in NAMED)
    ]


def test_small_sheet_is_valid(validator, definitions):
    assert told(validator, definitions.resources()) == []


def test_extensions_are_valid_and_say_what_is_written(validator, with_ours, definitions):
    # HAPI alone cannot make a snapshot to validate a StructureDefinition with; it can to validate by one
    faults = [f for f in told(validator, structure_definitions()) if "Error generating Snapshot" not in f]
    assert faults == []
    issues = [i for r in definitions.resources() for i in with_ours.validate(r)]
    assert [str(i) for i in issues if "careplan.example" in i.message] == []


def test_extension_with_a_part_that_is_not_defined_is_seen(with_ours):
    content, reading = arthroscopy()
    plan = define(reading, content=content).plan_definition
    plan["extension"][0]["extension"].append({"url": "colour", "valueCode": "red"})
    assert [i for i in with_ours.validate(plan) if i.wrong] != []


@needs_sheets
@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_sheets_are_valid(validator, path):
    assert told(validator, define(reading_from_gold(path), content=path.read_bytes()).resources()) == []
