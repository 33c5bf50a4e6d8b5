"""What can be read: the CapabilityStatement, OperationDefinitions, and the definitions that are stored."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, request

from careplan.errors import InputError, NotFound
from careplan.fhir.capability import STORED, capability_statement, search_parameters
from careplan.fhir.operations import operation_definition, operations
from careplan.store import Stored
from careplan.web import negotiation
from careplan.web.service import service

Json = dict[str, Any]

blueprint = Blueprint("resources", __name__, url_prefix="/fhir")

_TYPE = f"any({','.join(STORED)})"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_OF_EVERY_SEARCH = ("_format", "_pretty")


@blueprint.before_app_request
def answerable() -> None:
    """Every address below /fhir answers with FHIR JSON or not at all."""
    if request.path.startswith("/fhir/"):
        negotiation.check_answerable()


@blueprint.get("/metadata")
def metadata() -> Response:
    """The CapabilityStatement."""
    base = service().settings.canonical_base
    return negotiation.fhir(capability_statement(address=negotiation.address(), base=base))


@blueprint.get("/OperationDefinition")
def search_operations() -> Response:
    """All OperationDefinitions, or the one with this `_id` or `url`."""
    query = _query(("_id", "url"))
    found = [
        one
        for one in _published()
        if query.get("_id", one["id"]) == one["id"] and query.get("url", one["url"]) == one["url"]
    ]
    return _searchset([(f"OperationDefinition/{one['id']}", one) for one in found])


@blueprint.get("/OperationDefinition/<fhir_id:id>")
def read_operation(id: str) -> Response:
    """One OperationDefinition."""
    for one in _published():
        if one["id"] == id:
            return negotiation.fhir(one)
    raise NotFound("there is no OperationDefinition with this id")


@blueprint.get(f"/<{_TYPE}:type>")
def search(type: str) -> Response:
    """Stored definitions by `_id`, `identifier`, `url` and `version`, as far as the type has them."""
    query = _query(tuple(name for name, _ in search_parameters(type)))
    found = service().store.find(
        type,
        id=query.get("_id"),
        url=query.get("url"),
        version=query.get("version"),
        identifier=_token(query["identifier"]) if "identifier" in query else None,
    )
    return _searchset([(f"{s.type}/{s.id}", _with_version(s)) for s in found])


@blueprint.get(f"/<{_TYPE}:type>/<fhir_id:id>")
def read(type: str, id: str) -> Response:
    """The newest version of one stored definition."""
    return _one(type, id, None)


@blueprint.get(f"/<{_TYPE}:type>/<fhir_id:id>/_history/<version>")
def vread(type: str, id: str, version: str) -> Response:
    """One version of a stored definition."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", version):
        raise NotFound(f"there is no {type} with this id and version")
    return _one(type, id, int(version))


def _one(type: str, id: str, version: int | None) -> Response:
    stored = service().store.get(type, id, version=version)
    etag = f'W/"{stored.version}"'
    if request.if_none_match.contains_weak(str(stored.version)):
        return negotiation.unchanged(etag=etag)
    return negotiation.fhir(_with_version(stored), etag=etag)


def _with_version(stored: Stored) -> Json:
    """The resource with `meta.versionId`, which only a server knows."""
    head = {key: stored.resource[key] for key in ("resourceType", "id")}
    meta = {**stored.resource.get("meta", {}), "versionId": str(stored.version)}
    return {**head, "meta": meta, **{k: v for k, v in stored.resource.items() if k not in (*head, "meta")}}


def _query(known: tuple[str, ...]) -> dict[str, str]:
    """The search parameters; one that is unknown is refused, since a filter that is not applied misleads."""
    found: dict[str, str] = {}
    for name, value in request.args.items(multi=True):
        if name in _OF_EVERY_SEARCH:
            continue
        if name not in known:
            raise InputError(f"there is a search parameter that is not known here; known are {', '.join(known)}")
        if name in found:
            raise InputError(f"the search parameter {name} is given more than once")
        if not value or _CONTROL.search(value):
            raise InputError(f"the search parameter {name} is empty or has control characters")
        found[name] = value
    return found


def _token(value: str) -> tuple[str | None, str]:
    """system|value or value alone (http://hl7.org/fhir/R4/search.html#token)."""
    system, bar, code = value.rpartition("|")
    if not code or (bar and not system):
        raise InputError("the search parameter identifier is neither system|value nor value")
    return (system if bar else None), code


def _published() -> list[Json]:
    base = service().settings.canonical_base
    return [operation_definition(one, base=base) for one in operations()]


def _searchset(found: list[tuple[str, Json]]) -> Response:
    entries = [
        {"fullUrl": negotiation.address(place), "resource": resource, "search": {"mode": "match"}}
        for place, resource in found
    ]
    made: Json = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(entries),
        "link": [{"relation": "self", "url": request.url}],
    }
    return negotiation.fhir({**made, "entry": entries} if entries else made)
