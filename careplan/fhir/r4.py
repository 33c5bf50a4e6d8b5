"""Is this resource R4? What `fhir.resources` sees, and what it does not see.

`fhir.resources` has no R4, only R4B: its classes check structure, cardinality and primitive types. They
neither check required bindings (they only carry them as `enum_values`) nor invariants, nor know what R4B
added. Those are checked here and in `careplan.fhir.rules`. The official validator stays the judge: the tests
ask it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import BaseModel, ValidationError

from careplan.errors import ResourceError
from careplan.fhir.extensions import Json
from careplan.fhir.rules import Fault, faults, words
from careplan.fhir.seen import Seen, digest

_SHOWN = 3
# A service applies the same definitions day after day, and the check takes longer than all the rest.
_VALID = Seen(10_000)

# What fhir.resources abbreviates ("+") or leaves out, as R4 4.0.1 lists it
_ENUMS: dict[tuple[str, str], frozenset[str]] = {
    ("Expression", "language"): frozenset(),  # an extensible binding: other languages are allowed
    ("QuestionnaireItem", "type"): words(
        """group display boolean decimal integer date dateTime time string text url choice open-choice
        attachment reference quantity"""
    ),
    ("Task", "status"): words(
        """draft requested received accepted rejected ready cancelled in-progress on-hold failed completed
        entered-in-error"""
    ),
    ("ActivityDefinition", "kind"): words(
        """Appointment AppointmentResponse CarePlan Claim CommunicationRequest Contract DeviceRequest
        EnrollmentRequest ImmunizationRecommendation MedicationRequest NutritionOrder ServiceRequest
        SupplyRequest Task VisionPrescription"""
    ),
}
# The class names the words of the specification's comment as its codes
_ANY_MIME_TYPE = {("CapabilityStatement", "format"), ("CapabilityStatement", "patchFormat")}


def checked(resource: Json) -> Json:
    """The same `resource`, unchanged, when it is valid R4 as far as we can tell; else ResourceError.

    The error names the first faults, and its `expression` is the FHIRPath of the first one.
    """
    content = digest(resource)
    if content in _VALID:
        return resource
    found = _found(resource)
    if found:
        told = "; ".join(f"{f.path}: {f.message}" for f in found[:_SHOWN])
        more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
        raise ResourceError(f"no valid FHIR R4: {told}{more}", expression=found[0].path)
    _VALID.add(content)
    return resource


def _found(resource: Json) -> list[Fault]:
    try:
        return structure(resource) or [*faults(resource)]
    except (TypeError, AttributeError, KeyError, ValueError, RecursionError):
        # what the FHIR classes stumble over themselves, such as a list where a code should be
        return [Fault("$this", "it has not the structure of a resource")]


def structure(
    resource: Json, *, model_class: Callable[[str], type[BaseModel]] = get_fhir_model_class, release: str = "R4"
) -> list[Fault]:
    """What the class of `fhir.resources` says, and codes outside their required bindings.

    `model_class` finds the class of a type; R4B's by default.
    """
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(kind, str):
        return [Fault("$this", "no resourceType")]
    try:
        known = model_class(kind)
        if "implicitRules" not in known.model_fields:  # which every resource has, and no datatype
            raise ValueError(kind)
        model = known.model_validate(resource)
    except ValidationError as error:
        return [Fault(_path(kind, e["loc"]), str(e["msg"])) for e in error.errors()]
    except ValueError:  # from the lookup, or a datatype
        return [Fault("$this", f"{release} has no resource {kind[:40]!r}")]
    return list(_codes(model, kind))


def _path(kind: str, location: tuple[int | str, ...]) -> str:
    """A FHIRPath of pydantic's location."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in location]
    return kind + "".join(steps)


def _codes(model: BaseModel, path: str) -> Iterator[Fault]:
    for name in model.model_fields_set:
        value = getattr(model, name, None)
        allowed = _allowed(type(model), name)
        for at, member in _members(value, f"{path}.{name}"):
            if isinstance(member, BaseModel):
                yield from _codes(member, at)
            elif allowed and member not in allowed:
                yield Fault(at, f"{member!r} is not one of {', '.join(sorted(allowed))}")


def _members(value: Any, path: str) -> list[tuple[str, Any]]:
    if isinstance(value, list):
        return [(f"{path}[{n}]", v) for n, v in enumerate(value) if v is not None]
    return [] if value is None else [(path, value)]


def _allowed(model: type[BaseModel], name: str) -> frozenset[str]:
    if (model.__name__, name) in _ANY_MIME_TYPE:
        return frozenset()
    if ".R4B." in model.__module__ and (model.__name__, name) in _ENUMS:
        return _ENUMS[model.__name__, name]
    field = model.model_fields.get(name)
    extra = field.json_schema_extra if field is not None else None
    values = extra.get("enum_values") if isinstance(extra, dict) else None
    return frozenset(map(str, values)) if isinstance(values, list) and "+" not in values else frozenset()
