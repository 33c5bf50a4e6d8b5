"""What decides whether an action applies is never ignored: it is computed, or left to a person and told."""

import pytest

from careplan.errors import ResourceError
from careplan.populate import Chart
from tests.apply.foreign.sample import CQL, activity, applied, names, plan

SCAN = activity("ServiceRequest", description="Scan the knee")
WALK = activity("Task", title="Walk")


def condition(expression, language="text/fhirpath", kind="applicability"):
    return [{"kind": kind, "expression": {"language": language, "expression": expression}}]


def test_what_is_true_applies_without_a_word():
    made = applied(plan({"title": "Rest", "condition": condition("true")}))
    assert "statusReason" not in made.details[0]
    assert made.issues == []


def test_what_is_false_does_not_apply_and_is_told():
    made = applied(plan({"title": "Rest", "condition": condition("false")}, {"title": "Walk"}))
    assert [d["description"] for d in made.details] == ["Walk"]
    assert made.issues == [("information", "PlanDefinition.action[0].condition[0]")]


def test_what_stands_below_an_action_that_does_not_apply_does_not_either():
    group = {"title": "Group", "condition": condition("false"), "action": [{"title": "Rest"}]}
    assert [d["description"] for d in applied(plan(group, {"title": "Walk"})).details] == ["Walk"]


@pytest.mark.parametrize(
    "given",
    [
        condition("exists [Condition]", "text/cql"),
        condition("IsAdult", "text/cql-identifier"),
        condition("Patient?gender=male", "application/x-fhir-query"),
        condition("%patient.gender = 'male'"),
        condition("not a ( path"),
        condition("true", kind="start"),
        [{"kind": "applicability"}],
    ],
)
def test_what_cannot_be_computed_is_kept_open_and_told(given):
    made = applied(plan({"title": "Rest", "condition": given}))
    assert "Applies only if" in made.details[0]["statusReason"]["text"]
    assert made.issues == [("warning", "PlanDefinition.action[0].condition[0]")]
    assert "Applies only if" in made.plan["text"]["div"]


def test_it_is_told_on_every_kind_of_resource():
    given = {"condition": [{"kind": "applicability", "expression": CQL}]}
    made = applied(plan(names(WALK, **given), names(SCAN | {"url": "u:2"}, **given)), WALK, SCAN | {"url": "u:2"})
    assert CQL["description"] in made.tasks[0]["businessStatus"]["text"]
    assert CQL["description"] in made.all("ServiceRequest")[0]["note"][1]["text"]


def test_an_open_condition_of_a_group_holds_for_what_is_in_it():
    group = {"title": "Group", "condition": condition("x", "text/cql"), "action": [{"title": "Rest"}]}
    assert "text/cql: x" in applied(plan(group)).details[0]["statusReason"]["text"]


@pytest.mark.parametrize("rule", ["any", "exactly-one", "at-most-one", "one-or-more"])
def test_a_choice_is_left_to_a_person(rule):
    made = applied(plan({"title": "Which", "selectionBehavior": rule, "action": [{"title": "A"}, {"title": "B"}]}))
    assert all("choose" in d["statusReason"]["text"] for d in made.details)
    assert made.issues == [("warning", "PlanDefinition.action[0].selectionBehavior")]


@pytest.mark.parametrize("rule", ["all", "all-or-none"])
def test_what_is_done_together_is_no_choice(rule):
    made = applied(plan({"selectionBehavior": rule, "action": [{"title": "A"}, {"title": "B"}]}))
    assert made.issues == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dynamicValue", [{"path": "dose", "expression": CQL}]),
        ("transform", "https://other.example/StructureMap/m"),
    ],
)
def test_what_would_change_the_request_leaves_it_open(name, value):
    made = applied(plan({"title": "Rest", name: value}))
    assert "statusReason" in made.details[0]
    assert made.issues == [("warning", f"PlanDefinition.action[0].{name}")]
    definition = SCAN | {name: value}
    made = applied(plan(names(definition)), definition)
    assert "Applies only if" in made.all("ServiceRequest")[0]["note"][1]["text"]
    assert made.issues == [("warning", f"PlanDefinition.action[0].definitionCanonical.resolve().{name}")]


def test_an_action_that_removes_something_is_left_to_a_person():
    made = applied(plan({"title": "Stop aspirin", "type": {"coding": [{"code": "remove"}]}}))
    assert "remove" in made.details[0]["statusReason"]["text"]


@pytest.mark.parametrize("name", ["trigger", "input", "output", "documentation"])
def test_what_has_no_effect_is_told(name):
    made = applied(plan({"title": "Rest", name: [{"type": "x"}]}))
    assert made.issues == [("warning", f"PlanDefinition.action[0].{name}")]


def test_the_reviewer_is_told_what_has_no_effect():
    made = applied(plan({"title": "Rest", "condition": condition("x", "text/cql")}))
    assert "PlanDefinition.action[0].condition[0]" in made.review["input"][0]["valueString"]
    assert made.review["code"]["coding"][0]["code"] == "approve"


def test_a_definition_that_is_not_given_is_told_and_its_action_kept():
    made = applied(plan(names(WALK, title="Go for a walk")))
    assert made.details[0]["description"] == "Go for a walk"
    assert made.issues == [("error", "PlanDefinition.action[0].definitionCanonical")]


MODIFIED = {"modifierExtension": [{"url": "https://other.example/not", "valueBoolean": True}]}


@pytest.mark.parametrize(
    ("given", "at"),
    [
        (plan({"title": "Rest"}, **MODIFIED), "PlanDefinition.modifierExtension"),
        (plan({"title": "Rest", **MODIFIED}), "PlanDefinition.action[0].modifierExtension"),
        (plan({"title": "Rest"}, implicitRules="https://other.example/r"), "PlanDefinition.implicitRules"),
        (
            plan({"title": "Rest"}, subjectCodeableConcept={"coding": [{"code": "Practitioner"}]}),
            "PlanDefinition.subject",
        ),
        (plan({"title": "Rest", "condition": condition("false")}), "PlanDefinition.action"),
        (plan(), "PlanDefinition.action"),
    ],
)
def test_what_is_not_safe_to_ignore_is_refused(given, at):
    with pytest.raises(ResourceError) as refused:
        applied(given)
    assert refused.value.expression == at


def test_a_modifier_in_a_definition_is_refused_too():
    definition = WALK | MODIFIED
    with pytest.raises(ResourceError) as refused:
        applied(plan(names(definition)), definition)
    assert refused.value.expression == "PlanDefinition.action[0].definitionCanonical.resolve().modifierExtension"


def test_plans_in_a_ring_are_refused():
    one = plan(url="u:1") | {"action": [{"definitionCanonical": "u:2"}]}
    two = plan(url="u:2") | {"action": [{"definitionCanonical": "u:1"}]}
    with pytest.raises(ResourceError, match="ring"):
        applied(one, one, two)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"resourceType": "Patient"},
        plan({"title": 3}),
        plan({"condition": [{}]}),
        plan({"relatedAction": [{"actionId": "x"}]}),
        plan([]),
        plan(None),
        plan({"title": "Rest"}, status=["active"]),
        plan({"title": "Rest"}, title=None),
        plan() | {"action": "x"},
        plan({"title": "Rest"}, contained=[{"resourceType": "ActivityDefinition", "id": 1}]),
    ],
)
def test_what_is_broken_is_refused(broken):
    with pytest.raises(ResourceError):
        applied(broken)


def test_what_is_not_read_may_be_wrong():
    given = plan({"title": "Rest", "description": ""}, useContext=[{"code": 3}], name="no name", jurisdiction="?")
    assert applied(given).details[0]["description"] == "Rest"


PATIENT = {"resourceType": "Patient", "id": "1", "gender": "male", "birthDate": "1980-02-03"}


@pytest.mark.parametrize(
    ("expression", "applies"),
    [
        ("%patient.gender = 'male'", True),
        ("gender = 'female'", False),
        ("%subject.birthDate.exists()", True),
        ("%patient.deceased", None),  # nothing is known
        ("%patient.gender", None),  # no yes or no
        ("%unknown.exists()", None),
        ("%patient.gender = 'male' )", None),
    ],
)
def test_a_condition_on_the_patient_is_computed_when_the_patient_is_known(expression, applies):
    given = plan({"title": "Rest", "condition": condition(expression)}, {"title": "Walk"})
    made = applied(given, chart=Chart((PATIENT,)))
    rest = [d for d in made.details if d["description"] == "Rest"]
    assert [("statusReason" in d) for d in rest] == {True: [False], False: [], None: [True]}[applies]


def test_another_patient_answers_nothing():
    given = plan({"title": "Rest", "condition": condition("gender = 'female'")})
    assert "statusReason" in applied(given, chart=Chart(({**PATIENT, "id": "2"},))).details[0]
