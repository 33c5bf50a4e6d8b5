"""What a changed plan tells a person, and which profiles it claims."""

import pytest
from lxml import etree

from careplan.apply import parse_procedure_time
from careplan.apply.lifecycle import cancel, merge, replace, reschedule
from careplan.definitions.codes import codes
from careplan.knowledge import default
from tests.apply.lifecycle.sample import LATER, Stand, standing, standing_of
from tests.apply.lifecycle.test_merge import AFTER, PREP, sheet_of
from tests.apply.lifecycle.test_replace import FIRST, SECOND, applied, version
from tests.codings import unseen

NEW = parse_procedure_time("2026-12-08T14:00", timezone="America/New_York")
GUIDES = ("us-core-6.1.0", "sdc-4.0.0-ballot")


def moved(**options):
    stand = standing(**options)
    changes = reschedule(stand.plan(), at=NEW, now=LATER, reason="The surgeon is ill")
    stand.take(changes)
    return stand, changes


def test_the_narratives_tell_the_new_times_and_none_of_the_old():
    stand, _ = moved()
    assert "by Tuesday, 8 December 2026, 12:30 (America/New_York)" in stand.task("s10")["text"]["div"]
    div = stand.all("CarePlan")[0]["text"]["div"]
    assert "Tuesday, 8 December 2026, 14:00 (America/New_York)" in div
    assert "Tuesday, 1 December 2026" not in div
    assert "8 December 2026" in stand.task("review")["text"]["div"]


def test_the_record_of_the_change_tells_its_reason():
    _, changes = moved()
    (provenance,) = [r for r in changes.creates if r["resourceType"] == "Provenance"]
    assert "The surgeon is ill" in provenance["text"]["div"]


def test_a_plan_claims_after_a_change_what_it_claimed_before():
    stand, _ = moved(profiles=GUIDES)
    assert [p.rpartition("/")[2] for p in stand.all("CarePlan")[0]["meta"]["profile"]] == ["us-core-careplan|6.1.0"]
    assert stand.task("questionnaire")["meta"]["profile"][0].endswith("/sdc-task|4.0.0-ballot")
    assert "profile" not in moved()[0].all("CarePlan")[0].get("meta", {})


def merged():
    stand = standing_of(*PREP)
    stand.take(merge(stand.plan(), sheet_of(*AFTER), now=LATER))
    return stand


def replaced():
    stand = Stand(applied(version(FIRST)))
    stand.take(replace(stand.plan(), version(SECOND), now=LATER))
    return stand


def cancelled():
    stand = standing()
    stand.take(cancel(stand.plan(), now=LATER))
    return stand


CHANGED = {"moved": lambda: moved()[0], "merged": merged, "replaced": replaced, "cancelled": cancelled}


@pytest.mark.parametrize("changed", CHANGED)
def test_every_resource_of_a_changed_plan_has_a_narrative_and_codes_that_were_seen(changed):
    for resource in CHANGED[changed]().held.values():
        assert "".join(etree.fromstring(resource["text"]["div"]).itertext()).strip(), resource["resourceType"]
        assert list(unseen([resource], codes(default()).rows)) == []


def test_a_merged_plan_tells_what_both_sheets_say():
    div = merged().all("CarePlan")[0]["text"]["div"]
    for statement in (*PREP, *AFTER):
        assert statement.text in div or " ".join(statement.text.split()) in div
