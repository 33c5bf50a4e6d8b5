"""The sheet itself: a DocumentReference with its bytes, of no patient."""

from __future__ import annotations

import hashlib
from base64 import b64encode

from careplan.definitions.identity import Identity
from careplan.definitions.mapping import MappingData
from careplan.fhir.extensions import Json
from careplan.fhir.narrative import narrative, paragraph
from careplan.fhir.statement import fhir_string
from careplan.reading.model import Document


def document_reference(
    document: Document, content: bytes, *, identity: Identity, mapping: MappingData
) -> Json:
    """The DocumentReference of a sheet. `hash` is SHA-1 as R4 wants it; our SHA-256 is the identifier.

    A sheet is its publisher's final text, and says nothing of when it was published: no date.
    """
    coding = mapping.coding(mapping.document_type)
    title = title_of(document)
    return {
        "resourceType": "DocumentReference",
        "id": identity.id,
        "language": document.language,
        "text": narrative(paragraph(title or coding["display"]), language=document.language),
        "identifier": identity.identifier(),
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [coding]},
        "content": [{"attachment": _attachment(document, content, title)}],
    }


def title_of(document: Document) -> str | None:
    """The sheet's title, else the procedure as it names it, else None: none is made up."""
    if document.title:
        return fhir_string(document.title)
    return fhir_string(document.procedure.text) if document.procedure else None


def _attachment(document: Document, content: bytes, title: str | None) -> Json:
    return {
        "contentType": document.media_type,
        "language": document.language,
        "data": b64encode(content).decode("ascii"),
        "size": len(content),
        "hash": b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode("ascii"),
        **({"title": title} if title else {}),
    }
