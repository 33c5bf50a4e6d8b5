"""Another engine applies the definitions of every sheet without error, to the same activities as ours.

http://hl7.org/fhir/R4/plandefinition-operation-apply.html; docs/parity.md tells what else each of the two does.
"""

from dataclasses import dataclass

import pytest

from careplan.fhir.statement import actions, is_statement, items
from tests.parity import ours
from tests.parity.sheets import SHEETS, apply_here, definitions_of


@dataclass(frozen=True)
class Both:
    definitions: object
    theirs: object
    bundle: dict

    @property
    def actions(self):
        return list(actions(self.definitions.plan_definition))


@pytest.fixture(scope="module", params=SHEETS, ids=lambda sheet: f"{sheet.parent.name}-{sheet.stem}")
def both(engine, request):
    definitions = definitions_of(request.param)
    engine.take(definitions)
    return Both(definitions, engine.apply(definitions.plan_definition), apply_here(definitions))


def test_it_is_applied_there_without_error(both):
    assert both.theirs.issues == []


def test_each_action_there_has_either_a_resource_or_actions(both):
    # rqg-1, without which the answer is no valid R4
    assert [a["id"] for a in actions(both.theirs.group) if ("resource" in a) == ("action" in a)] == []


def test_no_action_is_lost_there(both):
    assert both.theirs.actions() == {a["id"] for a in both.actions}


def test_the_same_activities_are_made_of_the_same_definitions(both):
    assert both.theirs.defined() == ours.defined(both.bundle)


def test_each_definition_of_the_plan_is_applied_by_both(both):
    named = {a["id"]: a["definitionCanonical"] for a in both.actions if "definitionCanonical" in a}
    assert both.theirs.defined() == named


def test_what_is_forbidden_is_forbidden_there(both):
    made = {a["id"]: both.theirs.resource(a) for a in actions(both.theirs.group)}
    assert {id for id, r in made.items() if r and r.get("doNotPerform")} == ours.forbidden(both.bundle)


def test_every_statement_stands_in_both(both):
    asked = {i["linkId"] for i in items(both.definitions.questionnaire or {}) if is_statement(i)}
    statements = {s.id for s in both.definitions.reading().statements}
    assert statements == asked | (both.theirs.actions() & statements) | both.theirs.told()
