"""Kinds of sentences that real sheets of many publishers have, each with examples of our own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reading.sheet import read, under

CARE: dict[str, Any] = {"role": "instruction", "topic": "seek-care", "section": "warning-signs"}
TOLD: dict[str, Any] = {"role": "information"}

SINGLE = [
    # an order after a condition, with no comma between
    ("If the swelling gets worse please call our office.", CARE | {"condition": "the swelling gets worse"}),
    ("If a fever starts call your surgeon at once.", CARE | {"condition": "a fever starts"}),
    (
        "If you have kidney disease do not take ibuprofen.",
        {"role": "instruction", "prohibition": True, "condition": "you have kidney disease"},
    ),
    ("If the rash itches, stings, or spreads over the chest do not use the cream.", {"prohibition": True}),
    ("If you can walk this far, you may do more.", {"obligation": "may", "condition": "you can walk this far"}),
    # a sign is the condition of an order to turn to somebody
    ("If the wound bleeds and will not stop, go to the nearest emergency room.", CARE),
    ("If vomiting goes on for more than a day, please contact our office.", CARE),
    ("If he coughs up blood, bring your child to the hospital at once.", CARE),
    ("Return to the clinic if the redness spreads.", CARE),
    ("If you need to change the date, please contact our office.", {"role": "instruction", "section": "after"}),
    # what is to be expected
    ("Some swelling is to be expected.", TOLD),
    ("You can expect the stitches to form a firm ridge.", TOLD),
    ("You should expect your voice to be weak at first.", TOLD),
    ("Do not expect to see the result at once.", TOLD),
    # groups that the reader may be of, and what is to be done with things
    ("People with a stomach ulcer should not take aspirin.", {"role": "instruction", "prohibition": True}),
    ("Patients who use insulin should first ask their doctor.", {"role": "instruction", "prohibition": False}),
    ("While they have the splint, they must stay indoors.", {"role": "instruction"}),
    ("Children may return to school after a week.", {"role": "instruction", "obligation": "may"}),
    ("If you have paper strips, these may be removed after a week.", {"role": "instruction", "obligation": "may"}),
    ("The leg must remain straight for 4 hours.", {"role": "instruction"}),
    ("You will likely need to wear a brace.", {"role": "instruction", "topic": "device"}),
    ("It is very important to finish the exercises.", {"role": "instruction"}),
    ("Please be sure you are well hydrated.", {"role": "instruction", "topic": "fluids"}),
    ("Strictly avoid lifting.", {"role": "instruction", "prohibition": True}),
    # what only looks like an order
    ("No. 12, Mill Lane", TOLD),
    ("Phone: 555 0134", TOLD),
    ("Do I need to have it done?", TOLD),
    ("The cut is small, but may leak a little.", TOLD),
]


@pytest.mark.parametrize(("sentence", "expected"), SINGLE)
def test_a_sentence_of_a_real_sheet_is_read_as_a_nurse_reads_it(sentence: str, expected: dict[str, Any]) -> None:
    statement = under("after", sentence)[-1]
    assert {name: getattr(statement, name) for name in expected} == expected, statement


def test_signs_whose_bullets_were_lost_hang_from_their_lead_in() -> None:
    text = """When to call the doctor

Call your provider if you notice any of the following:

You cannot put weight on the foot.

The pain does not get better after two days.

Your toes turn blue.

Other names

Foot sprain care
"""
    statements = read(text).statements
    signs = [s for s in statements if s.role == "warning-sign"]
    assert [s.text.split()[0] for s in signs] == ["You", "The", "Your"]
    assert {s.parent for s in signs} == {statements[0].id}


PARTS = [
    # an order that only a comma or a dash joins to what is told
    (
        "A low fever is common at first, please call if it rises above 101.",
        [("information", None), ("instruction", "seek-care")],
    ),
    (
        "Most people need strong tablets for two days - please take them as told.",
        [("information", None), ("instruction", "take-medication")],
    ),
    # but not the main clause of a condition, however long that is
    (
        "If you have a fever over 101, or the wound gets redder, hotter or more swollen on any side of the cut, or "
        "the pain is no longer helped by the tablets that you were given, please call the ward.",
        [("instruction", "seek-care")],
    ),
    ("If you have any doubts do not hesitate to call us.", [("instruction", "seek-care")]),
    ("Should severe calf pain occur, please call the doctor.", [("instruction", "seek-care")]),
]


@pytest.mark.parametrize(("sentence", "expected"), PARTS)
def test_an_order_joined_by_a_comma_is_a_part_of_its_own(sentence: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(s.role, s.topic) for s in under("after", sentence)] == expected


MORE = [
    (
        "Activities such as throwing, lifting, cycling, jogging and sports with quick turns should be avoided for now.",
        {"role": "instruction", "prohibition": True},
    ),
    ("We suggest no heavy lifting in the first week.", {"topic": "lifting", "prohibition": True}),
    ("I would prefer that you do not take a bath yet.", {"topic": "bathing", "prohibition": True}),
    ("You will be required to keep to a liquid diet.", {"role": "instruction", "topic": "diet"}),
    ("You will, however, need someone with you.", {"role": "instruction", "topic": "companion"}),
    ("The dressing must remain absolutely dry.", {"role": "instruction", "topic": "wound-care"}),
    ("Smoking is strongly discouraged.", {"topic": "smoking", "prohibition": True}),
    ("Exercises should begin the day of surgery.", {"role": "instruction"}),
    ("Hold the stretch for 5 seconds.", {"topic": "physiotherapy", "prohibition": False}),
    ("Return to the office 10 to 14 days after surgery.", {"topic": "follow-up"}),
    ("Do not force yourself to eat.", {"topic": "diet", "prohibition": True}),
    ("Avoid foods that are very salty.", {"topic": "diet", "prohibition": True}),
    ("Do not use ointments of any kind.", {"topic": "wound-care", "prohibition": True}),
    ("Stay off your feet as much as you can.", {"topic": "rest"}),
    ("Call your insurance company about what it covers.", {"topic": "other"}),
]


@pytest.mark.parametrize(("sentence", "expected"), MORE)
def test_what_many_publishers_say_has_its_topic_and_polarity(sentence: str, expected: dict[str, Any]) -> None:
    statement = under("after", sentence)[-1]
    assert {name: getattr(statement, name) for name in expected} == expected, statement


@pytest.mark.parametrize(
    ("title", "section"),
    [("Post-Operative Instructions: Wrist Fracture Repair", "after"), ("Preparing for your wrist operation", "before")],
)
def test_a_title_tells_what_the_whole_sheet_is_about(title: str, section: str) -> None:
    text = f"{title}\n\nDiet\n\n- Begin with clear liquids and soup.\n- Do not take tablets on an empty stomach.\n"
    assert {s.section for s in read(text).statements} == {section}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Department of Orthopaedic Surgery\n\nAfter Your Knee Arthroscopy", "Knee Arthroscopy"),
        ("Post-Mastectomy Care", "Mastectomy"),
        ("My Angiogram", "Angiogram"),
    ],
)
def test_the_procedure_is_no_department_and_has_no_prefix(title: str, name: str) -> None:
    named = read(f"{title}\n\nKeep the dressing dry for two days.\n").document.procedure
    assert named is not None
    assert named.text == name


def test_a_sheet_without_blank_lines_has_its_headings() -> None:
    text = """Advice after your hernia repair
You have had a hernia mended. It was done through a small cut.
Wound
Keep the dressing dry for two days.
Pain
You may take paracetamol when you need it.
Contact numbers
The ward can be reached on 555 0134 at any time.
"""
    reading = read(text)
    assert [s.heading for s in reading.sections if s.heading][-3:] == ["Wound", "Pain", "Contact numbers"]
    assert [s.topic for s in reading.statements if s.role == "instruction"] == ["wound-care", "pain-medication"]


def test_what_a_condition_in_brackets_holds_ends_with_them() -> None:
    statement = under("before", "Come with a full bladder (if you can) as we need to test your urine.")[-1]
    assert statement.condition in (None, "you can")


def test_what_is_told_among_preparations_for_the_time_after_is_acted_on_after() -> None:
    statement = under("before", "Please do not drive for two days following your exam.")[-1]
    assert statement.section == "after"


def test_a_sign_in_a_paragraph_of_its_own_is_one() -> None:
    assert under("warning-signs", "You have a fever that does not go away after a week.")[-1].role == "warning-sign"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("May shower in 48 hours.", {"role": "instruction", "topic": "bathing", "obligation": "may"}),
        ("Must stay dry.", {"role": "instruction", "prohibition": False}),
        ("Should be worn at night.", {"role": "instruction"}),
        ("Can resume driving when off narcotics.", {"topic": "driving", "obligation": "may"}),
        ("May cause drowsiness.", TOLD),
        ("May feel tired for a week.", TOLD),
        ("This is to straighten the toe.", TOLD),
        ("These are to be worn at night.", {"role": "instruction"}),
    ],
)
def test_a_line_whose_subject_is_left_out_is_an_order_only_if_something_is_done(
    line: str, expected: dict[str, Any]
) -> None:
    statement = under("after", f"- You had a small operation.\n- {line}")[-1]
    assert {name: getattr(statement, name) for name in expected} == expected, statement
