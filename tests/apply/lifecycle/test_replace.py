"""A plan whose sheet has a new version, or gives way to another sheet."""

import pytest

from careplan.apply import apply, parse_procedure_time
from careplan.apply.lifecycle import cancel, differences, merge, replace, reschedule
from careplan.apply.lifecycle.layer import begins
from careplan.definitions import define
from careplan.errors import PlanStateError
from careplan.fhir.changes import place
from careplan.fhir.extensions import find, value
from careplan.fhir.systems import EXT_DIFFERENCE
from careplan.reading.model import Timing
from tests.apply.lifecycle.sample import LATER, ZONE, Stand, told
from tests.apply.lifecycle.test_merge import AFTER, sheet_of
from tests.apply.lifecycle.test_reschedule import NEW as NEW_TIME
from tests.apply.lifecycle.test_reschedule import posted
from tests.apply.sample import NOW
from tests.definitions.sample import build, say

SIX, EIGHT = (Timing(start=f"-PT{n}H", end="PT0S") for n in (6, 8))
DAY = Timing(start="-PT24H", end="PT0S")
FIRST = (
    say("Do not eat for 6 hours before.", topic="fasting", prohibition=True, timing=SIX),
    say("Bring your scans.", topic="bring-items"),
    say("Leave your jewellery at home.", topic="clothing-valuables"),
    say("Stop ibuprofen 7 days before.", topic="nsaid", timing=Timing(start="-P7D", end="-P7D")),
    say("Do not smoke for 24 hours before.", topic="smoking", prohibition=True, timing=DAY),
)
SECOND = (
    say("Come with a friend.", topic="companion"),
    say("Do not eat for 8 hours before.", topic="fasting", prohibition=True, timing=EIGHT),
    FIRST[4],
    say("Stop ibuprofen 5 days before.", topic="nsaid", timing=Timing(start="-P5D", end="-P5D")),
    FIRST[1],
)


def version(statements, sheet="knee"):
    content, reading = build(*statements)
    return define(reading, content=content, sheet=sheet)


def applied(definitions, at=ZONE["at"]):
    time = parse_procedure_time(at, timezone=ZONE["timezone"])
    return apply(definitions, subject="Patient/1", procedure=time, now=NOW)


@pytest.fixture
def stand():
    return Stand(applied(version(FIRST)))


def put_in(stand, sheet=None, **options):
    found = replace(stand.plan(), sheet or version(SECOND), now=LATER, **options)
    if found:
        stand.take(found)
    return found


def task(stand, description, status=None):
    found = [t for t in stand.all("Task") if t["description"] == description and status in (None, t["status"])]
    assert len(found) == 1, found
    return found[0]


def details(care_plan):
    return {a["detail"]["description"]: a["detail"] for a in care_plan["activity"] if "detail" in a}


def test_the_old_plan_is_revoked_and_a_new_draft_replaces_it(stand):
    stand.edit(stand.all("CarePlan")[0], status="active")
    put_in(stand)
    old, new = stand.all("CarePlan")
    assert (old["status"], new["status"]) == ("revoked", "draft")
    assert new["replaces"] == [{"reference": place(old)}]
    assert {d["status"] for d in details(old).values()} == {"cancelled"}
    assert set(details(new)) == {s.text for s in SECOND if s.prohibition}
    assert len([a for a in new["activity"] if "reference" in a]) == 3


def test_the_new_version_names_the_one_before_it(stand):
    put_in(stand)
    old, new = stand.all("PlanDefinition")
    assert old["url"] == new["url"]
    assert {"type": "predecessor", "resource": f"{old['url']}|{old['version']}"} in new["relatedArtifact"]
    assert stand.all("DocumentReference")[1]["relatesTo"] == [
        {"code": "replaces", "target": {"reference": place(stand.all("DocumentReference")[0])}}
    ]


def test_another_sheet_is_no_version(stand):
    put_in(stand, version(SECOND, sheet="other"))
    assert "predecessor" not in [a["type"] for a in stand.all("PlanDefinition")[1]["relatedArtifact"]]
    assert stand.all("CarePlan")[1]["replaces"]


def test_the_review_shows_statement_by_statement_what_is_another_thing(stand):
    put_in(stand)
    review = stand.task("review", 1)
    assert review["status"] == "requested"
    assert review["input"][0]["valueString"] == (
        "Of the statements: 2 kept, 2 changed, 1 added, 1 gone."
    )
    data = [find(i, EXT_DIFFERENCE) for i in review["input"] if find(i, EXT_DIFFERENCE)]
    assert [(value(d, "kind"), value(d, "before"), value(d, "after")) for d in data] == [
        ("added", None, "Come with a friend."),
        ("changed", "Do not eat for 6 hours before.", "Do not eat for 8 hours before."),
        ("changed", "Stop ibuprofen 7 days before.", "Stop ibuprofen 5 days before."),
        ("gone", "Leave your jewellery at home.", None),
    ]
    said = [t for t in told(review) if t.startswith("Changed (text, timing):")]
    assert "Changed (text, timing):\n“Do not eat for 6 hours before.”\n“Do not eat for 8 hours before.”" in said
    assert "8 hours" in review["text"]["div"]
    assert [d.kind for d in differences(stand.plan(), version(SECOND))].count("kept") == 2


def test_a_kept_task_goes_over_with_all_that_was_done(stand):
    before = task(stand, "Bring your scans.")
    stand.edit(before, status="completed", note=[{"text": "got them"}], owner={"reference": "Practitioner/9"})
    put_in(stand)
    old, new = stand.all("CarePlan")
    after = task(stand, "Bring your scans.")
    assert (after["id"], after["status"], after["note"]) == (before["id"], "completed", [{"text": "got them"}])
    assert after["basedOn"] == [{"reference": place(new)}, {"reference": place(old)}]
    assert {"reference": place(after)} in [a.get("reference") for a in new["activity"]]
    assert len(after["identifier"]) == 2
    assert [t for t in told(stand.task("review", 1)) if t.startswith("Done or begun already") and "scans" in t]


def test_a_kept_task_that_is_open_is_told_by_the_new_sheet_and_waits_for_approval(stand):
    stand.edit(task(stand, "Bring your scans."), status="accepted", owner={"reference": "Practitioner/9"})
    put_in(stand)
    after = task(stand, "Bring your scans.")
    assert (after["status"], after["owner"]) == ("draft", {"reference": "Practitioner/9"})
    assert begins(after) == "s5"
    assert after["reasonReference"]["reference"] == place(stand.all("DocumentReference")[1])
    assert after["instantiatesCanonical"].endswith(stand.all("PlanDefinition")[1]["version"])


def test_what_changed_is_cancelled_and_made_anew(stand):
    stand.edit(task(stand, "Stop ibuprofen 7 days before."), status="completed")
    put_in(stand)
    assert task(stand, "Stop ibuprofen 7 days before.")["status"] == "completed"
    assert task(stand, "Stop ibuprofen 5 days before.")["status"] == "draft"
    assert [t for t in told(stand.task("review", 1)) if t.startswith("Done or begun as the former sheet told it")]
    gone = task(stand, "Leave your jewellery at home.")
    assert (gone["status"], gone["statusReason"]["text"][:8]) == ("cancelled", "Replaced")
    assert task(stand, "Come with a friend.")["status"] == "draft"


def test_an_activity_that_was_done_or_timed_by_hand_goes_over(stand):
    care_plan = stand.all("CarePlan")[0]
    by_hand = {"start": "2026-11-29T09:00:00-05:00", "end": "2026-12-01T09:00:00-05:00"}
    begun = {"status": "in-progress", "scheduledPeriod": by_hand}
    activity = [
        {**a, "progress": [{"text": "well"}], "detail": {**a["detail"], **begun}}
        if a.get("detail", {}).get("description") == FIRST[4].text
        else a
        for a in care_plan["activity"]
    ]
    own = {"detail": {"status": "scheduled", "description": "Call the daughter."}}
    stand.edit(care_plan, activity=[*activity, own], note=[{"text": "nervous"}])
    put_in(stand)
    new = stand.all("CarePlan")[1]
    smoking = next(a for a in new["activity"] if a.get("detail", {}).get("description") == FIRST[4].text)
    assert (smoking["detail"]["status"], smoking["detail"]["scheduledPeriod"]) == ("in-progress", by_hand)
    assert smoking["progress"] == [{"text": "well"}]
    assert own in new["activity"]
    assert new["note"] == [{"text": "nervous"}]


def test_replacing_twice_changes_nothing_more(stand):
    put_in(stand)
    before = dict(stand.held)
    assert not put_in(stand, successor=stand.plan(1))
    assert stand.held == before


def test_the_same_bytes_are_no_new_version(stand):
    assert not put_in(stand, version(FIRST), successor=stand.plan())


def test_apply_of_either_version_makes_nothing_new(stand):
    put_in(stand)
    for statements in (FIRST, SECOND):
        assert posted(stand, applied(version(statements))) == []


def test_the_new_plan_moves_and_the_old_one_called_off_again_leaves_it_alone(stand):
    put_in(stand)
    stand.take(reschedule(stand.plan(1), at=NEW_TIME, now=LATER))
    assert task(stand, "Stop ibuprofen 5 days before.")["restriction"]["period"]["end"] == "2026-12-03T14:00:00-05:00"
    assert not cancel(stand.plan(0), now=LATER)
    assert task(stand, "Bring your scans.")["status"] == "draft"


def test_what_differs_is_still_told_after_a_move_until_somebody_approved_it(stand):
    put_in(stand)
    for day, approved in ((8, False), (9, True)):
        at = parse_procedure_time(f"2026-12-{day:02}T14:00", timezone=ZONE["timezone"])
        if approved:
            stand.edit(stand.task("review", 1), status="completed")
        stand.take(reschedule(stand.plan(1), at=at, now=LATER))
        told_still = [i for i in stand.task("review", 1).get("input", []) if find(i, EXT_DIFFERENCE)]
        assert len(told_still) == (0 if approved else 4)
        assert ("8 hours before.”" in stand.task("review", 1)["text"]["div"]) is not approved


def test_a_third_version_replaces_the_second(stand):
    stand.edit(task(stand, "Bring your scans."), status="completed")
    put_in(stand)
    found = replace(stand.plan(1), version(FIRST[:2]), now=LATER)
    stand.take(found)
    assert [c["status"] for c in stand.all("CarePlan")] == ["revoked", "revoked", "draft"]
    after = task(stand, "Bring your scans.")
    assert (after["status"], len(after["basedOn"]), len(after["identifier"])) == ("completed", 3, 3)


def test_an_answered_form_goes_over_when_the_questions_are_the_same():
    questions = (say("Any allergies.", "disclosure", "question", topic="allergies"), *FIRST)
    stand = Stand(applied(version(questions)))
    stand.edit(stand.task("questionnaire"), status="completed")
    put_in(stand, version((questions[0], *SECOND)))
    (form,) = [t for t in stand.all("Task") if t["description"] == "Answer the questions of the sheet"]
    assert form["status"] == "completed"
    assert {"reference": place(form)} in [a.get("reference") for a in stand.all("CarePlan")[1]["activity"]]


def test_an_answered_form_stays_behind_when_the_questions_are_others():
    question = say("Any allergies.", "disclosure", "question", topic="allergies")
    other = say("Your tablets.", "disclosure", "question", topic="medications")
    stand = Stand(applied(version((question, *FIRST))))
    stand.edit(stand.task("questionnaire"), status="completed")
    put_in(stand, version((question, other, *SECOND)))
    forms = [t["status"] for t in stand.all("Task") if t["description"] == "Answer the questions of the sheet"]
    assert sorted(forms) == ["completed", "draft"]


def test_a_plan_that_is_over_of_several_sheets_or_beside_another_is_refused(stand):
    other = Stand(applied(version(FIRST)))
    other.create([e["resource"] for e in applied(version(SECOND))["entry"]])
    with pytest.raises(PlanStateError, match="a plan of its own already"):
        put_in(other, successor=other.plan(1))
    stand.edit(stand.all("CarePlan")[0], status="revoked")
    with pytest.raises(PlanStateError, match="revoked"):
        put_in(stand)
    stand.edit(stand.all("CarePlan")[0], status="draft")
    stand.take(merge(stand.plan(), sheet_of(*AFTER), now=LATER))
    with pytest.raises(PlanStateError, match="several sheets"):
        put_in(stand)
