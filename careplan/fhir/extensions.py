"""Complex extensions as records: a flat way to write and read `extension` (http://hl7.org/fhir/R4/extensibility.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from careplan.errors import ResourceError

Json = dict[str, Any]


def record(url: str, *parts: Json | None) -> Json | None:
    """The complex extension `url` of those parts that are there; None when none is."""
    present = [part for part in parts if part is not None]
    return {"url": url, "extension": present} if present else None


def part(name: str, value: Any, kind: str) -> Json | None:
    """The sub-extension `name` with `value<kind>`; None for None, since FHIR has no empty value."""
    return None if value is None else {"url": name, f"value{kind}": value}


def parts(name: str, values: Iterable[Any], kind: str) -> list[Json]:
    """One sub-extension `name` a value."""
    return [{"url": name, f"value{kind}": value} for value in values]


def find(holder: Mapping[str, Any], url: str) -> Json | None:
    """The first extension `url` of an element (or of a complex extension), or None."""
    return next(iter(find_all(holder, url)), None)


def find_all(holder: Mapping[str, Any], url: str) -> list[Json]:
    """All extensions `url` of an element, in order."""
    return [e for e in holder.get("extension", ()) if isinstance(e, dict) and e.get("url") == url]


def value(holder: Mapping[str, Any], name: str) -> Any:
    """The value of the sub-extension `name`, or None when there is none."""
    found = find(holder, name)
    return None if found is None else _value(found)


def values(holder: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """The values of all sub-extensions `name`, in order."""
    return tuple(_value(e) for e in find_all(holder, name))


def _value(extension: Json) -> Any:
    held = [v for key, v in extension.items() if key.startswith("value")]
    if len(held) != 1:
        raise ResourceError(f"the extension {extension.get('url')} has no single value")
    return held[0]
