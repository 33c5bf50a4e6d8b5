"""The codec for what a reading says of the document as a whole: PlanDefinition.extension <-> Reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careplan.errors import ResourceError
from careplan.fhir.extensions import Json, find, find_all, part, parts, record, value, values
from careplan.fhir.statement import fhir_string, statements
from careplan.fhir.systems import EXT_FINDING, EXT_SECTION, EXT_SHEET
from careplan.reading.model import Document, Finding, Reading, Section, Span

DOCUMENT = {
    "media_type": "Code",
    "language": "Code",
    "sha256": "String",
    "characters": "UnsignedInt",
    "title": "String",
}
SECTION = {
    "kind": "Code",
    "start": "UnsignedInt",
    "end": "UnsignedInt",
    "heading": "String",
    "confidence": "Decimal",
}


def sheet_extensions(reading: Reading) -> list[Json]:
    """The extensions of a PlanDefinition that hold the document, its sections and the findings."""
    made = [
        _sheet(reading.document),
        *map(_section, reading.sections),
        *map(_finding, reading.findings),
    ]
    return [extension for extension in made if extension is not None]


def read_back(plan: Mapping[str, Any], questionnaire: Mapping[str, Any] | None = None) -> Reading:
    """The whole Reading that our definitions were made of; ResourceError when they are not ours."""
    sheet = find(plan, EXT_SHEET)
    if sheet is None:
        raise ResourceError(f"no extension {EXT_SHEET}: this is no PlanDefinition of ours")
    try:
        return Reading(
            document=_from_sheet(sheet),
            sections=tuple(map(_from_section, find_all(plan, EXT_SECTION))),
            statements=statements(plan, questionnaire),
            findings=tuple(map(_from_finding, find_all(plan, EXT_FINDING))),
        )
    except TypeError as error:
        raise ResourceError(f"an extension of this PlanDefinition is broken: {error}") from error


def _sheet(document: Document) -> Json | None:
    fields = [part(name, _plain(getattr(document, name)), kind) for name, kind in DOCUMENT.items()]
    return record(EXT_SHEET, *fields, _span(document.procedure))


def _span(span: Span | None) -> Json | None:
    if span is None:
        return None
    return record(
        "procedure",
        part("text", fhir_string(span.text), "String"),
        part("start", span.start, "UnsignedInt"),
        part("end", span.end, "UnsignedInt"),
    )


def _from_sheet(extension: Json) -> Document:
    span = find(extension, "procedure")
    names = ("text", "start", "end")
    return Document(
        **{name: value(extension, name) for name in DOCUMENT},
        procedure=Span(**{name: value(span, name) for name in names}) if span else None,
    )


def _section(section: Section) -> Json | None:
    fields = [part(name, _plain(getattr(section, name)), kind) for name, kind in SECTION.items()]
    return record(EXT_SECTION, *fields, *parts("evidence", map(fhir_string, section.evidence), "String"))


def _from_section(extension: Json) -> Section:
    fields = {name: value(extension, name) for name in SECTION}
    fields["confidence"] = float(fields["confidence"])
    return Section(**fields, evidence=values(extension, "evidence"))


def _finding(finding: Finding) -> Json | None:
    return record(
        EXT_FINDING,
        part("code", finding.code, "Code"),
        part("text", fhir_string(finding.text), "String"),
        *parts("statement", finding.statements, "Id"),
    )


def _from_finding(extension: Json) -> Finding:
    return Finding(
        code=value(extension, "code"),
        text=value(extension, "text"),
        statements=values(extension, "statement"),
    )


def _plain(field: Any) -> Any:
    return fhir_string(field) if isinstance(field, str) else field
