"""What is asked of the plan of the sheet that the product was made for (read perfectly, from gold)."""

import pytest

from careplan.fhir.statement import items
from tests.apply.sample import plan
from tests.apply.test_care_plan import words
from tests.definitions.sample import SHEETS, needs_sheets
from tests.gold import reading_from_gold

pytestmark = needs_sheets
SHEET = SHEETS / "vertebroplasty.txt"


@pytest.fixture(scope="module")
def made():
    return plan(reading_from_gold(SHEET), SHEET.read_bytes(), at="2026-12-01T09:00:00-05:00")


def task(made, beginning, *, decision=False):
    (found,) = [t for t in made.tasks if t["description"].startswith(beginning) and ("focus" in t) == decision]
    return found


def test_fasting_is_forbidden_from_one_to_nine(made):
    detail = made.detail("Do not eat or drink for 8 hours")
    assert detail["doNotPerform"] is True
    assert detail["scheduledPeriod"] == {
        "start": "2026-12-01T01:00:00-05:00",
        "end": "2026-12-01T09:00:00-05:00",
    }


def test_arrival_is_due_by_eight(made):
    due = task(made, "Arrive at least 1 hour before")["restriction"]["period"]
    assert due == {"end": "2026-12-01T08:00:00-05:00"}


def test_the_companion_stays_until_nine_on_the_next_day(made):
    due = task(made, "stay with you for 24 hours.")["restriction"]["period"]
    assert due == {"start": "2026-12-01T09:00:00-05:00", "end": "2026-12-02T09:00:00-05:00"}


def test_the_blood_thinner_question_is_the_patients_and_the_clinicians(made):
    asked = task(made, "If you take blood thinners")
    decided = task(made, "If you take blood thinners", decision=True)
    assert asked["owner"] == {"reference": "Patient/1"}
    assert asked["status"] == "draft"
    assert asked["businessStatus"]["text"].endswith("you take blood thinners")
    assert made.at(decided["focus"]) is asked
    assert decided["description"] == asked["description"]


def test_each_exception_is_a_clinicians_decision(made):
    task(made, "Do not eat or drink for 8 hours", decision=True)
    task(made, "Arrive at least 1 hour before", decision=True)


def test_the_form_asks_twelve_questions_with_their_nesting(made):
    form = made.one("Questionnaire")
    asked = [i for i in items(form) if not i["linkId"].endswith(".which")]
    assert len(asked) == 12
    assert form["url"] in made.key("questionnaire")["input"][0]["valueCanonical"]


def test_washing_with_antiseptic_soap_may_be_asked(made):
    activity = made.activity("You might be asked to shower")
    assert activity["detail"]["doNotPerform"] is False
    assert {"url": "obligation", "valueCode": "may"} in activity["extension"][0]["extension"]


def test_risks_stand_in_the_narrative_and_are_nobodys_task(made):
    told = words(made.care_plan["text"])
    said = {t["description"] for t in made.tasks} | {d["description"] for d in made.details}
    for risk in ("Bone cement leakage.", "Nerve damage.", "Infection.", "Need for another surgery."):
        assert risk in told
        assert risk not in said


def test_what_happens_in_the_procedure_is_no_activity(made):
    reading = reading_from_gold(SHEET)
    said = {t["description"] for t in made.tasks} | {d["description"] for d in made.details}
    happening = {s.text for s in reading.statements if s.section == "during"}
    assert len(happening) == 10
    assert not happening & said
