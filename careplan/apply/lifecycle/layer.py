"""The patient layer of a plan of one sheet as we make it, item by item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from careplan.apply.context import CARE_PLAN, Context
from careplan.apply.plan import patient_layer
from careplan.fhir.bundle import keys
from careplan.fhir.changes import place
from careplan.fhir.extensions import find, value
from careplan.fhir.systems import EXT_STATEMENT

Json = dict[str, Any]

REVIEW = "review"
_NOT_TASKS = (CARE_PLAN, REVIEW)


@dataclass(frozen=True)
class Layer:
    """What `apply` makes of one sheet, by what it is ("s17", "s17-decision", "review", "care-plan")."""

    context: Context

    @cached_property
    def items(self) -> Mapping[str, Json]:
        """Everything that has an identifier."""
        start = len(self.context.key) + 1
        made = (r for r in patient_layer(self.context) if isinstance(r.get("identifier"), list))
        return {r["identifier"][0]["value"][start:]: r for r in made}

    @property
    def care_plan(self) -> Json:
        """The CarePlan."""
        return self.items[CARE_PLAN]

    @property
    def tasks(self) -> Mapping[str, Json]:
        """The Tasks but the review."""
        return {what: item for what, item in self.items.items() if what not in _NOT_TASKS}

    def url(self, what: str) -> str:
        """The `fullUrl` of an item."""
        return self.context.key_of("CarePlan" if what == CARE_PLAN else "Task", what).full_url


def begins(holder: Mapping[str, Any]) -> str:
    """The id of the statement that an activity or Task of ours was made of; "" when it is none of ours."""
    extension = find(holder, EXT_STATEMENT)
    return str(value(extension, "id")) if extension else ""


def stands(resources: Iterable[Json]) -> dict[str, str]:
    """From the `fullUrl` that each has in a Bundle of ours to where it stands."""
    return {key.full_url: place(resource) for resource in resources for key in keys(resource)}
