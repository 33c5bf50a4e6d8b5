"""What a caller gives is bound to the operation's own definition."""

import pytest

from careplan.errors import InputError, ResourceError, SubjectError
from careplan.fhir.operations import operation
from careplan.web.parameters import Value, bind, nested

GENERATE = operation("generate-care-plan")
APPLY = operation("plandefinition-apply")
MINIMUM = [
    {"name": "subject", "valueString": "Patient/1"},
    {"name": "procedureTime", "valueDateTime": "2026-12-01T09:00:00-05:00"},
]


def parameters(*more):
    return {"resourceType": "Parameters", "parameter": [*MINIMUM, *more]}


def test_values_come_from_the_body_and_from_the_address():
    body = {"resourceType": "Parameters", "parameter": MINIMUM[:1]}
    query = [("procedureTime", "2026-12-01"), ("deliver", "true"), ("_pretty", "true")]
    bound = bind(GENERATE, query=query, parameters=body)
    assert (bound.text("subject"), bound.text("procedureTime")) == ("Patient/1", "2026-12-01")
    assert bound.flag("deliver") is True
    assert bound.get("sheet") is None


def test_a_plus_that_the_address_lost_is_put_back():
    query = [("subject", "Patient/1"), ("procedureTime", "2026-12-01T09:00:00 02:00")]
    assert bind(GENERATE, query=query).text("procedureTime") == "2026-12-01T09:00:00+02:00"


@pytest.mark.parametrize(
    "given",
    [
        {"name": "subject", "valueReference": {"reference": "Patient/1"}},
        {"name": "subject", "valueUri": "Patient/1"},
        {"name": "subject", "valueString": "Patient/1"},
    ],
)
def test_a_reference_may_come_as_a_string_or_as_a_reference(given):
    body = {"resourceType": "Parameters", "parameter": [given, MINIMUM[1]]}
    assert bind(GENERATE, parameters=body).text("subject") == "Patient/1"


def test_the_alias_of_a_parameter_is_that_parameter():
    body = {
        "parameter": [MINIMUM[0], {"name": "procedure-time", "valueDateTime": "2026-12-01"}],
    }
    assert bind(GENERATE, parameters=body).text("procedureTime") == "2026-12-01"


def test_false_is_a_value():
    assert bind(GENERATE, parameters=parameters({"name": "deliver", "valueBoolean": False})).flag("deliver") is False


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"name": "subjekt", "valueString": "x"}, "not known"),
        ({"valueString": "x"}, "not known"),
        ({"name": "subject", "valueString": "Patient/2"}, "more than once"),
        ({"name": "deliver", "valueString": "true"}, "no boolean"),
        ({"name": "deliver"}, "exactly one value"),
        ({"name": "timezone", "valueString": "UTC", "valueCode": "UTC"}, "exactly one value"),
        ({"name": "timezone", "valueString": ""}, "no string"),
        ({"name": "timezone", "valueString": 3}, "no string"),
        (
            {"name": "sheet", "resource": {"resourceType": "Patient"}},
            "no Attachment or DocumentReference or Binary",
        ),
        ({"name": "sheet", "resource": []}, "no Attachment"),
        ({"name": "sheet", "part": []}, "no Attachment"),
        ("text", "no object"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence_and_its_place(more, what):
    with pytest.raises(InputError, match=what) as caught:
        bind(GENERATE, parameters=parameters(more))
    assert caught.value.expression == "Parameters.parameter[2]"
    assert "Patient/" not in str(caught.value)


@pytest.mark.parametrize("listed", ["x", {}, 1])
def test_parameter_must_be_a_list(listed):
    with pytest.raises(ResourceError):
        bind(GENERATE, parameters={"resourceType": "Parameters", "parameter": listed})


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ([("subject", "Patient/1")], "procedureTime is missing"),
        ([("subject", "")], "subject is empty"),
        ([("deliver", "yes")], "neither true nor false"),
        ([("sheet", "x")], "cannot stand in the address"),
        ([("nonsense", "x")], "not known"),
        ([("timezone", "UTC"), ("timezone", "UTC")], "more than once"),
    ],
)
def test_the_address_is_checked_alike(query, what):
    with pytest.raises(InputError, match=what):
        bind(GENERATE, query=query)


def test_the_address_and_the_body_may_not_say_the_same_twice():
    with pytest.raises(InputError, match="more than once"):
        bind(GENERATE, query=[("subject", "Patient/2")], parameters=parameters())


def test_a_missing_subject_is_an_error_of_the_subject():
    with pytest.raises(SubjectError):
        bind(GENERATE, query=[("procedureTime", "2026-12-01")])


def test_what_the_standard_names_and_we_do_not_use_is_taken_but_checked():
    idle = {"name": "setting", "valueCodeableConcept": {"text": "x"}}
    inner = {"name": "parameters", "resource": {"resourceType": "Parameters"}}
    body = {"parameter": [MINIMUM[0], inner, idle]}
    assert bind(APPLY, parameters=body).get("setting") is None
    body["parameter"][2] = {"name": "setting", "valueString": "x"}
    with pytest.raises(ResourceError):
        bind(APPLY, parameters=body)


def test_nested_parameters_are_checked_and_say_where():
    inner = tuple(p for p in GENERATE.inputs if p.name in ("procedureTime", "timezone"))
    value = Value("Parameters", {"parameter": [MINIMUM[1]]}, "Parameters.parameter[1]")
    assert nested(value, inner).text("procedureTime") == "2026-12-01T09:00:00-05:00"
    wrong = Value("Parameters", {"parameter": [{"name": "x"}]}, "Parameters.parameter[1]")
    with pytest.raises(InputError) as caught:
        nested(wrong, inner)
    assert caught.value.expression == "Parameters.parameter[1].resource.parameter[0]"
    with pytest.raises(InputError, match="procedureTime is missing"):
        nested(Value("Parameters", {}, "x"), inner)
