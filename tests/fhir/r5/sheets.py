"""Every sheet that there is, as the reader reads it, and its plan in R4."""

from functools import cache
from pathlib import Path

from careplan import documents, knowledge
from careplan.reading import read
from tests.apply.sample import plan

OWN = Path(__file__).parents[2] / "sheets"
SHARED = Path(__file__).parents[4] / "shared" / "sheets"
FOLDERS = (*(OWN / name for name in ("develop", "develop2", "regress")), SHARED)
SHEETS = [path for folder in FOLDERS for path in sorted(folder.glob("*.txt"))]


@cache
def r4_bundle(path, at="2026-12-01T09:00:00-05:00"):
    """The transaction of the plan of one sheet; not to be changed."""
    data = path.read_bytes()
    text = documents.load(data, media_type="text/plain", name=path.name, max_bytes=10**7)
    reading = read(text, knowledge=knowledge.default())
    who = {"encounter": "Encounter/r5", "requester": "Practitioner/r5", "reviewer": "HealthcareService/r5"}
    return plan(reading, data, at=at, subject="Patient/r5", **who).bundle
