"""The sheet in a request: as the body itself, or as a parameter."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from careplan.errors import InputError, ResourceError
from careplan.fhir.operations import Operation
from careplan.web import negotiation
from careplan.web.jsonin import parse_object, resource_type
from careplan.web.parameters import Arguments, Value, bind

Json = dict[str, Any]

_AS_SHEET = ("DocumentReference", "Binary")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_RAW = "body"
"""Kind of a Value that holds a Sheet: the body was the sheet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The bytes of a sheet and what was said of them; `media_type` may have parameters (charset)."""

    data: bytes
    media_type: str | None = None
    name: str | None = None


def arguments(operation: Operation) -> Arguments:
    """The arguments of the current request, whose body is a Parameters resource or the sheet itself."""
    query = tuple(request.args.items(multi=True))
    if negotiation.is_json(request.mimetype):
        return _from_resource(operation, query)
    if request.mimetype in _FORMS:
        raise UnsupportedMediaType(
            "forms are not read here: send the sheet as the body with its Content-Type, such as text/plain"
        )
    sheet = Sheet(body(), request.headers.get("Content-Type"))
    return bind(operation, query=query, given={"sheet": Value(_RAW, sheet)})


def parameters_only(operation: Operation) -> Arguments:
    """The arguments of the current request, whose body can only be a Parameters resource."""
    if not negotiation.is_json(request.mimetype):
        raise UnsupportedMediaType("a Parameters resource as application/fhir+json is expected here")
    given = body_resource()
    kind = resource_type(given)
    if kind != "Parameters":
        raise ResourceError("a Parameters resource is expected here", expression="resourceType")
    return bind(operation, query=tuple(request.args.items(multi=True)), parameters=given)


def sheet_in(value: Value) -> Sheet:
    """The sheet that a parameter holds; InputError when its data is missing or no base64."""
    if value.kind == _RAW:
        sheet: Sheet = value.content
        return sheet
    if value.kind == "Attachment":
        return _attachment(value)
    data = json.dumps(value.content, ensure_ascii=False).encode()
    return Sheet(data, negotiation.FHIR_JSON)


def body_resource() -> Json:
    """The JSON object in the body of the current request."""
    negotiation.check_fhir_version()
    return parse_object(body())


def body() -> bytes:
    """The whole body; one that is sent in chunks is cut off at the limit without a word, and refused here."""
    data = request.get_data(cache=False)
    if request.content_length is None and len(data) >= (request.max_content_length or len(data) + 1):
        raise RequestEntityTooLarge
    return data


def _from_resource(operation: Operation, query: tuple[tuple[str, str], ...]) -> Arguments:
    given = body_resource()
    kind = resource_type(given)
    if kind == "Parameters":
        return bind(operation, query=query, parameters=given)
    if kind in _AS_SHEET:
        return bind(operation, query=query, given={"sheet": Value(kind, given)})
    raise ResourceError(
        "the body is neither Parameters nor a sheet (DocumentReference, Binary)", expression="resourceType"
    )


def _attachment(value: Value) -> Sheet:
    where = f"{value.expression}.value"
    data, media_type, title = (value.content.get(name) for name in ("data", "contentType", "title"))
    if not isinstance(data, str):
        raise InputError("the sheet has no data, and no address is followed", expression=where)
    if not isinstance(media_type, str | None) or not isinstance(title, str | None):
        raise ResourceError("contentType or title of the sheet is no string", expression=where)
    try:
        # FHIR allows white space in base64Binary (datatypes.html#base64Binary)
        decoded = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise InputError("the sheet's data is no base64", expression=f"{where}.data") from None
    return Sheet(decoded, media_type, title)
