from careplan import __version__
from careplan.fhir.bundle import Key, reference
from careplan.fhir.provenance import SOFTWARE, device, provenance
from careplan.fhir.r4 import checked
from tests.apply.sample import sample


def test_the_software_is_a_device_with_name_and_version():
    made = checked(device())
    assert made["identifier"] == [{"system": SOFTWARE, "value": f"careplan-{__version__}"}]
    assert made["version"] == [{"value": __version__}]
    assert made["deviceName"] == [{"name": "careplan", "type": "model-name"}]


def test_a_provenance_says_who_made_what_of_what_and_when():
    sheet = {"resourceType": "DocumentReference", "identifier": [{"system": "urn:s", "value": "1"}]}
    task = {"resourceType": "Task", "identifier": [{"system": "urn:s", "value": "2"}]}
    made = checked(
        provenance(
            [task],
            key=Key("Provenance", "urn:s", "3"),
            recorded="2026-11-24T12:00:00Z",
            software=device(),
            source=sheet,
        )
    )
    assert made["target"] == [reference(task)]
    assert made["entity"] == [{"role": "source", "what": reference(sheet)}]
    assert made["agent"][0]["who"] == reference(device())
    assert made["agent"][0]["type"]["coding"][0]["code"] == "assembler"
    assert made["recorded"] == "2026-11-24T12:00:00Z"
    assert made["meta"]["tag"] == [{"system": "urn:s", "code": "3"}]


def test_everything_made_for_the_patient_has_its_provenance():
    plan = sample()
    targets = {target["reference"] for target in plan.one("Provenance")["target"]}
    patients = {
        url for url, r in plan.by_url.items() if r["resourceType"] in ("CarePlan", "Task", "QuestionnaireResponse")
    }
    assert targets == patients
