import pytest

from careplan import knowledge
from careplan.definitions.sayings import sayings

ENGLISH = sayings(knowledge.default(), "en-GB")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("you take blood thinners", {"blood-thinner"}),
        ("You take a blood thinner such as warfarin.", {"blood-thinner"}),
        ("you take Coumadin, Plavix, Xarelto or Eliquis", {"warfarin", "clopidogrel", "rivaroxaban", "apixaban"}),
        ("you have diabetes", {"diabetes"}),
        ("you are diabetic", {"diabetes"}),
        ("your child has diabetes", {"diabetes"}),
        ("you have a pacemaker or are pregnant", {"pacemaker", "pregnant"}),
        ("you might be pregnant", {"possibly-pregnant"}),
        ("you smoke", {"smoker"}),
        ("you have any allergies", {"allergy"}),
    ],
)
def test_conditions_that_are_understood(text, facts):
    assert set(ENGLISH.condition(text)) == facts


@pytest.mark.parametrize(
    "text",
    [
        "you have a fever",
        "you cannot come",
        "you are taking opioid pain medicine",
        "you take blood thinners and are over 70",
        "you have stopped your blood thinner",
        "you do not take blood thinners",
        "you are allergic to shellfish or have kidney problems",
        "you are over 60, diabetic, or have kidney trouble",
        "you get a fever or have diabetes",
        "",
    ],
)
def test_conditions_that_are_not_wholly_understood_say_nothing(text):
    assert ENGLISH.condition(text) == ()


@pytest.mark.parametrize(
    ("text", "topic", "facts", "whole"),
    [
        ("Any allergies you have, including to latex.", "allergies", {"allergy"}, True),
        ("Blood thinners, such as warfarin, apixaban, or clopidogrel.", "anticoagulant", {"blood-thinner"}, True),
        ("Blood thinners, aspirin, or arthritis pills.", "anticoagulant", {"blood-thinner", "aspirin"}, False),
        ("Heart or kidney disease, or diabetes.", "medical-conditions", {"kidney-disease", "diabetes"}, False),
        ("( ) are pregnant or nursing", "pregnancy", {"pregnant"}, False),
        ("Whether you are pregnant or could be.", "pregnancy", {"possibly-pregnant"}, True),
        ("Do you smoke?", "smoking", {"smoker"}, True),
        ("take warfarin, apixaban or rivaroxaban", "anticoagulant", {"warfarin", "apixaban", "rivaroxaban"}, True),
    ],
)
def test_questions(text, topic, facts, whole):
    about = ENGLISH.question(text, topic)
    assert (set(about.facts), about.whole) == (facts, whole)


@pytest.mark.parametrize(
    ("text", "topic", "lead"),
    [
        ("Allergies to foods, latex, or medicines.", "allergies", ""),
        ("Medicines.", "medications", "Allergies to:"),
        ("Blood thinners (anticoagulants), aspirin, or drugs that affect clotting.", "anticoagulant", ""),
        ("A pacemaker on the same side.", "implants", ""),
        ("Problems with anesthesia in you or in blood relatives.", "anesthesia-problems", ""),
        ("Diabetes.", "medical-conditions", "Illnesses of your family:"),
        ("Blood thinners.", "allergies", ""),
    ],
)
def test_questions_that_ask_something_else_are_not_prefilled(text, topic, lead):
    assert ENGLISH.question(text, topic, [lead] if lead else []).facts == ()


def test_a_language_without_sayings_has_none():
    assert sayings(knowledge.default(), "xx") is None
