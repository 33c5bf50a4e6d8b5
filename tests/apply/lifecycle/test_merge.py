"""Two sheets for one procedure in one plan."""

import json

import pytest

from careplan.apply.lifecycle import merge, reschedule
from careplan.definitions import define
from careplan.errors import PlanStateError
from careplan.fhir.extensions import find_all, value
from careplan.fhir.systems import EXT_ALSO_TOLD
from careplan.reading.model import Timing
from tests.apply.lifecycle.sample import LATER, Stand, standing_of, told
from tests.apply.lifecycle.test_reschedule import NEW, move, posted
from tests.apply.sample import plan as planned
from tests.definitions.sample import build, say

EIGHT, SIX = (Timing(start=f"-PT{hours}H", end="PT0S") for hours in (8, 6))
DAY = Timing(start="PT0S", end="PT24H")
PREP = (
    say("Eat no food for 8 hours before.", topic="fasting", prohibition=True, timing=EIGHT),
    say("Come 2 hours before.", topic="arrival", timing=Timing(end="-PT2H")),
    say("Bring your scans.", topic="bring-items"),
    say("If you take aspirin, ask us.", topic="anticoagulant", condition="you take aspirin"),
)
AFTER = (
    say("No food from 8 hours before the operation.", topic="fasting", prohibition=True, timing=EIGHT),
    say("Bring your insurance card.", topic="bring-items"),
    say("Bring your  scans", topic="bring-items"),
    say("Do not drive for 24 hours.", "after", topic="driving", prohibition=True, timing=DAY),
    say("Clots can form.", "risks", "risk"),
    say("Call us if your knee swells.", "warning-signs", "warning-sign"),
)


def sheet_of(*statements):
    content, reading = build(*statements, procedure="knee aftercare", title="Aftercare")
    return define(reading, content=content)


def take_in(stand, sheet, **options):
    found = merge(stand.plan(), sheet, now=LATER, **options)
    if found:
        stand.take(found)
    return found


@pytest.fixture
def merged():
    stand = standing_of(*PREP)
    take_in(stand, sheet_of(*AFTER))
    return stand


def care_plan(stand):
    (found,) = stand.all("CarePlan")
    return found


def stated(stand):
    return [a["detail"] for a in care_plan(stand)["activity"] if "detail" in a]


def said_also(holder):
    return [value(e, "text") for e in find_all(holder, EXT_ALSO_TOLD)]


def test_one_plan_has_the_definitions_of_both_sheets(merged):
    plans = [f"{p['url']}|{p['version']}" for p in merged.all("PlanDefinition")]
    assert care_plan(merged)["instantiatesCanonical"] == plans
    assert len(plans) == 2
    assert len(care_plan(merged)["supportingInfo"]) == 2
    assert [len(s.reading().statements) for s in merged.plan().sheets] == [4, 6]


def test_what_both_tell_is_one_with_the_words_of_both(merged):
    fasting = [a for a in care_plan(merged)["activity"] if "detail" in a and "8 hours" in a["detail"]["description"]]
    assert [a["detail"]["description"] for a in fasting] == ["Eat no food for 8 hours before."]
    assert said_also(fasting[0]) == ["No food from 8 hours before the operation."]
    scans = [t for t in merged.all("Task") if "scans" in t["description"]]
    assert [t["description"] for t in scans] == ["Bring your scans."]
    assert said_also(scans[0]) == ["Bring your  scans"]
    assert len(scans[0]["identifier"]) == 2


def test_what_only_one_tells_is_there_and_leads_to_its_own_sheet(merged):
    card = next(t for t in merged.all("Task") if "insurance" in t["description"])
    driving = next(d for d in stated(merged) if "drive" in d["description"])
    after = merged.all("DocumentReference")[1]
    place = {"reference": f"DocumentReference/{after['id']}"}
    assert card["reasonReference"] == place
    assert driving["reasonReference"] == [place]
    assert card["basedOn"] == [{"reference": merged.plan().place}]
    assert card["status"] == "draft"
    assert {"reference": f"Task/{card['id']}"} in [a.get("reference") for a in care_plan(merged)["activity"]]


def test_nothing_of_either_sheet_is_lost(merged):
    everything = json.dumps([care_plan(merged)["text"], *merged.all("Task")], ensure_ascii=False)
    for s in (*PREP, *AFTER):
        assert " ".join(s.text.split()) in " ".join(everything.split())


def test_an_active_plan_waits_for_the_review_of_what_came_to_it():
    stand = standing_of(*PREP)
    stand.edit(care_plan(stand), status="active")
    stand.edit(stand.task("review"), status="completed")
    stand.edit(stand.task("s3"), status="accepted")
    take_in(stand, sheet_of(*AFTER))
    assert care_plan(stand)["status"] == "on-hold"
    assert stand.task("review")["status"] == "requested"
    assert stand.task("review")["statusReason"]["text"] == "Another sheet was taken into the plan: Aftercare."
    assert stand.task("s3")["status"] == "accepted"
    assert len([t for t in stand.all("Task") if t["code"].get("coding", [{}])[0].get("code") == "approve"]) == 1


def test_different_times_stay_twice_and_are_told():
    stand = standing_of(*PREP)
    take_in(stand, sheet_of(say("Eat no food for 6 hours before.", topic="fasting", prohibition=True, timing=SIX)))
    fasting = [a["detail"]["description"] for a in care_plan(stand)["activity"] if "detail" in a]
    assert fasting == ["Eat no food for 8 hours before.", "Eat no food for 6 hours before."]
    (said,) = [i for i in stand.task("review")["input"] if i["type"]["text"] == "The sheets differ"]
    assert "“Eat no food for 8 hours before.”" in said["valueString"]
    assert "“Eat no food for 6 hours before.” (Aftercare)" in said["valueString"]
    assert len(said_also(said)) == 2
    assert "6 hours" in stand.task("review")["text"]["div"]


def test_a_time_that_hangs_on_something_disputes_one_that_does_not():
    days, week = (Timing("procedure", "PT0S", end) for end in ("P2D", "P7D"))
    usual = say("Do not drive for 2 days.", "after", topic="driving", prohibition=True, timing=days)
    longer = say("Do not drive for a week.", "after", topic="driving", prohibition=True, timing=week, condition="dizzy")
    stand = standing_of(longer)
    take_in(stand, sheet_of(usual))
    assert [t for t in told(stand.task("review")) if "2 days" in t and "a week" in t]


def test_a_yes_beside_a_no_is_told():
    no = say("No bath for 2 days.", "after", topic="bathing", prohibition=True, timing=Timing(start="PT0S", end="P2D"))
    yes = say("Take a bath for 2 days.", "after", topic="bathing", timing=Timing(start="PT0S", end="P2D"))
    stand = standing_of(no)
    take_in(stand, sheet_of(yes))
    assert [t for t in told(stand.task("review")) if "No bath" in t and "Take a bath" in t]


@pytest.mark.parametrize(
    "other",
    [
        say("Eat no food for 8 hours before.", topic="fasting", prohibition=False, timing=EIGHT),
        say("Drink no milk for 8 hours before.", topic="fasting", prohibition=True, timing=EIGHT),
        say("Eat no food 8 hours before.", topic="fasting", prohibition=True, timing=EIGHT, condition="you are ill"),
        say("No food for 8 hours before.", topic="fasting", prohibition=True, timing=EIGHT, exception="except gum"),
        say("Bring your old scans.", topic="bring-items"),
        say("Bring your scans.", topic="bring-items", actor="companion"),
        say("Bring your scans.", topic="bring-items", obligation="may"),
        say("Bring your scans.", "after", topic="bring-items"),
    ],
    ids=lambda s: s.text,
)
def test_what_is_not_surely_the_same_stays_two(other):
    stand = standing_of(*PREP)
    take_in(stand, sheet_of(other))
    tasks = [t for t in stand.all("Task") if t["description"] == other.text]
    advice = [d for d in stated(stand) if d["description"] == other.text]
    assert len(tasks) + len(advice) == 1 + (other.text in [s.text for s in PREP])
    assert not [t for t in stand.all("Task") if EXT_ALSO_TOLD in json.dumps(t.get("extension", []))]


def test_merging_twice_changes_nothing_more(merged):
    before = dict(merged.held)
    assert not take_in(merged, sheet_of(*AFTER))
    assert merged.held == before


def test_apply_of_either_sheet_finds_the_merged_plan(merged):
    named = {"procedure": "knee aftercare", "title": "Aftercare"}
    for statements, names in ((PREP, {}), (AFTER, named)):
        content, reading = build(*statements, **names)
        bundle = planned(reading, content, at="2026-12-01T09:00:00", timezone="America/New_York").bundle
        assert posted(merged, bundle) == []


def test_a_merged_plan_moves_as_one(merged):
    before = [t["description"] for t in merged.all("Task")]
    move(merged)
    texts = {d["description"]: d.get("scheduledPeriod") for d in stated(merged)}
    assert texts["Eat no food for 8 hours before."]["start"] == "2026-12-08T06:00:00-05:00"
    assert texts["Do not drive for 24 hours."]["end"] == "2026-12-09T14:00:00-05:00"
    assert care_plan(merged)["period"] == {"start": "2026-12-08T06:00:00-05:00", "end": "2026-12-09T14:00:00-05:00"}
    assert [t["description"] for t in merged.all("Task")] == before
    held = dict(merged.held)
    assert not reschedule(merged.plan(), at=NEW, now=LATER)
    assert merged.held == held


def test_a_third_sheet_comes_to_two(merged):
    ice, scans = say("Ice the knee.", "after", topic="ice-heat"), say("Bring your scans.", topic="bring-items")
    third = build(ice, scans, title="Third")
    take_in(merged, define(third[1], content=third[0]))
    assert len(care_plan(merged)["instantiatesCanonical"]) == 3
    (scans,) = [t for t in merged.all("Task") if "scans" in t["description"]]
    assert len(scans["identifier"]) == 3
    assert not take_in(merged, define(third[1], content=third[0]))


def test_what_a_person_did_to_the_plan_is_kept():
    stand = standing_of(*PREP)
    own = {"detail": {"status": "scheduled", "description": "Call the daughter."}}
    stand.edit(care_plan(stand), title="Knee, left", activity=[*care_plan(stand)["activity"], own])
    stand.edit(stand.task("s3"), status="completed")
    take_in(stand, sheet_of(*AFTER))
    assert care_plan(stand)["title"] == "Knee, left"
    assert own in care_plan(stand)["activity"]
    assert stand.task("s3")["status"] == "completed"


def test_another_version_of_the_same_sheet_is_no_merge():
    content, reading = build(*PREP)
    made = planned(reading, content, at="2026-12-01T09:00:00", timezone="America/New_York")
    stand = Stand(made.bundle)
    sheet = stand.plan().sheets[0]
    url = sheet.plan_definition["url"].rpartition("/")[2]
    other, read = build(*PREP[:2])
    with pytest.raises(PlanStateError, match="another version"):
        take_in(stand, define(read, content=other, sheet=url))
