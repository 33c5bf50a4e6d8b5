import pytest

from careplan.apply import apply, parse_procedure_time
from careplan.definitions import Definitions, define
from careplan.errors import InputError
from careplan.fhir.extensions import find, find_all
from careplan.fhir.systems import CPG_KNOWLEDGE_CAPABILITY, SDC_LAUNCH_CONTEXT, VERSION_ALGORITHM
from tests.apply.sample import NOW, sample
from tests.definitions.sample import arthroscopy


def defined(**options):
    content, reading = arthroscopy()
    return define(reading, content=content, **options)


def test_without_guides_nothing_is_claimed_and_nobody_publishes(definitions):
    for resource in definitions.resources():
        assert "profile" not in resource.get("meta", {})
        assert "publisher" not in resource


def test_a_publisher_stands_in_each_definition_but_not_in_the_document():
    made = defined(publisher="Example Hospital")
    for resource in (made.plan_definition, made.questionnaire, *made.activity_definitions):
        assert (resource["publisher"], resource["experimental"]) == ("Example Hospital", False)
    assert "publisher" not in made.document


def test_cpg_needs_a_publisher_and_says_what_a_definition_is_good_for():
    with pytest.raises(InputError, match="publisher"):
        defined(profiles=["cpg"])
    made = defined(profiles=["cpg"], publisher="Example Hospital")
    told = [e["valueCode"] for e in find_all(made.plan_definition, CPG_KNOWLEDGE_CAPABILITY)]
    assert told == ["shareable", "computable"]
    assert [e["valueCode"] for e in find_all(made.questionnaire, CPG_KNOWLEDGE_CAPABILITY)] == ["shareable"]


def test_sdc_gives_the_launch_context_its_system_and_the_version_an_algorithm(definitions):
    form = defined(profiles=["sdc-4.0.0-ballot"]).questionnaire
    patient = find(find(form, SDC_LAUNCH_CONTEXT), "name")["valueCoding"]
    assert patient == {
        "system": "http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext",
        "code": "patient",
        "display": "Patient",
    }
    assert find(form, VERSION_ALGORITHM)["valueString"] == "0"
    assert find(find(definitions.questionnaire, SDC_LAUNCH_CONTEXT), "name")["valueCoding"] == {"code": "patient"}


def test_claiming_definitions_come_back_as_the_same_reading(definitions):
    made = defined(profiles=["sdc-4.0.0-ballot", "cpg"], publisher="Example Hospital")
    again = Definitions.from_resources(made.resources())
    assert again.reading() == definitions.reading()
    at = parse_procedure_time("2026-12-01T09:00:00-05:00")
    assert apply(again, subject="Patient/1", procedure=at, now=NOW)


def test_a_claimed_us_core_brings_its_category():
    assert "category" in sample(us_core=False, profiles=["us-core-6.1.0"]).care_plan
    assert "category" not in sample(us_core=False, profiles=["sdc-4.0.0-ballot"]).care_plan


def test_a_plan_claims_for_the_patient_layer_alone():
    plan = sample(profiles=["us-core-6.1.0", "sdc-4.0.0-ballot", "cpg"])
    claims = {r["resourceType"] for r in plan.by_url.values() if r.get("meta", {}).get("profile")}
    assert claims == {"CarePlan", "Task"}
    assert sum("profile" in r.get("meta", {}) for r in plan.tasks) == 1
