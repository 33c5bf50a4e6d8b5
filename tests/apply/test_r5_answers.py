"""The answers that go with a plan, as R5 has them."""

from datetime import datetime

from careplan.apply import apply, parse_procedure_time
from careplan.definitions import define
from careplan.fhir.r5 import checked
from careplan.fhir.r5.bundles import bundle
from careplan.populate import Chart
from tests.apply.sample import AT
from tests.definitions.sample import build, say


def test_a_plan_with_answers_from_the_chart_is_r5():
    content, reading = build(
        say("Ask us.", topic="ask-team", condition="you have diabetes"),
        say("Diabetes.", "disclosure", "question", topic="medical-conditions"),
    )
    condition = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/1"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": "Type 2 diabetes"},
    }
    made = apply(
        define(reading, content=content),
        subject="Patient/1",
        procedure=parse_procedure_time(AT),
        now=datetime.fromisoformat("2026-11-24T12:00:00-05:00"),
        chart=Chart.of([condition]),
    )
    resources = [checked(entry["resource"]) for entry in bundle(made)["entry"]]
    (response,) = [r for r in resources if r["resourceType"] == "QuestionnaireResponse"]
    assert response["identifier"][0]["value"].endswith("-response")
    assert response["item"][0]["answer"][0]["valueCoding"]["code"] == "Y"
