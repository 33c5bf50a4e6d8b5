"""The reading: what a sheet says, as plain frozen data (the contract is docs/reading.md).

A Reading is the only thing that passes from understanding to mapping. It imports no FHIR. `to_json` gives the
documented JSON and `from_json` takes it back, unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

SECTION_KINDS = (
    "overview",
    "disclosure",
    "risks",
    "before",
    "during",
    "after",
    "warning-signs",
    "follow-up",
    "other",
)
ROLES = ("instruction", "question", "risk", "warning-sign", "information", "boilerplate")
ACTORS = ("patient", "companion", "clinician")
OBLIGATIONS = ("must", "should", "may")
ANCHORS = ("procedure", "arrival", "discharge", "symptom")


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation: `text` is exactly the document's `[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often: `times` per `per` (ISO 8601 duration), or once `every` (ISO 8601 duration)."""

    times: int | None = None
    per: str | None = None
    every: str | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """When, seen from `anchor`.

    `start` and `end` are signed ISO 8601 durations ("-PT8H", "PT0S", "P2D"), or calendar points "dayN",
    "dayN HH:MM", "dayN morning|noon|evening|night" where day 0 is the day of the anchor; None is open.
    `duration` is how long one occurrence lasts; `until` is the text of an open end.
    """

    anchor: str = "procedure"
    start: str | None = None
    end: str | None = None
    duration: str | None = None
    repeat: Repeat | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A threshold or amount that the sheet names ("100.4°F"), with its UCUM code ("[degF]") and its offsets."""

    text: str
    start: int
    end: int
    value: float
    unit: str
    code: str
    comparator: str | None = None


@dataclass(frozen=True, slots=True)
class Confidence:
    """How often a reading like this one is right, from 0 to 1, a field."""

    section: float = 1.0
    role: float = 1.0
    topic: float = 1.0
    timing: float = 1.0

    @property
    def lowest(self) -> float:
        """The least of the four."""
        return min(self.section, self.role, self.topic, self.timing)


@dataclass(frozen=True, slots=True)
class Section:
    """A run of the document; sections cover it in order and do not overlap."""

    kind: str
    start: int
    end: int
    heading: str | None = None
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the sheet says; `text` is exactly the document's `[start:end]`.

    `review` holds the reasons why a person should look at it ("role 0.41", "form blank"), empty when sure.
    """

    id: str
    section: str
    role: str
    start: int
    end: int
    text: str
    parent: str | None = None
    topic: str | None = None
    actor: str | None = None
    prohibition: bool | None = None
    obligation: str | None = None
    condition: str | None = None
    exception: str | None = None
    timing: Timing | None = None
    quantities: tuple[Quantity, ...] = ()
    confidence: Confidence = Confidence()
    review: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell the reviewer about the sheet as a whole.

    `code`: "lacks" (what such sheets have and this one does not), "contradiction", "unclassified", "blank".
    `statements` are the ids it speaks of.
    """

    code: str
    text: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of the document as a whole. `procedure` quotes the first naming of the procedure."""

    media_type: str
    language: str
    sha256: str
    characters: int
    title: str | None = None
    procedure: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole reading. Statements stand in document order and never overlap."""

    document: Document
    sections: tuple[Section, ...] = ()
    statements: tuple[Statement, ...] = ()
    findings: tuple[Finding, ...] = ()
    _by_id: dict[str, Statement] = field(default_factory=dict, repr=False, compare=False)

    def statement(self, id: str) -> Statement:
        """The statement with this id; KeyError when there is none."""
        if not self._by_id:
            self._by_id.update((s.id, s) for s in self.statements)
        return self._by_id[id]

    def children(self, id: str) -> tuple[Statement, ...]:
        """The statements whose parent is `id`, in order."""
        return tuple(s for s in self.statements if s.parent == id)


def to_json(value: Any) -> Any:
    """Plain JSON data of a reading or any part of it; `careplan read --json` prints it."""
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value) if not f.name.startswith("_")}
    if isinstance(value, tuple):
        return [to_json(v) for v in value]
    return value


def from_json(data: Mapping[str, Any]) -> Reading:
    """The Reading whose `to_json` is `data`; unknown keys raise TypeError."""
    document = dict(data["document"])
    if document.get("procedure"):
        document["procedure"] = Span(**document["procedure"])
    return Reading(
        document=Document(**document),
        sections=tuple(Section(**{**s, "evidence": tuple(s.get("evidence", ()))}) for s in data["sections"]),
        statements=tuple(_statement(s) for s in data["statements"]),
        findings=tuple(
            Finding(**{**f, "statements": tuple(f.get("statements", ()))}) for f in data.get("findings", ())
        ),
    )


def _statement(data: Mapping[str, Any]) -> Statement:
    known = dict(data)
    if known.get("timing"):
        timing = dict(known["timing"])
        if timing.get("repeat"):
            timing["repeat"] = Repeat(**timing["repeat"])
        known["timing"] = Timing(**timing)
    known["quantities"] = tuple(Quantity(**q) for q in known.get("quantities", ()))
    known["confidence"] = Confidence(**known.get("confidence", {}))
    known["review"] = tuple(known.get("review", ()))
    known["evidence"] = tuple(known.get("evidence", ()))
    return Statement(**known)
