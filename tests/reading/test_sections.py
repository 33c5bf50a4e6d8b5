"""The parts of a sheet, with its headings and with all of them lost."""

from __future__ import annotations

import pytest

from tests.reading.sheet import read

PARTS = {
    "overview": (
        "What is a colonoscopy?",
        "A colonoscopy is a look at the inside of the bowel with a thin tube. It helps to find the cause of bleeding.",
    ),
    "before": (
        "Getting ready",
        "Nothing to eat after midnight.\nDrink the laxative at 6 pm the day before.\n"
        "Arrange for someone to drive you home.",
    ),
    "during": (
        "What happens",
        "A nurse puts a small needle in your arm. The doctor passes the tube into the bowel. You may feel cramps.",
    ),
    "after": (
        "When you get home",
        "Rest for the rest of the day.\nYou may eat when you are hungry.\nDo not drive for 24 hours.",
    ),
    "warning-signs": ("When to call us", "Fever over 100.4°F\nBad pain in your belly\nBlood in your stool"),
}


def kinds(content: str) -> list[str]:
    """The kinds of the sections, runs of one kind once."""
    found = [s.kind for s in read(content).sections]
    return [k for n, k in enumerate(found) if n == 0 or found[n - 1] != k]


def test_headings_name_the_sections() -> None:
    content = "Colonoscopy\n\n" + "\n\n".join(f"{head}\n\n{body}" for head, body in PARTS.values())
    assert kinds(content) == list(PARTS)
    assert [s.heading for s in read(content).sections] == ["Colonoscopy", *(head for head, _ in PARTS.values())]


def test_without_headings_the_sections_are_inferred() -> None:
    content = "\n\n\n".join(body for _, body in PARTS.values())
    assert kinds(content) == list(PARTS)
    assert {s.heading for s in read(content).sections} == {None}


@pytest.mark.parametrize("left_out", ["overview", "during", "warning-signs"])
def test_a_sheet_without_one_of_the_parts_has_the_others(left_out: str) -> None:
    content = "\n\n\n".join(body for kind, (_, body) in PARTS.items() if kind != left_out)
    assert kinds(content) == [k for k in PARTS if k != left_out]


def test_statements_lie_in_sections_of_their_kind() -> None:
    content = "\n\n\n".join(body for _, body in PARTS.values())
    reading = read(content)
    for statement in reading.statements:
        around = next(s for s in reading.sections if s.start <= statement.start < s.end)
        assert statement.section == around.kind, statement.text


def test_sections_cover_the_document_in_order() -> None:
    content = "\n  Colonoscopy\n\n" + "\n\n".join(f"{head}\n\n{body}" for head, body in PARTS.values()) + "\n\n"
    found = read(content).sections
    assert [s.start for s in found] == [0, *(s.end for s in found[:-1])]
    assert found[-1].end == len(content)


def test_what_is_said_of_another_phase_takes_the_section_of_that_phase() -> None:
    reading = read(
        "Colonoscopy\n\nWhat is a colonoscopy?\n\nA colonoscopy is a look at the inside of the bowel with a thin tube. "
        "You will need someone to drive you home.\n"
    )
    assert [(s.section, s.topic) for s in reading.statements] == [("overview", None), ("before", "transport")]


def test_a_section_names_the_words_that_it_was_known_by_and_how_sure_it_is() -> None:
    sections = read(f"Colonoscopy\n\nOn the day of the test\n\n{PARTS['before'][1]}\n\n").sections
    found = next(s for s in sections if s.heading == "On the day of the test")
    assert "On the day" in found.evidence
    assert 0 < found.confidence < 1


def test_the_section_is_less_sure_where_headings_are_lost() -> None:
    def sure(content: str) -> float:
        return next(s.confidence for s in read(content).statements if s.text.startswith("Rest")).section

    body = "Rest today. Drink water."
    assert sure(f"Colonoscopy\n\nA thin tube looks at the bowel.\n\nAfter the test\n\n{body}") > sure(
        f"A thin tube looks at the bowel.\n\n{body}"
    )


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("In the lab", "during"),
        ("On the operating table", "during"),
        ("What will I feel?", "during"),
        ("Once you are home", "after"),
        ("BACK ON THE WARD", "after"),
        ("GROIN CARE", "after"),
        ("Could there be problems?", "risks"),
        ("Downsides", "risks"),
        ("Two weeks ahead", "before"),
        ("Things we need to know", "disclosure"),
        ("Seeing us again", "follow-up"),
        ("How do I find out what it showed?", "follow-up"),
    ],
)
def test_headings_in_other_words_name_the_section_too(heading: str, kind: str) -> None:
    content = (
        f"Ear tubes\n\nAn ear tube is a tiny cylinder.\n\n{heading}\n\nThe doctor looks at the ear. It is quiet.\n"
    )
    assert next(s.kind for s in read(content).sections if s.heading == heading) == kind


@pytest.mark.parametrize("title", ["Your gum graft: before and after", "Discharge instructions for gum surgery"])
def test_a_title_below_the_first_line_says_nothing_of_the_first_part(title: str) -> None:
    content = (
        f"Harbor Street Clinic\n{title}\n\nA gum graft covers a root that is bare. A thin layer is taken from the roof "
        "of the mouth.\n\nWhen you get home\n\nDo not drive for 24 hours.\n"
    )
    assert kinds(content)[0] == "overview"
