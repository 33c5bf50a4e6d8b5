"""Questionnaire/$populate, and $apply and $generate-care-plan with what is known of the patient."""

import json

import pytest

from careplan.settings import Settings
from careplan.web import create_app
from tests.web.conftest import NOW, SHEET, apply_parameters, parameters

SUBJECT = {"reference": "Patient/1"}
WARFARIN = {
    "resourceType": "MedicationRequest",
    "id": "m1",
    "status": "active",
    "subject": SUBJECT,
    "medicationCodeableConcept": {"text": "Warfarin 5 mg"},
}
CHART = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": WARFARIN}]}


@pytest.fixture
def form(client):
    entries = client.post("/fhir/$define", data=SHEET, content_type="text/plain").json["entry"]
    return next(e["resource"] for e in entries if e["resource"]["resourceType"] == "Questionnaire")


def answered(answer):
    assert answer.status_code == 200, answer.json
    made = {p["name"]: p["resource"] for p in answer.json["parameter"]}
    links = [item["linkId"] for item in made["response"]["item"][0]["item"] if item.get("answer")]
    return links, [i["diagnostics"] for i in made.get("issues", {}).get("issue", [])]


def test_the_stored_form_is_filled_in_from_what_is_given(client, form):
    given = parameters(subject__valueReference=SUBJECT, content__resource=CHART)
    answer = client.post(f"/fhir/Questionnaire/{form['id']}/$populate", json=given)
    assert answered(answer)[0] == [form["item"][0]["item"][1]["linkId"]]
    response = answer.json["parameter"][0]["resource"]
    assert (response["status"], response["authored"]) == ("in-progress", "2026-11-24T12:00:00+00:00")


def test_the_form_is_named_in_each_way_of_the_standard(client, form):
    ways = (
        {"questionnaire__valueCanonical": f"{form['url']}|{form['version']}"},
        {"questionnaire__valueUri": form["url"]},
        {"questionnaire__valueReference": {"reference": f"Questionnaire/{form['id']}"}},
        {"questionnaireRef__valueReference": {"reference": f"Questionnaire/{form['id']}"}},
        {"questionnaire__resource": form},
        {"identifier__valueIdentifier": form["identifier"][0]},
    )
    for way in ways:
        given = parameters(subject__valueReference=SUBJECT, content__resource=WARFARIN, **way)
        assert len(answered(client.post("/fhir/Questionnaire/$populate", json=given))[0]) == 1


def test_a_context_is_a_value_of_a_variable(client, form):
    part = [{"name": "name", "valueString": "MedicationRequests"}, {"name": "content", "resource": CHART}]
    for name in ("context", "launchContext"):
        given = parameters(subject__valueReference=SUBJECT)
        given["parameter"].append({"name": name, "part": part})
        assert len(answered(client.post(f"/fhir/Questionnaire/{form['id']}/$populate", json=given))[0]) == 1


def test_without_anything_known_the_questions_stand_open(client, form):
    given = parameters(subject__valueReference=SUBJECT)
    assert answered(client.post(f"/fhir/Questionnaire/{form['id']}/$populate", json=given)) == ([], [])


def test_local_without_an_ehr_is_told(client, form):
    given = parameters(subject__valueReference=SUBJECT, local__valueBoolean=True)
    _, issues = answered(client.post(f"/fhir/Questionnaire/{form['id']}/$populate", json=given))
    assert issues == ["No EHR is set here (setting ehr_url): local has no effect."]


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({}, 400, "required"),
        ({"subject__valueReference": {"reference": "Practitioner/1"}}, 400, "required"),
        ({"subject__valueReference": {"display": "A"}}, 400, "required"),
        ({"subject__valueReference": SUBJECT, "questionnaire__valueCanonical": "http://x"}, 400, "invalid"),
        ({"subject__valueReference": SUBJECT, "context__valueString": "x"}, 422, "structure"),
        ({"subject__valueReference": SUBJECT, "content__valueString": "x"}, 422, "structure"),
        ({"subject__valueReference": SUBJECT, "colour__valueString": "red"}, 400, "invalid"),
    ],
)
def test_what_is_wrong_is_refused(client, form, given, status, code):
    answer = client.post(f"/fhir/Questionnaire/{form['id']}/$populate", json=parameters(**given))
    assert (answer.status_code, answer.json["issue"][0]["code"]) == (status, code)


def test_a_form_must_be_named_once_and_exist(client, form):
    def post(**way):
        return client.post("/fhir/Questionnaire/$populate", json=parameters(subject__valueReference=SUBJECT, **way))

    assert post().status_code == 400
    both = {"questionnaire__valueCanonical": form["url"], "identifier__valueIdentifier": form["identifier"][0]}
    assert post(**both).status_code == 400
    assert post(questionnaire__valueCanonical="http://none").status_code == 404
    assert post(questionnaire__valueReference={"reference": "Patient/1"}).status_code == 404
    assert post(identifier__valueIdentifier={"system": "x"}).status_code == 404
    assert client.post("/fhir/Questionnaire/none/$populate", json=parameters()).status_code == 404


def decision(tasks):
    return next(t for t in tasks if t["identifier"][0]["value"].endswith("-decision"))


def test_apply_takes_the_chart_as_data(client, form):
    plan = client.get("/fhir/PlanDefinition").json["entry"][0]["resource"]
    given = apply_parameters(data__resource=CHART)
    care_plan = client.post(f"/fhir/PlanDefinition/{plan['id']}/$apply", json=given).json
    held = care_plan["contained"]
    assert decision([r for r in held if r["resourceType"] == "Task"])["priority"] == "urgent"
    assert [r["resourceType"] for r in held].count("QuestionnaireResponse") == 1


def test_apply_takes_the_answers_among_the_data(client, form):
    link = form["item"][0]["item"][1]["linkId"]
    no = {"linkId": link, "answer": [{"valueCoding": {"code": "N"}}]}
    response = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": form["url"],
        "status": "completed",
        "subject": SUBJECT,
        "item": [no],
    }
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": response}]}
    given = parameters(
        subject="Patient/1",
        procedureTime__valueDateTime="2026-12-01T09:00:00-05:00",
        planDefinition__valueCanonical=client.get("/fhir/PlanDefinition").json["entry"][0]["resource"]["url"],
        data__resource=bundle,
    )
    made = client.post("/fhir/$generate-care-plan", json=given).json
    tasks = [e["resource"] for e in made["entry"] if e["resource"]["resourceType"] == "Task"]
    assert decision(tasks)["status"] == "cancelled"  # whoever takes no medicine takes no blood thinner
    bundle["entry"] *= 2
    assert client.post("/fhir/$generate-care-plan", json=given).status_code == 422


def test_server_data_without_an_ehr_is_refused(client, form):
    plan = client.get("/fhir/PlanDefinition").json["entry"][0]["resource"]
    given = apply_parameters(useServerData__valueBoolean=True)
    answer = client.post(f"/fhir/PlanDefinition/{plan['id']}/$apply", json=given)
    assert (answer.status_code, "ehr_url" in answer.json["issue"][0]["diagnostics"]) == (400, True)


def test_the_ehr_is_searched_and_a_search_that_it_refuses_is_told(httpserver, settings, store):
    def answer(request):
        if request.path.endswith("AllergyIntolerance"):
            return _respond({"resourceType": "OperationOutcome", "issue": []}, 403)
        found = [{"resource": WARFARIN}] if request.path.endswith("MedicationRequest") else []
        return _respond({"resourceType": "Bundle", "type": "searchset", "entry": found})

    statement = {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"}
    httpserver.expect_request("/fhir/metadata").respond_with_json(statement)
    httpserver.expect_request("/fhir/AllergyIntolerance").respond_with_handler(answer)
    for kind in ("MedicationRequest", "MedicationStatement"):
        httpserver.expect_request(f"/fhir/{kind}").respond_with_handler(answer)
    own = Settings(**{**settings.model_dump(), "ehr_url": httpserver.url_for("/fhir")})
    client = create_app(own, store=store, clock=lambda: NOW).test_client()
    entries = client.post("/fhir/$define", data=SHEET, content_type="text/plain").json["entry"]
    form = next(e["resource"] for e in entries if e["resource"]["resourceType"] == "Questionnaire")
    given = parameters(subject__valueReference=SUBJECT, local__valueBoolean=True)
    links, issues = answered(client.post(f"/fhir/Questionnaire/{form['id']}/$populate", json=given))
    assert links == [form["item"][0]["item"][1]["linkId"]]
    assert issues == ["The chart could not be searched for AllergyIntolerance: the EHR refused (HTTP 403)."]


def _respond(resource, status=200):
    from werkzeug import Response

    return Response(json.dumps(resource), status, content_type="application/fhir+json")
