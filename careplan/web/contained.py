"""A transaction Bundle of one plan -> one CarePlan with the rest contained, as $apply answers.

R4 `PlanDefinition/$apply` returns a CarePlan that holds what it needs as contained resources, since none of
it is stored (http://hl7.org/fhir/R4/plandefinition-operation-apply.html; references.html#contained).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from careplan.errors import ResourceError

Json = dict[str, Any]

_DEFINITIONS = ("PlanDefinition", "ActivityDefinition", "Questionnaire")
"""Types that stay outside the plan: they are named by their canonical urls."""


def contained_plan(bundle: Json) -> Json:
    """The CarePlan of the Bundle, its companions contained; ResourceError when it has not exactly one."""
    entries = [e for e in bundle.get("entry", []) if e["resource"]["resourceType"] not in _DEFINITIONS]
    plans = [e for e in entries if e["resource"]["resourceType"] == "CarePlan"]
    if len(plans) != 1:
        raise ResourceError("the Bundle has not exactly one CarePlan")
    others = [e for e in entries if e is not plans[0]]
    names = {plans[0]["fullUrl"]: "#"} | {e["fullUrl"]: f"#{id}" for e, id in _ids(others)}
    held = [_held(e["resource"], names[e["fullUrl"]], names) for e in others]
    plan: Json = _renamed(plans[0]["resource"], names)
    return _with_contained(plan, _needed(plan, held))


def _ids(entries: list[Json]) -> Iterator[tuple[Json, str]]:
    """Ids that tell what they name, numbered a type: task-1, task-2, device-1."""
    counted: dict[str, int] = {}
    for entry in entries:
        kind = entry["resource"]["resourceType"].lower()
        counted[kind] = counted.get(kind, 0) + 1
        yield entry, f"{kind}-{counted[kind]}"


def _held(resource: Json, name: str, names: Mapping[str, str]) -> Json:
    """A contained resource: with its new id, of its meta only the profile (dom-4, dom-5), without text."""
    renamed: Json = _renamed(resource, names)
    profile = renamed.get("meta", {}).get("profile")
    kept = {k: v for k, v in renamed.items() if k not in ("resourceType", "id", "meta", "text")}
    meta = {"meta": {"profile": profile}} if profile else {}
    return {"resourceType": resource["resourceType"], "id": name[1:], **meta, **kept}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """`value` with every reference to an entry turned into one to a contained resource."""
    if isinstance(value, dict):
        return {
            key: names.get(one, one) if key == "reference" and isinstance(one, str) else _renamed(one, names)
            for key, one in value.items()
        }
    return [_renamed(one, names) for one in value] if isinstance(value, list) else value


def _needed(plan: Json, held: list[Json]) -> list[Json]:
    """Those that dom-3 allows: referred to from elsewhere in the plan, or referring to the plan itself."""
    referred = set(_references([plan, *held]))
    return [one for one in held if f"#{one['id']}" in referred or "#" in _references(one)]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "reference" and isinstance(one, str):
                yield one
            else:
                yield from _references(one)
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)


def _with_contained(plan: Json, held: list[Json]) -> Json:
    """`contained` goes where R4 has it: after the text, before the resource's own elements.

    What the plan contains already (an OperationOutcome) stands first.
    """
    first = ("resourceType", "id", "meta", "implicitRules", "language", "text")
    head = {key: plan[key] for key in first if key in plan}
    rest = {key: value for key, value in plan.items() if key not in (*first, "contained")}
    inside = [*plan.get("contained", ()), *held]
    return {**head, "contained": inside, **rest} if inside else {**head, **rest}
