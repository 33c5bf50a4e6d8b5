"""Definitions: what is made of one version of a sheet, before any patient, and back from FHIR."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from careplan.errors import ResourceError
from careplan.fhir.extensions import Json, find
from careplan.fhir.r4 import checked
from careplan.fhir.sheet import read_back
from careplan.fhir.statement import actions
from careplan.fhir.systems import EXT_SHEET, SHEET_SHA256
from careplan.reading.model import Reading


@dataclass(frozen=True)
class Definitions:
    """The definition layer of a sheet. The dicts are FHIR R4 JSON and are not to be changed."""

    plan_definition: Json
    activity_definitions: tuple[Json, ...]
    questionnaire: Json | None
    document: Json

    def resources(self) -> tuple[Json, ...]:
        """All resources, each after those that it refers to."""
        form = (self.questionnaire,) if self.questionnaire else ()
        return (self.document, *self.activity_definitions, *form, self.plan_definition)

    def reading(self) -> Reading:
        """The reading that the sheet gave, from the FHIR alone."""
        return self._reading

    @cached_property
    def _reading(self) -> Reading:
        return read_back(self.plan_definition, self.questionnaire)

    @classmethod
    def from_resources(cls, resources: Iterable[Mapping[str, Any]]) -> Definitions:
        """The Definitions whose resources are among these, in any order, as a server gives them back.

        ResourceError when one is invalid, when there is not exactly one PlanDefinition of ours, or when
        something that it refers to is missing.
        """
        try:
            return cls._from(resources)
        except (TypeError, AttributeError, KeyError, ValueError) as error:
            # valid R4, but not as we write it, such as an action without an id
            raise ResourceError("the PlanDefinition is broken, or none of ours", expression="PlanDefinition") from error

    @classmethod
    def _from(cls, resources: Iterable[Mapping[str, Any]]) -> Definitions:
        held = [checked(dict(r)) for r in resources]
        plan = _one([r for r in held if _is_plan(r)], "PlanDefinition with a sheet")
        canonicals = {f"{r['url']}|{r['version']}": r for r in held if "url" in r and "version" in r}
        named = [a["definitionCanonical"] for a in actions(plan) if "definitionCanonical" in a]
        missing = [name for name in named if name not in canonicals]
        if missing:
            raise ResourceError(f"the definition {missing[0]} is missing")
        defined = [canonicals[name] for name in named]
        forms = [r for r in defined if r["resourceType"] == "Questionnaire"]
        made = cls(
            plan_definition=plan,
            activity_definitions=tuple(r for r in defined if r["resourceType"] == "ActivityDefinition"),
            questionnaire=_one(forms, "Questionnaire") if forms else None,
            document=_one([r for r in held if _is_sheet(r, plan)], "DocumentReference of the sheet"),
        )
        made.reading()  # refuses an extension that is broken
        return made


def _one(found: list[Json], what: str) -> Json:
    if len(found) != 1:
        raise ResourceError(f"{len(found) or 'no'} {what}: exactly one is needed")
    return found[0]


def _is_plan(resource: Json) -> bool:
    return resource["resourceType"] == "PlanDefinition" and find(resource, EXT_SHEET) is not None


def _is_sheet(resource: Json, plan: Json) -> bool:
    """Whether it is the document that the plan was read from: they have the same hash."""
    return resource["resourceType"] == "DocumentReference" and bool(_hashes(resource) & _hashes(plan))


def _hashes(resource: Json) -> set[str]:
    return {i["value"] for i in resource.get("identifier", ()) if i.get("system") == SHEET_SHA256}
