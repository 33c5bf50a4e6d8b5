"""A new plan delivered: what stood there before it must be the plan that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careplan.apply.lifecycle.states import PLAN_OVER
from careplan.apply.procedure_time import parse_procedure_time
from careplan.ehr import Client, Delivery, deliver
from careplan.errors import PlanStateError
from careplan.fhir.extensions import find, value
from careplan.fhir.systems import EXT_PROCEDURE

Json = dict[str, Any]

_HOW = "name the procedure to tell it from the former one"


def deliver_plan(bundle: Json, client: Client) -> Delivery:
    """Deliver the Bundle of an `apply`, as `ehr.deliver` does.

    A plan that stands there already is left as it is. PlanStateError when it was revoked or moved since: the
    caller would believe that a plan for this time stands.
    """
    delivery = deliver(bundle, client)
    # not by their places: a server of another FHIR version gets more entries
    asked = [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "CarePlan"]
    standing = [entry for entry in delivery.entries if entry.type == "CarePlan"]
    for plan, entry in zip(asked, standing, strict=True):
        if entry in delivery.existing:
            _check(plan, client.read("CarePlan", entry.id))
    return delivery


def _check(asked: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    place, status = f"CarePlan/{found['id']}", found.get("status")
    if status in PLAN_OVER:
        raise PlanStateError(f"the plan for this procedure is {status} ({place}): {_HOW}", expression="procedure")
    if _time(asked) != _time(found):
        raise PlanStateError(
            f"the plan for this procedure stands at another time ({place}): reschedule it, or {_HOW}",
            expression="procedureTime",
        )


def _time(care_plan: Mapping[str, Any]) -> Any:
    """The instant or the day that a plan is for; None when it does not tell."""
    extension = find(care_plan, EXT_PROCEDURE)
    if extension is None:
        return None
    at = parse_procedure_time(value(extension, "time"), timezone=value(extension, "timezone"))
    return at.time or at.date
