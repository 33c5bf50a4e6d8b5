import pytest

from careplan.errors import ResourceError
from careplan.fhir.bundle import Key, canonical, key, reference, transaction

SYSTEM = "https://ours.example/sid"


def task(value, **fields):
    return {"resourceType": "Task", "identifier": [{"system": SYSTEM, "value": value}], **fields}


def test_the_key_is_the_first_identifier():
    assert key(task("a")) == Key("Task", SYSTEM, "a")


def test_an_identifier_may_stand_alone():
    response = {"resourceType": "QuestionnaireResponse", "identifier": {"system": SYSTEM, "value": "a"}}
    assert key(response) == Key("QuestionnaireResponse", SYSTEM, "a")


def test_a_canonical_without_identifier_is_known_by_url_and_version():
    found = key({"resourceType": "Questionnaire", "url": "https://x.example/q", "version": "1"})
    assert found.query == "url=https%3A%2F%2Fx.example%2Fq&version=1"


def test_what_can_have_no_identifier_is_known_by_its_tag():
    found = key({"resourceType": "Provenance", "meta": {"tag": [{"system": SYSTEM, "code": "a b"}]}})
    assert found.query == "_tag=https%3A%2F%2Fours.example%2Fsid%7Ca%20b"


@pytest.mark.parametrize("resource", [{}, {"identifier": [{"value": "a"}]}, {"url": "https://x.example"}, {"meta": {}}])
def test_what_has_no_business_identifier_cannot_be_posted_twice(resource):
    with pytest.raises(ResourceError, match="this Task has no business identifier"):
        key({"resourceType": "Task", **resource})


def test_the_full_url_is_of_the_type_and_the_identifier():
    assert key(task("a")).full_url == key(task("a", status="draft")).full_url
    assert key(task("a")).full_url != key(task("b")).full_url
    assert key(task("a")).full_url != Key("Device", SYSTEM, "a").full_url
    assert reference(task("a")) == {"reference": key(task("a")).full_url}


def test_entries_are_conditional_creates_in_the_order_given():
    bundle = transaction([task("b"), task("a")])
    assert bundle["type"] == "transaction"
    assert [e["request"]["ifNoneExist"][-4:] for e in bundle["entry"]] == ["%7Cb", "%7Ca"]
    assert [e["request"]["method"] for e in bundle["entry"]] == ["POST", "POST"]


def test_logical_ids_go_and_literal_references_follow():
    first = task("a", id="t1")
    second = task("b", basedOn=[{"reference": "Task/t1"}], focus={"reference": "Task/elsewhere"})
    posted = [e["resource"] for e in transaction([first, second])["entry"]]
    assert "id" not in posted[0]
    assert posted[1]["basedOn"] == [reference(first)]
    assert posted[1]["focus"] == {"reference": "Task/elsewhere"}
    assert first["id"] == "t1"


def test_two_of_the_same_are_refused():
    with pytest.raises(ResourceError, match="same business identifier"):
        transaction([task("a"), task("a", status="draft")])


def test_a_canonical_has_its_version():
    assert canonical({"url": "https://x.example/p", "version": "3"}) == "https://x.example/p|3"
    assert canonical({"url": "https://x.example/p"}) == "https://x.example/p"
    with pytest.raises(ResourceError):
        canonical({"resourceType": "PlanDefinition"})
