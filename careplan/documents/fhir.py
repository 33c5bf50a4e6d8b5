"""The sheet in a FHIR resource: DocumentReference (http://hl7.org/fhir/R4/documentreference.html) or Binary.

Only what the resource carries itself is read: nothing is fetched from a url. Hash, media type and offsets are the
attachment's own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from careplan.documents.source import Source
from careplan.documents.text import Text
from careplan.errors import ResourceError

Load = Callable[[bytes, str | None], Text]


@dataclass(frozen=True, slots=True)
class _Attachment:
    data: bytes
    content_type: str | None
    title: str | None = None
    language: str | None = None


def read(source: Source, load: Load) -> Text:
    """The text of the document inside; `load` reads its bytes, given its media type."""
    found = _attachment(_resource(source.data))
    text = load(found.data, found.content_type)
    return replace(text, title=text.title or found.title, language=text.language or found.language)


def _resource(data: bytes) -> dict[str, Any]:
    try:
        resource = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ResourceError("the document is no valid JSON in UTF-8") from None
    if not isinstance(resource, dict):
        raise ResourceError("the document is JSON, but no FHIR resource")
    return resource


def _attachment(resource: dict[str, Any]) -> _Attachment:
    kind = resource.get("resourceType")
    if kind == "Binary":
        return _Attachment(_bytes(resource.get("data"), "Binary.data"), _string(resource.get("contentType")))
    if kind == "DocumentReference":
        return _of_reference(resource)
    shown = kind if isinstance(kind, str) and kind.isalnum() and len(kind) <= 64 else "something else"
    raise ResourceError(f"a sheet is a DocumentReference or a Binary, not {shown}", expression="resourceType")


def _of_reference(resource: dict[str, Any]) -> _Attachment:
    for field in ("status", "docStatus"):
        if resource.get(field) == "entered-in-error":
            raise ResourceError("the DocumentReference was entered in error", expression=f"DocumentReference.{field}")
    content = resource.get("content")
    attachments = [c.get("attachment") for c in content if isinstance(c, dict)] if isinstance(content, list) else []
    for at, found in enumerate(attachments):
        if isinstance(found, dict) and found.get("data"):
            return _checked(found, f"DocumentReference.content[{at}].attachment")
    where = "DocumentReference.content[0].attachment.data"
    if any(isinstance(found, dict) and found.get("url") for found in attachments):
        raise ResourceError(
            "the DocumentReference has its document at a url, which is not fetched; send it as data", expression=where
        )
    raise ResourceError("the DocumentReference has no document in it", expression=where)


def _checked(attachment: dict[str, Any], where: str) -> _Attachment:
    data = _bytes(attachment.get("data"), f"{where}.data")
    told = _string(attachment.get("hash"))
    # R4: the hash is SHA-1, in base64 (http://hl7.org/fhir/R4/datatypes.html#Attachment)
    if told and told != base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode():
        raise ResourceError("the document does not have the hash that its attachment says", expression=f"{where}.hash")
    return _Attachment(
        data,
        _string(attachment.get("contentType")),
        _string(attachment.get("title")),
        _string(attachment.get("language")),
    )


def _bytes(value: object, where: str) -> bytes:
    if not isinstance(value, str) or not value.strip():
        raise ResourceError("the resource has no document in it", expression=where)
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ResourceError("the document in the resource is no valid base64", expression=where) from None


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
