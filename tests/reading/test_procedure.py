"""The name of the procedure, as the sheet has it."""

from __future__ import annotations

import pytest

from tests.reading.sheet import read

SAY = "Do not eat for 6 hours before your {}. Rest afterwards."


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("Gallbladder Removal\n\n" + SAY.format("operation"), "Gallbladder Removal"),
        ("KNEE ARTHROSCOPY\n\n" + SAY.format("operation"), "KNEE ARTHROSCOPY"),
        ("Your guide to hip replacement\n\n" + SAY.format("operation"), "hip replacement"),
        ("After your tonsillectomy\n\n" + SAY.format("operation"), "tonsillectomy"),
        ("Getting ready for a breast biopsy\n\n" + SAY.format("biopsy"), "breast biopsy"),
        ("Discharge Instructions: Hernia Repair\n\n" + SAY.format("surgery"), "Hernia Repair"),
        ("Bronchoscopy - Patient Information\n\n" + SAY.format("test"), "Bronchoscopy"),
        ("An angiogram (also called arteriography) is a test that takes pictures. " + SAY.format("test"), "angiogram"),
        ("A liver biopsy is a procedure to take a bit of liver. " + SAY.format("procedure"), "liver biopsy"),
        ("A colon test called a colonoscopy is a look at the bowel. " + SAY.format("test"), "colonoscopy"),
        ("Pill camera test\n\nThey block the test if taken. " + SAY.format("test"), "Pill camera test"),
        ("You are booked for cataract surgery.\n\n" + SAY.format("surgery"), "cataract surgery"),
        ("You have had a CT scan of the chest.\n\n" + SAY.format("scan"), "CT scan"),
        (
            "Information for patients\n\nLaser ablation of the veins is a treatment for bad veins. "
            + SAY.format("treatment"),
            "Laser ablation",
        ),
    ],
)
def test_the_procedure_is_named_as_the_sheet_names_it(content: str, name: str) -> None:
    found = read(content).document.procedure
    assert found is not None
    assert found.text == name
    assert content[found.start : found.end] == name


def test_a_sheet_that_names_none_has_none() -> None:
    assert (
        read("Welcome to the ward.\n\nVisitors may come at 2 pm. The cafe is on the first floor.").document.procedure
        is None
    )


def test_the_title_wins_over_what_is_named_in_passing() -> None:
    found = read(
        "Cataract Surgery\n\nIt is not like a hip replacement. You are awake during cataract surgery."
    ).document.procedure
    assert found is not None
    assert (found.text, found.start) == ("Cataract Surgery", 0)
