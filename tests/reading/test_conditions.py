"""What an instruction hangs on, and its stated ways out, in the words of the sheet."""

from __future__ import annotations

import pytest

from tests.reading.sheet import one, under

# section, sentence, condition, exception
CASES = [
    ("after", "If you feel sick, drink small sips of water.", "you feel sick", None),
    (
        "after",
        "Take a laxative if you have not been to the toilet for 3 days.",
        "you have not been to the toilet for 3 days",
        None,
    ),
    ("after", "Once the drain is out, you may shower.", "the drain is out", None),
    ("after", "When the numbness has gone, you may eat.", "the numbness has gone", None),
    ("after", "Should the wound open, cover it with a clean cloth.", "the wound open", None),
    ("after", "Do not drive while you take these tablets.", "you take these tablets", None),
    ("before", "If you use insulin, ask your doctor how much to take.", "you use insulin", None),
    ("before", "Only if you are told to, take the laxative.", "you are told to", None),
    (
        "before",
        "If you are diabetic and your test is in the afternoon, eat breakfast.",
        "you are diabetic and your test is in the afternoon",
        None,
    ),
    ("before", "Call to cancel if you have a cold.", "you have a cold", None),
    ("before", "As long as you feel well, take the tablets.", "you feel well", None),
    # a label that says for whom, or for what
    ("before", "Men: shave the site yourself.", "Men", None),
    ("after", "Nursing mothers: pump and throw away the milk for 24 hours.", "Nursing mothers", None),
    # ways out
    (
        "after",
        "Unless you are told otherwise, take the bandage off after 48 hours.",
        None,
        "Unless you are told otherwise",
    ),
    ("after", "Do not drive unless your surgeon has said you may.", None, "unless your surgeon has said you may"),
    ("after", "Wear the sling for 2 weeks or as your surgeon directs.", None, "or as your surgeon directs"),
    ("after", "Take your usual tablets, except for water tablets.", None, "except for water tablets"),
    ("before", "Do not take aspirin without asking us first.", None, "without asking us first"),
    (
        "after",
        "If it itches, use the cream unless you are allergic to it.",
        "it itches",
        "unless you are allergic to it",
    ),
    ("after", "In case of nausea, stop eating.", "nausea", None),
    # neither
    ("before", "Ask your doctor if you should stop warfarin.", None, None),
    ("before", "Ask us when you may eat.", None, None),
    ("after", "Take a rest when needed.", None, None),
    ("after", "Eat as soon as you can.", None, None),
    ("after", "For severe discomfort, take paracetamol.", "For severe discomfort", None),
    ("after", "For 2 weeks, avoid running.", None, None),
    ("after", "Do not drive while taking codeine.", "taking codeine", None),
    ("after", "Walk about if you like, with a rest every hour.", "you like", None),
    ("after", "If you are dizzy, sit down, and call us if it goes on.", "you are dizzy", None),
    ("after", "Change the pad once or twice a day.", None, None),
    ("after", "Do not fly if it hurts, or for two days after the drops.", "it hurts", None),
    ("after", "Call us if necessary.", None, None),
    ("after", "Wear the sling until we see you.", None, None),
    ("after", "Wash your hands before you touch the wound.", None, None),
    ("after", "Do not swim, even if you feel well.", None, None),
]


@pytest.mark.parametrize(("section", "sentence", "condition", "exception"), CASES, ids=[c[1] for c in CASES])
def test_condition_and_exception_of_a_sentence(
    section: str, sentence: str, condition: str | None, exception: str | None
) -> None:
    found = one(section, sentence)
    assert (found.condition, found.exception) == (condition, exception)


@pytest.mark.parametrize(("section", "sentence"), [c[:2] for c in CASES])
def test_what_is_quoted_stands_in_the_sentence(section: str, sentence: str) -> None:
    found = one(section, sentence)
    assert (found.condition or "") in sentence
    assert (found.exception or "") in sentence


def test_the_lead_in_of_symptoms_has_no_condition_of_its_own() -> None:
    found = under("warning-signs", "Call us if you have:\n• fever\n• pus")
    assert found[0].condition is None


def test_information_has_neither() -> None:
    found = one("overview", "The bag may be removed if it is full.")
    assert (found.role, found.condition, found.exception) == ("information", None, None)
