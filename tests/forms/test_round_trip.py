"""Our questionnaire in the form fillers of others: opened, filled by mouse and keyboard, handed back, and valid.

LHC-Forms (National Library of Medicine) and Smart Forms' renderer (CSIRO), each as its npm package is.
"""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
import requests

from careplan.definitions import define
from careplan.documents import load
from careplan.populate import Chart, populate
from careplan.reading import read

SHEET = """Toe joint fusion

Before your operation, tell us about:

- Any allergies you have, including to latex.
- Any history of blood clots.
- Other medical problems, such as:
  - Trouble with anesthesia.
  - Diabetes.
- All medicines you take, as well as:
  - Herbs.
  - Blood thinners.
"""
CHART = Chart.of(
    [
        {
            "resourceType": "AllergyIntolerance",
            "id": "latex",
            "patient": {"reference": "Patient/1"},
            "code": {"text": "Latex"},
            "clinicalStatus": {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                        "code": "active",
                    }
                ]
            },
        }
    ]
)
ANSWERED = {"Y": "Yes", "N": "No", "unknown": "Unknown"}


@pytest.fixture(scope="module")
def questionnaire():
    # a name of its own, so that a server that runs for many tests does not know another version
    content = f"{SHEET}\nLeaflet {uuid.uuid4()}\n".encode()
    made = define(read(load(content, media_type="text/plain")), content=content).questionnaire
    assert len([item for item in items(made) if item["type"] == "choice"]) >= 7
    return made


@pytest.fixture(scope="module")
def patient(hapi_url):
    """A patient on the server."""
    made = {"resourceType": "Patient", "id": f"form-{uuid.uuid4()}"}
    put(hapi_url, made)
    return made


def put(base, resource):
    answer = requests.put(f"{base}/{resource['resourceType']}/{resource['id']}", json=resource, timeout=60)
    assert answer.status_code in (200, 201), answer.text


def items(resource):
    """Every item, those within items and within answers too."""
    for item in resource.get("item", ()):
        yield item
        yield from items(item)
        for answer in item.get("answer", ()):
            yield from items(answer)


def linked(questionnaire, words):
    """The linkId of the question that begins with `words`."""
    return next(item["linkId"] for item in items(questionnaire) if item["text"].startswith(words))


def answers(response):
    """The answers by linkId: codes of codings, else what was typed."""
    found = {}
    for item in items(response):
        given = [a.get("valueCoding", {}).get("code") or a.get("valueString") for a in item.get("answer", ())]
        if given:
            found[item["linkId"]] = given
    return found


def wanted(questionnaire):
    """An answer for each choice, all three in turn, and words for what is asked after a yes."""
    choices = [item["linkId"] for item in items(questionnaire) if item["type"] == "choice"]
    chosen = {id: list(ANSWERED)[number % 3] for number, id in enumerate(choices)}
    which = {i["linkId"] for i in items(questionnaire)} & {f"{id}.which" for id, code in chosen.items() if code == "Y"}
    return chosen, {id: f"Words for {id}" for id in sorted(which)}


def fill_lhc(page, chosen, typed):
    for id, code in chosen.items():
        page.locator(f'label.lhc-answer[id^="{id}/"][id$="|{code}"]').click()
    for id, words in typed.items():
        page.locator(f'[id^="{id}/"]:is(input, textarea)').fill(words)
        page.keyboard.press("Tab")


def fill_smart(page, chosen, typed):
    for id, code in chosen.items():
        page.locator(f'[data-linkid="{id}"] input[type=radio][value="{code}"]').first.check()
    for id, words in typed.items():
        page.locator(f'[data-linkid="{id}"] :is(input, textarea):visible').first.fill(words)
    page.wait_for_timeout(600)  # the renderer takes what is typed over after a pause


FILLERS = {"lhc": fill_lhc, "smart": fill_smart}


@pytest.mark.parametrize("filler", FILLERS)
def test_form_is_filled_and_handed_back(filler, questionnaire, patient, hapi_url, open_form, tmp_path):
    chosen, typed = wanted(questionnaire)
    assert typed
    page = open_form(filler, questionnaire, *([patient] if filler == "lhc" else []))
    page.get_by_text("Any allergies you have").first.wait_for()
    FILLERS[filler](page, chosen, typed)
    shot(page, filler, tmp_path)

    response = page.evaluate("() => window.filled()")

    assert answers(response) == {id: [a] for id, a in (chosen | typed).items()}
    assert response["questionnaire"] == f"{questionnaire['url']}|{questionnaire['version']}"
    texts = {item["linkId"]: item.get("text") for item in items(questionnaire)}
    assert all(item.get("text") == texts[item["linkId"]] for item in items(response))
    accepted(response, questionnaire, patient, hapi_url)


@pytest.mark.parametrize("filler", FILLERS)
def test_form_opens_with_what_the_chart_knew(filler, questionnaire, patient, open_form):
    prefilled = populate(questionnaire, CHART, subject="Patient/1", authored="2026-11-24T09:00:00Z").response
    allergies = linked(questionnaire, "Any allergies")
    known = {allergies: ["Y"], f"{allergies}.which": ["Latex"]}
    assert answers(prefilled) == known

    page = open_form(filler, questionnaire, *([patient] if filler == "lhc" else []), prefilled)
    page.get_by_text("Any allergies you have").first.wait_for()
    shown = "words => [...document.querySelectorAll('input, textarea')].some(i => i.value === words)"
    page.wait_for_function(shown, arg="Latex")

    clots = linked(questionnaire, "Any history of blood clots")
    FILLERS[filler](page, {clots: "N"}, {})
    assert answers(page.evaluate("() => window.filled()")) == {**known, clots: ["N"]}


def test_what_is_asked_after_a_yes_is_hidden_until_then(questionnaire, open_form):
    id = next(i["linkId"] for i in items(questionnaire) if i["linkId"].endswith(".which")).removesuffix(".which")
    page = open_form("smart", questionnaire)
    page.locator(f'[data-linkid="{id}"]').first.wait_for()
    typed = page.locator(f'[data-linkid="{id}.which"] :is(input, textarea):visible')
    assert typed.count() == 0
    page.locator(f'[data-linkid="{id}"] input[value="Y"]').first.check()
    typed.first.wait_for()
    page.locator(f'[data-linkid="{id}"] input[value="N"]').first.check()
    typed.first.wait_for(state="hidden")


def shot(page, filler, folder):
    path = Path(folder) / f"{filler}.png"
    page.screenshot(path=path, full_page=True)
    assert path.stat().st_size > 10_000


def accepted(response, questionnaire, patient, hapi_url):
    """A real server that validates takes the response to this questionnaire, and refuses one with a wrong answer."""
    put(hapi_url, {**questionnaire, "id": f"q-{uuid.uuid4().hex[:20]}"})
    # LHC-Forms claims a profile by an address that is none of R4's
    response.pop("meta", None)
    response["subject"] = {"reference": f"Patient/{patient['id']}"}
    url = f"{hapi_url}/QuestionnaireResponse"
    answer = requests.post(url, json=response, timeout=60)
    assert answer.status_code == 201, answer.text
    first = next(item for item in items(response) if item.get("answer"))
    first["linkId"] = "no-such-item"
    assert requests.post(url, json=response, timeout=60).status_code in (412, 422)
