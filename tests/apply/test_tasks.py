import pytest

from careplan.reading.model import Timing
from tests.apply.sample import cites, plan_of, sample
from tests.definitions.sample import say


def test_a_to_do_is_a_draft_of_the_patients_due_as_told():
    plan = sample()
    task = plan.key("s10")
    assert (task["status"], task["intent"]) == ("draft", "plan")
    assert task["description"] == "Be here at least 90 minutes ahead."
    assert task["owner"] == task["for"] == {"reference": "Patient/1"}
    assert task["restriction"] == {"period": {"end": "2026-12-01T07:30:00-05:00"}}
    assert plan.at(task["basedOn"][0]) is plan.care_plan
    assert task["authoredOn"] == "2026-11-24T12:00:00-05:00"
    assert "executionPeriod" not in task


def test_a_task_leads_to_the_sheet_and_its_characters():
    plan = sample()
    task = plan.key("s10")
    assert plan.at(task["reasonReference"])["resourceType"] == "DocumentReference"
    ((statement, start, end),) = cites(task)
    assert (statement, end - start) == ("s10", len(task["description"]))


def test_a_task_without_a_time_has_no_due_date():
    assert "restriction" not in plan_of(say("Bring your scans.", topic="bring-items")).key("s1")


def test_a_task_on_a_day_without_hour_has_no_due_date_in_hours():
    plan = plan_of(say("Be early.", topic="arrival", timing=Timing(end="-PT90M")), at="2026-12-01")
    assert "restriction" not in plan.key("s1")


def test_a_task_that_hangs_on_a_condition_says_so_in_the_sheets_words():
    task = sample().key("s9")
    assert task["businessStatus"] == {"text": "Applies only if: you take blood thinners"}
    assert task["status"] == "draft"


def test_the_companions_task_has_no_owner_but_says_who():
    task = sample().key("s15")
    assert "owner" not in task
    assert task["performerType"] == [{"text": "Companion of the patient"}]


def test_a_clinicians_task_is_not_the_patients():
    task = plan_of(say("The nurse takes the stitches out.", "after", topic="follow-up", actor="clinician")).key("s1")
    assert "owner" not in task
    assert task["performerType"] == [{"text": "Care team"}]


def test_an_item_tells_the_lead_in_that_it_hangs_from():
    task = sample().key("s12")
    assert task["description"] == "your scans"
    assert task["extension"][1]["valueString"] == "Bring:"
    assert "<p>Bring:</p><p>your scans</p>" in task["text"]["div"]


@pytest.mark.parametrize(("statement", "about"), [("s8", "CarePlan"), ("s9", "Task")])
def test_what_only_the_team_can_decide_is_a_clinicians_decision(statement, about):
    plan = sample(reviewer="Practitioner/2")
    decision = plan.key(f"{statement}-decision")
    assert decision["status"] == "requested"
    assert decision["owner"] == {"reference": "Practitioner/2"}
    assert decision["code"] == {"text": "Decision of the care team"}
    focus = plan.at(decision["focus"])
    assert focus["resourceType"] == about
    assert decision["description"] in (
        "Eat nothing for 6 hours before, unless we say otherwise.",
        "If you take blood thinners, ask us when to stop.",
    )
    assert [c[0] for c in cites(decision)] == [statement]
    if about == "Task":
        assert focus["description"] == decision["description"]
        assert decision["businessStatus"] == focus["businessStatus"]


def test_without_a_reviewer_a_decision_says_who_decides():
    decision = sample().key("s9-decision")
    assert "owner" not in decision
    assert decision["performerType"] == [{"text": "Care team"}]


def test_the_form_is_to_be_filled_in_as_sdc_has_it():
    plan = sample()
    task = plan.key("questionnaire")
    assert task["code"]["coding"][0]["code"] == "complete-questionnaire"
    assert {"authoredOn", "requester", "owner"} <= task.keys()
    assert "focus" not in task
    (given,) = task["input"]
    form = plan.one("Questionnaire")
    assert given["valueCanonical"] == f"{form['url']}|{form['version']}"
    assert [c[0] for c in cites(task)] == ["s2", "s3", "s4", "s5", "s6"]
    assert task["restriction"]["period"] == {"end": "2026-12-01T09:00:00-05:00"}


def test_a_sheet_that_asks_nothing_has_no_form():
    assert plan_of(say("Rest.")).key("questionnaire") is None


def test_a_question_and_its_lead_in_are_no_tasks_of_their_own():
    plan = sample()
    assert [plan.key(s) for s in ("s2", "s3", "s4", "s5", "s6")] == [None] * 5


def test_nothing_reaches_the_patient_before_the_review():
    plan = sample(reviewer="Practitioner/2")
    for task in plan.tasks:
        if task.get("owner") == {"reference": "Patient/1"} or task.get("performerType", [{}])[0].get(
            "text", ""
        ).startswith("Companion"):
            assert task["status"] == "draft"
    assert plan.care_plan["status"] == "draft"
