import json
from datetime import datetime

import pytest

from careplan.apply import apply, parse_procedure_time
from careplan.apply.context import PLAN, PLAN_ITEM
from careplan.definitions import Definitions, define
from careplan.errors import InputError, SubjectError
from careplan.fhir.r4 import checked
from careplan.fhir.systems import CANONICAL_BASE
from tests.apply.sample import AT, NOW, Plan, listed, sample
from tests.definitions.sample import arthroscopy


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for held in value.values():
            yield from references(held)
    elif isinstance(value, list):
        for held in value:
            yield from references(held)


def test_the_bundle_is_valid_r4():
    assert checked(sample(reviewer="Practitioner/2", encounter="Encounter/3").bundle)


def test_all_of_both_layers_stands_in_one_transaction():
    bundle = sample().bundle
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "transaction")
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert set(kinds) == {
        "DocumentReference",
        "ActivityDefinition",
        "Questionnaire",
        "PlanDefinition",
        "Device",
        "CarePlan",
        "Task",
        "Provenance",
    }
    assert kinds[-1] == "Provenance"
    assert kinds.index("PlanDefinition") < kinds.index("Device") < kinds.index("CarePlan") < kinds.index("Task")


def test_every_entry_is_created_only_if_it_is_not_there():
    for entry in sample().bundle["entry"]:
        request = entry["request"]
        assert (request["method"], request["url"]) == ("POST", entry["resource"]["resourceType"])
        assert request["ifNoneExist"].startswith(("identifier=", "_tag="))
        assert "|" not in request["ifNoneExist"]
        assert "id" not in entry["resource"]


def test_every_reference_leads_to_an_entry_or_to_the_patient():
    plan = sample()
    found = set(references(plan.bundle))
    assert found - {"Patient/1"} <= set(plan.by_url)
    assert "Patient/1" in found


def test_every_canonical_that_is_followed_came_along():
    plan = sample()
    known = {f"{r['url']}|{r['version']}" for r in plan.by_url.values() if "url" in r}
    followed = [plan.care_plan["instantiatesCanonical"][0]]
    followed += [task["instantiatesCanonical"] for task in plan.tasks if "instantiatesCanonical" in task]
    followed += [d["instantiatesCanonical"][0] for d in plan.details if "instantiatesCanonical" in d]
    followed += [i["valueCanonical"] for t in plan.tasks for i in t.get("input", []) if "valueCanonical" in i]
    assert len(followed) > 5
    assert set(followed) <= known


def test_the_same_arguments_give_the_same_bytes():
    assert json.dumps(sample().bundle) == json.dumps(sample().bundle)


def test_definitions_that_come_back_from_a_server_give_the_same_plan():
    content, reading = arthroscopy()
    made = define(reading, content=content)
    again = Definitions.from_resources(reversed([json.loads(json.dumps(r)) for r in made.resources()]))
    at = parse_procedure_time(AT)
    assert apply(again, subject="Patient/1", procedure=at, now=NOW) == apply(
        made, subject="Patient/1", procedure=at, now=NOW
    )


def keys(plan):
    return {
        i["value"]
        for r in plan.by_url.values()
        for i in listed(r.get("identifier", []))
        if i["system"].endswith(PLAN_ITEM)
    }


def test_another_patient_or_time_is_another_plan_and_the_same_instant_is_the_same():
    mine = keys(sample())
    assert not mine & keys(sample(subject="Patient/2"))
    assert not mine & keys(sample(at="2026-12-02T09:00:00-05:00"))
    assert not mine & keys(sample(at="2026-12-01"))
    assert mine == keys(sample(at="2026-12-01T14:00:00Z"))
    assert mine == keys(sample(at="2026-12-01T09:00:00", timezone="America/New_York"))


def test_the_time_of_making_changes_no_identity():
    content, reading = arthroscopy()
    later = datetime.fromisoformat("2027-01-01T00:00:00Z")
    made = apply(define(reading, content=content), subject="Patient/1", procedure=parse_procedure_time(AT), now=later)
    assert keys(Plan(made)) == keys(sample())
    assert {e["fullUrl"] for e in made["entry"]} == set(sample().by_url)


def test_no_identifier_names_the_patient():
    plan = sample(subject="Patient/jane-doe-1960")
    assert not any("jane" in key for key in keys(plan))
    assert not any("jane" in e["request"]["ifNoneExist"] for e in plan.bundle["entry"])


def test_the_tasks_of_one_plan_have_one_group():
    plan = sample()
    (group,) = {json.dumps(task["groupIdentifier"]) for task in plan.tasks}
    assert json.loads(group)["system"] == CANONICAL_BASE + PLAN


def test_identifiers_begin_with_the_base():
    plan = sample(base="https://hospital.example/fhir/")
    (identifier,) = plan.care_plan["identifier"]
    assert identifier["system"] == "https://hospital.example/fhir/sid/plan-item"


def test_without_a_requester_the_software_asks():
    plan = sample()
    assert {plan.at(task["requester"])["resourceType"] for task in plan.tasks} == {"Device"}


def test_requester_and_encounter_stand_where_they_belong():
    plan = sample(requester="PractitionerRole/7", encounter="Encounter/3")
    assert {task["requester"]["reference"] for task in plan.tasks} == {"PractitionerRole/7"}
    assert {task["encounter"]["reference"] for task in plan.tasks} == {"Encounter/3"}
    assert plan.care_plan["encounter"] == {"reference": "Encounter/3"}


@pytest.mark.parametrize(
    "subject",
    [
        "",
        None,
        "1",
        "Patient",
        "Patient/",
        "patient/1",
        "Group/1",
        "Patient/a b",
        "Patient/1/_history/2",
        "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
        "#p1",
        "https://ehr.example/fhir/Practitioner/1",
        "ftp://ehr.example/Patient/1",
        "Patient/" + "1" * 65,
        "https://ehr.example/" + "a" * 600 + "/Patient/1",
    ],
)
def test_what_is_no_reference_to_a_patient_is_refused(subject):
    with pytest.raises(SubjectError) as error:
        sample(subject=subject)
    assert error.value.expression == "subject"


@pytest.mark.parametrize(
    "subject",
    [
        "Patient/1",
        "Patient/a-1.b",
        "https://ehr.example/fhir/R4/Patient/1",
        "http://127.0.0.1:8090/fhir/Patient/1",
    ],
)
def test_relative_and_absolute_references_are_taken_as_they_are(subject):
    assert sample(subject=subject).care_plan["subject"] == {"reference": subject}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("encounter", "Patient/1"),
        ("encounter", "Encounter"),
        ("requester", "Encounter/1"),
        ("requester", ""),
        ("reviewer", "Patient/1"),
        ("reviewer", "Device/1"),
    ],
)
def test_other_references_must_be_of_a_type_that_may_do_that(name, value):
    with pytest.raises(InputError) as error:
        sample(**{name: value})
    assert error.value.expression == name


def test_a_time_of_making_without_zone_is_refused():
    content, reading = arthroscopy()
    with pytest.raises(InputError, match="no time zone"):
        apply(
            define(reading, content=content),
            subject="Patient/1",
            procedure=parse_procedure_time(AT),
            now=datetime(2026, 11, 24),
        )


def test_instants_have_whole_seconds():
    content, reading = arthroscopy()
    made = apply(
        define(reading, content=content),
        subject="Patient/1",
        procedure=parse_procedure_time(AT),
        now=datetime.fromisoformat("2026-11-24T12:00:00.123456+00:00"),
    )
    assert Plan(made).one("Provenance")["recorded"] == "2026-11-24T12:00:00+00:00"
