"""A second sheet taken into a delivered plan on a real HAPI server, read back."""

from datetime import datetime

import pytest

from careplan.apply import parse_procedure_time
from careplan.apply.lifecycle import cancel, merge, reschedule
from careplan.delivered import change_plan
from tests.apply.lifecycle.test_merge import AFTER, PREP, said_also, sheet_of
from tests.apply.sample import Plan, plan
from tests.definitions.sample import build

NOW = datetime.fromisoformat("2026-11-25T08:00:00-05:00")
AT = {"at": "2026-12-01T09:00:00", "timezone": "America/New_York"}


def change(ehr, place, wish):
    return change_plan(ehr.client, place, wish, sleep=lambda _: None)


def take_in(ehr, place):
    return change(ehr, place, lambda found: merge(found, sheet_of(*AFTER), now=NOW))


@pytest.fixture
def merged(ehr):
    content, reading = build(*PREP)
    place = ehr.deliver(plan(reading, content, subject=ehr.patient(), **AT))
    take_in(ehr, place)
    return place


def test_one_plan_holds_both_sheets_and_nothing_twice(ehr, merged):
    found = ehr.plan(merged)
    assert len(found.sheets) == 2
    assert len(ehr.client.search("CarePlan", {"subject": found.subject})) == 1
    described = [t["description"] for t in found.tasks]
    assert sorted(described) == sorted(
        [
            "Come 2 hours before.",
            "Bring your scans.",
            "If you take aspirin, ask us.",
            "If you take aspirin, ask us.",
            "Bring your insurance card.",
            "Review and approve the care plan before the patient sees it",
        ]
    )
    (scans,) = [t for t in found.tasks if t["description"] == "Bring your scans."]
    assert said_also(scans) == ["Bring your  scans"]
    after = found.sheets[1].document["id"]
    (card,) = [t for t in found.tasks if "insurance" in t["description"]]
    assert card["reasonReference"] == {"reference": f"DocumentReference/{after}"}
    assert {t["basedOn"][0]["reference"] for t in found.tasks if "basedOn" in t} == {merged}


def test_merging_twice_makes_no_new_version_of_anything(ehr, merged):
    before = ehr.versions(ehr.plan(merged).subject)
    assert not take_in(ehr, merged).changes
    assert ehr.versions(ehr.plan(merged).subject) == before


def test_apply_of_either_sheet_makes_nothing_new(ehr, merged):
    subject = ehr.plan(merged).subject
    before = ehr.versions(subject)
    for statements, names in ((PREP, {}), (AFTER, {"procedure": "knee aftercare", "title": "Aftercare"})):
        content, reading = build(*statements, **names)
        made: Plan = plan(reading, content, subject=subject, **AT)
        assert ehr.deliver(made) == merged
    assert ehr.versions(subject) == before


def test_a_merged_plan_moves_and_is_cancelled_as_one(ehr, merged):
    later = parse_procedure_time("2026-12-08T14:00", timezone="America/New_York")
    for wish in (lambda p: reschedule(p, at=later, now=NOW), lambda p: cancel(p, now=NOW)):
        assert change(ehr, merged, wish).changes
        before = ehr.versions(ehr.plan(merged).subject)
        assert not change(ehr, merged, wish).changes
        assert ehr.versions(ehr.plan(merged).subject) == before
    found = ehr.plan(merged)
    details = [a["detail"] for a in found.care_plan["activity"] if "detail" in a]
    driving = next(d for d in details if "drive" in d["description"])
    assert driving["scheduledPeriod"]["end"] == "2026-12-09T14:00:00-05:00"
    assert driving["status"] == "cancelled"
    assert {t["status"] for t in found.tasks} == {"cancelled"}
