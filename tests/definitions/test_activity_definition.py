import pytest

from careplan.definitions import define
from tests.definitions.sample import build, say


def one(statement):
    content, reading = build(statement)
    [made] = define(reading, content=content).activity_definitions
    return made


def test_each_request_of_the_plan_has_its_definition(definitions, by_action):
    named = [a["definitionCanonical"] for a in by_action.values() if "definitionCanonical" in a]
    made = [f"{a['url']}|{a['version']}" for a in definitions.activity_definitions]
    assert sorted(made) == sorted(n for n in named if "/ActivityDefinition/" in n)
    assert len(made) == 8


def test_description_is_verbatim_and_leads_to_the_characters(sheet, activities):
    said = sheet[1].statement("s8")
    assert activities["s8"]["description"] == said.text
    assert activities["s8"]["relatedArtifact"][0]["url"].endswith(f"#char={said.start},{said.end}")


@pytest.mark.parametrize(
    ("statement", "kind", "forbids"),
    [
        (say("Bring your scans.", topic="bring-items"), "Task", False),
        (say("Keep the leg up.", topic="rest"), "ServiceRequest", False),
        (say("Do not bring pets.", topic="bring-items", prohibition=True), "ServiceRequest", True),
        (say("You may bring a book.", topic="bring-items", obligation="may"), "ServiceRequest", False),
        (say("Hum.", topic="a-topic-that-no-file-has"), "Task", False),
    ],
)
def test_to_do_is_a_task_and_all_else_holds_for_a_while(statement, kind, forbids):
    made = one(statement)
    assert made["kind"] == kind
    assert made.get("doNotPerform", False) is forbids


def test_forbidden_is_coded_as_what_is_not_to_be_done():
    # "nil by mouth" with doNotPerform would say: eat
    made = one(say("Do not eat.", topic="fasting", prohibition=True))
    assert made["code"] == {"text": "Eating and drinking"}


def test_allowed_is_coded_as_what_is_allowed():
    made = one(say("You may eat until noon.", topic="fasting", obligation="may"))
    assert made["code"] == {"text": "Eating and drinking"}


def test_forbidden_says_that_its_code_is_unknown_where_the_topic_has_no_name_for_it():
    # not left out: engines make no ServiceRequest of a definition without any code
    made = one(say("Do not change the bandage.", topic="wound-care", prohibition=True))
    assert made["code"].keys() == {"extension"}
    [reason] = made["code"]["extension"]
    assert (reason["url"].rpartition("/")[2], reason["valueCode"]) == ("data-absent-reason", "unknown")


def test_item_of_a_list_says_under_which_words_it_stands(activities):
    [lead_in] = activities["s12"]["extension"]
    assert lead_in["url"].endswith("/lead-in")
    assert lead_in["valueString"] == "Bring:"
    assert "<p>Bring:</p><p>your scans</p>" in activities["s12"]["text"]["div"]


def test_repetition_comes_along(activities):
    assert activities["s14"]["timingTiming"]["repeat"]["frequency"] == 3
