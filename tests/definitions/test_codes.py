"""Every code that is emitted is in the table of seen codes: no validator would tell a made-up one."""

import re
import zipfile

import pytest

from careplan.definitions import define
from careplan.definitions.codes import codes
from careplan.errors import MappingError
from careplan.fhir.systems import LOINC, SDC_LAUNCH_CONTEXT, SNOMED, UCUM
from careplan.knowledge import default, load
from tests.definitions.sample import GOLD, needs_sheets
from tests.gold import reading_from_gold
from tests.hapi import prepared

R4 = "hapi-fhir-validation-resources-r4#"
UNITS = {"a", "mo", "wk", "d", "h", "min", "s"}


def codings(value):
    """Every {system, code ...} of a resource, but for SDC's launch context, whose code has no system."""
    if isinstance(value, list):
        for member in value:
            yield from codings(member)
    elif isinstance(value, dict) and value.get("url") != SDC_LAUNCH_CONTEXT:
        if "code" in value and isinstance(value["code"], str) and ("display" in value or "system" in value):
            yield value
        for member in value.values():
            yield from codings(member)


def unknown(resources):
    rows = codes(default()).rows
    for found in codings(list(resources)):
        if found.get("system") == UCUM:
            if found["code"] not in UNITS:
                yield found
        elif (found.get("system"), found["code"]) not in rows or (
            rows[found["system"], found["code"]].display != found.get("display")
        ):
            yield found


def test_check_sees_a_code_that_is_not_in_the_table():
    made_up = {"system": SNOMED, "code": "392999999", "display": "Made up"}
    wrong_display = {**codes(default()).get("sct:386661006", "").coding, "display": "Cold"}
    assert list(unknown([{"code": {"coding": [made_up, wrong_display]}}])) == [made_up, wrong_display]


def test_small_sheet_has_only_codes_of_the_table(definitions):
    assert len(list(codings(list(definitions.resources())))) > 20
    assert list(unknown(definitions.resources())) == []


@needs_sheets
@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_sheets_have_only_codes_of_the_table(path):
    made = define(reading_from_gold(path), content=path.read_bytes())
    assert list(unknown(made.resources())) == []


def test_table_holds_nothing_that_needs_a_snomed_licence():
    rows = codes(default()).rows.values()
    assert [r for r in rows if "not in GPS" in r.match] == []
    assert all("GPS" not in r.source or r.system == SNOMED for r in rows)
    for row in rows:
        if row.system == SNOMED:
            assert "ValueSet-snomed-intl-gps.json" in row.source, row


def test_table_holds_no_clinical_code_that_nothing_uses():
    text = "".join(path.read_text("utf-8") for root in default().roots for path in root.rglob("*.toml"))
    rows = [r for r in codes(default()).rows.values() if r.system in (SNOMED, LOINC)]
    assert [r.code for r in rows if r.code not in text] == []


@needs_sheets
def test_table_is_a_part_of_the_table_of_seen_codes():
    lines = (GOLD[0].parents[1] / "codes.tsv").read_text("utf-8").splitlines()
    seen = {tuple(line.split("\t")[1:4]) for line in lines}
    ours = [r for r in codes(default()).rows.values() if "prefill expression" not in r.match]
    ours = [r for r in ours if not r.source.startswith(R4)]
    ours = [r for r in ours if not r.source.startswith("hl7.fhir.uv.sdc#")]  # tests/test_codes.py looks there
    assert [r for r in ours if (r.system, r.code, r.display) not in seen] == []


@pytest.mark.validator
def test_codes_of_r4_that_the_table_of_seen_codes_lacks_are_in_r4():
    jar = next(path for path in prepared().class_path if path.name.startswith(R4.replace("#", "-")))
    with zipfile.ZipFile(jar) as packed:
        told = packed.read("org/hl7/fhir/r4/model/valueset/valuesets.xml").decode()
    ours = [r for r in codes(default()).rows.values() if r.source.startswith(R4)]
    assert ours
    for row in ours:
        system = told[told.index(f'<url value="{row.system}">') :]
        concept = rf'<code value="{row.code}"></code>\s*<display value="{re.escape(row.display)}">'
        assert re.search(concept, system[: system.index("</CodeSystem>")]), row


@pytest.mark.parametrize("name", ["sct:1", "loinc:1", "icd:1", "http://x|1", "386661006"])
def test_code_without_a_row_is_refused_with_the_place_of_its_use(name):
    with pytest.raises(MappingError, match=r"topics/x\.toml"):
        codes(default()).get(name, "topics/x.toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("topic\tsystem\n", "columns"),
        ("topic\tsystem\tcode\tdisplay\tsource\tmatch\nx\thttp://x\t\tX\ts\texact\n", "line 2"),
        ("topic\tsystem\tcode\tdisplay\tsource\tmatch\nx\thttp://x\t1\n", "line 2"),
    ],
)
def test_broken_table_is_refused(tmp_path, text, told):
    (tmp_path / "codes.tsv").write_text(text)
    with pytest.raises(MappingError, match=told):
        codes(load(tmp_path))


def test_overlay_adds_rows(tmp_path):
    (tmp_path / "codes.tsv").write_text(
        "topic\tsystem\tcode\tdisplay\tsource\tmatch\nlocal\thttp://hospital.example\tA\tOurs\tcatalogue\texact\n"
    )
    table = codes(load(tmp_path))
    assert table.get("http://hospital.example|A", "").display == "Ours"
    assert table.get("sct:386661006", "").display == "Fever (finding)"
