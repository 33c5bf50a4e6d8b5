"""QuestionnaireResponses: in R5 every answer has a value, or says that it has none."""

import pytest

from careplan.fhir.r5 import r5

ABSENT = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
CHILD = {"linkId": "b", "answer": [{"valueString": "Herbal tea"}]}
RESPONSE = {
    "resourceType": "QuestionnaireResponse",
    "questionnaire": "https://careplan.example/fhir/Questionnaire/x|1",
    "status": "in-progress",
    "item": [{"linkId": "g", "item": [{"linkId": "a", "answer": [{"item": [CHILD]}]}]}],
}


def form(kind):
    child = {"linkId": "b", "text": "B", "type": "string"}
    question = {"linkId": "a", "text": "A", "type": kind, "item": [child]}
    item = {"linkId": "g", "text": "G", "type": "group", "item": [question]}
    return {"resourceType": "Questionnaire", "status": "draft", "url": "https://careplan.example/x", "item": [item]}


@pytest.mark.parametrize(
    ("kind", "name"),
    [("choice", "valueCoding"), ("text", "_valueString"), ("date", "_valueDate"), ("boolean", "_valueBoolean")],
)
def test_an_unanswered_question_over_an_answered_one_says_so(kind, name):
    entries = [{"resource": RESPONSE}, {"resource": form(kind)}]
    made = r5({"resourceType": "Bundle", "type": "collection", "entry": entries})["entry"][0]["resource"]
    assert made["item"][0]["item"][0]["answer"] == [{name: ABSENT, "item": [CHILD]}]


def test_without_its_form_a_string_is_absent():
    assert r5(RESPONSE)["item"][0]["item"][0]["answer"] == [{"_valueString": ABSENT, "item": [CHILD]}]
