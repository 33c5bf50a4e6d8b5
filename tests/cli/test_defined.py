"""`apply` takes definitions in a file: what `define` printed, and plans that others made."""

import json

import pytest
import requests

from tests.apply.foreign.sample import OPTIONS, activity, names, plan
from tests.cli.conftest import NOW, PATIENT

WALK = activity("Task", title="Walk")


@pytest.fixture
def write(tmp_path):
    def write(resource):
        path = tmp_path / "definitions.json"
        path.write_text(json.dumps(resource), "utf-8")
        return str(path)

    return write


def bundle(*resources):
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}


def care_plan(out):
    return next(e["resource"] for e in json.loads(out)["entry"] if e["resource"]["resourceType"] == "CarePlan")


def test_definitions_give_the_same_plan_as_their_sheet(call, sheet, write, tmp_path):
    assert call("define", sheet, "-o", str(tmp_path / "made.json"))[0] == 0
    of_sheet, of_definitions = (call("apply", path, *PATIENT, *NOW) for path in (sheet, str(tmp_path / "made.json")))
    assert of_definitions[0] == 0
    assert json.loads(of_definitions[1]) == json.loads(of_sheet[1])


def test_a_plan_of_somebody_else_is_applied(call, write):
    code, out, _ = call("apply", write(OPTIONS), *PATIENT, *NOW)
    assert code == 0
    assert care_plan(out)["contained"][0]["resourceType"] == "OperationOutcome"
    assert "Administer Medication 1" in care_plan(out)["text"]["div"]


def test_what_it_names_may_stand_beside_it(call, write):
    outer = plan(names(plan(url="u:inner")), url="u:outer")
    code, out, _ = call("apply", write(bundle(plan(names(WALK), url="u:inner"), WALK, outer)), *PATIENT, *NOW)
    assert code == 0
    assert "Walk" in care_plan(out)["text"]["div"]


def test_the_patient_of_the_chart_answers_conditions(call, write, tmp_path):
    chart = tmp_path / "chart.json"
    chart.write_text(json.dumps({"resourceType": "Patient", "id": "1", "gender": "male"}), "utf-8")
    expression = {"language": "text/fhirpath", "expression": "%patient.gender = 'male'"}
    given = write(plan({"title": "Rest", "condition": [{"kind": "applicability", "expression": expression}]}))
    [known, unknown] = [call("apply", given, *PATIENT, *NOW, *more) for more in (["--chart", str(chart)], [])]
    assert "Applies only if" not in care_plan(known[1])["text"]["div"]
    assert "Applies only if" in care_plan(unknown[1])["text"]["div"]


def test_the_patient_may_stand_on_a_server(call, write, hapi_url):
    patient = {"resourceType": "Patient", "id": "foreign-chart", "gender": "male"}
    requests.put(f"{hapi_url}/Patient/foreign-chart", json=patient, timeout=60).raise_for_status()
    expression = {"language": "text/fhirpath", "expression": "%patient.gender = 'male'"}
    given = write(plan({"title": "Rest", "condition": [{"kind": "applicability", "expression": expression}]}))
    options = ["--subject", "Patient/foreign-chart", *PATIENT[2:], *NOW, "--chart", hapi_url]
    code, out, _ = call("apply", given, *options)
    assert code == 0
    assert "Applies only if" not in care_plan(out)["text"]["div"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (plan({"title": 3}), "PlanDefinition"),
        (plan({"title": "Rest", "modifierExtension": [{"url": "u:x", "valueBoolean": True}]}), "modifierExtension"),
        (bundle(plan({"title": "A"}, url="u:1"), plan({"title": "B"}, url="u:2")), "2 PlanDefinitions"),
    ],
)
def test_what_cannot_be_taken_is_told_in_one_sentence(call, write, given, told):
    code, out, err = call("apply", write(given), *PATIENT, *NOW)
    assert (code, out) == (2, b"")
    assert told in err
    assert len(err.splitlines()) == 1


def test_options_for_sheets_are_refused(call, write):
    assert call("apply", write(OPTIONS), *PATIENT, *NOW, "--sheet-id", "x")[0] == 2
    assert call("apply", write(OPTIONS), *PATIENT, *NOW, "--answers", write(OPTIONS))[0] == 2
