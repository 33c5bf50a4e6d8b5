"""All labelled sheets that there are, read by our own reader, and what is made of each: for checks over all of it."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from careplan.apply import apply, parse_procedure_time
from careplan.definitions import define
from careplan.documents import load
from careplan.populate import Chart
from careplan.reading import read

HERE = Path(__file__).parent
SHEETS = sorted((*HERE.glob("sheets/*/*.txt"), *(HERE.parents[1] / "shared" / "sheets").glob("*.txt")))
"""Nobody looks at those in `blind`; a test may only say that what is made of them is valid."""
NOW = datetime.fromisoformat("2026-11-24T12:00:00-05:00")
HOUR = {"value": "2026-12-01T09:00:00", "timezone": "America/New_York"}
DAY = {"value": "2026-12-01", "timezone": "America/New_York"}
SUBJECT = {"reference": "Patient/1"}
CHART = Chart.of(
    [
        {
            "resourceType": "MedicationRequest",
            "id": "m1",
            "status": "active",
            "intent": "order",
            "subject": SUBJECT,
            "medicationCodeableConcept": {"text": "Warfarin <5 mg> & more"},
        },
        {
            "resourceType": "AllergyIntolerance",
            "id": "a1",
            "patient": SUBJECT,
            "code": {"text": "Penicillin"},
        },
    ]
)
"""What is known of the patient where a test says `charted`."""
GUIDES = ("us-core-5.0.1", "us-core-6.1.0", "us-core-8.0.0", "sdc-4.0.0-ballot", "cpg")


@lru_cache(maxsize=256)
def definitions(path, profiles=()):
    """The Definitions of a sheet, that claim these guides' profiles."""
    data = path.read_bytes()
    reading = read(load(data, name=path.name))
    return define(reading, content=data, publisher="Example Hospital" if profiles else None, profiles=profiles)


def bundle(path, at, profiles=(), chart=None):
    """The transaction Bundle of a sheet for one patient."""
    time = parse_procedure_time(at["value"], timezone=at["timezone"])
    made = definitions(path, profiles)
    return apply(made, subject="Patient/1", procedure=time, now=NOW, profiles=profiles, chart=chart)


def resources(path, at, profiles=(), chart=None):
    """The resources of both layers: definitions and the patient's."""
    return [entry["resource"] for entry in bundle(path, at, profiles, chart)["entry"]]
