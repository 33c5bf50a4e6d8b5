import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplan.definitions import Definitions, define
from careplan.errors import ResourceError
from careplan.fhir.r4 import checked
from tests.definitions.sample import GOLD, build, needs_sheets, say
from tests.gold import reading_from_gold


def test_from_resources_takes_back_what_resources_gave(definitions):
    given_back = json.loads(json.dumps(definitions.resources()))
    assert Definitions.from_resources(reversed(given_back)) == definitions


def test_reading_comes_back_from_the_fhir_alone(sheet, definitions):
    assert definitions.reading() == sheet[1]


def test_other_resources_among_them_do_not_disturb(definitions):
    patient = {"resourceType": "Patient", "id": "p"}
    assert Definitions.from_resources([patient, *definitions.resources()]) == definitions


@pytest.mark.parametrize(
    ("drop", "told"),
    [
        ("PlanDefinition", "PlanDefinition"),
        ("Questionnaire", "Questionnaire/"),
        ("ActivityDefinition", "ActivityDefinition/"),
        ("DocumentReference", "DocumentReference"),
    ],
)
def test_missing_part_is_named(definitions, drop, told):
    held = [r for r in definitions.resources() if r["resourceType"] != drop]
    with pytest.raises(ResourceError, match=told):
        Definitions.from_resources(held)


def test_plan_of_somebody_else_is_not_taken(definitions):
    foreign = {"resourceType": "PlanDefinition", "status": "draft", "url": "https://other.example/P"}
    with pytest.raises(ResourceError, match="no PlanDefinition"):
        Definitions.from_resources([foreign])


def test_broken_extension_is_refused(definitions):
    held = copy.deepcopy(definitions.resources())
    extension = held[-1]["action"][4]["action"][0]["extension"][0]
    extension["extension"] = [e for e in extension["extension"] if e["url"] != "start"]
    with pytest.raises(ResourceError):
        Definitions.from_resources(held)


def test_invalid_resource_is_refused(definitions):
    held = copy.deepcopy(definitions.resources())
    held[-1]["status"] = "bogus"
    with pytest.raises(ResourceError, match="bogus"):
        Definitions.from_resources(held)


def test_all_resources_pass_our_own_check(definitions):
    for resource in definitions.resources():
        assert checked(resource) is resource


@needs_sheets
@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_every_statement_of_the_sheets_is_found_again(path):
    reading = reading_from_gold(path)
    made = define(reading, content=path.read_bytes())
    assert made.reading() == reading
    for resource in made.resources():
        checked(resource)


ROLES = ("instruction", "question", "risk", "warning-sign", "information", "boilerplate")
SECTIONS = ("overview", "disclosure", "before", "after", "warning-signs")
STATEMENT = st.tuples(
    st.sampled_from(ROLES),
    st.sampled_from(SECTIONS),
    st.sampled_from(["Do it.", "Do these:", "All tablets, as well as:"]),
    st.one_of(st.none(), st.integers(1, 12).map("s{}".format)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(STATEMENT, min_size=1, max_size=12))
def test_nothing_is_lost_however_statements_hang_together(shapes):
    content, reading = build(*(say(t, section, role, parent=p) for role, section, t, p in shapes))
    made = define(reading, content=content)
    assert made.reading() == reading
    for resource in made.resources():
        checked(resource)
    for s in reading.statements:
        assert made.plan_definition["text"]["div"].count(f"<li>{s.text}") == sum(
            s.text == o.text for o in reading.statements
        )
