"""The CapabilityStatement of the service (http://hl7.org/fhir/R4/capabilitystatement.html)."""

from __future__ import annotations

from typing import Any

from careplan import __version__
from careplan.fhir.operations import Operation, canonical, operations

Json = dict[str, Any]

FHIR_VERSION = "4.0.1"
STORED = ("PlanDefinition", "ActivityDefinition", "Questionnaire", "DocumentReference")
"""The types that are stored, read and searched."""

_RELEASED = "2026-11-24"
"""The day of the release: `date` is required and no clock is asked."""
_CANONICAL = "http://hl7.org/fhir/SearchParameter/{type}-{name}"
_DESCRIPTION = (
    "Reads a patient-instruction sheet for a procedure and makes FHIR definitions of it, and, for one "
    "patient and one procedure time, a care plan that a clinician reviews before the patient sees it. It "
    "stores definitions and nothing of a patient."
)


def capability_statement(*, address: str, base: str) -> Json:
    """What the service at `address` (its FHIR base) can do; definitions have canonical urls under `base`."""
    return {
        "resourceType": "CapabilityStatement",
        "url": f"{base}/CapabilityStatement/careplan",
        "version": __version__,
        "name": "Careplan",
        "title": "careplan: care plans from patient-instruction sheets",
        "status": "active",
        "experimental": False,
        "date": _RELEASED,
        "publisher": "careplan",
        "description": _DESCRIPTION,
        "kind": "instance",
        "software": {"name": "careplan", "version": __version__},
        "implementation": {"description": "careplan", "url": address},
        "fhirVersion": FHIR_VERSION,
        "format": ["application/fhir+json", "json"],
        "rest": [_rest(base)],
    }


def search_parameters(type: str) -> tuple[tuple[str, str], ...]:
    """The search parameters of a stored type: (name, kind)."""
    if type == "DocumentReference":  # the only one that is no canonical resource
        return (("_id", "token"), ("identifier", "token"))
    return (("_id", "token"), ("identifier", "token"), ("url", "uri"), ("version", "token"))


def _rest(base: str) -> Json:
    return {
        "mode": "server",
        "documentation": "Errors are OperationOutcomes. X-Request-Id is echoed.",
        "security": {
            "cors": False,
            "description": "No authentication of its own: it listens on this machine alone by default.",
        },
        "resource": [*(_resource(type, base) for type in STORED), _published(), _changed(base)],
        "operation": [_operation(one, base) for one in operations() if one.system],
    }


def _resource(type: str, base: str) -> Json:
    made: Json = {
        "type": type,
        "interaction": [{"code": code} for code in ("read", "vread", "search-type")],
        "versioning": "versioned",
        "readHistory": True,
        "conditionalRead": "not-match",
        "searchParam": [_search(type, name, kind) for name, kind in search_parameters(type)],
    }
    own = [_operation(one, base) for one in operations() if one.resource == type]
    return {**made, "operation": own} if own else made


def _published() -> Json:
    return {
        "type": "OperationDefinition",
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchParam": [_search("OperationDefinition", name, kind) for name, kind in _PUBLISHED_SEARCH],
    }


def _changed(base: str) -> Json:
    """CarePlans stand on the EHR; only operations of theirs are here."""
    return {
        "type": "CarePlan",
        "documentation": "The CarePlans of the EHR that this service delivers to.",
        "operation": [_operation(one, base) for one in operations() if one.resource == "CarePlan"],
    }


_PUBLISHED_SEARCH = (("_id", "token"), ("url", "uri"))


def _search(type: str, name: str, kind: str) -> Json:
    definition = _definition(type, name)
    return {"name": name, "definition": definition, "type": kind}


def _definition(type: str, name: str) -> str:
    """The standard search parameter; R4 shares some between types and names them after none of these."""
    if name == "_id":
        return "http://hl7.org/fhir/SearchParameter/Resource-id"
    if type == "DocumentReference":
        return "http://hl7.org/fhir/SearchParameter/clinical-identifier"
    if type == "OperationDefinition":
        return "http://hl7.org/fhir/SearchParameter/conformance-url"
    return _CANONICAL.format(type=type, name=name)


def _operation(operation: Operation, base: str) -> Json:
    return {
        "name": operation.code,
        "definition": canonical(operation, base=base),
        "documentation": operation.description,
    }
