"""A delivered plan that gives way to a new version of its sheet on a real HAPI server, read back."""

import uuid
from datetime import datetime

import pytest

from careplan.apply import apply, parse_procedure_time
from careplan.apply.lifecycle import reschedule
from careplan.definitions import define
from careplan.delivered import change_plan, deliver_plan, merge_sheet, replace_sheet
from careplan.errors import PlanStateError
from careplan.fhir.bundle import canonical
from tests.apply.lifecycle.test_replace import FIRST, SECOND
from tests.apply.lifecycle.test_reschedule import NEW
from tests.apply.sample import Plan
from tests.definitions.sample import build, say

NOW = datetime.fromisoformat("2026-11-25T08:00:00-05:00")
AT = parse_procedure_time("2026-12-01T09:00", timezone="America/New_York")


class Case:
    """A plan of the first version of a sheet that no other test has."""

    def __init__(self, ehr):
        self.ehr = ehr
        self.own = say(f"This is sheet {uuid.uuid4().hex}.", "other", "boilerplate")
        self.subject = ehr.patient()
        self.id = f"life-{uuid.uuid4().hex[:8]}"
        self.place = self.deliver(self.version(FIRST))

    def version(self, statements, sheet=None):
        content, reading = build(*statements, self.own)
        return define(reading, content=content, sheet=sheet or self.id)

    def deliver(self, definitions):
        made = apply(definitions, subject=self.subject, procedure=AT, now=NOW)
        return self.ehr.deliver(Plan(made))

    def replace(self, definitions=None):
        return replace_sheet(self.ehr.client, self.place, definitions or self.version(SECOND), now=NOW)

    def task(self, description):
        found = self.ehr.client.search("Task", {"patient": self.subject, "_count": "100"})
        (task,) = [t for t in found if t.get("description") == description]
        return task


@pytest.fixture
def case(ehr):
    return Case(ehr)


def successor(done):
    (entry,) = [e for e in done.changed.delivery.created if e.type == "CarePlan"]
    return entry.reference


def test_the_new_plan_replaces_the_old_one_and_what_was_done_goes_over(ehr, case):
    ehr.put({**case.task("Bring your scans."), "status": "completed"})
    done = case.replace()
    old, new = ehr.plan(case.place), ehr.plan(successor(done))
    assert (old.care_plan["status"], new.care_plan["status"]) == ("revoked", "draft")
    assert new.care_plan["replaces"] == [{"reference": case.place}]
    scans = case.task("Bring your scans.")
    assert scans["status"] == "completed"
    assert [b["reference"] for b in scans["basedOn"]] == [new.place, old.place]
    assert scans["id"] in [t["id"] for t in new.tasks]
    assert case.task("Leave your jewellery at home.")["status"] == "cancelled"
    assert case.task("Stop ibuprofen 5 days before.")["status"] == "draft"
    definition = new.sheets[0].plan_definition
    former = {"type": "predecessor", "resource": canonical(old.sheets[0].plan_definition)}
    assert former in definition["relatedArtifact"]
    said = [i["valueString"] for i in new.task(new.names[0], "review")["input"]]
    assert said[0] == "Of the statements: 3 kept, 2 changed, 1 added, 1 gone."
    kinds = [d.kind for d in done.differences]
    assert (kinds.count("kept"), kinds.count("changed"), kinds.count("added"), kinds.count("gone")) == (3, 2, 1, 1)


def test_replacing_twice_makes_no_new_version_of_anything(ehr, case):
    case.replace()
    before = ehr.versions(case.subject)
    again = case.replace()
    assert not again.changed.changes
    assert len(again.differences) == 7
    assert ehr.versions(case.subject) == before


def test_apply_of_the_new_version_finds_the_new_plan(ehr, case):
    new = successor(case.replace())
    before = ehr.versions(case.subject)
    assert case.deliver(case.version(SECOND)) == new
    assert case.deliver(case.version(FIRST)) == case.place
    assert ehr.versions(case.subject) == before


def test_another_sheet_supersedes_the_first_one(ehr, case):
    done = case.replace(case.version(SECOND, sheet=f"{case.id}-b"))
    new = ehr.plan(successor(done))
    assert new.care_plan["replaces"] == [{"reference": case.place}]
    kinds = [a["type"] for a in new.sheets[0].plan_definition["relatedArtifact"]]
    assert "predecessor" not in kinds
    assert not case.replace(case.version(SECOND, sheet=f"{case.id}-b")).changed.changes


def test_a_sheet_that_has_a_plan_of_its_own_is_not_put_in_the_place(ehr, case):
    sheet = case.version(SECOND, sheet=f"{case.id}-b")
    other = case.deliver(sheet)
    before = ehr.versions(case.subject)
    with pytest.raises(PlanStateError, match=other):
        case.replace(sheet)
    assert ehr.versions(case.subject) == before


def test_two_plans_of_one_procedure_become_one(ehr, case):
    sheet = case.version(SECOND, sheet=f"{case.id}-b")
    other = case.deliver(sheet)
    before = ehr.client.search("Task", {"patient": case.subject, "_count": "100"})
    merge_sheet(ehr.client, case.place, sheet, now=NOW)
    plan = ehr.plan(case.place)
    assert len(plan.sheets) == 2
    assert ehr.get(other)["status"] == "revoked"
    assert plan.care_plan["replaces"] == [{"reference": other}]
    assert len(ehr.client.search("Task", {"patient": case.subject, "_count": "100"})) == len(before)
    versions = ehr.versions(case.subject)
    assert not merge_sheet(ehr.client, case.place, sheet, now=NOW).changes
    assert case.deliver(sheet) == case.place
    assert ehr.versions(case.subject) == versions


def test_a_plan_that_is_applied_again_after_it_was_replaced_is_told_to_be_over(ehr, case):
    case.replace()
    bundle = apply(case.version(FIRST), subject=case.subject, procedure=AT, now=NOW)
    with pytest.raises(PlanStateError, match=f"revoked .{case.place}"):
        deliver_plan(bundle, ehr.client)


def test_the_new_plan_moves_with_what_went_over(ehr, case):
    new = successor(case.replace())
    change_plan(ehr.client, new, lambda plan: reschedule(plan, at=NEW, now=NOW))
    assert ehr.plan(new).procedure == NEW
    before = ehr.versions(case.subject)
    assert not change_plan(ehr.client, new, lambda plan: reschedule(plan, at=NEW, now=NOW)).changes
    assert ehr.versions(case.subject) == before
