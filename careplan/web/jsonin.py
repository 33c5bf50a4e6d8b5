"""JSON that comes in, parsed as strictly as RFC 8259 and FHIR want it."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from careplan.errors import InputError, ResourceError

DEEPEST = 128
"""Levels of nesting that are taken; the deepest definition seen needs a third of that."""


def parse_object(data: bytes) -> dict[str, Any]:
    """The JSON object in `data` (UTF-8); InputError when it is no JSON, ResourceError when no object."""
    try:
        value = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_number, parse_float=float
        )
    except UnicodeDecodeError:
        raise InputError("the body is not UTF-8") from None
    except RecursionError:
        raise InputError("the JSON is nested too deeply") from None
    except ValueError:  # also a number of more digits than Python takes
        raise InputError("the body is no JSON") from None
    _check(value)
    if not isinstance(value, dict):
        raise ResourceError("the body is JSON but no object: a FHIR resource is expected")
    return value


def resource_type(resource: dict[str, Any]) -> str:
    """Its resourceType; ResourceError when it has none."""
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not kind:
        raise ResourceError("the JSON has no resourceType", expression="resourceType")
    return kind


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two members of the same name: which one counts differs between parsers, so neither does."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise InputError("the JSON has an object with the same name twice")
    return made


def _no_number(_name: str) -> NoReturn:
    raise InputError("the JSON has NaN or Infinity, which are no numbers of JSON")


def _check(value: Any) -> None:
    """Refuse what later steps (recursion, UTF-8 output) could not carry, without recursion itself."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise InputError("the JSON is nested too deeply")
        if any(_surrogate(one) for one in level if isinstance(one, str)):
            raise InputError("the JSON has half of a surrogate pair")
        level = [inner for one in level for inner in _inside(one)]


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []


def _surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)
