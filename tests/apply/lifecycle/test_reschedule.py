"""A plan whose procedure takes place at another time."""

import pytest

from careplan.apply import apply, parse_procedure_time
from careplan.apply.lifecycle import reschedule
from careplan.apply.lifecycle.layer import begins
from careplan.errors import InputError, PlanStateError
from careplan.reading.model import Timing
from tests.apply.lifecycle.sample import LATER, ZONE, standing, standing_of, told
from tests.apply.sample import NOW
from tests.definitions.sample import say

NEW = parse_procedure_time("2026-12-08T14:00", timezone="America/New_York")


def move(stand, at=NEW, **options):
    found = reschedule(stand.plan(), at=at, now=options.pop("now", LATER), **options)
    if found:
        stand.take(found)
    return found


def end(task):
    return task["restriction"]["period"]["end"]


def details(stand):
    return {begins(a): a["detail"] for a in stand.all("CarePlan")[0]["activity"] if "detail" in a}


def test_everything_that_has_a_time_moves():
    stand = standing()
    fasting = details(stand)["s8"]["scheduledPeriod"]
    assert fasting == {"start": "2026-12-01T03:00:00-05:00", "end": "2026-12-01T09:00:00-05:00"}
    move(stand)
    assert details(stand)["s8"]["scheduledPeriod"] == {
        "start": "2026-12-08T08:00:00-05:00",
        "end": "2026-12-08T14:00:00-05:00",
    }
    assert end(stand.task("s10")) == "2026-12-08T12:30:00-05:00"
    assert end(stand.task("questionnaire")) == "2026-12-08T14:00:00-05:00"
    care_plan = stand.all("CarePlan")[0]
    assert care_plan["period"]["start"][:10] == "2026-12-08"
    assert stand.plan().procedure == NEW
    assert details(stand)["s14"]["scheduledTiming"]["repeat"]["boundsPeriod"]["start"] == "2026-12-08T14:00:00-05:00"


def test_what_has_no_time_stays_as_it_was_but_for_its_name():
    stand = standing()
    before = stand.task("s12")
    move(stand)
    after = stand.task("s12")
    assert {k: v for k, v in after.items() if k not in ("identifier", "meta")} == {
        k: v for k, v in before.items() if k not in ("identifier", "meta")
    }


def test_moving_twice_changes_nothing_more():
    stand = standing()
    assert move(stand)
    before = dict(stand.held)
    assert not move(stand, now=LATER.replace(year=2027))
    assert stand.held == before


def test_the_same_arguments_give_the_same_bundle():
    assert reschedule(standing().plan(), at=NEW, now=LATER).bundle() == reschedule(
        standing().plan(), at=NEW, now=LATER
    ).bundle()


@pytest.mark.parametrize("status", ["completed", "cancelled", "in-progress", "failed", "rejected"])
def test_what_is_done_begun_or_ended_stays(status):
    stand = standing()
    stand.edit(stand.task("s10"), status=status, note=[{"text": "by phone"}])
    before = stand.task("s10")
    move(stand)
    after = stand.task("s10")
    assert (after["status"], after["restriction"], after["note"]) == (status, before["restriction"], before["note"])
    reported = [t for t in told(stand.task("review")) if t.startswith("Done or begun") and "90 minutes" in t]
    assert bool(reported) == (status in ("completed", "in-progress"))


def test_what_a_clinician_added_is_kept():
    stand = standing()
    stand.edit(stand.task("s10"), owner={"reference": "Practitioner/9"}, note=[{"text": "x"}], priority="urgent")
    move(stand)
    after = stand.task("s10")
    assert (after["owner"], after["note"], after["priority"]) == (
        {"reference": "Practitioner/9"},
        [{"text": "x"}],
        "urgent",
    )
    assert end(after) == "2026-12-08T12:30:00-05:00"


def test_a_time_that_a_person_set_is_kept_and_told():
    stand = standing()
    theirs = {"period": {"end": "2026-12-01T06:00:00-05:00"}, "repetitions": 1}
    stand.edit(stand.task("s10"), restriction=theirs)
    move(stand)
    assert stand.task("s10")["restriction"] == theirs
    (said,) = [t for t in told(stand.task("review")) if "A person changed this time" in t]
    assert "2026-12-01T06:00:00-05:00" in said
    assert "2026-12-08T12:30:00-05:00" in said
    assert "Be here at least 90 minutes ahead." in said


def test_the_rest_of_a_restriction_is_kept():
    stand = standing()
    stand.edit(stand.task("s10"), restriction={**stand.task("s10")["restriction"], "repetitions": 2})
    move(stand)
    assert stand.task("s10")["restriction"] == {"period": {"end": "2026-12-08T12:30:00-05:00"}, "repetitions": 2}


def test_the_same_instant_written_otherwise_is_no_edit():
    stand = standing()
    stand.edit(stand.task("s10"), restriction={"period": {"end": "2026-12-01T12:30:00.000Z"}})
    move(stand)
    assert end(stand.task("s10")) == "2026-12-08T12:30:00-05:00"


def test_an_activity_timed_by_hand_or_done_is_kept_and_told():
    stand = standing()
    care_plan = stand.all("CarePlan")[0]
    by_hand = {"start": "2026-11-30T20:00:00-05:00", "end": "2026-12-01T09:00:00-05:00"}
    activity = [
        {**a, "detail": {**a["detail"], "scheduledPeriod": by_hand}} if begins(a) == "s8" else a
        for a in care_plan["activity"]
    ]
    stand.edit(care_plan, activity=[*activity, {"detail": {"status": "not-started", "description": "own"}}])
    move(stand)
    assert details(stand)["s8"]["scheduledPeriod"] == by_hand
    assert details(stand)[""]["description"] == "own"
    assert [t for t in told(stand.task("review")) if "A person changed" in t and "Eat nothing" in t]


def test_an_approved_plan_waits_for_its_new_times():
    stand = standing()
    stand.edit(stand.all("CarePlan")[0], status="active")
    stand.edit(stand.task("review"), status="completed", owner={"reference": "Practitioner/9"})
    stand.edit(stand.task("s10"), status="accepted")
    stand.edit(stand.task("s12"), status="requested")
    move(stand)
    review = stand.task("review")
    assert stand.all("CarePlan")[0]["status"] == "on-hold"
    assert (review["status"], review["owner"]) == ("requested", {"reference": "Practitioner/9"})
    assert review["statusReason"]["text"] == (
        "The procedure was moved from 2026-12-01T09:00:00-05:00 to 2026-12-08T14:00:00-05:00."
    )
    assert stand.task("s10")["status"] == "draft"
    assert stand.task("s12")["status"] == "requested"  # it has no time: what was approved is still so


def test_a_plan_that_nobody_approved_stays_a_draft():
    stand = standing()
    move(stand)
    assert stand.all("CarePlan")[0]["status"] == "draft"
    assert stand.task("review")["status"] == "requested"


def test_a_decision_that_was_made_is_to_be_looked_at_again():
    stand = standing()
    stand.edit(stand.task("s9-decision"), status="completed", output=[{"type": {"text": "d"}, "valueString": "Nov 26"}])
    move(stand)
    assert stand.task("s9-decision")["status"] == "completed"
    assert [t for t in told(stand.task("review")) if t.startswith("Decided before") and "blood thinners" in t]


def test_times_that_are_over_already_are_told():
    stand = standing()
    move(stand, at=parse_procedure_time("2026-11-25T10:00", timezone="America/New_York"), now=LATER)
    said = [t for t in told(stand.task("review")) if t.startswith("At the new time this would be over already")]
    assert len([t for t in said if "Be here" in t]) == 0  # 8:30 is still to come at 8:00
    move(stand, at=parse_procedure_time("2026-11-25T09:00", timezone="America/New_York"), now=LATER)
    said = [t for t in told(stand.task("review")) if t.startswith("At the new time this would be over already")]
    assert [t for t in said if "Be here" in t]


def test_what_should_have_begun_already_is_told_when_the_move_is_why():
    week = Timing(start="-P7D", end="PT0S")
    stop = say("Take no ibuprofen for 7 days before.", topic="nsaid", prohibition=True, timing=week)
    for at, told_so in (("2026-11-29T09:00", True), ("2026-12-03T09:00", False)):
        stand = standing_of(stop, at="2026-12-02T09:00")
        move(stand, at=parse_procedure_time(at, timezone="America/New_York"))
        said = [t for t in told(stand.task("review")) if t.startswith("At the new time this should have begun already")]
        assert bool(said) is told_so


def test_what_has_begun_and_has_no_end_is_not_over():
    stand = standing_of(say("Shower from then on.", "after", topic="bathing", timing=Timing(start="-P3D")))
    move(stand, at=parse_procedure_time("2026-11-24T09:00", timezone="America/New_York"))
    assert not [t for t in told(stand.task("review")) if "over already" in t]


def test_a_second_move_tells_only_of_the_second():
    stand = standing()
    stand.edit(stand.task("s10"), status="completed")
    move(stand)
    move(stand, at=parse_procedure_time("2026-12-15T08:00", timezone="America/New_York"))
    (said,) = [t for t in told(stand.task("review")) if t.startswith("Done or begun") and "90 minutes" in t]
    assert "2026-12-15T06:30:00-05:00" in said


def test_what_somebody_put_into_the_review_stays():
    stand = standing()
    own = {"type": {"text": "Question of the ward"}, "valueString": "Which knee?"}
    stand.edit(stand.task("review"), input=[*stand.task("review")["input"], own])
    move(stand)
    assert own in stand.task("review")["input"]


def test_across_a_change_of_the_clocks_days_stay_days_and_hours_hours():
    stand = standing_of(
        say("Eat nothing 8 hours before.", topic="fasting", prohibition=True, timing=Timing(start="-PT8H", end="PT0S")),
        say("Stop ibuprofen 7 days before.", topic="nsaid", timing=Timing(start="-P7D", end="-P7D")),
        at="2026-10-28T06:00",
    )
    move(stand, at=parse_procedure_time("2026-11-01T06:00", timezone="America/New_York"), now=NOW)
    assert details(stand)["s1"]["scheduledPeriod"] == {
        "start": "2026-10-31T23:00:00-04:00",
        "end": "2026-11-01T06:00:00-05:00",
    }
    assert end(stand.task("s2")) == "2026-10-25T06:00:00-04:00"


def test_to_a_day_alone_no_hour_is_left():
    stand = standing()
    move(stand, at=parse_procedure_time("2026-12-08", timezone="America/New_York"))
    assert details(stand)["s8"]["scheduledString"] == "Eat nothing for 6 hours before, unless we say otherwise."
    assert "restriction" not in stand.task("s10")
    assert end(stand.task("questionnaire")) == "2026-12-08"
    assert [t for t in told(stand.task("review")) if "only the day of the procedure is known" in t]
    move(stand)
    assert end(stand.task("s10")) == "2026-12-08T12:30:00-05:00"
    assert not [t for t in told(stand.task("review")) if "only the day" in t]


def test_to_another_zone_at_the_same_instant():
    stand = standing()
    same = parse_procedure_time("2026-12-01T08:00", timezone="America/Chicago")
    move(stand, at=same)
    assert end(stand.task("s10")) == "2026-12-01T06:30:00-06:00"  # the same instant, in the clinic's offset
    assert details(stand)["s14"]["scheduledTiming"]["repeat"]["boundsPeriod"]["end"] == "2026-12-04T08:00:00-06:00"
    assert stand.plan().procedure.zone_name == "America/Chicago"


def applied(stand, at, **options):
    definitions = stand.plan().sheets[0]
    time = parse_procedure_time(at, timezone=ZONE["timezone"])
    return apply(definitions, subject="Patient/1", procedure=time, now=NOW, **options)


def posted(stand, bundle):
    """How many resources of each type posting the bundle makes."""
    before = {at: r["resourceType"] for at, r in stand.held.items()}
    stand.create([e["resource"] for e in bundle["entry"]])
    return [r["resourceType"] for at, r in stand.held.items() if at not in before]


def test_apply_finds_the_moved_plan_at_its_new_and_at_its_old_time():
    stand = standing()
    stand.edit(stand.task("s10"), status="completed")
    move(stand)
    assert posted(stand, applied(stand, "2026-12-08T14:00")) == []
    assert posted(stand, applied(stand, "2026-12-01T09:00")) == []
    move(stand, at=parse_procedure_time(**{"value": ZONE["at"], "timezone": ZONE["timezone"]}))
    assert posted(stand, applied(stand, "2026-12-08T14:00")) == []


def test_a_second_procedure_of_the_same_kind_is_told_apart_by_its_name():
    stand = standing()
    move(stand)
    made = posted(stand, applied(stand, "2026-12-01T09:00", event="Appointment/2"))
    assert made.count("CarePlan") == 1
    assert made.count("Task") == 8


def test_a_procedure_with_a_name_keeps_its_identifiers_when_it_moves():
    stand = standing(event="https://hospital.example/orders|A-17")
    before = [t["identifier"] for t in stand.all("Task")]
    move(stand)
    assert [t["identifier"] for t in stand.all("Task")] == before
    found = applied(stand, "2026-12-20T14:00", event="https://hospital.example/orders|A-17")
    assert posted(stand, found) == []
    assert stand.plan().event == {"identifier": {"system": "https://hospital.example/orders", "value": "A-17"}}


@pytest.mark.parametrize("status", ["revoked", "completed", "entered-in-error"])
def test_a_plan_that_is_over_does_not_move(status):
    stand = standing()
    stand.edit(stand.all("CarePlan")[0], status=status)
    with pytest.raises(PlanStateError, match=status):
        move(stand)


def test_a_task_that_somebody_deleted_is_not_made_again():
    stand = standing()
    del stand.held[f"Task/{stand.task('s12')['id']}"]
    assert [r["resourceType"] for r in move(stand).creates] == ["Device", "Provenance"]


def test_a_review_that_somebody_deleted_is_made_again():
    stand = standing()
    del stand.held[f"Task/{stand.task('review')['id']}"]
    move(stand)
    assert stand.task("review")["status"] == "requested"
    assert stand.task("review")["focus"]["reference"] == stand.plan().place


def test_who_and_why_stand_in_the_provenance():
    stand = standing()
    move(stand, reason="The surgeon is ill.", by="Practitioner/3")
    made = stand.all("Provenance")[-1]
    assert made["reason"] == [{"text": "The surgeon is ill."}]
    assert made["agent"][1]["who"] == {"reference": "Practitioner/3"}
    assert {"reference": stand.plan().place} in made["target"]
    with pytest.raises(InputError):
        move(stand, at=parse_procedure_time("2027-01-01"), reason=" ")
    with pytest.raises(InputError):
        move(stand, at=parse_procedure_time("2027-01-01"), by="Group/1")
