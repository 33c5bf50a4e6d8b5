"""A plan whose procedure does not take place."""

import pytest

from careplan.apply.lifecycle import cancel, reschedule
from careplan.errors import InputError, PlanStateError
from tests.apply.lifecycle.sample import LATER, standing
from tests.apply.lifecycle.test_reschedule import NEW, applied, details, posted


def call_off(stand, **options):
    found = cancel(stand.plan(), now=LATER, **options)
    if found:
        stand.take(found)
    return found


def test_the_plan_is_revoked_and_what_is_open_is_cancelled_with_its_reason():
    stand = standing()
    call_off(stand, reason="The patient has a cold.")
    assert stand.all("CarePlan")[0]["status"] == "revoked"
    assert {t["status"] for t in stand.all("Task")} == {"cancelled"}
    assert {t["statusReason"]["text"] for t in stand.all("Task")} == {"The patient has a cold."}
    assert {(d["status"], d["statusReason"]["text"]) for d in details(stand).values()} == {
        ("cancelled", "The patient has a cold.")
    }
    assert stand.all("Provenance")[-1]["reason"] == [{"text": "The patient has a cold."}]


def test_what_is_over_stays_as_it_is_and_what_is_begun_is_called_off():
    stand = standing()
    for what, status in (("s10", "completed"), ("s12", "in-progress"), ("s9-decision", "failed")):
        stand.edit(stand.task(what), status=status)
    done = stand.task("s10")
    call_off(stand)
    assert stand.task("s10") == done
    assert (stand.task("s12")["status"], stand.task("s9-decision")["status"]) == ("cancelled", "failed")
    assert stand.task("s12")["statusReason"]["text"] == "The care plan was cancelled."


def test_cancelling_twice_changes_nothing_more():
    stand = standing()
    assert call_off(stand)
    before = dict(stand.held)
    assert not call_off(stand, reason="Another one.")
    assert stand.held == before


def test_what_somebody_opened_again_is_cancelled_again():
    stand = standing()
    call_off(stand)
    stand.edit(stand.task("s12"), status="requested")
    assert [r["id"] for r in call_off(stand).updates] == [stand.task("s12")["id"]]


def test_definitions_stay():
    stand = standing()
    kinds = ("PlanDefinition", "ActivityDefinition", "Questionnaire", "DocumentReference")
    before = [stand.all(kind) for kind in kinds]
    call_off(stand)
    assert [stand.all(kind) for kind in kinds] == before


@pytest.mark.parametrize("status", ["completed", "entered-in-error"])
def test_a_plan_that_ended_otherwise_is_not_cancelled(status):
    stand = standing()
    stand.edit(stand.all("CarePlan")[0], status=status)
    with pytest.raises(PlanStateError, match=status):
        call_off(stand)


def test_a_cancelled_plan_does_not_come_back():
    stand = standing()
    call_off(stand)
    with pytest.raises(PlanStateError):
        reschedule(stand.plan(), at=NEW, now=LATER)
    assert posted(stand, applied(stand, "2026-12-01T09:00")) == []


@pytest.mark.parametrize("reason", ["", " ", "x" * 1001])
def test_a_reason_says_something(reason):
    with pytest.raises(InputError) as caught:
        call_off(standing(), reason=reason)
    assert caught.value.expression == "reason"
