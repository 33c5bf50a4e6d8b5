"""What is given: a PlanDefinition, and the definitions that its actions may name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from careplan.errors import ResourceError
from careplan.fhir.extensions import find
from careplan.fhir.r4 import checked
from careplan.fhir.rules import words
from careplan.fhir.statement import actions
from careplan.fhir.systems import EXT_SHEET

Json = dict[str, Any]

PLAN = "PlanDefinition"
_DEFINITIONS = (PLAN, "ActivityDefinition", "Questionnaire")
_MOST_ACTIONS = 2000
_TIMING = words("timingTiming timingPeriod timingDateTime timingAge timingRange timingDuration")
_HEAD = words("resourceType id language url version title description status contained")
_ACTION = _TIMING | words(
    """id title description textEquivalent priority code reason condition relatedAction participant type
    groupingBehavior selectionBehavior requiredBehavior definitionCanonical definitionUri action"""
)
_READ = {
    PLAN: words("subjectCodeableConcept subjectReference action"),
    "ActivityDefinition": _TIMING
    | words(
        """subjectCodeableConcept subjectReference kind intent priority doNotPerform code participant
        productReference productCodeableConcept quantity dosage bodySite"""
    ),
    "Questionnaire": frozenset[str](),
}


@dataclass(frozen=True)
class Foreign:
    """A PlanDefinition that is not of a sheet, and what may be named in it. The dicts are not to be changed."""

    plan: Json
    given: tuple[Json, ...] = ()

    @classmethod
    def from_resources(cls, plan: Json, given: Iterable[Json] = ()) -> Foreign:
        """The plan with the definitions among `given`; ResourceError when what is read of one is no valid R4."""
        if not isinstance(plan, dict) or plan.get("resourceType") != PLAN:
            raise ResourceError("this is no PlanDefinition", expression="$this")
        others = tuple(r for r in given if isinstance(r, dict) and r.get("resourceType") in _DEFINITIONS)
        for one in (plan, *others):
            checked(essence(one))
        made = cls(plan, others)
        if sum(1 for _ in actions(plan)) > _MOST_ACTIONS:
            raise ResourceError(f"the plan has more than {_MOST_ACTIONS} actions", expression="PlanDefinition.action")
        return made

    @cached_property
    def _by_canonical(self) -> dict[str, Json]:
        """The newest of a url stands last and wins where no version is asked."""
        found: dict[str, Json] = {}
        for one in (*self.given, *contained(self.plan)):
            if "url" in one:
                found[one["url"]] = one
                found[f"{one['url']}|{one.get('version', '')}"] = one
        return found

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that is given: another definition makes another plan."""
        content = json.dumps([self.plan, *self.given], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()

    def named(self, canonical: str, within: Mapping[str, Any]) -> Json | None:
        """The definition with this canonical, or "#id" contained in `within`; None when it was not given."""
        if canonical.startswith("#"):
            return next((r for r in contained(within) if r.get("id") == canonical[1:]), None)
        return self._by_canonical.get(canonical)


def essence(resource: Json) -> Json:
    """What is read of a definition: this must be valid R4, whatever else is wrong with it."""
    kept = _READ[resource["resourceType"]] | _HEAD
    held = {key: _filled(value) for key, value in resource.items() if key in kept}
    if "contained" in held:
        dicts = (r for r in _listed(held["contained"]) if isinstance(r, dict))
        inside = [r for r in dicts if r.get("resourceType") in _DEFINITIONS]
        held["contained"] = [essence(r) for r in inside]
    if "action" in held:
        held["action"] = _actions(held["action"])
    return {key: value for key, value in held.items() if value not in ([], "")}


def _actions(given: Any) -> Any:
    """Actions with what is read of them; anything else as it is, for the check to refuse."""
    if not isinstance(given, list):
        return given
    return [_action(one) if isinstance(one, dict) else one for one in given]


def _action(action: Json) -> Json:
    held = {key: _filled(value) for key, value in action.items() if key in _ACTION}
    if "action" in held:
        held["action"] = _actions(held["action"])
    # an action of nothing but what is not read here would be empty, which R4 forbids
    return {key: value for key, value in held.items() if value not in ([], "")} or {"title": "-"}


def _filled(value: Any) -> Any:
    """Blank text is no value (string: at least one character that is no space) and is taken as if it were not there."""
    return "" if isinstance(value, str) and not value.strip() else value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def is_ours(plan: Mapping[str, Any]) -> bool:
    """Whether `define` made the plan: it has the sheet's reading in it."""
    return find(plan, EXT_SHEET) is not None


def contained(resource: Mapping[str, Any]) -> Iterator[Json]:
    """The definitions that a resource contains."""
    held = (r for r in resource.get("contained", ()) if isinstance(r, dict))
    yield from (r for r in held if r.get("resourceType") in _DEFINITIONS)
