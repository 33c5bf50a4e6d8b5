"""The validator says what is wrong with a resource, all of it."""

import json
import threading

import pytest

from careplan.errors import CareplanError
from careplan.sandbox import Validator
from tests.hapi import prepared

PLAN = {
    "resourceType": "CarePlan",
    "status": "draft",
    "intent": "plan",
    "subject": {"reference": "Patient/1"},
}
PROFILE = {
    "resourceType": "StructureDefinition",
    "url": "https://careplan.example/fhir/StructureDefinition/titled",
    "name": "Titled",
    "status": "draft",
    "kind": "resource",
    "abstract": False,
    "type": "CarePlan",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/CarePlan",
    "derivation": "constraint",
    "differential": {"element": [{"id": "CarePlan.title", "path": "CarePlan.title", "min": 1}]},
}


def test_a_good_care_plan_passes(validator):
    assert validator.validate(PLAN) == []


def test_a_care_plan_without_intent_does_not(validator):
    [issue] = validator.validate({key: value for key, value in PLAN.items() if key != "intent"})
    assert issue.wrong
    assert issue.location == "CarePlan"
    assert "CarePlan.intent: minimum required = 1" in issue.message
    assert issue.code == "Validation_VAL_Profile_Minimum"


def test_all_faults_are_told_not_the_first_alone(validator):
    found = validator.validate(PLAN | {"status": "bogus", "intent": "bogus", "bogus": "bogus"})
    told = " ".join(str(issue) for issue in found if issue.wrong)
    assert all(place in told for place in ("CarePlan.status", "CarePlan.intent", "bogus"))


def test_a_code_of_a_system_that_is_not_here_is_no_error(validator):
    loinc = {"coding": [{"system": "http://loinc.org", "code": "18776-5", "display": "Plan of care note"}]}
    assert not [issue for issue in validator.validate(PLAN | {"category": [loinc]}) if issue.wrong]


def test_a_profile_that_is_not_here_is_an_error(validator):
    [issue] = validator.validate(PLAN, profile=PROFILE["url"])
    assert issue.wrong


def test_json_text_is_taken_as_it_stands(validator):
    [issue] = validator.validate(json.dumps(PLAN)[:-1] + ', "status": "draft"}')
    assert issue.wrong


def test_what_is_not_json_is_refused_and_the_next_is_answered(validator):
    with pytest.raises(CareplanError, match="cannot take it"):
        validator.validate('{"resourceType": ')
    assert validator.validate(PLAN) == []


def test_each_thread_gets_its_own_answer(validator):
    answers = {}

    def ask(number):
        code = f"bogus{number}"
        answers[number] = code in str(validator.validate(PLAN | {"status": code}))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == dict.fromkeys(range(8), True)


@pytest.mark.validator
def test_a_package_brings_its_profiles(tmp_path):
    prepared()
    (tmp_path / "titled.json").write_text(json.dumps(PROFILE), "utf-8")
    (tmp_path / "other.json").write_text(json.dumps(PLAN), "utf-8")
    with Validator(packages=[tmp_path]) as own:
        assert own.validate(PLAN | {"title": "After your visit"}, profile=PROFILE["url"]) == []
        [issue] = own.validate(PLAN, profile=PROFILE["url"])
    assert "CarePlan.title: minimum required = 1" in issue.message


@pytest.mark.validator
def test_a_package_that_is_not_there_is_named(tmp_path):
    prepared()
    with pytest.raises(CareplanError, match=r"none\.tgz"):
        Validator(packages=[tmp_path / "none.tgz"]).start()


def test_one_that_was_not_started_says_so():
    with pytest.raises(CareplanError, match="has not been started"):
        Validator().validate(PLAN)
