"""A Bundle as R5: its resources, and for a patient's plan the requests that R5 wants beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careplan.errors import ResourceError
from careplan.fhir.bundle import create
from careplan.fhir.bundle import reference as to_resource
from careplan.fhir.extensions import Json
from careplan.fhir.r5.activities import planned
from careplan.fhir.r5.elements import resource
from careplan.fhir.r5.responses import valued
from careplan.fhir.statement import items


def bundle(given: Mapping[str, Any]) -> Json:
    """The R5 form of an R4 Bundle, in its order; new requests stand after the CarePlan that plans them."""
    entries = given.get("entry", [])
    kinds = _kinds(entries)
    tasks = [e["resource"] for e in entries if e.get("resource", {}).get("resourceType") == "Task"]
    made: list[Json] = []
    for entry in entries:
        one = entry.get("resource")
        if one is None:
            made.append(entry)
        elif one["resourceType"] == "CarePlan":
            made += _plan(entry, tasks)
        else:
            made.append({**entry, "resource": resource(valued(one, kinds))})
    return {**given, **({"entry": _together(made)} if entries else {})}


def _plan(entry: Mapping[str, Any], tasks: list[Json]) -> list[Json]:
    """The entry of the CarePlan, then those of its requests."""
    plan, requests = planned(entry["resource"], tasks)
    if requests and "ifNoneExist" not in entry.get("request", {}):
        raise ResourceError("in R5 only a plan that is to be created can get its requests", expression="Bundle.entry")
    return [{**entry, "resource": resource(plan)}, *map(create, requests)]


def _together(entries: list[Json]) -> list[Json]:
    """What binds them: who tells where the plan is from tells it of the requests too; planned is not based on."""
    held = [e["resource"] for e in entries if "resource" in e]
    plan = next((r for r in held if r["resourceType"] == "CarePlan"), None)
    if plan is None:
        return entries
    requests = [to_resource(r) for r in held if r["resourceType"] == "ServiceRequest"]
    return [{**e, "resource": _bound(e["resource"], plan, requests)} if "resource" in e else e for e in entries]


def _bound(one: Json, plan: Json, requests: list[Json]) -> Json:
    if one["resourceType"] == "Provenance":
        return {**one, "target": [*one["target"], *requests], "patient": plan["subject"]}
    if one["resourceType"] == "Task":
        return _unbased(one, plan)
    return one


def _unbased(task: Json, plan: Json) -> Json:
    """R5: a request that a CarePlan plans "should not point to this CarePlan using the basedOn element"."""
    itself = to_resource(plan)
    based = [r for r in task.get("basedOn", ()) if r != itself]
    rest = {name: value for name, value in task.items() if name != "basedOn"}
    return {**rest, "basedOn": based} if based else rest


def _kinds(entries: list[Json]) -> dict[str, str]:
    """The type of each item of the Questionnaires of a Bundle, by its linkId."""
    held = (e.get("resource", {}) for e in entries)
    forms = [r for r in held if r.get("resourceType") == "Questionnaire"]
    return {item["linkId"]: item["type"] for form in forms for item in items(form)}
