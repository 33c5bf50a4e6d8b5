"""The table of seen codes, `mappings/codes.tsv`: no code is emitted that has no row there.

A made-up SNOMED CT code passes every validator, so this is the only check that there is. Displays come from
the table too. An overlay's `codes.tsv` adds rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from careplan.errors import MappingError
from careplan.fhir.extensions import Json
from careplan.fhir.systems import LOINC, RXNORM, SNOMED
from careplan.knowledge import Knowledge

FILE = "codes.tsv"
COLUMNS = ("topic", "system", "code", "display", "source", "match")
_SHORT = {"sct": SNOMED, "loinc": LOINC, "rxnorm": RXNORM}


@dataclass(frozen=True, slots=True)
class Code:
    """A row: `source` is where the code was seen, `match` how it fits the topic."""

    topic: str
    system: str
    code: str
    display: str
    source: str
    match: str

    @property
    def coding(self) -> Json:
        """The row as a Coding."""
        return {"system": self.system, "code": self.code, "display": self.display}


@dataclass(frozen=True, slots=True)
class Codes:
    """The rows by (system, code)."""

    rows: MappingProxyType[tuple[str, str], Code]

    def get(self, name: str, where: str) -> Code:
        """The row of "sct:", "loinc:", "rxnorm:" CODE or "SYSTEM|CODE"; MappingError names `where` it is used."""
        key = _key(name)
        if key is None or key not in self.rows:
            raise MappingError(f"{where}: the code {name!r} has no row in {FILE}")
        return self.rows[key]

    def concept(self, text: str, names: Iterable[str], where: str) -> Json:
        """A CodeableConcept: `text`, and the codings of `names` if there are any."""
        coding = [self.get(name, where).coding for name in names]
        return {**({"coding": coding} if coding else {}), "text": text}


@lru_cache(maxsize=8)
def codes(knowledge: Knowledge) -> Codes:
    """The table of these mappings; MappingError when a row has not the COLUMNS or no code."""
    rows: dict[tuple[str, str], Code] = {}
    for path in (root / FILE for root in knowledge.roots):
        if path.is_file():
            rows.update(_rows(path.read_text("utf-8")))
    if not rows:
        raise MappingError(f"mappings have no {FILE}")
    return Codes(MappingProxyType(rows))


def _rows(text: str) -> dict[tuple[str, str], Code]:
    lines = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(next(lines, ())) != COLUMNS:
        raise MappingError(f"{FILE}: the columns are {', '.join(COLUMNS)}")
    found = {}
    for number, line in enumerate(lines, start=2):
        if len(line) != len(COLUMNS) or not all(line):
            raise MappingError(f"{FILE}, line {number}: every column must be filled")
        row = Code(*line)
        found[row.system, row.code] = row
    return found


def _key(name: str) -> tuple[str, str] | None:
    if "|" in name:
        system, _, code = name.rpartition("|")
        return system, code
    short, _, code = name.partition(":")
    return (_SHORT[short], code) if short in _SHORT else None
