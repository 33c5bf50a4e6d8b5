import pytest

from careplan.errors import InputError
from careplan.fhir.profiles import GUIDES, claimed, guides_of, known, needs_category

FORM = {"resourceType": "Task", "code": {"coding": [{"code": "complete-questionnaire"}]}}
SDC_TASK = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-task|4.0.0-ballot"


def test_nothing_claimed_leaves_a_resource_as_it_is():
    assert claimed(FORM, ()) is FORM
    assert claimed({"resourceType": "Device"}, tuple(GUIDES)) == {"resourceType": "Device"}


def test_a_claim_keeps_what_stands_in_meta():
    made = claimed({**FORM, "meta": {"tag": [{"code": "x"}], "profile": ["http://x"]}}, ("sdc-4.0.0-ballot",))
    assert made["meta"] == {"tag": [{"code": "x"}], "profile": ["http://x", SDC_TASK]}


def test_only_the_task_with_the_form_claims_sdcs_profile():
    assert claimed(FORM, ("sdc-4.0.0-ballot",))["meta"]["profile"] == [SDC_TASK]
    assert "meta" not in claimed({"resourceType": "Task", "code": {"text": "x"}}, ("sdc-4.0.0-ballot",))
    assert "meta" not in claimed({"resourceType": "Task"}, ("sdc-4.0.0-ballot",))


def test_a_resource_is_claimed_once_by_each_guide():
    made = claimed(claimed({"resourceType": "CarePlan"}, known(GUIDES)), known(GUIDES))
    assert [p.rpartition("|")[2] for p in made["meta"]["profile"]] == ["5.0.1", "6.1.0", "8.0.0"]


def test_guides_are_put_in_one_order():
    assert known(["cpg", "us-core-6.1.0", "cpg"]) == ("us-core-6.1.0", "cpg")
    assert needs_category(("us-core-5.0.1",))
    assert not needs_category(("cpg",))


def test_an_unknown_guide_is_refused_with_those_that_there_are():
    with pytest.raises(InputError, match=r"us-core-6\.1\.0"):
        known(["us-core-7.0.0"])


def test_the_guides_that_resources_claim_are_known_again():
    made = [claimed({"resourceType": "CarePlan"}, ("us-core-6.1.0",)), claimed(FORM, ("sdc-4.0.0-ballot",))]
    assert guides_of(made) == ("us-core-6.1.0", "sdc-4.0.0-ballot")
    assert guides_of([FORM]) == ()
