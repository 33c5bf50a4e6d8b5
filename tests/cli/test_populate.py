import json

from tests.cli.conftest import NOW, PATIENT

DEVICE = {
    "resourceType": "Device",
    "id": "d1",
    "status": "active",
    "patient": {"reference": "Patient/1"},
    "type": {"text": "Dual-chamber pacemaker"},
}


def chart(tmp_path, *resources):
    path = tmp_path / "chart.json"
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}
    path.write_text(json.dumps(bundle))
    return str(path)


def test_populate_prints_the_response_and_a_line_an_answer(call, sheet, tmp_path):
    code, out, err = call("populate", sheet, "--subject", "Patient/1", "--chart", chart(tmp_path, DEVICE), *NOW)
    assert code == 0
    response = json.loads(out)
    assert (response["resourceType"], response["status"]) == ("QuestionnaireResponse", "in-progress")
    assert "a pacemaker Yes [Device/d1]" in err.splitlines()


def test_populate_without_a_chart_leaves_the_questions_open(call, sheet):
    code, out, err = call("populate", sheet, "--subject", "Patient/1", *NOW)
    assert (code, '"answer"' in out.decode(), err) == (0, False, "")


def test_apply_takes_chart_and_answers(call, sheet, tmp_path):
    known = ["--chart", chart(tmp_path, DEVICE)]
    code, out, _ = call("apply", sheet, *PATIENT, *NOW, *known)
    made = [e["resource"] for e in json.loads(out)["entry"]]
    (response,) = [r for r in made if r["resourceType"] == "QuestionnaireResponse"]
    assert code == 0
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({**response, "status": "completed"}))
    code, out, _ = call("apply", sheet, *PATIENT, *NOW, "--answers", str(answers))
    again = [e["resource"] for e in json.loads(out)["entry"]]
    assert (code, [r["status"] for r in again if r["resourceType"] == "QuestionnaireResponse"]) == (0, ["completed"])


def test_what_is_no_chart_is_one_sentence(call, sheet, tmp_path):
    for text, told in (("no", "is no JSON"), ("[]", "is no FHIR resource"), (None, "no such file")):
        path = tmp_path / "x.json"
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text)
        code, out, err = call("populate", sheet, "--subject", "Patient/1", "--chart", str(path))
        assert (code, out, len(err.splitlines())) == (2, b"", 1)
        assert told in err


def test_a_subject_that_is_no_patient_is_refused(call, sheet):
    code, _, err = call("populate", sheet, "--subject", "Group/1")
    assert (code, len(err.splitlines())) == (2, 1)
