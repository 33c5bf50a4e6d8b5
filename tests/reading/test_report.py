"""Findings on the sheet as a whole, and reasons why a person should look at a statement."""

from __future__ import annotations

from careplan.knowledge import default
from careplan.reading.model import Finding, Reading
from careplan.reading.review import rules
from tests.reading.sheet import HEADINGS, one, read, under

COMPLETE = """Colonoscopy

Before your test

Do not eat for 6 hours before your test.
Ask your doctor about your medicines.
You will have a sedative. Have someone drive you home.

When to call us

Call us if you have a fever.
"""


def named(reading: Reading, code: str) -> list[Finding]:
    return [f for f in reading.findings if f.code == code]


def lacks(content: str) -> str:
    return " ".join(f.text for f in named(read(content), "lacks"))


def test_a_complete_sheet_lacks_nothing() -> None:
    assert lacks(COMPLETE) == ""


def test_a_sheet_without_warning_signs_lacks_them() -> None:
    assert "warning signs" in lacks(COMPLETE.partition("When to call us")[0])


def test_a_sheet_with_sedation_lacks_fasting() -> None:
    assert "eating and drinking" in lacks(COMPLETE.replace("Do not eat for 6 hours before your test.\n", ""))


def test_a_sheet_without_sedation_does_not_lack_fasting() -> None:
    assert "eating" not in lacks(
        COMPLETE.replace("Do not eat for 6 hours before your test.\n", "").replace("a sedative", "a scan")
    )


def test_a_sheet_with_sedation_lacks_the_way_home() -> None:
    assert "getting home" in lacks(COMPLETE.replace("Have someone drive you home.", "").replace("Do not drive.", ""))


def test_a_sheet_that_prepares_lacks_medicines() -> None:
    assert "medicines" in lacks(COMPLETE.replace("Ask your doctor about your medicines.\n", ""))


def test_two_fasting_times_contradict_each_other() -> None:
    reading = read(COMPLETE.replace("You will", "Do not eat for 8 hours before your test.\nYou will"))
    (found,) = named(reading, "contradiction")
    assert [reading.statement(id).text for id in found.statements] == [
        "Do not eat for 6 hours before your test.",
        "Do not eat for 8 hours before your test.",
    ]


def test_times_for_food_and_for_water_do_not_contradict() -> None:
    reading = read(COMPLETE.replace("You will", "Do not drink water for 2 hours before your test.\nYou will"))
    assert named(reading, "contradiction") == []


def test_times_for_different_cases_do_not_contradict() -> None:
    reading = read(
        COMPLETE.replace("You will", "If you are diabetic, do not eat for 4 hours before your test.\nYou will")
    )
    assert named(reading, "contradiction") == []


def test_the_same_time_twice_does_not_contradict() -> None:
    reading = read(COMPLETE.replace("You will", "Remember: do not eat for 6 hours before your test.\nYou will"))
    assert named(reading, "contradiction") == []


def test_two_arrival_times_contradict_each_other() -> None:
    reading = read(
        COMPLETE.replace("You will", "Arrive 1 hour before your test.\nArrive 2 hours before your test.\nYou will")
    )
    assert len(named(reading, "contradiction")) == 1


def test_blanks_that_nobody_filled_in_are_found() -> None:
    reading = read(COMPLETE.replace("You will", "Arrive at ______ am.\nYou will"))
    (found,) = named(reading, "blank")
    assert [reading.statement(id).text for id in found.statements] == ["Arrive at ______ am."]


def test_instructions_about_what_nobody_knows_are_found() -> None:
    reading = read(COMPLETE.replace("You will", "Mind the zinnias.\nYou will"))
    (found,) = named(reading, "unclassified")
    assert [reading.statement(id).text for id in found.statements] == ["Mind the zinnias."]


def test_findings_name_statements_that_exist() -> None:
    reading = read(
        COMPLETE.replace(
            "You will", "Mind the zinnias.\nArrive at ______ am.\nDo not eat for 8 hours before.\nYou will"
        )
    )
    known = {s.id for s in reading.statements}
    assert all(set(f.statements) <= known for f in reading.findings)


def test_a_blank_is_a_reason_to_look_at_a_statement() -> None:
    assert one("before", "Stop your blood thinner ____ days before.").review == ("form blank",)


def test_what_is_not_sure_is_a_reason_with_its_figure() -> None:
    found = one("after", "Mind the zinnias.")
    assert found.confidence.topic < rules("en", default()).below["topic"]
    assert f"topic {found.confidence.topic:.2f}" in found.review


def test_a_plain_sentence_gives_no_reason() -> None:
    assert one("after", "Do not drive for 24 hours.").review == ()


def test_nothing_that_nobody_acts_on_is_reviewed() -> None:
    assert all(s.review == () for s in under("overview", "It is what it is. Zinnias may bloom."))
    assert "overview" in HEADINGS
