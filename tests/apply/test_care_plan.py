import re
from html import unescape

from careplan.reading.model import Timing
from tests.apply.sample import plan_of, sample
from tests.definitions.sample import arthroscopy, say


def words(narrative):
    """The text of each element."""
    return unescape(re.sub(r"<[^>]+>", "\0", narrative["div"])).split("\0")


def test_it_is_a_draft_plan_for_the_patient_by_the_software():
    plan = sample()
    made = plan.care_plan
    assert (made["status"], made["intent"], made["subject"]) == ("draft", "plan", {"reference": "Patient/1"})
    assert made["created"] == "2026-11-24T12:00:00-05:00"
    assert plan.at(made["author"])["resourceType"] == "Device"
    assert plan.at(made["supportingInfo"][0])["resourceType"] == "DocumentReference"
    assert made["title"] == "Care plan: knee arthroscopy"


def test_it_has_the_category_of_us_core_unless_that_is_switched_off():
    (category,) = sample().care_plan["category"]
    assert category["coding"][0]["code"] == "assess-plan"
    assert "category" not in sample(us_core=False).care_plan


def test_a_sheet_without_title_and_procedure_has_a_plan_with_a_title():
    assert plan_of(say("Rest."), procedure=None).care_plan["title"]


def test_its_narrative_has_every_statement_of_the_sheet_word_for_word():
    _, reading = arthroscopy()
    told = words(sample().care_plan["text"])
    assert {s.text for s in reading.statements} <= set(told)


def test_its_narrative_has_the_titles_of_the_phases_in_order():
    told = words(sample().care_plan["text"])
    titles = [
        "Risks",
        "Before the procedure",
        "During the procedure",
        "After the procedure",
        "When to seek care",
    ]
    assert sorted(titles, key=told.index) == titles


def test_the_sheets_words_are_escaped():
    div = plan_of(say("Keep it < 5 & <b>dry</b>.")).care_plan["text"]["div"]
    assert "Keep it &lt; 5 &amp; &lt;b&gt;dry&lt;/b&gt;." in div


def test_its_period_covers_the_procedure_and_every_time():
    assert sample().care_plan["period"] == {
        "start": "2026-12-01T03:00:00-05:00",
        "end": "2026-12-04T09:00:00-05:00",
    }


def test_without_times_its_period_is_the_procedure():
    made = plan_of(say("Rest.")).care_plan["period"]
    assert made == {"start": "2026-12-01T09:00:00-05:00", "end": "2026-12-01T09:00:00-05:00"}


def test_of_one_day_the_date_takes_in_the_hours():
    timing = Timing(start="day0", end="day0")
    made = plan_of(say("Rest.", timing=timing), say("Come.", timing=Timing(end="-PT1H"))).care_plan["period"]
    assert made == {"start": "2026-12-01", "end": "2026-12-01"}


def test_risks_information_and_boilerplate_are_nobodys_activity():
    plan = sample()
    said = {task.get("description") for task in plan.tasks} | {d["description"] for d in plan.details}
    for text in ("Clots can form.", "You lie on your back.", "Printed on recycled paper."):
        assert text not in said
