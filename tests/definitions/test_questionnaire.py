import pytest

from careplan.definitions import define
from careplan.fhir.statement import is_statement, items
from careplan.fhir.systems import SDC_INITIAL_EXPRESSION, SDC_LAUNCH_CONTEXT, VARIABLE
from tests.definitions.sample import GOLD, build, needs_sheets, say
from tests.gold import reading_from_gold


def form(*statements):
    content, reading = build(*statements)
    return define(reading, content=content).questionnaire


def ask(text, topic="other", **fields):
    return say(text, "disclosure", "question", topic=topic, **fields)


def expression(item):
    found = [e["valueExpression"] for e in item["extension"] if e["url"] == SDC_INITIAL_EXPRESSION]
    return found[0]["expression"] if found else None


def test_sheet_without_questions_has_none():
    assert form(say("Rest.")) is None


def test_lead_in_is_a_group_and_items_nest_as_in_the_sheet(definitions, by_link):
    [top] = definitions.questionnaire["item"]
    assert (top["linkId"], top["type"], top["text"]) == ("s2", "group", "Tell us about:")
    assert [i["linkId"] for i in top["item"]] == ["s3", "s4", "s6"]
    assert [i["linkId"] for i in by_link["s4"]["item"]] == ["s4.which", "s5"]


def test_lead_in_of_questions_alone_is_no_action(by_action):
    assert "s2" not in by_action


def test_lead_in_that_asks_something_itself_is_a_question(by_link):
    assert by_link["s4"]["type"] == "choice"


def test_lead_in_that_asks_nothing_itself_is_a_group():
    made = form(ask("Trouble with:", "bleeding"), ask("clotting", "bleeding", parent="s1"))
    assert made["item"][0]["type"] == "group"


def test_answers_are_yes_no_unknown_then_which(by_link):
    options = [o["valueCoding"]["code"] for o in by_link["s3"]["answerOption"]]
    assert options == ["Y", "N", "unknown"]
    [which] = by_link["s3"]["item"]
    assert (which["linkId"], which["text"], which["type"], which["repeats"]) == (
        "s3.which",
        "Which?",
        "string",
        True,
    )
    [when] = which["enableWhen"]
    assert (when["question"], when["operator"], when["answerCoding"]["code"]) == ("s3", "=", "Y")


@pytest.mark.parametrize(
    ("text", "topic", "kind"),
    [
        ("How much beer you drink.", "alcohol-drugs", "text"),
        ("When your last period began.", "pregnancy", "date"),
        ("Whether you are pregnant.", "pregnancy", "choice"),
        ("Any colds.", "recent-infection", "choice"),
    ],
)
def test_answer_is_of_the_type_that_the_question_asks_for(text, topic, kind):
    assert form(ask(text, topic))["item"][0]["type"] == kind


def test_questions_are_verbatim_and_coded(by_link):
    assert by_link["s3"]["text"] == "Any allergies."
    assert [c["code"] for c in by_link["s3"]["code"]] == ["48765-2"]


def test_chart_answers_yes_and_never_no(by_link):
    assert expression(by_link["s3"]).endswith(".exists(), 'Y', {})")
    assert "'N'" not in expression(by_link["s3"])
    assert expression(by_link["s3.which"]).startswith("(%Allergies.")


def test_searches_are_named_once_and_only_those_in_use(definitions):
    extensions = definitions.questionnaire["extension"]
    assert [e["url"] for e in extensions if e["url"] != VARIABLE] == [SDC_LAUNCH_CONTEXT]
    variables = [e["valueExpression"] for e in extensions if e["url"] == VARIABLE]
    assert [v["name"] for v in variables] == ["Allergies", "MedicationRequests", "MedicationStatements"]
    assert variables[0]["expression"] == "AllergyIntolerance?patient={{%patient.id}}"


def test_question_of_a_topic_that_no_file_has_is_asked_all_the_same():
    assert form(ask("Your favourite colour.", "colour"))["item"][0]["type"] == "choice"


@needs_sheets
def test_vertebroplasty_has_twelve_questions_with_their_nesting():
    [path] = [p for p in GOLD if p.stem == "vertebroplasty"]
    made = define(reading_from_gold(path), content=path.read_bytes()).questionnaire
    questions = [i["linkId"] for i in items(made) if is_statement(i) and i["type"] != "group"]
    assert questions == [f"s{n}" for n in range(5, 17)]
    [medicines] = [i for i in made["item"] if i["linkId"] == "s6"]
    nested = [i["linkId"] for i in medicines["item"] if is_statement(i)]
    assert nested == ["s7", "s8", "s9", "s10", "s11"]


@pytest.mark.parametrize(("text", "repeats"), [("Breathing problems and smoking.", True), ("Smoking.", None)])
def test_what_is_asked_after_a_yes_to_several_things_repeats(text, repeats):
    [question] = form(ask(text, "smoking"))["item"]
    [which] = question["item"]
    assert (which["type"], which.get("repeats")) == ("text", repeats)
