import re

import pytest

from careplan.definitions import define
from careplan.errors import InputError
from tests.definitions.sample import build, say


def test_same_sheet_same_bytes_of_everything(sheet):
    content, reading = sheet
    one, other = (repr(define(reading, content=content).resources()) for _ in range(2))
    assert one == other


def test_ids_and_urls_come_from_the_hash(sheet, definitions):
    sha256 = sheet[1].document.sha256
    plan = definitions.plan_definition
    assert plan["id"] == sha256[:16]
    assert plan["url"] == f"https://careplan.example/fhir/PlanDefinition/{sha256[:16]}"
    assert plan["version"] == sha256[:12]


def test_publishers_id_is_stable_while_logical_id_and_version_follow_the_bytes():
    made = []
    for text in ("Rest.", "Rest well."):
        content, reading = build(say(text))
        made.append(define(reading, content=content, sheet="knee-7", base="https://hospital.example/fhir/"))
    first, second = (m.plan_definition for m in made)
    assert first["url"] == second["url"] == "https://hospital.example/fhir/PlanDefinition/knee-7"
    assert first["version"] != second["version"]
    assert first["id"] != second["id"]


@pytest.mark.parametrize("sheet", ["", "knee 7", "knie/7", "ä", "x" * 41, "-x"])
def test_id_that_fhir_cannot_take_is_refused(sheet):
    content, reading = build(say("Rest."))
    with pytest.raises(InputError):
        define(reading, content=content, sheet=sheet)


def test_longest_ids_are_within_fhirs_64_characters():
    content, reading = build(*(say(f"Rest {n}.") for n in range(1000)))
    made = define(reading, content=content, sheet="k" * 40)
    assert max(len(r["id"]) for r in made.resources()) <= 64


@pytest.mark.parametrize(
    ("title", "stem"),
    [("Knee arthroscopy: at home", "KneeArthroscopyAtHome"), ("3 steps", "Sheet3Steps"), ("膝", "Sheet")],
)
def test_name_is_computable(title, stem):
    content, reading = build(say("Rest."), title=title)
    for resource in define(reading, content=content).resources()[1:]:
        assert re.fullmatch(r"[A-Z][A-Za-z0-9_]{0,254}", resource["name"])
        assert resource["name"].startswith(stem + "_")


def test_each_resource_has_a_business_identifier(sheet, definitions):
    sha256 = sheet[1].document.sha256
    values = [i["value"] for r in definitions.resources() for i in r["identifier"]]
    assert values.count(sha256) == 3
    assert f"{sha256}#s8" in values
