"""Two delivered plans of one procedure become one."""

import pytest

from careplan.apply import apply, parse_procedure_time
from careplan.apply.lifecycle import merge, reschedule
from careplan.definitions import define
from careplan.errors import PlanStateError
from careplan.fhir.changes import place
from tests.apply.lifecycle.sample import LATER, ZONE, Stand, told
from tests.apply.lifecycle.test_merge import AFTER, PREP, said_also, sheet_of
from tests.apply.lifecycle.test_reschedule import NEW, posted
from tests.apply.sample import NOW
from tests.definitions.sample import build

AT = parse_procedure_time(ZONE["at"], timezone=ZONE["timezone"])


def applied(definitions):
    return apply(definitions, subject="Patient/1", procedure=AT, now=NOW)


@pytest.fixture
def stand():
    content, reading = build(*PREP)
    return Stand(applied(define(reading, content=content)), applied(sheet_of(*AFTER)))


def join(stand):
    plan, other = stand.plan(0), stand.plan(1)
    found = merge(plan, sheet_of(*AFTER), other=other, now=LATER)
    stand.take(found)
    return found


def tasks(stand, description):
    return [t for t in stand.all("Task") if t["description"] == description]


def test_one_plan_stays_and_replaces_the_other(stand):
    join(stand)
    one, other = stand.all("CarePlan")
    assert (one["status"], other["status"]) == ("draft", "revoked")
    assert one["replaces"] == [{"reference": place(other)}]
    assert len(one["instantiatesCanonical"]) == 2
    assert {a["detail"]["status"] for a in other["activity"] if "detail" in a} == {"cancelled"}


def test_no_task_is_made_anew_and_each_hangs_on_the_plan_that_stays(stand):
    before = len(stand.all("Task"))
    join(stand)
    one, other = stand.all("CarePlan")
    assert len(stand.all("Task")) == before
    (card,) = tasks(stand, "Bring your insurance card.")
    assert card["basedOn"] == [{"reference": place(one)}, {"reference": place(other)}]
    assert card["status"] == "draft"
    assert {"reference": place(card)} in [a.get("reference") for a in one["activity"]]
    assert [t["status"] for t in stand.all("Task") if t["code"].get("coding", [{}])[0].get("code") == "approve"] == [
        "requested",
        "cancelled",
    ]


def test_of_what_both_plans_tell_one_task_stays(stand):
    join(stand)
    (stays,), (ends,) = tasks(stand, "Bring your scans."), tasks(stand, "Bring your  scans")
    assert (stays["status"], ends["status"]) == ("draft", "cancelled")
    assert said_also(stays) == ["Bring your  scans"]
    assert len(stays["identifier"]) == 2
    assert "identifier" not in ends


def test_what_was_done_in_the_other_plan_goes_with_it(stand):
    (card,), (scans,) = tasks(stand, "Bring your insurance card."), tasks(stand, "Bring your  scans")
    stand.edit(card, status="completed")
    stand.edit(scans, status="completed")
    other = stand.all("CarePlan")[1]
    begun = {"status": "in-progress"}
    activity = [
        {**a, "detail": {**a["detail"], **begun}} if "drive" in a.get("detail", {}).get("description", "") else a
        for a in other["activity"]
    ]
    own = {"detail": {"status": "scheduled", "description": "Call the daughter."}}
    stand.edit(other, activity=[*activity, own])
    join(stand)
    one = stand.all("CarePlan")[0]
    details = {a["detail"]["description"]: a["detail"] for a in one["activity"] if "detail" in a}
    assert tasks(stand, "Bring your insurance card.")[0]["status"] == "completed"
    assert details["Do not drive for 24 hours."]["status"] == "in-progress"
    assert details["Call the daughter."]["status"] == "scheduled"
    assert tasks(stand, "Bring your  scans")[0]["status"] == "completed"
    said = [t for t in told(stand.task("review")) if t.startswith("Done or begun in the plan that came")]
    assert len(said) == 1
    assert "scans" in said[0]


def test_joining_twice_changes_nothing_more(stand):
    join(stand)
    assert not merge(stand.plan(0), sheet_of(*AFTER), now=LATER)


def test_apply_of_either_sheet_finds_the_one_plan(stand):
    join(stand)
    content, reading = build(*PREP)
    for definitions in (define(reading, content=content), sheet_of(*AFTER)):
        assert posted(stand, applied(definitions)) == []


def test_no_name_leads_to_two_resources(stand):
    join(stand)
    held = [r for r in stand.held.values() if isinstance(r.get("identifier"), list)]
    names = [(r["resourceType"], i["value"]) for r in held for i in r["identifier"]]
    assert len(names) == len(set(names))


def test_plans_that_moved_together_are_joined_with_all_their_names(stand):
    for n in (0, 1):
        stand.take(reschedule(stand.plan(n), at=NEW, now=LATER))
    join(stand)
    content, reading = build(*PREP)
    for definitions in (define(reading, content=content), sheet_of(*AFTER)):
        for at in (AT, NEW):
            bundle = apply(definitions, subject="Patient/1", procedure=at, now=NOW)
            assert posted(stand, bundle) == []


def test_a_plan_that_is_over_is_not_taken_in(stand):
    stand.edit(stand.all("CarePlan")[1], status="revoked")
    with pytest.raises(PlanStateError, match="revoked"):
        join(stand)
