"""The sheets that both engines apply."""

from datetime import UTC, datetime
from pathlib import Path

from careplan import documents
from careplan.apply import apply, parse_procedure_time
from careplan.definitions import define
from careplan.reading import read

ROOT = Path(__file__).parents[2]
OWN = [ROOT / "tests" / "sheets" / name for name in ("develop", "develop2", "regress")]
FOLDERS = [*OWN, ROOT.parent / "shared" / "sheets"]
SHEETS = [sheet for folder in FOLDERS for sheet in sorted(folder.glob("*.txt"))]
AT = parse_procedure_time("2026-12-01T09:00:00-05:00")


def definitions_of(sheet):
    data = sheet.read_bytes()
    return define(read(documents.load(data, name=sheet.name)), content=data)


def apply_here(definitions):
    return apply(definitions, subject="Patient/parity", procedure=AT, now=datetime(2026, 11, 24, tzinfo=UTC))
