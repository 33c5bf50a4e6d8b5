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
from careplan.fhir.systems import EXT_EVIDENCE

pytestmark = pytest.mark.hapi

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "prefill.md").read_text("utf-8")
SHEET = (HERE / "bronchoscopy.txt").read_text("utf-8")
CHART = json.loads((HERE / "chart.json").read_text("utf-8"))
FHIR = {"Content-Type": "application/fhir+json"}
NOW = ["--now", "2026-11-24T12:00:00Z"]
AT = ["--procedure-time", "2026-12-01T09:00:00", "--timezone", "America/New_York"]
TYPES = ("AllergyIntolerance", "Device", "MedicationRequest", "Condition", "Observation")


@pytest.fixture(scope="module")
def client(hapi_url):
    with Client(hapi_url) as made:
        yield made


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """The sheet, with blanks at its end that no other run has: the server may know the sheet already."""
    path = tmp_path_factory.mktemp("show") / "bronchoscopy.txt"
    path.write_text(SHEET + "".join(" \t"[int(bit)] for bit in f"{uuid.uuid4().int:b}") + "\n", "utf-8")
    return str(path)


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


def with_no(response):
    """The same answers, completed by the patient, with a no to the blood thinners."""
    made = json.loads(json.dumps({k: v for k, v in response.items() if k not in ("id", "meta", "text")}))
    for item in made["item"][0]["item"]:
        if item["text"].startswith("Blood thinners"):
            coding = {"system": "http://terminology.hl7.org/CodeSystem/v2-0136", "code": "N", "display": "No"}
            item["answer"] = [{"valueCoding": coding}]
    return {**made, "status": "completed"}


def test_the_page_shows_the_sheet_of_the_test():
    assert on_page(SHEET)
