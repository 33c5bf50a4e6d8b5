"""Narratives of the patient layer: the sheet's words, when, who, what is open; XHTML whatever the sheet says."""

from html import unescape

import pytest
from lxml import etree

from careplan.fhir.r4 import checked
from careplan.reading.model import Timing
from tests.apply.sample import plan_of, sample
from tests.definitions.sample import say

ZONED = {"at": "2026-12-01T09:00", "timezone": "America/New_York"}
HOSTILE = (
    "<script>alert(1)</script>",
    "</div><p onclick='x()'>",
    "<img src=x onerror=alert(1)>",
    "<!-- & --> &amp; &lt;b&gt; ]]> <![CDATA[ x",
    "&#x3c;b&#x3e; \x00\x1b[31m \ufffe {when} {title}",
    "<a href=\"javascript:alert(1)\">'\"`",
)


def lines(resource):
    """The text of each paragraph, item and heading."""
    root = etree.fromstring(resource["text"]["div"])
    return [" ".join("".join(e.itertext()).split()) for e in root if e.tag.endswith(("}p", "}h2", "}h3"))]


def test_a_task_says_what_when_who_and_on_what_it_hangs():
    plan = plan_of(
        say("Be here 2 hours ahead, if you take tablets.", condition="you take tablets", timing=Timing(end="-PT2H")),
        **ZONED,
    )
    assert lines(plan.key("s1")) == [
        "Be here 2 hours ahead, if you take tablets.",
        "When: by Tuesday, 1 December 2026, 07:00 (America/New_York)",
        "Who: the patient",
        "Applies only if: you take tablets",
        "From the sheet: knee arthroscopy",
    ]


def test_a_task_says_its_lead_ins_and_why_it_is_to_check():
    plan = plan_of(
        say("The night before:", role="information"),
        say("Pack 3 hours ahead", parent="s1", review=("topic 0.41",), timing=Timing(end="-PT3H")),
        at="2026-12-01",
    )
    said = lines(plan.key("s2"))
    assert said[:2] == ["The night before:", "Pack 3 hours ahead"]
    assert "To check: topic 0.41" in said
    assert any(line.startswith("To check: The sheet counts in hours") for line in said)
    assert not any(line.startswith("When:") for line in said)


@pytest.mark.parametrize(
    ("actor", "who"),
    [("companion", "a companion of the patient"), ("clinician", "the care team"), (None, "the patient")],
)
def test_a_task_says_for_whom(actor, who):
    assert f"Who: {who}" in lines(plan_of(say("Ring.", actor=actor)).key("s1"))


def test_a_decision_says_that_it_is_the_care_teams():
    said = lines(sample().key("s9-decision"))
    assert said[0] == "Decision of the care team"
    assert said[1] == "If you take blood thinners, ask us when to stop."
    assert "Who: the care team" in said


def test_the_form_says_by_when_and_lists_its_questions():
    form = sample(**ZONED).key("questionnaire")
    assert "When: by Tuesday, 1 December 2026, 09:00 (America/New_York)" in lines(form)
    assert "<li>Any allergies.</li>" in form["text"]["div"]


def test_the_review_says_for_which_procedure_and_where_to_look():
    said = lines(sample(**ZONED).key("review"))
    assert "Procedure: knee arthroscopy; Tuesday, 1 December 2026, 09:00 (America/New_York)" in said
    assert any(line.startswith("The sheet as a whole: no time for clear liquids") for line in said)


def test_the_plan_tells_times_below_the_words_and_again_what_is_looked_for_first():
    div = sample(**ZONED).care_plan["text"]["div"]
    fasting = "Eat nothing for 6 hours before, unless we say otherwise."
    window = "<br/><b>When:</b> from Tuesday, 1 December 2026, 03:00 to 09:00 (America/New_York)"
    assert div.count(f"<li>{fasting}{window}</li>") == 3
    forbidden, signs, undecided = (div.index(f"<h2>{title}") for title in ("Prohibitions", "Warning", "Open for"))
    assert forbidden < div.index(fasting, forbidden) < signs < undecided < div.index(fasting, undecided)
    assert "<li>Ring us if you have:</li><li>• a fever</li>" in div[signs:undecided]


def test_a_plan_without_prohibitions_signs_and_decisions_has_no_empty_lists():
    div = plan_of(say("Rest.")).care_plan["text"]["div"]
    assert "Prohibitions" not in div
    assert "<ul></ul>" not in div


def test_software_and_provenance_have_a_narrative():
    plan = sample()
    assert lines(plan.one("Device"))[0].startswith("careplan ")
    assert lines(plan.one("Provenance"))[0].startswith("Made by careplan ")


def test_every_resource_has_a_narrative_that_is_not_blank():
    for resource in sample().by_url.values():
        assert resource["text"]["status"] == "generated"
        assert "".join(etree.fromstring(resource["text"]["div"]).itertext()).strip()


def hostile(text):
    """A plan in which the text stands wherever the sheet's words go."""
    return plan_of(
        say(text, role="question", section="disclosure"),
        say(f"Lead {text}:"),
        say(f"Stop {text}", parent="s2", prohibition=True, condition=text, review=(text,)),
        say(f"Do {text}", condition=text, review=(text,), timing=Timing(until=text)),
        say(f"Sign {text}", role="warning-sign", section="warning-signs"),
        say(f"Ask us {text}", topic="ask-team"),
        title=text,
        procedure="knee",
        headings=(("before", 2, 4, text),),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_sheet_stays_text(text):
    for resource in hostile(text).by_url.values():
        checked(resource)
        root = etree.fromstring(resource["text"]["div"])
        tags = {etree.QName(e).localname for e in root.iter(etree.Element)}
        assert tags <= {"div", "p", "b", "br", "ul", "li", "h2", "h3"}
        assert {name for e in root.iter(etree.Element) for name in e.attrib} <= {
            "lang",
            "{http://www.w3.org/XML/1998/namespace}lang",
        }
        assert not list(root.iter(etree.Comment, etree.PI))


def test_markup_in_a_sheet_is_shown_as_it_stands():
    div = hostile(HOSTILE[0]).care_plan["text"]["div"]
    assert unescape(div).count(f"Do {HOSTILE[0]}") >= 1
    assert "<script" not in div


@pytest.mark.validator
def test_the_validator_takes_narratives_of_hostile_sheets(validator):
    for text in HOSTILE:
        issues = [i for r in hostile(text).by_url.values() for i in validator.validate(r)]
        assert [str(i) for i in issues if i.wrong] == []


def test_the_same_plan_has_the_same_narratives():
    first, second = sample(**ZONED), sample(**ZONED)
    assert [r["text"] for r in first.by_url.values()] == [r["text"] for r in second.by_url.values()]
