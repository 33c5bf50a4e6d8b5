"""Who made it and of what: the software as Device, and a Provenance (http://hl7.org/fhir/R4/provenance.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from careplan import __version__
from careplan.fhir.bundle import Key, reference
from careplan.fhir.changes import Changes, place, version
from careplan.fhir.narrative import narrative, paragraph
from careplan.fhir.systems import CANONICAL_BASE, PROVENANCE_PARTICIPANT_TYPE, V3_DATA_OPERATION

Json = dict[str, Any]

SOFTWARE: Final = f"{CANONICAL_BASE}/sid/software"
"""Identifier system: `<name>-<version>` of the software that makes care plans."""


def device() -> Json:
    """The software itself, one Device a version; rules made by hand, no learning at run time."""
    return {
        "resourceType": "Device",
        "text": narrative(paragraph(f"careplan {__version__}")),
        "identifier": [{"system": SOFTWARE, "value": f"careplan-{__version__}"}],
        "status": "active",
        "deviceName": [{"name": "careplan", "type": "model-name"}],
        "type": {"text": "software"},
        "version": [{"value": __version__}],
    }


def provenance(
    targets: Iterable[Mapping[str, Any]],
    *,
    key: Key,
    recorded: str,
    software: Mapping[str, Any],
    source: Mapping[str, Any] | None,
    more: Iterable[Json] = (),
    text: Json | None = None,
    language: str | None = None,
) -> Json:
    """The Provenance of `targets`: created by `software` of the document `source` at `recorded` (an instant).

    `more` are References to further sources (`source` is None when they are all), `text` is its narrative, in
    `language`.

    R4's Provenance has no identifier: its business identifier is a tag.
    """
    sources = [*([reference(source)] if source else []), *more]
    return {
        "resourceType": "Provenance",
        **({"language": language} if language else {}),
        **({"text": text} if text else {}),
        "meta": {"tag": [{"system": key.system, "code": key.value}]},
        "target": [reference(target) for target in targets],
        "recorded": recorded,
        "activity": _coded(V3_DATA_OPERATION, "CREATE", "create"),
        "agent": [
            {
                "type": _coded(PROVENANCE_PARTICIPANT_TYPE, "assembler", "Assembler"),
                "who": reference(software),
            }
        ],
        **({"entity": [{"role": "source", "what": what} for what in sources]} if sources else {}),
    }


def revision(
    changes: Changes,
    *,
    key: Key,
    recorded: str,
    software: Mapping[str, Any],
    reason: str | None = None,
    by: str | None = None,
) -> Json:
    """The Provenance of `changes`: what was updated or made, of which versions, by `software` for `by`, and why.

    A server may take the version off a reference (HAPI does): `display` tells it too.
    """
    made = [reference(r) for r in changes.creates]
    author = {"type": _coded(PROVENANCE_PARTICIPANT_TYPE, "author", "Author"), "who": {"reference": by}}
    return {
        "resourceType": "Provenance",
        "text": narrative(paragraph(reason or f"{software['deviceName'][0]['name']} {__version__}")),
        "meta": {"tag": [{"system": key.system, "code": key.value}]},
        "target": [*({"reference": place(r)} for r in changes.updates), *made],
        "recorded": recorded,
        **({"reason": [{"text": reason}]} if reason else {}),
        "activity": _coded(V3_DATA_OPERATION, "UPDATE", "revise"),
        "agent": [
            {
                "type": _coded(PROVENANCE_PARTICIPANT_TYPE, "assembler", "Assembler"),
                "who": reference(software),
            },
            *([author] if by else []),
        ],
        "entity": [{"role": "revision", "what": _version(r)} for r in changes.updates],
    }


def _version(resource: Mapping[str, Any]) -> Json:
    read = version(resource)
    return {"reference": f"{place(resource)}/_history/{read}", "display": f"version {read}"}


def _coded(system: str, code: str, display: str) -> Json:
    return {"coding": [{"system": system, "code": code, "display": display}]}
