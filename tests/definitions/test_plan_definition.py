import pytest

from careplan.definitions import define
from careplan.fhir.statement import actions, is_statement
from careplan.fhir.systems import CANONICAL_BASE
from tests.definitions.sample import build, say


def test_draft_and_of_no_date_patient_or_publisher(definitions):
    plan = definitions.plan_definition
    assert plan["status"] == "draft"
    assert not {"date", "subjectReference", "publisher"} & plan.keys()


def test_procedure_is_the_first_action_and_named_as_the_sheet_names_it(definitions):
    first = definitions.plan_definition["action"][0]
    assert (first["id"], first["title"]) == ("procedure", "knee arthroscopy")
    assert first["code"] == [{"text": "knee arthroscopy"}]


def test_procedure_is_coded_when_the_table_has_a_code_for_it():
    content, reading = build(say("Rest."), procedure="Vertebroplasty")
    action = define(reading, content=content).plan_definition["action"][0]
    assert action["code"][0]["text"] == "Vertebroplasty"
    assert [c["code"] for c in action["code"][0]["coding"]] == ["392236004"]


def test_sheet_that_names_no_procedure_still_has_the_anchor():
    content, reading = build(say("Rest."), procedure=None)
    made = define(reading, content=content)
    plan, sheet = made.plan_definition, f"{CANONICAL_BASE}/DocumentReference/{made.document['id']}"
    assert plan["action"][0] == {"id": "procedure", "title": "Procedure", "definitionUri": sheet}
    assert "title" not in plan


def test_every_action_has_actions_below_it_or_a_definition_but_not_both(definitions):
    # of which engines make what rqg-1 wants: a resource or actions
    for action in actions(definitions.plan_definition):
        assert ("action" in action) + ("definitionCanonical" in action) + ("definitionUri" in action) == 1


def test_phases_stand_in_the_order_of_time_with_their_place_beside_the_procedure(definitions):
    groups = definitions.plan_definition["action"][1:]
    assert [g["id"] for g in groups] == [
        "overview",
        "disclosure",
        "risks",
        "before",
        "during",
        "after",
        "warning-signs",
        "other",
    ]
    places = {g["id"]: [r["relationship"] for r in g.get("relatedAction", [])] for g in groups}
    assert places["before"] == ["before-start"]
    assert places["after"] == ["after-end"]
    assert places["risks"] == []


def test_action_has_the_words_verbatim_the_topic_and_the_characters(sheet, by_action):
    fasting = by_action["s8"]
    assert fasting["description"] == fasting["textEquivalent"]
    assert fasting["description"] == "Eat nothing for 6 hours before, unless we say otherwise."
    assert fasting["code"][0]["text"] == "Fasting"
    assert fasting["code"][0]["coding"][0]["code"] == "182923009"
    said = sheet[1].statement("s8")
    cited = fasting["documentation"][0]
    assert cited["type"] == "derived-from"
    assert cited["citation"] == f"characters {said.start}-{said.end}"
    assert cited["url"].endswith(f"#char={said.start},{said.end}")


def test_topic_without_a_code_in_the_table_is_text_only(by_action):
    assert by_action["s10"]["code"] == [{"text": "Arrival"}]


def test_timing_by_durations_is_a_related_action(by_action):
    related = by_action["s8"]["relatedAction"]
    assert related[0]["actionId"] == "procedure"
    assert related[0]["relationship"] == "before-start"
    assert {k: (v["value"], v["code"]) for k, v in related[0]["offsetRange"].items()} == {
        "low": (0, "h"),
        "high": (6, "h"),
    }


def test_repetition_is_a_timing(by_action):
    repeat = by_action["s14"]["timingTiming"]["repeat"]
    assert repeat == {
        "frequency": 3,
        "period": 1,
        "periodUnit": "d",
        "duration": 20,
        "durationUnit": "min",
    }


def test_condition_is_in_the_sheets_words_and_left_open(by_action):
    [condition] = by_action["s9"]["condition"]
    assert condition["kind"] == "applicability"
    assert condition["expression"]["description"] == "you take blood thinners"
    # anything else than true would make engines drop the action, silently
    assert condition["expression"]["expression"] == "true"


@pytest.mark.parametrize(("id", "kind"), [("s14", "patient"), ("s15", "related-person")])
def test_participant_is_who_acts(by_action, id, kind):
    assert by_action[id]["participant"] == [{"type": kind}]


def test_lead_in_groups_its_actions_and_is_no_request(by_action):
    lead_in = by_action["s11"]
    assert [a["id"] for a in lead_in["action"]] == ["s12"]
    assert lead_in["groupingBehavior"] == "logical-group"
    assert "definitionCanonical" not in lead_in


def test_no_action_has_both_a_definition_and_actions(definitions):
    # applied, it would break rqg-1: a RequestGroup.action has either a resource or actions
    for action in actions(definitions.plan_definition):
        assert not {"definitionCanonical", "action"} <= action.keys()


def test_what_is_only_told_is_documentation_and_no_activity(definitions, by_action):
    for id, phase in (("s1", "overview"), ("s7", "risks"), ("s13", "during"), ("s19", "other")):
        assert id not in by_action
        told = [a for a in by_action[phase]["documentation"] if is_statement(a)]
        assert [a["type"] for a in told] == ["documentation"]
    assert by_action["risks"]["documentation"][0]["display"] == "Clots can form."
    assert "definitionCanonical" not in by_action["risks"]


def test_warning_signs_stand_with_what_to_do(by_action):
    told = [a["display"] for a in by_action["s17"]["documentation"] if is_statement(a)]
    assert told == ["a fever"]
    assert "definitionCanonical" in by_action["s17"]
    coded = [
        e for e in by_action["s17"]["documentation"][1]["extension"][0]["extension"] if e["url"] == "code"
    ]
    assert coded[0]["valueCodeableConcept"]["coding"][0]["display"] == "Fever (finding)"


def test_questionnaire_is_one_action_of_the_disclosure(by_action, definitions):
    form = definitions.questionnaire
    action = by_action["disclosure"]["action"][0]
    assert action == {"id": "questionnaire", "definitionCanonical": f"{form['url']}|{form['version']}"}


def test_anchor_that_no_timing_uses_is_no_action(by_action):
    assert not {"arrival", "discharge"} & by_action.keys()


def test_narrative_has_the_sheets_words_by_section_under_its_headings(definitions):
    div = definitions.plan_definition["text"]["div"]
    assert div.index("Before the procedure") < div.index("GETTING READY") < div.index("Eat nothing")
    assert "<li>Bring:<ul><li>your scans</li></ul></li>" in div
    assert div.index("After the procedure") < div.index("Ice the knee")
