"""The operations of the service as data (operations.toml), and the OperationDefinitions that are published.

http://hl7.org/fhir/R4/operationdefinition.html
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from careplan.knowledge import build

Json = dict[str, Any]

_ALLOWED_TYPE = "http://hl7.org/fhir/StructureDefinition/operationdefinition-allowed-type"
_PUBLISHED = "2026-11-24"
"""The day of the last change to operations.toml: `date` is required and no clock is asked."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation; `max` is a number or "*", `type` is "" for one that has parts."""

    name: str
    use: str
    min: int
    max: str
    type: str
    documentation: str
    allowed: tuple[str, ...] = ()
    search_type: str | None = None
    aliases: tuple[str, ...] = ()
    idle: bool = False
    part: tuple[Parameter, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """The types that a value may have."""
        return self.allowed or (self.type,)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: `system`, `type` and `instance` are the levels on which it is called."""

    id: str
    name: str
    title: str
    code: str
    description: str
    comment: str
    parameters: tuple[Parameter, ...]
    affects_state: bool
    base: str | None = None
    resource: str | None = None
    system: bool = False
    type: bool = False
    instance: bool = False

    @property
    def inputs(self) -> tuple[Parameter, ...]:
        """The parameters that a caller gives."""
        return tuple(p for p in self.parameters if p.use == "in")


@lru_cache(maxsize=1)
def operations() -> tuple[Operation, ...]:
    """All operations, in the order of the file; MappingError when it has a key that it should not have."""
    source = files("careplan.fhir").joinpath("operations.toml")
    table = tomllib.loads(source.read_text("utf-8"))
    return tuple(_operation(dict(one)) for one in table["operation"])


def operation(id: str) -> Operation:
    """The operation with this id; KeyError when there is none."""
    return {one.id: one for one in operations()}[id]


def operation_definition(operation: Operation, *, base: str) -> Json:
    """The OperationDefinition whose canonical url starts with `base` (the setting canonical_base)."""
    optional: Json = {
        "base": operation.base,
        "resource": [operation.resource] if operation.resource else None,
    }
    made: Json = {
        "resourceType": "OperationDefinition",
        "id": operation.id,
        "url": canonical(operation, base=base),
        "version": _PUBLISHED,
        "name": operation.name,
        "title": operation.title,
        "status": "active",
        "kind": "operation",
        "experimental": False,
        "date": _PUBLISHED,
        "publisher": "careplan",
        "description": operation.description,
        "affectsState": operation.affects_state,
        "code": operation.code,
        "comment": operation.comment,
        **optional,
        "system": operation.system,
        "type": operation.type,
        "instance": operation.instance,
        "parameter": [_parameter(p) for p in operation.parameters],
    }
    return {key: value for key, value in made.items() if value is not None}


def canonical(operation: Operation, *, base: str) -> str:
    """The canonical url of the operation's definition."""
    return f"{base}/OperationDefinition/{operation.id}"


def _operation(table: Json) -> Operation:
    where = f"operations.toml: {table.get('id')}"
    table["parameters"] = [_built(one, where) for one in table["parameters"]]
    return build(Operation, table, where)


def _built(table: Json, where: str) -> Parameter:
    parts = [_built({"use": table["use"], **one}, where) for one in table.get("part", ())]
    return build(Parameter, {**table, "part": parts}, where)


def _parameter(parameter: Parameter) -> Json:
    allowed = [{"url": _ALLOWED_TYPE, "valueUri": one} for one in parameter.allowed]
    made: Json = {
        "extension": allowed or None,
        "name": parameter.name,
        "use": parameter.use,
        "min": parameter.min,
        "max": parameter.max,
        "documentation": parameter.documentation,
        "type": parameter.type or None,
        "searchType": parameter.search_type,
        "part": [_parameter(one) for one in parameter.part] or None,
    }
    return {key: value for key, value in made.items() if value is not None}
