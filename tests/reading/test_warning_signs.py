"""Warning signs in the words and shapes that sheets of other publishers have."""

from __future__ import annotations

import pytest

from tests.reading.sheet import read

ABOVE = "After your procedure\n\nBathing\n\nShower after 24 hours.\n\n"


def roles(content: str) -> list[tuple[str, str]]:
    """The section and role of every statement below `ABOVE`."""
    return [(s.section, s.role) for s in read(ABOVE + content).statements if s.start >= len(ABOVE)]


@pytest.mark.parametrize(
    "heading",
    [
        "Reasons to call us",
        "When should I be concerned?",
        "Things that are not normal",
        "PROBLEMS THAT NEED A CALL",
        "Concerning symptoms",
        "Trouble signs",
        "Look out for",
        "Go back to the hospital",
    ],
)
def test_what_is_listed_below_such_a_heading_is_a_warning_sign(heading: str) -> None:
    found = roles(f"{heading}\n\n- Fever over 101\n- Redness or pus\n- No urine for 8 hours\n")
    assert found[-3:] == [("warning-signs", "warning-sign")] * 3


@pytest.mark.parametrize(
    "lead",
    [
        "Let us know if any of these happen:",
        "CALL 555-0104 FOR",
        "Get in touch if you notice",
        "Please alert the nurse on duty to any of these:",
        "It is not normal to have:",
    ],
)
def test_what_hangs_from_such_a_sentence_is_a_warning_sign(lead: str) -> None:
    found = read(f"{ABOVE}{lead}\n\n- clots the size of a grape\n- a thick discharge\n- cough that does not go away\n")
    items = found.statements[-3:]
    assert [(s.section, s.role) for s in items] == [("warning-signs", "warning-sign")] * 3
    assert {s.parent for s in items} == {found.statements[-4].id}


def test_what_must_be_told_before_is_asked_and_no_sign() -> None:
    content = "Before your procedure\n\nTell us if you have:\n\n- a fever or a cold\n- any allergies\n- a pacemaker\n"
    assert [s.role for s in read(content).statements[-3:]] == ["question"] * 3


def test_a_sentence_that_only_names_signs_below_a_call_is_one() -> None:
    found = roles("Call us right away\n\nHeavy bleeding, a temperature of 101 or higher, cramps that do not ease.\n")
    assert found[-1] == ("warning-signs", "warning-sign")
