"""From a PlanDefinition (given, or stored here) to all the definitions that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from careplan.apply.foreign import Foreign, is_ours
from careplan.definitions import Definitions
from careplan.errors import InputError, NotFound, ResourceError
from careplan.fhir.r4 import checked
from careplan.fhir.statement import actions
from careplan.fhir.systems import SHEET_SHA256
from careplan.reading.model import Reading, to_json
from careplan.store import Store
from careplan.web.parameters import Value

Json = dict[str, Any]

_PLAN = "PlanDefinition"
_READING = TypeAdapter(Reading)
"""Checks the types of what a plan says of its sheet, which anybody may have written."""
_DEFINED = ("ActivityDefinition", "Questionnaire")
"""Types that an action's definitionCanonical names in a plan of ours."""
_MOST_NAMED = 500
_REFERENCE = re.compile(r"PlanDefinition/([A-Za-z0-9\-.]{1,64})")


def by_id(store: Store, id: str) -> Definitions | Foreign:
    """The definitions of the newest version of the stored plan; NotFound when there is none."""
    return together(store, store.get("PlanDefinition", id).resource)


def by_canonical(store: Store, canonical: str) -> Definitions | Foreign:
    """The definitions of the plan with this url, of the version after its "|" or else of the newest."""
    url, _, version = canonical.partition("|")
    if not url:
        raise InputError("the canonical url of the plan is empty")
    found = store.find("PlanDefinition", url=url, version=version or None)
    if not found:
        raise NotFound("no PlanDefinition with this url is stored here; $define makes and stores it")
    return together(store, found[-1].resource)


def by_value(store: Store, value: Value) -> Definitions | Foreign:
    """The definitions of a plan that a parameter holds as a canonical url, as a reference, or whole."""
    if value.kind == "PlanDefinition":
        return together(store, value.content)
    if value.kind == "canonical":
        return by_canonical(store, value.content)
    reference = value.content.get("reference")
    found = _REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    if found is None:
        raise InputError(
            "the plan is no reference to what is stored here, such as PlanDefinition/abc",
            expression=value.expression,
        )
    return by_id(store, found[1])


def together(store: Store, plan: Json) -> Definitions | Foreign:
    """`plan` with what it names, contained in it or else stored here; ResourceError when it is broken.

    When some is missing, ResourceError for a plan of ours; of others' it is told when the plan is applied.
    """
    try:
        if not is_ours(plan):
            return Foreign.from_resources(plan, _named(store, plan))
        return _together(store, checked(plan))
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        # what the FHIR classes let pass or stumble over themselves, such as a list where a code should be
        raise ResourceError("the PlanDefinition is broken, or none of ours", expression=_PLAN) from error


def _named(store: Store, plan: Json) -> list[Json]:
    """What the store has of all that the plan of somebody else names, and that the plans in it name."""
    found: dict[str, Json] = {}
    waiting = [plan]
    while waiting and len(found) < _MOST_NAMED:
        named = (a.get("definitionCanonical") for a in actions(waiting.pop()))
        for canonical in (name for name in named if isinstance(name, str) and name not in found):
            for one in _with_canonical(store, canonical, (_PLAN, *_DEFINED)):
                found[canonical] = one
                waiting += [one] if one["resourceType"] == _PLAN else []
    return list(found.values())


def _with_canonical(store: Store, canonical: str, types: tuple[str, ...]) -> Iterator[Json]:
    """The stored definition of each type that has this canonical, its newest version unless one is named."""
    url, _, version = canonical.partition("|")
    likely = [type for type in types if f"/{type}/" in url]  # most urls name the type: one search for each is enough
    for some in (likely, [type for type in types if type not in likely]):
        held = [store.find(type, url=url, version=version or None)[-1:] for type in some]
        if any(held):
            yield from (one.resource for found in held for one in found)
            return


def _together(store: Store, plan: Json) -> Definitions:
    if not all("id" in action for action in actions(plan)):
        raise ResourceError("an action of the PlanDefinition has no id", expression="PlanDefinition.action")
    bare = {key: value for key, value in plan.items() if key != "contained"}
    contained: list[Json] = plan.get("contained", [])
    stored = [one for one in _stored(store, bare) if not _among(one, contained)]
    made = Definitions.from_resources([bare, *contained, *stored])
    _READING.validate_python(to_json(made.reading()))
    return made


def _stored(store: Store, plan: Json) -> Iterator[Json]:
    """What the store has of the definitions that the actions name, and of the sheet that was read."""
    named = dict.fromkeys(a["definitionCanonical"] for a in actions(plan) if "definitionCanonical" in a)
    for canonical in named:
        yield from _with_canonical(store, canonical, _DEFINED)
    for one in plan.get("identifier", []):
        if one.get("system") == SHEET_SHA256 and one.get("value"):
            found = store.find("DocumentReference", identifier=(SHEET_SHA256, one["value"]))
            yield from (each.resource for each in found[-1:])


def _among(resource: Json, others: list[Json]) -> bool:
    """Whether the caller gave the same one along: theirs counts."""
    keys = ("resourceType", "url", "version") if "url" in resource else ("resourceType", "identifier")
    return any(all(resource.get(key) == one.get(key) for key in keys) for one in others)
