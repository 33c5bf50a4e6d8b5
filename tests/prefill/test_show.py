"""docs/prefill.md on a real server: a synthetic chart, the form filled in, what hangs on it on; then answers."""

import json
import re
import uuid
from pathlib import Path

import pytest
import requests

from careplan.cli import run
from careplan.delivered import read_plan
from careplan.ehr import Client
from careplan.fhir.extensions import find_all
from careplan.fhir.statement import items
from careplan.fhir.systems import EXT_EVIDENCE
from tests.definitions.sample import SHEETS

pytestmark = pytest.mark.hapi

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "prefill.md").read_text("utf-8")
SHEET = (HERE / "bronchoscopy.txt").read_text("utf-8")
CHART = json.loads((HERE / "chart.json").read_text("utf-8"))
COPD = {
    "resourceType": "Condition",
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    },
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "13645005"}], "text": "COPD"},
}
FHIR = {"Content-Type": "application/fhir+json"}
NOW = ["--now", "2026-11-24T12:00:00Z"]
AT = ["--procedure-time", "2026-12-01T09:00:00", "--timezone", "America/New_York"]
TYPES = ("AllergyIntolerance", "Device", "MedicationRequest", "Condition", "Observation")


@pytest.fixture(scope="module")
def client(hapi_url):
    with Client(hapi_url) as made:
        yield made


def new_to_the_server(folder, name, text):
    """The sheet, with blanks at its end that no other run has: the server may know the sheet already."""
    path = folder / name
    path.write_text(text + "".join(" \t"[int(bit)] for bit in f"{uuid.uuid4().int:b}") + "\n", "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    return new_to_the_server(tmp_path_factory.mktemp("show"), "bronchoscopy.txt", SHEET)


@pytest.fixture(params=["spine.txt", "vertebroplasty.txt"])
def spine(request, tmp_path):
    """Questions that list things, in our own words; and the sheet they are after, where it is at hand."""
    path = HERE / "spine.txt" if request.param == "spine.txt" else SHEETS / request.param
    if not path.is_file():
        pytest.skip("the shared sheets are not beside this checkout")
    return new_to_the_server(tmp_path, request.param, path.read_text("utf-8"))


@pytest.fixture
def call(hapi_url, capfd, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        code = run([*arguments, *NOW])
        out, err = capfd.readouterr()
        assert code == 0, err
        return json.loads(out), err

    return call


def patient(hapi_url, chart):
    """A new patient with this chart."""
    id = f"prefill-{uuid.uuid4().hex[:12]}"
    entries = [{"resourceType": "Patient", "id": id}]
    for resource in chart:
        whose = "patient" if resource["resourceType"] in ("AllergyIntolerance", "Device") else "subject"
        entries.append({**resource, whose: {"reference": f"Patient/{id}"}})
    for entry in entries:
        kind = entry["resourceType"]
        answer = requests.request(
            "PUT" if "id" in entry else "POST",
            f"{hapi_url}/{kind}/{id}" if "id" in entry else f"{hapi_url}/{kind}",
            json=entry,
            headers=FHIR,
            timeout=60,
        )
        assert answer.ok, answer.text
    return f"Patient/{id}"


def posted(call, sheet, subject, hapi_url):
    made, _ = call("post", sheet, "--subject", subject, *AT, "--chart", hapi_url, "--to", hapi_url, "-q")
    return next(e["reference"] for e in made["created"] if e["type"] == "CarePlan")


def shown(client, place):
    """What stands on the server, a line for each thing that hangs on a condition."""
    plan = read_plan(client, place)
    held = {f"Task/{task['id']}": task for task in plan.tasks}
    lines = []
    for activity in plan.care_plan["activity"]:
        item = held.get(activity.get("reference", {}).get("reference")) or activity["detail"]
        hangs = item.get("businessStatus") or item.get("statusReason")
        if hangs:
            decision = "decision" if item.get("code", {}).get("text") == "Decision of the care team" else ""
            kind = decision or ("to do" if "resourceType" in item else "advice")
            status = " ".join(filter(None, (item["status"], item.get("priority"))))
            lines.append(f"{item['description']}\n  {kind}: {status}\n  {hangs['text']}")
    return "\n".join(lines)


def without_ids(text):
    return re.sub(r"\b([A-Z][A-Za-z]+)/[0-9A-Za-z-]+", r"\1/…", text)


def on_page(text):
    return text.strip() in PAGE


def test_the_form_is_filled_in_from_the_chart_with_sources(call, sheet, hapi_url):
    subject = patient(hapi_url, CHART)
    response, said = call("populate", sheet, "--subject", subject, "--chart", hapi_url)
    assert response["status"] == "in-progress"
    assert on_page(without_ids(said)), without_ids(said)


def test_what_the_chart_shows_is_on_and_everything_can_be_read_back(call, sheet, client, hapi_url):
    place = posted(call, sheet, patient(hapi_url, CHART), hapi_url)
    assert on_page(shown(client, place)), shown(client, place)
    plan = read_plan(client, place)
    for item in (*plan.tasks, *plan.care_plan["activity"]):
        for extension in find_all(item, EXT_EVIDENCE):
            kind, _, id = extension["valueReference"]["reference"].partition("/")
            assert kind in TYPES
            assert client.read(kind, id)["resourceType"] == kind
    (response,) = client.search("QuestionnaireResponse", {"based-on": place})
    (provenance,) = client.search("Provenance", {"target": f"QuestionnaireResponse/{response['id']}"})
    named = {e["what"]["reference"].partition("/")[0] for e in provenance["entity"]}
    assert named == {"Questionnaire", *TYPES}
    review = next(t for t in plan.tasks if "coding" in t["code"] and "focus" in t)
    told = "\n".join(i["valueString"] for i in review["input"] if i["type"]["text"] == "From the chart")
    assert on_page(told), told


def test_without_the_drug_it_is_open_and_off_after_a_no(call, sheet, client, hapi_url, tmp_path):
    chart = [r for r in CHART if r["resourceType"] != "MedicationRequest"]
    subject = patient(hapi_url, chart)
    place = posted(call, sheet, subject, hapi_url)
    before = shown(client, place).split("\nIf you have diabetes")[0]
    assert on_page(before), before
    (prefilled,) = client.search("QuestionnaireResponse", {"based-on": place})
    (tmp_path / "answers.json").write_text(json.dumps(with_no(prefilled)))
    _, said = call("answer", place, "answers.json", "--server", hapi_url)
    assert on_page(said), said
    after = shown(client, place).split("\nIf you have diabetes")[0]
    assert on_page(after), after
    again, said = call("answer", place, "answers.json", "--server", hapi_url)
    assert (again, said) == ({"changed": [], "created": []}, "nothing to do: it is so already\n")
    assert len(client.search("QuestionnaireResponse", {"subject": subject})) == 2


def test_questions_that_list_things_are_prefilled_by_any_one_of_them(call, spine, hapi_url):
    subject = patient(hapi_url, [*CHART, COPD])
    _, said = call("populate", spine, "--subject", subject, "--chart", hapi_url)
    told = without_ids(said)
    if "spine" in spine:
        assert on_page(told), told
    for asks, source in (
        (r"(Any a|A)llergies .*", "AllergyIntolerance"),
        (r"Blood thinners \(anticoagulants\), aspirin, or .*", "MedicationRequest"),
    ):
        assert re.search(rf"^{asks} Yes \[{source}/…\]$", told, re.MULTILINE), told
    assert (
        "\nBreathing problems and smoking history. Yes [Condition/…, Observation/…]\n"
        "Please describe COPD [Condition/…]\n"
        "Please describe Smokes every day [Observation/…]\n"
    ) in told
    assert not re.search("Herbs|anesthe|or blood clots|infections|Past op|surgery", told), told


def test_without_any_of_them_the_list_is_open_and_its_tasks_are_off_after_a_no(call, spine, client, hapi_url, tmp_path):
    subject = patient(hapi_url, [r for r in CHART if r["resourceType"] not in ("MedicationRequest", "Observation")])
    place = posted(call, spine, subject, hapi_url)
    before = shown(client, place)
    assert "Applies only if: you take blood thinners" in before
    assert "it is known" not in before
    (prefilled,) = client.search("QuestionnaireResponse", {"based-on": place})
    answered = [i["text"] for i in questions(prefilled) if "answer" in i]
    assert not [text for text in answered if text.startswith(("All the prescr", "All prescr", "Blood thin"))]
    (tmp_path / "answers.json").write_text(json.dumps(with_no_below(prefilled, form_of(client, prefilled))))
    call("answer", place, "answers.json", "--server", hapi_url)
    after = shown(client, place)
    assert "Applies only if: you take blood thinners" not in after
    assert after.count(": cancelled\n  Does not apply, it is known that not: you take blood thinners") == before.count(
        "Applies only if: you take blood thinners"
    )


def test_of_one_who_has_stopped_smoking_nothing_is_said(call, spine, hapi_url):
    stopped = [r for r in CHART if r["resourceType"] == "Observation"]
    ex_smoker = {"coding": [{"system": "http://snomed.info/sct", "code": "8517006"}], "text": "Ex-smoker"}
    subject = patient(hapi_url, [{**r, "valueCodeableConcept": ex_smoker} for r in stopped])
    _, said = call("populate", spine, "--subject", subject, "--chart", hapi_url)
    assert "smoking" not in said


def questions(item):
    """All items of a response, at any depth."""
    for inner in (*item.get("item", ()), *(i for a in item.get("answer", ()) for i in a.get("item", ()))):
        yield inner
        yield from questions(inner)


def form_of(client, response):
    url, _, version = response["questionnaire"].partition("|")
    (form,) = client.search("Questionnaire", {"url": url, "version": version})
    return form


def with_no_below(response, form):
    """A yes to the medicines, a no to the blood thinners below them: an item below a question stands in its answer."""
    (asked,) = (i for i in items(form) if i["text"].startswith("Blood thinners"))
    made = json.loads(json.dumps({k: v for k, v in response.items() if k not in ("id", "meta", "text")}))
    (medicines,) = (i for i in questions(made) if "prescription medicines" in i["text"])
    below = {"linkId": asked["linkId"], "text": asked["text"], "answer": [answer("N", "No")]}
    medicines["answer"] = [{**answer("Y", "Yes"), "item": [below]}]
    return {**made, "status": "completed"}


def answer(code, display):
    coding = {"system": "http://terminology.hl7.org/CodeSystem/v2-0136", "code": code, "display": display}
    return {"valueCoding": coding}


def with_no(response):
    """The same answers, completed by the patient, with a no to the blood thinners."""
    made = json.loads(json.dumps({k: v for k, v in response.items() if k not in ("id", "meta", "text")}))
    for item in questions(made):
        if item["text"].startswith("Blood thinners"):
            item["answer"] = [answer("N", "No")]
    return {**made, "status": "completed"}


def test_the_page_shows_the_sheet_of_the_test():
    assert on_page(SHEET)
    assert on_page((HERE / "spine.txt").read_text("utf-8"))
