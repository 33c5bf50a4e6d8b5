"""Which lines are headings, and what their words announce."""

from __future__ import annotations

import pytest

from careplan.reading.headings import find, kinds
from careplan.reading.layout import blocks
from tests.reading.sheet import english, text

BODY = "\n\nThe stitches dissolve by themselves. You may walk about the house from the first day.\n"


def headings(content: str) -> list[str]:
    return [content[b.start : b.end] for b in find(english(content), blocks(text(content))) if b.kind == "heading"]


@pytest.mark.parametrize(
    "line",
    [
        "AFTER YOUR OPERATION",
        "What happens afterwards?",
        "How long will I stay?",
        "When you get home",
        "Risks and complications",
        "Getting ready",
        "Looking after the wound",
        "Eating and drinking:",
        "Possible side effects:",
        "The night before surgery",
        "Food and drink",
        "Follow-up",
    ],
)
def test_a_short_line_that_announces_something_is_a_heading(line: str) -> None:
    assert headings(f"Hernia Repair\n\nA small operation on the groin.\n\n{line}{BODY}") == ["Hernia Repair", line]


@pytest.mark.parametrize(
    "line",
    [
        "Do not lift anything.",
        "Call us if you have:",
        "You will need to bring the following:",
        "If you take any of these medicines, stop them:",
        "To keep the wound clean:",
        "Wear the sling all day",
        "DO NOT EAT AFTER MIDNIGHT",
        "NO DRIVING FOR 24 HOURS",
        "As you begin solid food:",
        "A fever of 101 or higher",
        "Hernia repair - discharge; herniorrhaphy - discharge",
        "Page 3 of 4",
        "Home | Search | Contact",
        "Driving      after 2 weeks",
        "The scar fades over the months that come and most people cannot see it after a year or so",
    ],
)
def test_what_tells_introduces_or_is_furniture_is_no_heading(line: str) -> None:
    assert headings(f"Hernia Repair\n\nA small operation on the groin.\n\n{line}{BODY}") == ["Hernia Repair"]


def test_capitals_make_a_heading_without_a_blank_line() -> None:
    assert "GOING HOME" in headings(f"Hernia Repair\n\nA small operation on the groin.\nGOING HOME{BODY}")


def test_a_question_makes_a_heading_right_above_its_answer() -> None:
    assert headings("Hernia Repair\n\nWhat is a hernia?\nA gap in the muscle of the belly.\n") == [
        "Hernia Repair",
        "What is a hernia?",
    ]


def test_the_last_line_of_a_sheet_is_no_heading() -> None:
    assert headings("Hernia Repair\n\nA small operation on the groin.\n\nGoing home") == ["Hernia Repair"]


def test_an_item_is_no_heading() -> None:
    assert headings("Hernia Repair\n\n• Risks\n• Benefits\n\nMore will be told to you at the clinic.") == [
        "Hernia Repair"
    ]


@pytest.mark.parametrize("line", ["PLEASE CALL (555-0193) IF", "Return to the hospital if you have", "Call us for"])
def test_an_order_that_its_items_go_on_with_is_no_heading(line: str) -> None:
    content = f"Hernia Repair\n\nA small operation on the groin.\n\n{line}\n\n- a fever\n- chills\n"
    assert headings(content) == ["Hernia Repair"]


def test_a_line_above_navigation_at_the_top_is_furniture_too() -> None:
    content = "Hill Clinic\nHome | Patients | Contact\n\nHernia Repair\n\nA small operation on the groin.\n"
    found = find(english(content), blocks(text(content)))
    assert [(b.kind, b.mark) for b in found[:2]] == [("para", "navigation"), ("para", "")]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Before your test", "before"),
        ("Preparing for the scan", "before"),
        ("What to bring", "before"),
        ("Fasting", "before"),
        ("Two weeks before", "before"),
        ("After the operation", "after"),
        ("Wound care", "after"),
        ("Driving", "after"),
        ("When to call for help", "warning-signs"),
        ("Possible complications", "risks"),
        ("What could go wrong", "risks"),
        ("During the procedure", "during"),
        ("What is a hernia?", "overview"),
        ("Why is it done?", "overview"),
        ("Tell your doctor", "disclosure"),
        ("Follow-up", "follow-up"),
    ],
)
def test_the_words_of_a_heading_announce_a_section(line: str, kind: str) -> None:
    content = f"{line}{BODY}"
    scores = kinds(english(content), blocks(text(content))[0])
    assert max(scores, key=lambda k: scores[k]) == kind


def test_a_heading_without_known_words_announces_nothing() -> None:
    content = f"Some words of welcome{BODY}"
    assert kinds(english(content), blocks(text(content))[0]) == {}
