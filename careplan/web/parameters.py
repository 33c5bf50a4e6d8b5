"""What a caller gives to an operation, checked against its definition (http://hl7.org/fhir/R4/operations.html).

Values come from a Parameters resource, from the query of the address, or both; none may come twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from careplan.errors import InputError, ResourceError, SubjectError
from careplan.fhir.operations import Operation, Parameter

Json = dict[str, Any]

_COMMON = frozenset({"_format", "_pretty"})
"""Parameters of the address that every request may have (http.html#parameters)."""
# type of a parameter -> the value[x] that may hold it: the type itself and what callers send in its place
_HOLDERS = {
    "string": ("valueString", "valueCode", "valueId", "valueUri", "valueCanonical", "valueMarkdown"),
    "dateTime": ("valueDateTime", "valueInstant", "valueDate", "valueString"),
    "boolean": ("valueBoolean",),
    "canonical": ("valueCanonical", "valueUri", "valueUrl", "valueString"),
    "Reference": ("valueReference",),
    "Attachment": ("valueAttachment",),
    "CodeableConcept": ("valueCodeableConcept",),
    "Identifier": ("valueIdentifier",),
}
_IN_ADDRESS = ("string", "dateTime", "boolean", "canonical")
_PLUS_LOST = re.compile(r"(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) (\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Value:
    """One value: `kind` is the type that fitted, `expression` the FHIRPath to it (None: from the address)."""

    kind: str
    content: Any
    expression: str | None = None


@dataclass(frozen=True, slots=True)
class Arguments:
    """The values by the name of their parameter; those that are required are there.

    The content of one that may repeat is the list of its Values; of one that has parts, its Arguments.
    """

    values: Mapping[str, Value] = field(default_factory=dict)

    def get(self, name: str) -> Value | None:
        """The value of the parameter, or None."""
        return self.values.get(name)

    def text(self, name: str) -> str | None:
        """The text of a string, dateTime or canonical parameter, or None."""
        value = self.values.get(name)
        return None if value is None else str(value.content)

    def all(self, name: str) -> list[Value]:
        """The values of a parameter that may repeat."""
        value = self.values.get(name)
        return [] if value is None else list(value.content)

    def flag(self, name: str) -> bool:
        """A boolean parameter; False when it is not given."""
        value = self.values.get(name)
        return value is not None and bool(value.content)


def bind(
    operation: Operation,
    *,
    query: Iterable[tuple[str, str]] = (),
    parameters: Json | None = None,
    given: Mapping[str, Value] | None = None,
) -> Arguments:
    """The arguments of a call.

    `given` are values that came otherwise (the sheet as the body). InputError for a parameter that the
    operation does not have, that comes twice, that is missing, or whose type is another one.
    """
    values = dict(given or {})
    for name, value in _from_query(operation, query):
        _set(values, name, value, _of(operation, name))
    for name, value in _from_parameters(operation.inputs, parameters, "Parameters.parameter"):
        _set(values, name, value, _of(operation, name))
    for parameter in operation.inputs:
        if parameter.min and parameter.name not in values:
            raise _missing(parameter.name)
    return Arguments({name: value for name, value in values.items() if not _of(operation, name).idle})


def nested(value: Value, allowed: tuple[Parameter, ...], *, path: str | None = None) -> Arguments:
    """The arguments inside a parameter that is itself a Parameters resource, or has parts (then at `path`)."""
    values: dict[str, Value] = {}
    for name, one in _from_parameters(allowed, value.content, path or f"{value.expression}.resource.parameter"):
        _set(values, name, one, next(p for p in allowed if p.name == name))
    for parameter in allowed:
        if parameter.min and parameter.name not in values:
            raise _missing(parameter.name)
    return Arguments(values)


def _set(values: dict[str, Value], name: str, value: Value, parameter: Parameter) -> None:
    if parameter.max == "*":
        before = values[name].content if name in values else []
        values[name] = Value(value.kind, [*before, value], value.expression)
        return
    if name in values:
        message = f"the parameter {name} is given more than once"
        raise InputError(message, expression=value.expression)
    values[name] = value


def _missing(name: str) -> InputError:
    message = f"the parameter {name} is missing"
    return SubjectError(message) if name == "subject" else InputError(message)


def _of(operation: Operation, name: str) -> Parameter:
    return next(p for p in operation.inputs if p.name == name)


def _named(allowed: tuple[Parameter, ...], name: object, expression: str | None) -> Parameter:
    for parameter in allowed:
        if name == parameter.name or name in parameter.aliases:
            return parameter
    known = ", ".join(p.name for p in allowed)
    raise InputError(f"there is a parameter that is not known here; known are {known}", expression=expression)


def _from_query(operation: Operation, query: Iterable[tuple[str, str]]) -> Iterable[tuple[str, Value]]:
    for name, text in query:
        if name in _COMMON:
            continue
        parameter = _named(operation.inputs, name, None)
        yield parameter.name, _in_address(parameter, text)


def _in_address(parameter: Parameter, text: str) -> Value:
    kind = next((one for one in parameter.types if one in _IN_ADDRESS), None)
    if kind is None:
        raise InputError(f"the parameter {parameter.name} cannot stand in the address")
    if not text:
        raise InputError(f"the parameter {parameter.name} is empty")
    if kind == "boolean":
        return Value(kind, _boolean(parameter, text))
    # a + that was not written %2B arrives as a blank; a time has none where an offset begins
    return Value(kind, _PLUS_LOST.sub(r"\1+\2", text) if kind == "dateTime" else text)


def _boolean(parameter: Parameter, text: str) -> bool:
    if text not in ("true", "false"):
        raise InputError(f"the parameter {parameter.name} is neither true nor false")
    return text == "true"


def _from_parameters(allowed: tuple[Parameter, ...], resource: Json | None, path: str) -> Iterable[tuple[str, Value]]:
    if resource is None:
        return
    listed = resource.get("parameter", [])
    if not isinstance(listed, list):
        raise ResourceError("Parameters.parameter is no list", expression=path)
    for n, one in enumerate(listed):
        expression = f"{path}[{n}]"
        if not isinstance(one, dict):
            raise ResourceError("a parameter is no object", expression=expression)
        parameter = _named(allowed, one.get("name"), expression)
        yield parameter.name, _held(parameter, one, expression)


def _held(parameter: Parameter, one: Json, expression: str) -> Value:
    """The one value of the parameter (inv-1: value, resource or parts, and only one of them)."""
    held = [key for key in one if key.startswith("value") or key in ("resource", "part")]
    if len(held) != 1:
        raise ResourceError(f"the parameter {parameter.name} has not exactly one value", expression=expression)
    key, content = held[0], one[held[0]]
    if parameter.part:
        inside = Value("part", {"parameter": content}, None) if key == "part" else Value("", {"parameter": None})
        return Value("part", nested(inside, parameter.part, path=f"{expression}.part"), expression)
    for kind in parameter.types:
        fitting = _fits(kind, key, content, reference=parameter.search_type == "reference")
        if fitting is not None:
            return Value(kind, fitting, expression)
    wanted = " or ".join(parameter.types)
    raise ResourceError(f"the parameter {parameter.name} is no {wanted}", expression=expression)


def _fits(kind: str, key: str, content: Any, *, reference: bool) -> Any:
    """`content` as a value of `kind`, or None when it is none."""
    if key == "resource":
        typed = isinstance(content, dict) and isinstance(content.get("resourceType"), str)
        return content if typed and kind in (content["resourceType"], "Resource") else None
    if reference and key == "valueReference" and isinstance(content, dict):
        return content.get("reference") if isinstance(content.get("reference"), str) else None
    if key not in _HOLDERS.get(kind, ()):
        return None
    shape = bool if kind == "boolean" else dict if kind[0].isupper() else str
    return content if isinstance(content, shape) and content != "" else None
