"""Changes to what stands on a server: updates of the versions that were read, and conditional creates.

http://hl7.org/fhir/R4/http.html#concurrency: each update names the version that it was made of (`If-Match`),
so that nobody's work is written over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from careplan.errors import ResourceError
from careplan.fhir.bundle import Key, create

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be put and made; false when that is nothing.

    `updates` are whole resources with `id` and the `meta.versionId` that was read; `creates` have a
    business identifier and are made only if the server has none with it.
    """

    updates: tuple[Json, ...] = ()
    creates: tuple[Json, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.updates or self.creates)

    def bundle(self) -> Json:
        """One transaction of them all; ResourceError when an update has no version, or when there is nothing."""
        if not self:
            raise ResourceError("there is nothing to change")
        entries = [*map(_update, self.updates), *map(create, self.creates)]
        return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def changes(
    before: Iterable[Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
    creates: Iterable[Mapping[str, Any]] = (),
) -> Changes:
    """The Changes that make `after` of `before`, resources as they were read; what is the same is left out."""
    known = {place(resource): resource for resource in before}
    updates = tuple(dict(r) for r in after if known.get(place(r)) != r)
    return Changes(updates, tuple(map(dict, creates)))


def place(resource: Mapping[str, Any]) -> str:
    """Where a resource that was read stands: "Task/12"."""
    return f"{resource['resourceType']}/{resource['id']}"


def version(resource: Mapping[str, Any]) -> str | None:
    """The version that was read, None when the server gave none."""
    found = resource.get("meta", {}).get("versionId")
    return None if found is None else str(found)


def _update(resource: Json) -> Json:
    at, read = place(resource), version(resource)
    if read is None:
        raise ResourceError(f"the EHR gives no version of a {resource['resourceType']}: it cannot be changed safely")
    return {
        # any UUID will do: nothing in the bundle refers to what has a place already
        "fullUrl": Key(resource["resourceType"], "place", at).full_url,
        "resource": resource,
        "request": {"method": "PUT", "url": at, "ifMatch": f'W/"{read}"'},
    }
