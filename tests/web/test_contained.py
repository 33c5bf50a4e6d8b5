"""The CarePlan of $apply holds what it needs and nothing else."""

import pytest

from careplan.errors import ResourceError
from careplan.web.contained import contained_plan

PLAN = {
    "resourceType": "CarePlan",
    "language": "en",
    "status": "draft",
    "activity": [{"reference": {"reference": "urn:uuid:task"}}, {"detail": {"status": "not-started"}}],
    "subject": {"reference": "Patient/1"},
}
TASK = {
    "resourceType": "Task",
    "meta": {"profile": ["http://example.org/p"], "versionId": "3"},
    "text": {"status": "generated", "div": "<div/>"},
    "status": "draft",
    "basedOn": [{"reference": "urn:uuid:plan"}],
    "for": {"reference": "Patient/1"},
}
DEVICE = {"resourceType": "Device", "deviceName": [{"name": "careplan", "type": "model-name"}]}
PROVENANCE = {
    "resourceType": "Provenance",
    "target": [{"reference": "urn:uuid:plan"}, {"reference": "urn:uuid:task"}],
    "agent": [{"who": {"reference": "urn:uuid:device"}}],
}
OTHER = {"resourceType": "DocumentReference", "status": "current"}
DEFINITION = {"resourceType": "PlanDefinition", "status": "draft"}


def bundle(**resources):
    entries = [{"fullUrl": f"urn:uuid:{name}", "resource": r} for name, r in resources.items()]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def test_references_lead_inside_and_back():
    made = contained_plan(bundle(definition=DEFINITION, plan=PLAN, task=TASK, device=DEVICE, prov=PROVENANCE))
    assert [(c["resourceType"], c["id"]) for c in made["contained"]] == [
        ("Task", "task-1"),
        ("Device", "device-1"),
        ("Provenance", "provenance-1"),
    ]
    assert made["activity"][0]["reference"] == {"reference": "#task-1"}
    assert made["contained"][0]["basedOn"] == [{"reference": "#"}]
    assert made["contained"][2]["target"] == [{"reference": "#"}, {"reference": "#task-1"}]
    assert made["subject"] == {"reference": "Patient/1"}
    assert "urn:uuid" not in str(made)


def test_what_is_contained_obeys_dom_2_to_5():
    task = contained_plan(bundle(plan=PLAN, task=TASK))["contained"][0]
    assert task["meta"] == {"profile": ["http://example.org/p"]}
    assert "text" not in task
    assert "contained" not in task


def test_what_nothing_refers_to_and_refers_not_to_the_plan_is_left_out():
    made = contained_plan(bundle(plan=PLAN, task=TASK, other=OTHER))
    assert [c["resourceType"] for c in made["contained"]] == ["Task"]


def test_a_plan_alone_contains_nothing():
    assert "contained" not in contained_plan(bundle(plan=PLAN))


def test_contained_stands_before_the_plans_own_elements_and_the_bundle_is_not_changed():
    given = bundle(plan=PLAN, task=TASK)
    made = contained_plan(given)
    assert list(made)[:3] == ["resourceType", "language", "contained"]
    assert given == bundle(plan=PLAN, task=TASK)


@pytest.mark.parametrize("given", [{}, bundle(task=TASK), bundle(a=PLAN, b=PLAN)])
def test_a_bundle_without_exactly_one_plan_is_refused(given):
    with pytest.raises(ResourceError):
        contained_plan(given)
