"""What must hold for the plan of any sheet, tried on the shared ones (read perfectly, from gold)."""

from datetime import UTC, datetime

import pytest

from careplan.apply.context import PLAN_ITEM
from careplan.definitions.codes import codes
from careplan.fhir.r4 import checked
from careplan.fhir.statement import is_statement, items
from careplan.fhir.systems import LOINC, SNOMED
from careplan.knowledge import default
from tests.apply.sample import cites, listed, plan
from tests.apply.test_care_plan import words
from tests.definitions.sample import GOLD, needs_sheets
from tests.gold import reading_from_gold

pytestmark = needs_sheets
TIMES = (
    {"at": "2026-12-01T09:00:00-05:00"},
    {"at": "2026-11-01T07:00:00", "timezone": "America/New_York"},
    {"at": "2026-12-01T08:00:00", "timezone": "Asia/Tokyo"},
    {"at": "2026-12-01"},
)


def squeezed(text):
    return " ".join(text.split())


@pytest.fixture(
    scope="module",
    params=[(p, t) for p in GOLD for t in range(len(TIMES))],
    ids=lambda x: f"{x[0].stem}-{x[1]}",
)
def made(request):
    path, time = request.param
    reading = reading_from_gold(path)
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    return text, reading, plan(reading, path.read_bytes(), **TIMES[time])


def test_it_is_valid_r4(made):
    assert checked(made[2].bundle)


def test_every_task_and_activity_leads_to_its_sentence(made):
    text, _, plan = made
    sheet = plan.one("DocumentReference")
    for task in (t for t in plan.tasks if t is not plan.key("review")):
        assert plan.at(task["reasonReference"]) is sheet
        told = [text[start:end] for _, start, end in cites(task)]
        assert told
        assert task["description"] in told or task is plan.key("questionnaire")
    for activity in (a for a in plan.care_plan["activity"] if "detail" in a):
        assert plan.at(activity["detail"]["reasonReference"][0]) is sheet
        told = [squeezed(text[start:end]) for _, start, end in cites(activity)]
        assert told
        said = squeezed(activity["detail"]["description"])
        assert all(one in said for one in told)


def test_every_statement_is_found_again_word_for_word(made):
    _, reading, plan = made
    assert {s.text for s in reading.statements} <= set(words(plan.care_plan["text"]))


def test_every_instruction_is_a_task_an_activity_or_the_lead_in_of_one(made):
    _, reading, plan = made
    cited = {c[0] for t in plan.tasks for c in cites(t)}
    cited |= {c[0] for a in plan.care_plan["activity"] for c in cites(a)}
    leads = {s.parent for s in reading.statements if s.id in cited}
    for s in reading.statements:
        if s.role == "instruction":
            assert s.id in cited | leads, s.text


def test_every_warning_sign_stands_in_one_activity(made):
    _, reading, plan = made
    where = [c[0] for a in plan.care_plan["activity"] for c in cites(a)]
    for s in reading.statements:
        if s.role == "warning-sign":
            assert where.count(s.id) == 1


def test_every_question_is_in_the_form_and_cited_by_its_task(made):
    _, reading, plan = made
    asked = {s.id for s in reading.statements if s.role == "question"}
    if not asked:
        assert plan.key("questionnaire") is None
        return
    form = {i["linkId"] for i in items(plan.one("Questionnaire")) if is_statement(i)}
    assert asked <= form
    assert asked <= {c[0] for c in cites(plan.key("questionnaire"))}


def test_no_prohibition_is_a_task_and_no_permission_forbids(made):
    _, reading, plan = made
    forbidden = {s.id: bool(s.prohibition) for s in reading.statements}
    for task in plan.tasks:
        if "instantiatesCanonical" in task:
            assert not forbidden[cites(task)[0][0]]
    for activity in (a for a in plan.care_plan["activity"] if "detail" in a):
        first = cites(activity)[0][0]
        assert activity["detail"]["doNotPerform"] == forbidden[first]


def test_nothing_is_anybodys_activity_that_is_only_told(made):
    _, reading, plan = made
    role = {s.id: s.role for s in reading.statements}
    for task in plan.tasks:
        if "instantiatesCanonical" in task:
            assert role[cites(task)[0][0]] == "instruction"


def periods(value):
    """The bounds of every Period below an element."""
    if isinstance(value, dict):
        if value.keys() & {"start", "end"} and value.keys() <= {"start", "end"}:
            yield from value.values()
        for held in value.values():
            yield from periods(held)
    elif isinstance(value, list):
        for held in value:
            yield from periods(held)


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_for_a_procedure_of_which_only_the_day_is_known_no_hour_is_made_up(path):
    made = plan(reading_from_gold(path), path.read_bytes(), at="2026-12-01")
    bounds = [b for r in (made.care_plan, *made.tasks) for b in periods(r)]
    assert bounds
    assert all(len(b) == 10 for b in bounds)


def test_every_period_can_be_compared_in_utc_as_validators_do(made):
    """per-1; of a day and an hour of it nobody can say which comes first."""
    _, _, plan = made
    for period in pairs([plan.care_plan, *plan.tasks]):
        start, end = in_utc(period["start"]), in_utc(period["end"])
        shortest = min(len(start), len(end))
        assert start[:shortest] < end[:shortest] or start == end


def pairs(value):
    """Every Period with both bounds below an element."""
    if isinstance(value, dict):
        if {"start", "end"} <= value.keys() <= {"start", "end"}:
            yield value
        for held in value.values():
            yield from pairs(held)
    elif isinstance(value, list):
        for held in value:
            yield from pairs(held)


def in_utc(moment):
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat() if "T" in moment else moment


def test_every_resource_has_its_own_business_identifier(made):
    plan = made[2]
    keys = [
        (r["resourceType"], i["value"])
        for r in plan.by_url.values()
        for i in listed(r.get("identifier", []))
        if i["system"].endswith(PLAN_ITEM)
    ]
    assert len(keys) == len(set(keys)) == len(plan.tasks) + 1


def test_every_clinical_code_is_one_that_was_seen(made):
    rows = codes(default()).rows
    for coding in codings(made[2].bundle):
        if coding.get("system") in (SNOMED, LOINC):
            assert rows[coding["system"], coding["code"]].display == coding["display"]


def codings(value):
    if isinstance(value, dict):
        if "system" in value and "code" in value and "display" in value:
            yield value
        for held in value.values():
            yield from codings(held)
    elif isinstance(value, list):
        for held in value:
            yield from codings(held)
