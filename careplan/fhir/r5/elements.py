"""What R5 calls otherwise, resource by resource (the R4 differences: http://hl7.org/fhir/R5/diff.html).

A type that is not in CHANGES is refused: nobody has looked how it would be in R5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from careplan.errors import ResourceError
from careplan.fhir.extensions import Json
from careplan.fhir.r5.changes import (
    Changes,
    changed,
    coded,
    concept,
    each,
    inside,
    only,
    reference,
    to,
)

VERSION: Final = "5.0.0"
_ACTORS = {"related-person": "relatedperson"}
"""http://hl7.org/fhir/R5/codesystem-action-participant-type.html"""
_DEVICE_NAMES = {"model-name": "user-friendly-name", "manufacturer-name": "user-friendly-name"}
"""http://hl7.org/fhir/R5/codesystem-device-nametype.html: a model is what the maker calls it for laymen."""
_ANSWERS = {"choice": "optionsOnly", "open-choice": "optionsOrString"}
"""Item types that are `coding` in R5, and what else their answers may be."""
_NO_OWNER = re.compile(r"(?:.*/)?(?:HealthcareService|Device)/[^/]+")
"""Who may own a Task in R4 and not in R5: they are asked to perform it."""
_BACK_PORTED = re.compile(r"http://hl7\.org/fhir/5\.0/StructureDefinition/extension-[A-Za-z]+\.([A-Za-z]+)(?:\[x\])?")
"""R5's own root elements as R4 has them (http://hl7.org/fhir/versions.html#extensions)."""
_ALLOWED_TYPE = "http://hl7.org/fhir/StructureDefinition/operationdefinition-allowed-type"
_SEARCH = re.compile(r"(http://hl7\.org/fhir/SearchParameter/)(?:PlanDefinition|ActivityDefinition|Questionnaire|conformance)-")


def resource(given: Mapping[str, Any]) -> Json:
    """A resource that is no Bundle; ResourceError when we never make one of its type."""
    kind = str(given.get("resourceType"))
    if kind not in CHANGES:
        raise ResourceError(f"there is no R5 form of a {kind} here")
    made = _native({**given, **_without_profiles(given)})
    if "contained" in made:
        made["contained"] = [resource(one) for one in made["contained"]]
    return changed(made, CHANGES[kind])


def _without_profiles(given: Mapping[str, Any]) -> Json:
    """The profiles that we claim are R4's: an R5 resource cannot be of them."""
    if "profile" not in given.get("meta", {}):
        return {}
    return {"meta": {name: value for name, value in given["meta"].items() if name != "profile"}}


def _native(given: Json) -> Json:
    """R5's own elements, which R4 has as extensions, in their place."""
    kept: list[Json] = []
    made: Json = {}
    for one in given.get("extension", ()):
        if found := _BACK_PORTED.fullmatch(str(one.get("url"))):
            made |= _element(found[1], one)
        else:
            kept.append(one)
    if not made:
        return given
    rest = {name: value for name, value in given.items() if name != "extension"}
    return {**rest, **({"extension": kept} if kept else {}), **made}


def _element(name: str, extension: Json) -> Json:
    many = extension["url"].endswith("[x]")
    return {
        name + held.removeprefix("value") if many else name: value
        for held, value in extension.items()
        if held.startswith("value")
    }


def _size(attachment: Json) -> Json:
    """integer64 is a string in JSON (http://hl7.org/fhir/R5/json.html#primitive)."""
    return {**attachment, **({"size": str(attachment["size"])} if "size" in attachment else {})}


def _restriction(value: Json) -> Json:
    """tsk-1: only a Task that fulfills another request has a restriction; ours stand for themselves."""
    if value.keys() - {"period"}:
        raise ResourceError("R5 has no place for this restriction of a Task", expression="Task.restriction")
    return {"requestedPeriod": value["period"]}


def _owner(value: Json) -> Json:
    if _NO_OWNER.fullmatch(str(value.get("reference", ""))):
        return {"requestedPerformer": [reference(value)]}
    return {"owner": value}


def _item_type(value: str) -> Json:
    return {"type": "coding", "answerConstraint": _ANSWERS[value]} if value in _ANSWERS else {"type": value}


def _item(value: Json) -> Json:
    return changed(value, _ITEM)


def _action(value: Json) -> Json:
    return changed(value, _ACTION)


def _parameter(value: Json) -> Json:
    """R5 has an element for the types that a parameter may have, and "Base" for what R4 calls "Any"."""
    types = [e["valueUri"] for e in value.get("extension", ()) if e["url"] == _ALLOWED_TYPE]
    rest = {name: held for name, held in value.items() if not (types and name == "extension")}
    allowed = {"allowedType": types} if types else {}
    parts = {"part": [_parameter(part) for part in rest["part"]]} if "part" in rest else {}
    return {**rest, **({"type": "Base"} if rest.get("type") == "Any" else {}), **allowed, **parts}


def _part(value: Json) -> Json:
    """A parameter of a Parameters resource, which may hold a resource or parts."""
    return changed(value, {"resource": to("resource", resource), "part": each("part", _part)})


_ARTIFACT: Changes = {"url": to("document", lambda url: {"url": url})}
_PARTICIPANT: Changes = {"type": to("type", coded(_ACTORS))}
_ARTIFACTS: Changes = {"relatedArtifact": inside("relatedArtifact", _ARTIFACT)}
_ACTION: Changes = {
    "code": to("code", only),
    "documentation": inside("documentation", _ARTIFACT),
    "relatedAction": inside("relatedAction", {"actionId": to("targetId")}),
    "participant": inside("participant", _PARTICIPANT),
    "action": each("action", _action),
}
_ITEM: Changes = {"type": _item_type, "item": each("item", _item)}
_SEARCHED: Changes = {
    "definition": to("definition", lambda url: _SEARCH.sub(r"\1CanonicalResource-", url)),
}
_REST: Changes = {"resource": inside("resource", {"searchParam": inside("searchParam", _SEARCHED)})}

CHANGES: Final[Mapping[str, Changes]] = {
    "ActivityDefinition": {**_ARTIFACTS, "participant": inside("participant", _PARTICIPANT)},
    "Binary": {},
    "CapabilityStatement": {"fhirVersion": lambda _: {"fhirVersion": VERSION}, "rest": inside("rest", _REST)},
    "CarePlan": {
        # a program contributes; R5's custodian is who is responsible
        "author": each("contributor", dict),
        "addresses": each("addresses", reference),
        "activity": inside("activity", {"reference": to("plannedActivityReference")}),
    },
    "Device": {
        "deviceName": inside("name", {"name": to("value"), "type": to("type", coded(_DEVICE_NAMES))}),
        "type": each("type", dict),
    },
    "DocumentReference": {"content": inside("content", {"attachment": to("attachment", _size)})},
    "OperationDefinition": {"parameter": each("parameter", _parameter)},
    "OperationOutcome": {},
    "PlanDefinition": {**_ARTIFACTS, "action": each("action", _action)},
    "Parameters": {"parameter": each("parameter", _part)},
    "Provenance": {},
    "Questionnaire": {"item": each("item", _item)},
    "QuestionnaireResponse": {"identifier": each("identifier", dict)},
    "StructureDefinition": {"fhirVersion": lambda _: {"fhirVersion": VERSION}},
    "Task": {
        "statusReason": to("statusReason", concept),
        "reasonCode": each("reason", concept),
        "reasonReference": each("reason", reference),
        "performerType": each("requestedPerformer", concept),
        "owner": _owner,
        "restriction": _restriction,
    },
}
