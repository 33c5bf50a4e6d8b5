"""Questionnaires that we did not make."""

import pytest

from careplan.errors import ExpressionError
from careplan.fhir.systems import FHIR_QUERY, FHIRPATH, SDC_INITIAL_EXPRESSION, VARIABLE
from careplan.populate import Chart, populate
from careplan.populate.queries import resolved, searched

PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1970-05-01", "gender": "female"}


def expression(text, language=FHIRPATH):
    return [{"url": SDC_INITIAL_EXPRESSION, "valueExpression": {"language": language, "expression": text}}]


def form(*items, **fields):
    return {"resourceType": "Questionnaire", "url": "http://example.org/q", "status": "active", "item": items, **fields}


def filled(questionnaire, **more):
    made = populate(questionnaire, Chart.of([PATIENT]), subject="Patient/p1", authored="2026-11-24", **more)
    return {i["linkId"]: i.get("answer") for i in made.response["item"]}, [i["diagnostics"] for i in made.issues]


@pytest.mark.parametrize(
    ("type", "text", "answer"),
    [
        ("string", "%patient.gender", {"valueString": "female"}),
        ("date", "%patient.birthDate", {"valueDate": "1970-05-01"}),
        ("integer", "2 + 3", {"valueInteger": 5}),
        ("decimal", "1.5", {"valueDecimal": 1.5}),
        ("boolean", "%patient.gender = 'female'", {"valueBoolean": True}),
        ("open-choice", "'other'", {"valueString": "other"}),
    ],
)
def test_answers_have_the_type_of_their_item(type, text, answer):
    answers, issues = filled(form({"linkId": "1", "type": type, "extension": expression(text)}))
    assert (answers, issues) == ({"1": [answer]}, [])


def test_a_value_that_does_not_fit_is_told_and_not_filled_in():
    answers, issues = filled(form({"linkId": "1", "type": "integer", "extension": expression("'many'")}))
    assert (answers, issues) == ({"1": None}, ["What the chart gives does not fit the question 1."])


@pytest.mark.parametrize("text", ["%nobody.name", "%patient.(", "'a'.noSuchFunction()"])
def test_an_expression_that_cannot_be_evaluated_is_told(text):
    answers, issues = filled(form({"linkId": "1", "type": "string", "extension": expression(text)}))
    assert answers == {"1": None}
    assert issues[0].startswith("The question 1 could not be answered from the chart")


def test_another_language_is_told():
    answers, issues = filled(form({"linkId": "1", "type": "string", "extension": expression("x", "text/cql")}))
    assert (answers, len(issues)) == ({"1": None}, 1)


def test_variables_build_on_each_other():
    steps = [("a", "%patient.gender"), ("b", "%a + '!'")]
    variables = [
        {"url": VARIABLE, "valueExpression": {"name": n, "language": FHIRPATH, "expression": e}} for n, e in steps
    ]
    made = form({"linkId": "1", "type": "string", "extension": expression("%b")}, extension=variables)
    assert filled(made)[0] == {"1": [{"valueString": "female!"}]}


def test_a_search_that_cannot_be_made_over_given_resources_is_told():
    query = {"name": "x", "language": FHIR_QUERY, "expression": "Observation?subject={{%patient.id}}&value-quantity=5"}
    made = form(
        {"linkId": "1", "type": "string", "extension": expression("%x.entry.resource.id")},
        extension=[{"url": VARIABLE, "valueExpression": query}],
    )
    answers, issues = filled(made)
    assert (answers, len(issues)) == ({"1": None}, 1)


def test_answers_to_disabled_items_are_not_there():
    when = [{"question": "1", "operator": "=", "answerBoolean": True}]
    asked = {"linkId": "1", "type": "boolean", "extension": expression("false")}
    then = {"linkId": "2", "type": "string", "enableWhen": when, "extension": expression("'x'")}
    assert filled(form(asked, then))[0] == {"1": [{"valueBoolean": False}]}


def test_what_the_form_begins_with_stays():
    assert filled(form({"linkId": "1", "type": "string", "initial": [{"valueString": "a"}]}))[0] == {
        "1": [{"valueString": "a"}]
    }


def test_an_expression_in_a_search_is_encoded_and_must_give_one_value():
    assert resolved("A?x={{%v}}", {"v": "a b&c=d"}) == "A?x=a%20b%26c%3Dd"
    with pytest.raises(ExpressionError):
        resolved("A?x={{%v.id}}", {"v": {"resourceType": "Patient"}})


def test_a_search_sorts_by_date_and_counts():
    held = [{"resourceType": "A", "id": d, "effectiveDateTime": d} for d in ("2020", "2026", "2023")]
    assert [r["id"] for r in searched("A?_sort=-date&_count=2", held)] == ["2026", "2023"]
