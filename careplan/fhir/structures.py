"""StructureDefinitions of our extensions, so that validators know them.

They are made of the codec's own tables, and so never say anything else than what is written. Only the
differential is given; validators and servers make the snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass

from careplan.fhir.extensions import Json
from careplan.fhir.sheet import DOCUMENT, SECTION
from careplan.fhir.statement import CONFIDENCE, FIELDS
from careplan.fhir.systems import (
    EXT_ALSO_TOLD,
    EXT_APPLICABILITY,
    EXT_DIFFERENCE,
    EXT_EVIDENCE,
    EXT_FINDING,
    EXT_LEAD_IN,
    EXT_PROCEDURE,
    EXT_SECTION,
    EXT_SHEET,
    EXT_STATEMENT,
    EXT_VARIABLE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-extension: of one FHIR `type`, or complex, of `parts`."""

    name: str
    type: str = ""
    parts: tuple[Part, ...] = ()
    max: str = "1"


def _of(table: dict[str, str]) -> tuple[Part, ...]:
    return tuple(Part(name, kind[0].lower() + kind[1:]) for name, kind in table.items())


_SPAN = _of({"text": "String", "start": "UnsignedInt", "end": "UnsignedInt"})
_TIMING = _of(
    {
        **{"anchor": "Code", "start": "String", "end": "String", "duration": "String", "until": "String"},
        **{"times": "PositiveInt", "per": "String", "every": "String"},
    }
)
_STATEMENT = (
    *_of(FIELDS),
    Part("timing", parts=_TIMING),
    Part("quantity", parts=(*_SPAN, Part("value", "Quantity")), max="*"),
    Part("confidence", parts=_of(dict.fromkeys(CONFIDENCE, "Decimal"))),
    Part("review", "string", max="*"),
    Part("evidence", "string", max="*"),
    Part("code", "CodeableConcept"),
)
_ROOT = "Extension"
_PLAN = ("PlanDefinition",)
_EXTENSIONS = (
    (EXT_STATEMENT, "What a sheet says, as it was read", ("Element", "DomainResource"), _STATEMENT),
    (EXT_SHEET, "The document that was read", _PLAN, (*_of(DOCUMENT), Part("procedure", parts=_SPAN))),
    (
        EXT_SECTION,
        "A run of the document, of one kind",
        _PLAN,
        (*_of(SECTION), Part("evidence", "string", max="*")),
    ),
    (
        EXT_FINDING,
        "Something to tell the reviewer about the sheet",
        _PLAN,
        (*_of({"code": "Code", "text": "String"}), Part("statement", "id", max="*")),
    ),
    (
        EXT_PROCEDURE,
        "The procedure that a care plan is for",
        ("CarePlan",),
        (Part("time", "dateTime"), Part("timezone", "code"), Part("which", "Reference")),
    ),
    (
        EXT_ALSO_TOLD,
        "What another sheet says of the same",
        ("Element", "DomainResource"),
        (
            Part("sheet", "Reference"),
            *_of({"id": "Id", "start": "UnsignedInt", "end": "UnsignedInt", "text": "String"}),
        ),
    ),
    (
        EXT_DIFFERENCE,
        "What another version of a sheet says otherwise",
        ("Task.input",),
        (*_of({"kind": "Code", "before": "String", "after": "String"}), Part("field", "code", max="*")),
    ),
    (
        EXT_APPLICABILITY,
        "What shows that a condition holds or fails",
        ("PlanDefinition.action.condition",),
        (Part("holds", "Expression"), Part("fails", "Expression")),
    ),
)
# url, title, type of the value; anywhere
_SIMPLE = (
    (EXT_LEAD_IN, "Words of the sheet that a statement hangs from", "string"),
    (EXT_EVIDENCE, "What in the chart, or which answers, show it", "Reference"),
    (EXT_VARIABLE, "A search that expressions of this plan use", "Expression"),
)
_ANYWHERE = ("Element", "DomainResource")


def structure_definitions() -> tuple[Json, ...]:
    """The StructureDefinition of each extension of ours."""
    made = [_definition(url, title, on, _inside(_ROOT, _ROOT, url, p)) for url, title, on, p in _EXTENSIONS]
    simple = [_definition(url, title, _ANYWHERE, _simple(_ROOT, _ROOT, url, kind)) for url, title, kind in _SIMPLE]
    return (*made, *simple)


def _definition(url: str, title: str, context: tuple[str, ...], elements: list[Json]) -> Json:
    id = url.rpartition("/")[2]
    root = {"id": _ROOT, "path": _ROOT, "short": title, "min": 0, "max": "*"}
    return {
        "resourceType": "StructureDefinition",
        "id": id,
        "url": url,
        "name": "Careplan" + id.title().replace("-", ""),
        "title": title,
        "status": "draft",
        "fhirVersion": "4.0.1",
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": c} for c in context],
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "differential": {"element": [root, *elements]},
    }


def _inside(id: str, path: str, url: str, parts: tuple[Part, ...]) -> list[Json]:
    """The elements below a complex extension: closed slices by url, its url, and no value."""
    slicing = {"discriminator": [{"type": "value", "path": "url"}], "ordered": False, "rules": "closed"}
    slices = {"id": f"{id}.extension", "path": f"{path}.extension", "slicing": slicing}
    made: list[Json] = [slices]
    for part in parts:
        made += _slice(f"{id}.extension:{part.name}", f"{path}.extension", part)
    return [
        *made,
        {"id": f"{id}.url", "path": f"{path}.url", "fixedUri": url},
        {"id": f"{id}.value[x]", "path": f"{path}.value[x]", "max": "0"},
    ]


def _slice(id: str, path: str, part: Part) -> list[Json]:
    head = {"id": id, "path": path, "sliceName": part.name, "min": 0, "max": part.max}
    if part.parts:
        return [head, *_inside(id, path, part.name, part.parts)]
    return [head, *_simple(id, path, part.name, part.type)]


def _simple(id: str, path: str, url: str, kind: str) -> list[Json]:
    """The elements below an extension that has a value."""
    return [
        {"id": f"{id}.extension", "path": f"{path}.extension", "max": "0"},
        {"id": f"{id}.url", "path": f"{path}.url", "fixedUri": url},
        {"id": f"{id}.value[x]", "path": f"{path}.value[x]", "type": [{"code": kind}]},
    ]
