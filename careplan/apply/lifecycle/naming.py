"""The names of a plan when it moves: what it was found by stays, what it is to be found by comes to it.

So `apply` finds the same plan at the new time, and makes no second one when it is played again at the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careplan.apply.context import PLAN_ITEM
from careplan.apply.lifecycle.existing import ExistingPlan

Json = dict[str, Any]


def renamed(resource: Json, plan: ExistingPlan, names: Mapping[str, str]) -> Json:
    """The resource with an identifier under the new name for each that it has under an old one."""
    system, given = plan.base + PLAN_ITEM, resource.get("identifier", [])
    ours = [i["value"] for i in given if i.get("system") == system]
    wanted = [names[old] + value[len(old) :] for old in names for value in ours if value.startswith(f"{old}-")]
    lacking = [value for value in dict.fromkeys(wanted) if value not in ours]
    if not lacking:
        return resource
    return {**resource, "identifier": [*given, *({"system": system, "value": v} for v in lacking)]}
