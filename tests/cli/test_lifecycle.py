"""The life of a delivered plan from the command line, on a real server."""

import json
import uuid

import pytest
import requests

from careplan.ehr import Client
from tests.cli.conftest import NOW, SHEET

FHIR = {"Content-Type": "application/fhir+json"}


@pytest.fixture
def plan(call, sheet, hapi_url):
    """The place of a plan of a patient of its own."""
    id = f"cli-{uuid.uuid4().hex[:12]}"
    patient = {"resourceType": "Patient", "id": id, "active": True}
    requests.put(f"{hapi_url}/Patient/{id}", json=patient, headers=FHIR, timeout=60).raise_for_status()
    given = ["--subject", f"Patient/{id}", "--procedure-time", "2026-12-01T09:00:00-05:00", "--sheet-id", "wrist"]
    code, out, err = call("post", sheet, *given, *NOW, "--to", hapi_url)
    assert code == 0, err
    return next(e["reference"] for e in json.loads(out)["created"] if e["type"] == "CarePlan")


def read(hapi_url, place):
    with Client(hapi_url) as client:
        return client.read(*place.split("/"))


@pytest.fixture
def twice(call, hapi_url):
    """Do it twice: what the first one printed; the second one does nothing more."""

    def run(*arguments):
        given = [*arguments, *NOW, "--server", hapi_url]
        code, out, err = call(*given)
        assert code == 0, err
        again, nothing, said = call(*given)
        assert again == 0, said
        assert (json.loads(nothing)["changed"], json.loads(nothing)["created"]) == ([], [])
        assert "nothing to do: it is so already" in said
        return json.loads(out)

    return run


@pytest.mark.hapi
def test_a_plan_is_rescheduled_and_cancelled(twice, plan, hapi_url):
    made = twice("reschedule", plan, "--procedure-time", "2026-12-08T14:00", "--timezone", "America/New_York")
    assert plan in made["changed"]
    assert [p.partition("/")[0] for p in made["created"]] == ["Provenance"]
    assert read(hapi_url, plan)["period"]["end"][:10] >= "2026-12-08"
    twice("cancel", plan, "--reason", "The patient has a cold.")
    assert read(hapi_url, plan)["status"] == "revoked"


@pytest.mark.hapi
def test_a_new_version_of_the_sheet_takes_the_place_of_the_old_one(twice, plan, hapi_url, tmp_path):
    newer = tmp_path / "newer.txt"
    newer.write_text(SHEET.replace("six", "eight").replace(" 6 ", " 8 ") + "\nBring a warm coat.\n")
    made = twice("revise", plan, str(newer), "--sheet-id", "wrist")
    kinds = {one["kind"] for one in made["differences"]}
    assert {"kept", "added"} <= kinds
    assert any(one["after"] and "warm coat" in one["after"]["text"] for one in made["differences"])
    (successor,) = [p for p in made["created"] if p.startswith("CarePlan/")]
    assert read(hapi_url, successor)["replaces"] == [{"reference": plan}]
    assert read(hapi_url, plan)["status"] == "revoked"


@pytest.mark.hapi
def test_another_sheet_is_taken_into_the_plan(twice, plan, hapi_url, tmp_path):
    aftercare = tmp_path / "aftercare.txt"
    aftercare.write_text("Aftercare for your wrist\n\nAfter the procedure\n\n- Do not drive for 24 hours.\n")
    twice("merge", plan, str(aftercare))
    assert len(read(hapi_url, plan)["instantiatesCanonical"]) == 2


@pytest.mark.hapi
def test_a_dry_run_prints_the_transaction_and_sends_nothing(call, plan, hapi_url):
    before = read(hapi_url, plan)
    code, out, err = call("cancel", plan, "--dry-run", "--server", hapi_url, *NOW)
    assert code == 0
    assert json.loads(out)["bundle"]["type"] == "transaction"
    assert "nothing was sent" in err
    assert read(hapi_url, plan) == before


@pytest.mark.hapi
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cancel", "CarePlan/there-is-none"], "the EHR has no CarePlan with this id"),
        (["cancel", "Task/1"], "the plan is neither a reference"),
        (["reschedule", "CarePlan/1", "--procedure-time", "2026-12-08T14:00"], "has no time zone"),
        (["cancel", "https://example.org|none"], "no CarePlan with this identifier"),
    ],
)
def test_a_mistake_is_one_sentence_and_code_2(call, hapi_url, arguments, said):
    code, out, err = call(*arguments, "--server", hapi_url)
    assert (code, out) == (2, b"")
    assert said in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.hapi
def test_a_plan_that_is_over_is_not_moved(call, plan, hapi_url):
    call("cancel", plan, "--server", hapi_url)
    code, _, err = call("reschedule", plan, "--procedure-time", "2026-12-08", "--server", hapi_url)
    assert code == 2
    assert "the plan is revoked" in err


@pytest.mark.hapi
def test_posting_a_plan_that_was_moved_or_cancelled_says_so(call, plan, sheet, hapi_url):
    subject = read(hapi_url, plan)["subject"]["reference"]
    given = ["--subject", subject, "--procedure-time", "2026-12-01T09:00:00-05:00", "--sheet-id", "wrist"]
    given += ["--to", hapi_url]
    call("reschedule", plan, "--procedure-time", "2026-12-08T14:00:00-05:00", "--server", hapi_url)
    code, _, err = call("post", sheet, *given)
    assert code == 2
    assert f"stands at another time ({plan})" in err
    call("cancel", plan, "--server", hapi_url)
    code, _, err = call("post", sheet, *given)
    assert code == 2
    assert "is revoked" in err
    code, out, err = call("post", sheet, *given, "--procedure", "https://hospital.example/orders|A-18")
    assert code == 0, err
    assert [e["type"] for e in json.loads(out)["created"]].count("CarePlan") == 1


def test_without_a_server_nothing_is_changed(call):
    code, _, err = call("cancel", "CarePlan/1")
    assert code == 2
    assert "ehr_url" in err
