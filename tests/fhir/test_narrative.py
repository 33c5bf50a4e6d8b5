import pytest
from lxml import etree

from careplan.fhir.narrative import by_section, heading, labelled, narrative, nested, paragraph
from careplan.fhir.r4 import checked
from careplan.reading.model import Section, Statement

TITLES = {"before": "Before", "after": "After"}


def said(id, text, section="before", parent=None):
    at = int(id[1:]) * 10
    return Statement(
        id=id, section=section, role="information", start=at, end=at + 9, text=text, parent=parent
    )


def test_words_are_escaped_and_the_div_is_valid():
    html = heading("A & B") + paragraph('x < y > "z" \x0c\ufffe <script>alert(1)</script>')
    made = narrative(html, language="en")
    assert checked({"resourceType": "Basic", "language": "en", "text": made, "code": {"text": "x"}})
    div = etree.fromstring(made["div"])
    assert "".join(div.itertext()).startswith('A & Bx < y > "z"')
    assert "<script>" not in made["div"]


def test_list_items_nest_below_what_they_hang_from():
    assert nested([said("s1", "Bring:"), said("s2", "scans", parent="s1"), said("s3", "Rest")]) == (
        "<ul><li>Bring:<ul><li>scans</li></ul></li><li>Rest</li></ul>"
    )


def test_nothing_is_lost_in_a_ring():
    made = nested([said("s1", "One", parent="s2"), said("s2", "Two", parent="s1")])
    assert made == "<ul><li>One<ul><li>Two</li></ul></li></ul>"


def test_nothing_said_is_nothing():
    assert nested([]) == ""
    assert by_section([], [], TITLES) == ""


def test_phases_come_in_the_order_of_time_and_have_the_sheets_headings_below_ours():
    sections = [
        Section("after", 0, 20, "AT HOME"),
        Section("before", 20, 30, None),
        Section("before", 30, 99, "FOOD"),
    ]
    told = [
        said("s1", "Sleep", "after"),
        said("s2", "Pack"),
        said("s3", "Fast"),
        said("s4", "Nothing fat", "after", parent="s3"),
    ]
    assert by_section(sections, told, TITLES) == (
        "<h2>Before</h2><ul><li>Pack</li></ul>"
        "<h3>FOOD</h3><ul><li>Fast<ul><li>Nothing fat</li></ul></li></ul>"
        "<h2>After</h2><h3>AT HOME</h3><ul><li>Sleep</li></ul>"
    )


def test_phase_without_our_title_has_its_kind():
    assert by_section([], [said("s1", "Hm", "other")], TITLES).startswith("<h2>other</h2>")


RIGHT = [("ar", True), ("he-IL", True), ("en", False), ("are", False), (None, False)]


@pytest.mark.parametrize(("language", "rtl"), RIGHT)
def test_a_language_that_is_written_from_the_right_is_shown_so(language, rtl):
    assert (' dir="rtl"' in narrative(paragraph("x"), language=language)["div"]) == rtl


@pytest.mark.validator
def test_the_validator_takes_a_direction(validator):
    made = narrative(paragraph("صيام"), language="ar")
    basic = {"resourceType": "Basic", "language": "ar", "text": made, "code": {"text": "x"}}
    assert [str(issue) for issue in validator.validate(basic) if issue.wrong] == []


def test_notes_stand_behind_the_words_that_they_are_about():
    note = labelled([("When", "<now>")], inline=True)
    made = nested([said("s1", "Bring:"), said("s2", "scans", parent="s1")], {"s1": note})
    assert made == "<ul><li>Bring:<br/><b>When:</b> &lt;now&gt;<ul><li>scans</li></ul></li></ul>"
