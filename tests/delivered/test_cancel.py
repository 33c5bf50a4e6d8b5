"""A delivered plan cancelled on a real HAPI server, read back."""

from datetime import datetime

from careplan.apply.lifecycle import cancel
from careplan.delivered import change_plan

NOW = datetime.fromisoformat("2026-11-25T08:00:00-05:00")


def call_off(ehr, place):
    return change_plan(ehr.client, place, lambda plan: cancel(plan, now=NOW, reason="A cold."), sleep=lambda _: None)


def test_a_cancelled_plan_is_revoked_and_what_was_done_stays(ehr):
    place = ehr.sample()
    plan = ehr.plan(place)
    ehr.put({**plan.task(plan.names[0], "s10"), "status": "completed"})
    call_off(ehr, place)
    plan = ehr.plan(place)
    assert plan.care_plan["status"] == "revoked"
    done = plan.task(plan.names[0], "s10")
    others = [t for t in plan.tasks if t != done]
    assert done["status"] == "completed"
    assert {(t["status"], t["statusReason"]["text"]) for t in others} == {("cancelled", "A cold.")}
    assert {a["detail"]["status"] for a in plan.care_plan["activity"] if "detail" in a} == {"cancelled"}
    assert plan.sheets[0].plan_definition["meta"]["versionId"] == "1"


def test_cancelling_twice_makes_no_new_version_of_anything(ehr):
    place = ehr.sample()
    call_off(ehr, place)
    before = ehr.versions(ehr.plan(place).subject)
    assert not call_off(ehr, place).changes
    assert ehr.versions(ehr.plan(place).subject) == before
