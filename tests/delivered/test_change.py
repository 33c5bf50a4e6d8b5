"""A delivered plan read back and changed on a real HAPI server, also while others change it."""

from dataclasses import replace
from datetime import datetime

import pytest

from careplan.apply.lifecycle import recorded
from careplan.delivered import change_plan
from careplan.errors import EhrConflict, InputError, NotFound, ResourceError
from careplan.fhir.changes import changes

NOW = datetime.fromisoformat("2026-11-25T08:00:00-05:00")
AT = {"at": "2026-12-01T09:00:00", "timezone": "America/New_York"}


def prioritise(plan):
    """A wish: the review is urgent."""
    review = plan.task(plan.names[0], "review")
    found = changes(plan.tasks, [{**review, "priority": "urgent"}])
    return recorded(found, plan, what="priority", now=NOW, reason="the ward asked")


def review(plan):
    return plan.task(plan.names[0], "review")


def test_a_plan_is_read_back_whole(ehr):
    place = ehr.sample(**AT)
    plan = ehr.plan(place)
    assert plan.place == place
    assert {t["groupIdentifier"]["value"] for t in plan.tasks} == set(plan.names)
    assert len(plan.tasks) == 8
    assert plan.procedure.isoformat() == "2026-12-01T09:00:00-05:00"
    assert plan.procedure.zone_name == "America/New_York"
    assert plan.name(plan.sheets[0]) == plan.names[0]
    assert len(plan.provenances) == 1
    assert {p.partition("/")[0] for p in plan.stands.values()} >= {"CarePlan", "Task", "PlanDefinition"}


def test_a_plan_is_found_by_its_identifier(ehr):
    place = ehr.sample(**AT)
    identifier = ehr.get(place)["identifier"][0]
    assert ehr.plan(f"{identifier['system']}|{identifier['value']}").place == place


def test_what_others_added_does_not_hinder(ehr):
    place = ehr.sample(**AT)
    care_plan = ehr.get(place)
    care_plan["identifier"].insert(0, {"system": "https://ehr.example/ids", "value": care_plan["id"]})
    care_plan["activity"].append({"detail": {"status": "not-started", "description": "Call the daughter."}})
    ehr.put(care_plan)
    assert len(ehr.plan(place).tasks) == 8


def test_many_tasks_come_in_pages_and_none_is_lost(ehr, monkeypatch):
    place = ehr.sample(**AT)
    search = ehr.client.search
    monkeypatch.setattr(ehr.client, "search", lambda type, params: search(type, {**params, "_count": "3"}))
    assert len(ehr.plan(place).tasks) == 8


def test_what_is_no_plan_of_ours_is_refused(ehr):
    ehr.put(
        {
            "resourceType": "CarePlan",
            "id": "life-not-ours",
            "status": "active",
            "intent": "plan",
            "subject": {"reference": ehr.patient()},
        }
    )
    with pytest.raises(ResourceError, match="none of ours"):
        ehr.plan("CarePlan/life-not-ours")
    with pytest.raises(NotFound):
        ehr.plan("CarePlan/life-there-is-none")
    with pytest.raises(NotFound):
        ehr.plan("https://careplan.example/none|1")
    with pytest.raises(InputError):
        ehr.plan("Task/1 or so")


def test_a_change_is_made_once_with_its_provenance(ehr):
    place = ehr.sample(**AT)
    done = change_plan(ehr.client, place, prioritise)
    assert [e.type for e in done.delivery.entries] == ["Task", "Device", "Provenance"]
    plan = ehr.plan(place)
    assert review(plan)["priority"] == "urgent"
    found = ehr.client.search("Provenance", {"target": f"Task/{review(plan)['id']}"})
    (provenance,) = [p for p in found if "reason" in p]
    assert provenance["activity"]["coding"][0]["code"] == "UPDATE"
    assert provenance["entity"][0]["what"]["display"] == "version 1"
    before = ehr.versions(plan.subject)
    assert not change_plan(ehr.client, place, prioritise).changes
    assert ehr.versions(plan.subject) == before


def test_a_dry_run_sends_nothing(ehr):
    place = ehr.sample(**AT)
    before = ehr.versions(ehr.plan(place).subject)
    done = change_plan(ehr.client, place, prioritise, dry_run=True)
    assert done.changes.bundle()["entry"][0]["request"]["ifMatch"] == 'W/"1"'
    assert done.delivery is None
    assert ehr.versions(ehr.plan(place).subject) == before


def test_a_change_by_somebody_else_in_between_is_kept(ehr):
    place, waits = ehr.sample(**AT), []
    owner = {"reference": ehr.patient()}

    def late(plan):
        if not waits:  # somebody is quicker, once
            ehr.put({**ehr.get(f"Task/{review(plan)['id']}"), "owner": owner})
        return prioritise(plan)

    change_plan(ehr.client, place, late, sleep=waits.append)
    found = review(ehr.plan(place))
    assert (found["priority"], found["owner"]) == ("urgent", owner)
    assert len(waits) == 1


def test_who_is_always_quicker_is_named(ehr):
    place, waits = ehr.sample(**AT), []

    def late(plan):
        theirs = ehr.get(f"Task/{review(plan)['id']}")
        ehr.put({**theirs, "note": [{"text": f"{len(waits)}"}]})
        return prioritise(plan)

    with pytest.raises(EhrConflict, match=f"Task/{review(ehr.plan(place))['id']}") as caught:
        change_plan(ehr.client, place, late, tries=3, sleep=waits.append)
    assert (caught.value.status, caught.value.issue, caught.value.http_status) == (409, "conflict", 409)
    assert len(waits) == 2
    assert "priority" not in review(ehr.plan(place))


def test_a_plan_whose_versions_are_not_told_is_not_changed(ehr):
    plan = ehr.plan(ehr.sample(**AT))
    blind = replace(plan, tasks=tuple({**t, "meta": {}} for t in plan.tasks))
    with pytest.raises(ResourceError, match="no version"):
        changes(plan.tasks, [{**blind.tasks[0], "priority": "urgent"}]).bundle()
