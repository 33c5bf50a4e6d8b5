"""What is known of a patient: resources of the chart, read leniently, and which searches found them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Chart:
    """`resources` of one patient; `searched` what a server answered, by the search as it was sent; `failed` why not.

    A search that is in neither is made over `resources`. The dicts are not to be changed.
    """

    resources: tuple[Json, ...] = ()
    searched: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, resources: Iterable[Any]) -> Chart:
        """The chart of resources that somebody gives, Bundles opened; what is no resource is left out."""
        found: list[Json] = []
        for one in resources:
            found += _opened(one)
        return cls(resources=tuple(found))

    def find(self, type: str, id: str) -> Json | None:
        """The resource with this id, or None."""
        held = (*self.resources, *(r for found in self.searched.values() for r in found))
        return next((r for r in held if r["resourceType"] == type and r.get("id") == id), None)


def reference_to(resource: Mapping[str, Any]) -> Json:
    """A Reference to an entry of the chart, with its words for a person."""
    said = words_of(resource)
    id = resource.get("id")
    literal = {"reference": f"{resource['resourceType']}/{id}"} if isinstance(id, str) and id else {}
    return {**literal, "type": resource["resourceType"], **({"display": said} if said else {})}


def words_of(resource: Mapping[str, Any]) -> str:
    """What an entry says of itself: the text or first display of its concept; "" when it has none."""
    for name in ("code", "medicationCodeableConcept", "type", "vaccineCode"):
        if said := _words(resource.get(name)):
            value = _words(resource.get("valueCodeableConcept"))
            return f"{said}: {value}" if value else said
    return ""


def _opened(one: Any) -> list[Json]:
    if not isinstance(one, dict) or not isinstance(one.get("resourceType"), str):
        return []
    if one["resourceType"] != "Bundle":
        return [one]
    entries = one.get("entry")
    held = [e.get("resource") for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    return [r for each in held for r in _opened(each)]


def _words(concept: Any) -> str:
    if not isinstance(concept, dict):
        return ""
    if isinstance(concept.get("text"), str):
        return str(concept["text"])
    codings = concept.get("coding")
    said = [c.get("display") for c in codings if isinstance(c, dict)] if isinstance(codings, list) else []
    return next((s for s in said if isinstance(s, str)), "")
