"""What a changed plan tells a person, and which profiles it claims."""

from careplan.apply import parse_procedure_time
from careplan.apply.lifecycle import reschedule
from tests.apply.lifecycle.sample import LATER, standing

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
