import json

import pytest

from careplan.fhir.r5 import checked
from tests.cli.conftest import NOW, PATIENT


def by_type(bundle, type):
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == type]


def test_define_prints_a_bundle_of_what_belongs_to_no_patient(call, sheet):
    code, out, err = call("define", sheet)
    bundle = json.loads(out)
    types = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert code == 0
    assert bundle["type"] == "collection"
    assert {"PlanDefinition", "ActivityDefinition", "Questionnaire", "DocumentReference"} <= types
    assert all(e["fullUrl"].startswith("https://careplan.example/fhir/") for e in bundle["entry"])
    assert "1 PlanDefinition" in err


def test_the_canonical_base_and_the_sheet_s_id_make_the_url(call, monkeypatch, sheet):
    monkeypatch.setenv("CAREPLAN_CANONICAL_BASE", "https://fhir.hospital.example")
    bundle = json.loads(call("define", sheet, "--sheet-id", "ganglion")[1])
    assert (
        by_type(bundle, "PlanDefinition")[0]["url"] == "https://fhir.hospital.example/PlanDefinition/ganglion"
    )


def test_apply_prints_the_transaction_of_the_plan(call, sheet):
    code, out, err = call("apply", sheet, *PATIENT, *NOW)
    bundle = json.loads(out)
    assert code == 0
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "transaction")
    assert all(entry["request"]["ifNoneExist"] for entry in bundle["entry"])
    plan = by_type(bundle, "CarePlan")[0]
    assert plan["subject"]["reference"] == "Patient/1"
    assert plan["status"] == "draft"
    assert "Do not eat anything for 6 hours before the procedure." in err
    assert "prohibition" in err
    assert "\x1b" not in err


def test_apply_with_the_same_now_gives_the_same_bytes(call, sheet):
    assert call("apply", sheet, *PATIENT, *NOW)[1] == call("apply", sheet, *PATIENT, *NOW)[1]


def test_encounter_requester_and_reviewer_come_into_the_plan(call, sheet):
    who = ["--encounter", "Encounter/5", "--requester", "Practitioner/6", "--reviewer", "Practitioner/7"]
    text = call("apply", sheet, *PATIENT, *who)[1].decode()
    for reference in ("Encounter/5", "Practitioner/6", "Practitioner/7"):
        assert f'"reference": "{reference}"' in text


def test_a_time_without_zone_takes_the_option_s_or_the_setting_s(call, monkeypatch, sheet):
    local = ["--subject", "Patient/1", "--procedure-time", "2026-12-01T09:00:00"]
    code, _, err = call("apply", sheet, *local)
    assert code == 2
    assert "zone" in err
    by_option = call("apply", sheet, *local, "--timezone", "America/New_York", *NOW)
    assert by_option[0] == 0
    monkeypatch.setenv("CAREPLAN_TIMEZONE", "America/New_York")
    assert call("apply", sheet, *local, *NOW)[1] == by_option[1]


def test_a_date_alone_makes_a_plan(call, sheet):
    code, out, _ = call("apply", sheet, "--subject", "Patient/1", "--procedure-time", "2026-12-01", *NOW)
    assert code == 0
    assert b'"transaction"' in out


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--procedure-time": "tomorrow"}, "time"),
        ({"--procedure-time": "2026-13-01"}, "time"),
        ({"--procedure-time": "2026-12-01T09:00:00-05:00", "--timezone": "Mars/X"}, "zone"),
        ({"--subject": "Practitioner/1"}, "[Ss]ubject|[Pp]atient"),
        ({"--subject": ""}, "[Ss]ubject|[Pp]atient"),
        ({"--subject": None}, "--subject"),
        ({"--procedure-time": None}, "--procedure-time"),
        ({"--now": "today"}, "--now"),
        ({"--now": "2026-11-24T12:00:00"}, "--now has no time zone"),
        ({"--encounter": "not a reference"}, "[Ee]ncounter"),
    ],
)
def test_a_mistake_about_the_patient_is_answered_with_a_sentence_and_code_2(changed, said, call, sheet):
    import re

    options = {"--subject": "Patient/1", "--procedure-time": "2026-12-01T09:00:00-05:00", **changed}
    given = [part for pair in options.items() if pair[1] is not None for part in pair]
    code, out, err = call("apply", sheet, *given)
    assert (code, out) == (2, b"")
    assert re.search(said, err)
    assert "unexpected" not in err


def test_the_plan_can_be_had_in_r5(call, sheet):
    code, out, err = call("apply", sheet, *PATIENT, *NOW, "--fhir-version", "R5")
    bundle = json.loads(out)
    assert code == 0
    assert checked(bundle)["type"] == "transaction"
    assert by_type(bundle, "ServiceRequest")
    assert all("plannedActivityReference" in a for a in by_type(bundle, "CarePlan")[0]["activity"])
    assert err == call("apply", sheet, *PATIENT, *NOW)[2]


def test_definitions_can_be_had_in_r5(call, sheet):
    code, out, _ = call("define", sheet, "--fhir-version", "R5")
    assert code == 0
    assert b"targetId" in out
    assert b"actionId" not in out


def test_another_fhir_version_is_refused_by_name(call, sheet):
    code, out, err = call("define", sheet, "--fhir-version", "R6")
    assert (code, out) == (2, b"")
    assert "'R4', 'R5'" in err
