import pytest

from careplan.definitions import define
from careplan.fhir.r4 import checked
from careplan.fhir.statement import items
from careplan.fhir.systems import EXT_EVIDENCE
from careplan.populate import Chart, populate
from careplan.populate.response import given_answers
from tests.definitions.sample import build, say

SUBJECT = "Patient/p1"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ACTIVE = {"clinicalStatus": {"coding": [{"code": "active"}]}}


def entry(kind, id, **fields):
    whose = "patient" if kind in ("AllergyIntolerance", "Device") else "subject"
    return {"resourceType": kind, "id": id, whose: {"reference": SUBJECT}, **fields}


def medicine(id, text=None, *, kind="MedicationRequest", **fields):
    concept = {"medicationCodeableConcept": {"text": text}} if text else {}
    return entry(kind, id, **{"status": "active", **concept, **fields})


def condition(id, text, **fields):
    return entry("Condition", id, **{**ACTIVE, "code": {"text": text}, **fields})


def smoking(id, code, date, **fields):
    concept = {"coding": [{"system": "http://loinc.org", "code": "72166-2"}]}
    value = {"coding": [{"system": "http://snomed.info/sct", "code": code}]}
    told = {"status": "final", "code": concept, "valueCodeableConcept": value, "effectiveDateTime": date}
    return entry("Observation", id, **{**told, **fields})


QUESTIONS = [
    ("Any allergies you have.", "allergies"),
    ("All medicines you are taking.", "medications"),
    ("Blood thinners.", "anticoagulant"),
    ("Steroids.", "steroids"),
    ("A pacemaker or defibrillator.", "implants"),
    ("Smoking.", "smoking"),
    ("Diabetes.", "medical-conditions"),
    ("A bleeding disorder.", "bleeding"),
    ("Problems with anesthesia.", "anesthesia-problems"),
    ("Any surgeries you have had.", "surgical-history"),
    ("Asthma.", "breathing-problems"),
    ("Whether you are pregnant.", "pregnancy"),
]


@pytest.fixture(scope="module")
def questionnaire():
    content, reading = build(*(say(text, "disclosure", "question", topic=topic) for text, topic in QUESTIONS))
    return define(reading, content=content).questionnaire


@pytest.fixture
def filled(questionnaire):
    """What the form says when the chart holds these: words and sources by topic, and the issues."""

    def fill(*resources, **more):
        made = populate(questionnaire, Chart.of(resources), subject=SUBJECT, authored="2026-11-24T12:00:00Z", **more)
        checked(made.response)
        return by_topic(questionnaire, made.response), [i["diagnostics"] for i in made.issues]

    return fill


def by_topic(questionnaire, response):
    links = [i["linkId"] for i in items(questionnaire) if not i["linkId"].endswith(".which")]
    topics = {link: topic for link, (_, topic) in zip(links, QUESTIONS, strict=True)}
    found = {}
    for link, _, answer in given_answers(response):
        value = answer.get("valueString") or answer["valueCoding"]["code"]
        sources = [e["valueReference"]["reference"] for e in answer["extension"] if e["url"] == EXT_EVIDENCE]
        found.setdefault(topics[link.removesuffix(".which")], []).append((value, sources))
    return found


def test_an_empty_chart_leaves_everything_open(filled):
    assert filled() == ({}, [])


def test_every_question_stands_in_the_response(questionnaire):
    made = populate(questionnaire, Chart(), subject=SUBJECT, authored="2026-11-24")
    asked = [i["linkId"] for i in questionnaire["item"]]
    assert [i["linkId"] for i in made.response["item"]] == asked
    assert made.response["questionnaire"] == f"{questionnaire['url']}|{questionnaire['version']}"


def test_each_answer_says_where_it_comes_from(filled):
    answers, issues = filled(medicine("m1", "Warfarin 5 mg"), medicine("m2", "Metformin 500 mg"))
    assert answers == {
        "medications": [
            ("Y", ["MedicationRequest/m1", "MedicationRequest/m2"]),
            ("Warfarin 5 mg", ["MedicationRequest/m1"]),
            ("Metformin 500 mg", ["MedicationRequest/m2"]),
        ],
        "anticoagulant": [("Y", ["MedicationRequest/m1"]), ("Warfarin 5 mg", ["MedicationRequest/m1"])],
    }
    assert issues == []


@pytest.mark.parametrize(
    ("resource", "topic"),
    [
        (medicine("x", medicationCodeableConcept={"coding": [{"system": RXNORM, "code": "855332"}]}), "anticoagulant"),
        (medicine("x", "Eliquis 5 mg tablet", kind="MedicationStatement"), "anticoagulant"),
        (medicine("x", "prednisoLONE 5 MG Oral Tablet"), "steroids"),
        (entry("Device", "x", status="active", type={"text": "Dual-chamber pacemaker"}), "implants"),
        (condition("x", "Cardiac pacemaker in situ"), "implants"),
        (smoking("x", "449868002", "2026-01-01"), "smoking"),
        (condition("x", "Type 2 diabetes mellitus without complication"), "medical-conditions"),
        (condition("x", "Von Willebrand disease", clinicalStatus={"coding": [{"code": "inactive"}]}), "bleeding"),
        (condition("x", "History of malignant hyperthermia"), "anesthesia-problems"),
        (entry("Procedure", "x", status="completed", code={"text": "Appendectomy"}), "surgical-history"),
        (condition("x", "Moderate persistent asthma"), "breathing-problems"),
    ],
)
def test_the_chart_says_yes(filled, resource, topic):
    answers, issues = filled(resource)
    assert answers[topic][0] == ("Y", [f"{resource['resourceType']}/x"])
    assert issues == []


@pytest.mark.parametrize(
    "resource",
    [
        medicine("x", "Warfarin", status="stopped"),
        medicine("x", "Warfarin", doNotPerform=True),
        medicine("x", "Warfarin", intent="proposal"),
        medicine("x", "Warfarin", subject={"reference": "Patient/p2"}),
        medicine("x", "No known medications"),
        {"resourceType": "MedicationRequest", "status": "active", "medicationCodeableConcept": {"text": "Warfarin"}},
        condition("x", "Diabetes mellitus", verificationStatus={"coding": [{"code": "refuted"}]}),
        condition("x", "Diabetes mellitus", verificationStatus={"coding": [{"code": "entered-in-error"}]}),
        condition("x", "Diabetes mellitus", clinicalStatus={"coding": [{"code": "resolved"}]}),
        condition("x", "Family history of diabetes mellitus"),
        condition("x", "Risk of diabetes mellitus type 2"),
        entry("AllergyIntolerance", "x", code={"text": "No known allergies"}),
        entry("AllergyIntolerance", "x", code={"coding": [{"code": "716186003"}]}),
        entry("AllergyIntolerance", "x", code={"text": "Latex"}, verificationStatus={"coding": [{"code": "refuted"}]}),
        entry("Device", "x", status="inactive", type={"text": "Pacemaker"}),
        entry("Device", "x", status="active", type={"text": "Temporary external pacemaker"}),
        entry("Procedure", "x", status="not-done", code={"text": "Appendectomy"}),
        smoking("x", "449868002", "2026-01-01", status="entered-in-error"),
        smoking("x", "8517006", "2026-01-01"),
    ],
)
def test_what_is_refuted_stopped_or_denied_is_not_there(filled, resource):
    answers, issues = filled(resource)
    said = {topic for topic in answers if topic in ("anticoagulant", "medical-conditions", "allergies", "implants")}
    assert (said, answers.get("smoking"), answers.get("surgical-history"), issues) == (set(), None, None, [])


def test_the_newest_smoking_status_counts(filled):
    answers, _ = filled(smoking("a", "449868002", "2020-01-01"), smoking("b", "8517006", "2026-01-01"))
    assert "smoking" not in answers


def test_steroid_cream_is_no_steroid_medicine(filled):
    assert "steroids" not in filled(medicine("x", "Hydrocortisone 1 % topical cream"))[0]


def test_a_medicine_by_reference_is_found(filled):
    drug = {"resourceType": "Medication", "id": "d", "code": {"text": "Clopidogrel 75 mg"}}
    answers, _ = filled(medicine("x", medicationReference={"reference": "Medication/d"}), drug)
    assert answers["anticoagulant"][1] == ("Clopidogrel 75 mg", ["MedicationRequest/x"])
    inside = medicine("y", contained=[{**drug, "id": "c"}], medicationReference={"reference": "#c"})
    assert filled(inside)[0]["anticoagulant"][0] == ("Y", ["MedicationRequest/y"])


def test_one_broken_entry_does_not_break_the_rest(filled):
    broken = medicine("bad", medicationCodeableConcept={"coding": [7, {"display": 4}], "text": ["?"]})
    answers, issues = filled(broken, medicine("m1", "Warfarin"), "no resource", {"resourceType": 3})
    assert answers["anticoagulant"][0] == ("Y", ["MedicationRequest/m1"])
    assert issues == ["An entry of the chart is broken and was left out: MedicationRequest/bad."]


def test_a_search_that_failed_is_told_and_the_rest_is_filled(questionnaire):
    warfarin = medicine("m1", "Warfarin")
    chart = Chart(resources=(warfarin,), failed={"AllergyIntolerance?patient=p1": "the EHR refused (HTTP 403)"})
    made = populate(questionnaire, chart, subject=SUBJECT, authored="2026-11-24")
    assert by_topic(questionnaire, made.response)["anticoagulant"][0] == ("Y", ["MedicationRequest/m1"])
    assert [i["diagnostics"] for i in made.issues] == [
        "The chart could not be searched for AllergyIntolerance: the EHR refused (HTTP 403)."
    ]


def test_a_variable_that_the_caller_gives_is_used_instead_of_the_search(filled):
    given = {"resourceType": "Bundle", "entry": [{"resource": medicine("m9", "Warfarin")}]}
    answers, _ = filled(contexts={"MedicationRequests": given})
    assert answers["anticoagulant"][0] == ("Y", ["MedicationRequest/m9"])


def test_the_same_chart_gives_the_same_response_and_is_not_changed(questionnaire):
    resources = [medicine("m1", "Warfarin"), condition("c", "Asthma")]
    before = repr(resources)
    made = [populate(questionnaire, Chart.of(resources), subject=SUBJECT, authored="2026-11-24") for _ in range(2)]
    assert made[0] == made[1]
    assert repr(resources) == before
