"""A transaction Bundle of conditional creates (http://hl7.org/fhir/R4/http.html#transaction, #ccreate).

Posting it twice makes nothing new: each entry is created only if the server has none with its business
identifier. `fullUrl` is a UUID made of that identifier (version 5), so the same plan has the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from careplan.errors import ResourceError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a resource the only one of its type.

    `parameter` is the search parameter that finds it: "identifier"; "url" with `value` as the version (a
    canonical resource without identifier); "_tag" (Provenance, which has no identifier in R4).
    """

    type: str
    system: str
    value: str
    parameter: str = "identifier"

    @property
    def full_url(self) -> str:
        """`urn:uuid:` of the type and the business identifier."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{self.type}?{self.system}|{self.value}')}"

    @property
    def query(self) -> str:
        """The search that finds it, percent-encoded."""
        system, value = quote(self.system, safe=""), quote(self.value, safe="")
        if self.parameter == "url":
            return f"url={system}&version={value}"
        return f"{self.parameter}={system}%7C{value}"


def key(resource: Mapping[str, Any]) -> Key:
    """The Key of a resource: its first identifier, else its canonical url and version, else its first tag.

    ResourceError when it has none of them: it could not be posted twice.
    """
    found = next(keys(resource), None)
    if found is None:
        raise ResourceError(f"this {resource['resourceType']} has no business identifier")
    return found


def keys(resource: Mapping[str, Any]) -> Iterator[Key]:
    """All Keys that a resource has: one an identifier, canonical url and version, or tag."""
    type, given = resource["resourceType"], resource.get("identifier") or ()
    listed = [given] if isinstance(given, dict) else given
    yield from (Key(type, i["system"], i["value"]) for i in listed if i.get("system") and i.get("value"))
    if resource.get("url") and resource.get("version"):
        yield Key(type, resource["url"], resource["version"], "url")
    tags = resource.get("meta", {}).get("tag", ())
    yield from (Key(type, t["system"], t["code"], "_tag") for t in tags if t.get("system") and t.get("code"))


def reference(resource: Mapping[str, Any]) -> Json:
    """A Reference to a resource of the same Bundle, by its `fullUrl`."""
    return {"reference": key(resource).full_url}


def canonical(resource: Mapping[str, Any]) -> str:
    """The canonical of a definition: url|version (http://hl7.org/fhir/R4/references.html#canonical)."""
    url, version = resource.get("url"), resource.get("version")
    if not url:
        raise ResourceError(f"this {resource.get('resourceType', 'definition')} has no canonical url")
    return f"{url}|{version}" if version else str(url)


def transaction(resources: Iterable[Mapping[str, Any]]) -> Json:
    """The transaction Bundle that creates `resources` in this order, each unless it is there.

    Literal references between them ("DocumentReference/abc") become `fullUrl`s, and the logical ids go: a
    server gives its own. ResourceError when two are the same one.
    """
    given = list(resources)
    named = [key(resource) for resource in given]
    if len(set(named)) != len(named):
        raise ResourceError("two resources of the plan have the same business identifier")
    urls = {f"{r['resourceType']}/{r['id']}": k.full_url for r, k in zip(given, named, strict=True) if r.get("id")}
    entries = [_entry(r, k, urls) for r, k in zip(given, named, strict=True)]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def create(resource: Mapping[str, Any]) -> Json:
    """The Bundle entry that creates `resource` unless the server has one with its Key."""
    return _entry(resource, key(resource), {})


def _entry(resource: Mapping[str, Any], key: Key, urls: Mapping[str, str]) -> Json:
    posted = {name: resolved(value, urls) for name, value in resource.items() if name != "id"}
    return {
        "fullUrl": key.full_url,
        "resource": posted,
        "request": {"method": "POST", "url": key.type, "ifNoneExist": key.query},
    }


def resolved(value: Any, urls: Mapping[str, str]) -> Any:
    """`value` with each literal reference that `urls` knows replaced by what it is there."""
    if isinstance(value, dict):
        made = value.copy()
        for name, held in value.items():
            if isinstance(held, (dict, list)):
                made[name] = resolved(held, urls)
            elif name == "reference" and isinstance(held, str):
                made[name] = urls.get(held, held)
        return made
    return [resolved(one, urls) for one in value] if isinstance(value, list) else value
