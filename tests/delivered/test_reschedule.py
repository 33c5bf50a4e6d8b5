"""A delivered plan moved on a real HAPI server, read back."""

import threading
from datetime import datetime

import pytest

from careplan.apply import parse_procedure_time
from careplan.apply.lifecycle import reschedule
from careplan.delivered import change_plan
from careplan.ehr import Client
from careplan.errors import EhrUnavailable
from tests.apply.sample import sample

AT = {"at": "2026-10-28T09:00:00", "timezone": "America/New_York"}
NEW = parse_procedure_time("2026-11-03T14:00", timezone="America/New_York")
NOW = datetime.fromisoformat("2026-10-20T08:00:00-04:00")


def move(ehr, place, at=NEW):
    return change_plan(ehr.client, place, lambda plan: reschedule(plan, at=at, now=NOW), sleep=lambda _: None)


def end(plan, what, name=None):
    return plan.task(name or plan.names[0], what)["restriction"]["period"]["end"]


def test_a_plan_moves_over_a_change_of_the_clocks(ehr):
    place = ehr.sample(**AT)
    move(ehr, place)
    plan = ehr.plan(place)
    assert end(plan, "s10") == "2026-11-03T12:30:00-05:00"
    assert plan.procedure == NEW
    assert plan.care_plan["status"] == "draft"
    assert plan.task(plan.names[0], "review")["statusReason"]["text"].startswith("The procedure was moved")
    assert ehr.get(f"Task/{plan.task(plan.names[0], 's10')['id']}/_history/1")["restriction"]["period"]["end"] == (
        "2026-10-28T07:30:00-04:00"
    )


@pytest.mark.parametrize("at", ["2026-11-03T14:00", "2026-11-03"])
def test_moving_twice_makes_no_new_version_of_anything(ehr, at):
    time = parse_procedure_time(at, timezone="America/New_York")
    place = ehr.sample(**AT)
    assert move(ehr, place, time).changes
    subject = ehr.plan(place).subject
    before = ehr.versions(subject)
    assert not move(ehr, place, time).changes
    assert ehr.versions(subject) == before


def test_apply_at_the_new_and_at_the_old_time_makes_no_second_plan(ehr):
    place = ehr.sample(**AT)
    subject = ehr.plan(place).subject
    move(ehr, place)
    before = ehr.versions(subject)
    for at in ("2026-11-03T14:00", "2026-10-28T09:00"):
        assert ehr.deliver(sample(subject=subject, at=at, timezone="America/New_York")) == place
    assert ehr.versions(subject) == before


def test_an_approved_plan_and_a_person_s_work_on_it(ehr):
    place = ehr.sample(**AT)
    plan = ehr.plan(place)
    ehr.put({**plan.care_plan, "status": "active"})
    for what, fields in {
        "review": {"status": "completed"},
        "s10": {"status": "accepted", "note": [{"text": "by phone"}]},
        "s12": {"status": "completed"},
        "questionnaire": {"status": "requested", "restriction": {"period": {"end": "2026-10-27"}}},
    }.items():
        ehr.put({**plan.task(plan.names[0], what), **fields})
    move(ehr, place)
    plan = ehr.plan(place)
    tasks = {what: plan.task(plan.names[0], what) for what in ("review", "s10", "s12", "questionnaire")}
    assert plan.care_plan["status"] == "on-hold"
    assert {what: t["status"] for what, t in tasks.items()} == {
        "review": "requested",
        "s10": "draft",
        "s12": "completed",
        "questionnaire": "draft",
    }
    assert tasks["s10"]["note"] == [{"text": "by phone"}]
    assert end(plan, "questionnaire") == "2026-10-27"
    said = [i["valueString"] for i in tasks["review"]["input"]]
    assert [t for t in said if t.startswith("A person changed this time (2026-10-27)")]


def test_a_plan_is_moved_right_when_somebody_else_works_on_it(ehr):
    place, seen = ehr.sample(**AT), []

    def wish(plan):
        if not seen:
            ehr.put({**plan.task(plan.names[0], "s10"), "status": "completed"})
        seen.append(plan)
        return reschedule(plan, at=NEW, now=NOW)

    change_plan(ehr.client, place, wish, sleep=lambda _: None)
    task = ehr.plan(place).task(seen[0].names[0], "s10")
    assert len(seen) == 2
    assert (task["status"], task["restriction"]["period"]["end"]) == ("completed", "2026-10-28T07:30:00-04:00")


def test_two_who_move_it_to_the_same_time_move_it_once(ehr):
    place = ehr.sample(**AT)
    errors = []

    def one():
        try:
            with Client(ehr.url) as own:
                change_plan(own, place, lambda plan: reschedule(plan, at=NEW, now=NOW))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    plan = ehr.plan(place)
    assert errors == []
    assert plan.procedure == NEW
    assert plan.care_plan["meta"]["versionId"] == "2"
    assert len(plan.provenances) == 2


def test_an_answer_that_was_lost_is_made_good_by_doing_it_again(ehr, monkeypatch):
    place = ehr.sample(**AT)
    send = ehr.client.transaction

    def lost(bundle):
        send(bundle)
        raise EhrUnavailable("no answer from the EHR")

    monkeypatch.setattr(ehr.client, "transaction", lost)
    with pytest.raises(EhrUnavailable):
        move(ehr, place)
    monkeypatch.setattr(ehr.client, "transaction", send)
    before = ehr.versions(ehr.plan(place).subject)
    assert not move(ehr, place).changes
    assert ehr.versions(ehr.plan(place).subject) == before
    assert ehr.plan(place).procedure == NEW
