"""Content types of FHIR's RESTful API (http://hl7.org/fhir/R4/http.html#mime-type): JSON in, JSON out."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request
from werkzeug.exceptions import NotAcceptable, UnsupportedMediaType

from careplan.errors import InputError
from careplan.fhir.versions import NUMBERS, FhirVersion, in_version, named

FHIR_JSON = "application/fhir+json"
JSON = "application/json"

_TAKEN = (FHIR_JSON, JSON, "text/json", "application/json+fhir")
# `+` in a query is a blank: "?_format=application/fhir+json" arrives so, and everybody writes it
_FORMATS = ("json", *_TAKEN, "application/fhir json", "application/json fhir")
_BOOLEANS = {"true": True, "false": False, "": True}


def check_answerable() -> None:
    """Refuse at once what could only be answered in a format that we do not write, and odd flags."""
    pretty()
    given = request.args.get("_format")
    if given is not None:
        if _range(given)[0] not in _FORMATS:
            raise NotAcceptable("_format: only JSON is written here")
        if _range(given)[1] is None:
            raise NotAcceptable("_format: only FHIR R4 (4.0) and R5 (5.0) are written here")
        return
    if request.accept_mimetypes and not accepts(FHIR_JSON) and not accepts(JSON):
        raise NotAcceptable("only application/fhir+json is written here")


def accepts(media_type: str) -> bool:
    """Whether the Accept header takes the type; with a fhirVersion that is not spoken here it does not."""
    ranges = [_range(value) for value, quality in request.accept_mimetypes if quality > 0]
    return any(kind in (media_type, "application/*", "*/*") and version for kind, version in ranges)


def version() -> FhirVersion:
    """The FHIR release of the answer: what `_format` or else Accept likes best of what we speak; R4 if they are silent.

    http://hl7.org/fhir/R5/http.html#version-parameter
    """
    given = request.args.get("_format")
    liked = [given] if given is not None else [value for value, quality in request.accept_mimetypes if quality > 0]
    ranges = map(_range, liked)
    return next((spoken for kind, spoken in ranges if spoken and kind in (*_FORMATS, "application/*", "*/*")), "R4")


def prefers_plain_json() -> bool:
    """Whether plain JSON is wanted rather than a FHIR resource: unless FHIR JSON is asked for by its name."""
    given = request.args.get("_format", "")
    if given:
        return "fhir" not in given
    named = [_range(value)[0] for value, quality in request.accept_mimetypes if quality > 0]
    return FHIR_JSON not in named or (JSON in named and named.index(JSON) < named.index(FHIR_JSON))


def is_json(media_type: str) -> bool:
    """Whether a body of this type is FHIR JSON."""
    return media_type in _TAKEN


def check_fhir_version() -> None:
    """Refuse a body that says that it is of another FHIR version (http.html#version-parameter)."""
    version = request.mimetype_params.get("fhirversion") or request.mimetype_params.get("fhirVersion")
    if version is not None and named(version) != "R4":
        raise UnsupportedMediaType("the body is of another FHIR version than R4 (4.0)")


def pretty() -> bool:
    """The flag `_pretty`."""
    given = request.args.get("_pretty")
    if given is None:
        return False
    if given not in _BOOLEANS:
        raise InputError("_pretty is neither true nor false")
    return _BOOLEANS[given]


def preference() -> str | None:
    """`return=` of the Prefer header (http.html#ops): minimal, representation or OperationOutcome."""
    for part in request.headers.get("Prefer", "").replace(";", ",").split(","):
        name, _, value = part.partition("=")
        if name.strip().lower() == "return":
            return value.strip().strip('"')
    return None


def fhir(resource: Any, *, status: int = 200, etag: str | None = None, ready: bool = False) -> Response:
    """The answer that carries a resource, in the release that is asked for; `ready` when it is of that one already."""
    spoken = version()
    shown = resource if ready else in_version(resource, spoken)
    told = "" if spoken == "R4" else f"; fhirVersion={NUMBERS[spoken]}"
    response = Response(dumps(shown), status=status, content_type=f"{FHIR_JSON}; charset=utf-8{told}")
    if etag is not None:
        response.headers["ETag"] = etag
    return response


def plain(value: Any) -> Response:
    """The answer that carries JSON which is no FHIR."""
    return Response(dumps(value), content_type=f"{JSON}; charset=utf-8")


def nothing(*, etag: str | None = None) -> Response:
    """The empty answer to return=minimal."""
    response = Response(status=200)
    del response.headers["Content-Type"]
    if etag is not None:
        response.headers["ETag"] = etag
    return response


def unchanged(*, etag: str) -> Response:
    """304: the caller has this version (http.html#cread)."""
    return Response(status=304, headers={"ETag": etag})


def address(place: str = "") -> str:
    """The absolute address of `place` ("PlanDefinition/abc") on this service, as the caller reached it."""
    base = f"{request.url_root}fhir"
    return f"{base}/{place}" if place else base


def dumps(value: Any) -> str:
    """JSON as the request wants it: on one line, or indented with _pretty."""
    layout: dict[str, Any] = {"indent": 2} if _pretty_or_not() else {"separators": (",", ":")}
    return json.dumps(value, ensure_ascii=False, **layout) + "\n"


def _pretty_or_not() -> bool:
    """An answer about a wrong `_pretty` must still be written."""
    return _BOOLEANS.get(request.args.get("_pretty", "false"), False)


def _range(value: str) -> tuple[str, FhirVersion | None]:
    """A media range without parameters, and its FHIR release: R4 unless it names one, None when we do not speak it."""
    kind, *parameters = (part.strip().lower() for part in value.split(";"))
    told = [p.partition("=")[2].strip('"') for p in parameters if p.startswith("fhirversion=")]
    return kind, named(told[0]) if told else "R4"
