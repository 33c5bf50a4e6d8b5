"""Definitions in a file: what `careplan define` wrote, or a PlanDefinition that somebody else made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from careplan.errors import ResourceError

if TYPE_CHECKING:
    from careplan.apply.foreign import Foreign
    from careplan.definitions import Definitions

Json = dict[str, Any]
_PLAN = "PlanDefinition"


def definitions_in(data: bytes) -> Definitions | Foreign | None:
    """The definitions that a PlanDefinition, or a Bundle with one, holds; None when `data` is nothing of the kind.

    ResourceError when it holds more than one plan of its own, or when something is broken or missing.
    """
    from careplan.apply.foreign import Foreign, is_ours
    from careplan.definitions import Definitions

    resources = _resources(data)
    plans = [r for r in resources if r.get("resourceType") == _PLAN]
    if not plans:
        return None
    try:
        plan = _outermost(plans)
        return Definitions.from_resources(resources) if is_ours(plan) else Foreign.from_resources(plan, resources)
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        raise ResourceError("the PlanDefinition is broken", expression=_PLAN) from error


def _resources(data: bytes) -> list[Json]:
    """The resource, or those of the Bundle; none when it is no JSON of FHIR: then it is a sheet."""
    try:
        held = json.loads(data)
    except (ValueError, RecursionError):
        return []
    if not isinstance(held, dict):
        return []
    entries = held.get("entry") if held.get("resourceType") == "Bundle" else [{"resource": held}]
    found = [e.get("resource") for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    return [r for r in found if isinstance(r, dict)]


def _outermost(plans: list[Json]) -> Json:
    """The one plan that no other one names."""
    named = json.dumps([plan.get("action") for plan in plans])
    outer = [plan for plan in plans if len(plans) == 1 or not _names(named, plan)]
    if len(outer) != 1:
        raise ResourceError(f"{len(outer)} PlanDefinitions could be meant: give one, and those that it names")
    return outer[0]


def _names(actions: str, plan: Json) -> bool:
    url = plan.get("url")
    return isinstance(url, str) and (f'"{url}"' in actions or f'"{url}|' in actions)
