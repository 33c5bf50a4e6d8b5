"""The life of a delivered plan: CarePlan/<id>/$reschedule, $answer, $cancel, $revise and $merge (docs/lifecycle.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from careplan.apply.lifecycle import Difference, ExistingPlan, cancel, reschedule
from careplan.apply.lifecycle.successor import extension
from careplan.apply.procedure_time import parse_procedure_time
from careplan.definitions import Definitions
from careplan.delivered import Changed, answer_plan, change_plan, merge_sheet, replace_sheet
from careplan.errors import InputError
from careplan.fhir.changes import Changes
from careplan.fhir.operations import operation
from careplan.web.delivered import delivered
from careplan.web.operations import definitions_in, preferred
from careplan.web.parameters import Arguments
from careplan.web.service import Service, service
from careplan.web.sheets import arguments, parameters_only

Json = dict[str, Any]

blueprint = Blueprint("lifecycle", __name__, url_prefix="/fhir")

RESCHEDULE = operation("careplan-reschedule")
ANSWER = operation("careplan-answer")
CANCEL = operation("careplan-cancel")
REVISE = operation("careplan-revise")
MERGE = operation("careplan-merge")


@blueprint.post("/CarePlan/<fhir_id:id>/$reschedule")
def reschedule_plan(id: str) -> Response:
    """The plan at another time of its procedure."""
    given, doing = parameters_only(RESCHEDULE), service()
    zone = given.text("timezone") or doing.settings.timezone
    at = parse_procedure_time(str(given.text("procedureTime")), timezone=zone)
    return _changed(id, given, doing, lambda plan: reschedule(plan, at=at, **_who(given, doing)))


@blueprint.post("/CarePlan/<fhir_id:id>/$answer")
def answer_in_plan(id: str) -> Response:
    """The plan, with what the answers to its form mean for it."""
    given, doing = parameters_only(ANSWER), service()
    value = given.values["response"]
    told = str(value.content.get("reference")) if value.kind == "Reference" else value.content
    with doing.ehr() as client:
        dry = given.flag("dryRun")
        return preferred(_bundle(answer_plan(client, f"CarePlan/{id}", told, dry_run=dry, **_who(given, doing))))


@blueprint.post("/CarePlan/<fhir_id:id>/$cancel")
def cancel_plan(id: str) -> Response:
    """The plan revoked."""
    given, doing = parameters_only(CANCEL), service()
    return _changed(id, given, doing, lambda plan: cancel(plan, **_who(given, doing)))


@blueprint.post("/CarePlan/<fhir_id:id>/$revise")
def revise_plan(id: str) -> Response:
    """A plan of another sheet, or another version of it, in the place of this one."""
    given, doing = arguments(REVISE), service()
    with doing.ehr() as client:
        definitions, dry = _sheet(given, doing), given.flag("dryRun")
        done = replace_sheet(client, f"CarePlan/{id}", definitions, dry_run=dry, **_who(given, doing))
    _keep(given, doing, definitions)
    return preferred(_with_differences(_bundle(done.changed), done.differences))


@blueprint.post("/CarePlan/<fhir_id:id>/$merge")
def merge_plan(id: str) -> Response:
    """The plan with a second sheet in it."""
    given, doing = arguments(MERGE), service()
    with doing.ehr() as client:
        definitions, dry = _sheet(given, doing), given.flag("dryRun")
        done = merge_sheet(client, f"CarePlan/{id}", definitions, dry_run=dry, **_who(given, doing))
    _keep(given, doing, definitions)
    return preferred(_bundle(done))


def _changed(id: str, given: Arguments, doing: Service, wish: Callable[[ExistingPlan], Changes]) -> Response:
    with doing.ehr() as client:
        return preferred(_bundle(change_plan(client, f"CarePlan/{id}", wish, dry_run=given.flag("dryRun"))))


def _sheet(given: Arguments, doing: Service) -> Definitions:
    """The definitions of a sheet; a plan that somebody else made has no statements to go by."""
    definitions = definitions_in(given, doing)
    if isinstance(definitions, Definitions):
        return definitions
    raise InputError("only a sheet can take another one's place or be merged: this PlanDefinition is of none")


def _who(given: Arguments, doing: Service) -> dict[str, Any]:
    """Who asks for a change, why and when, and our words."""
    return {
        "now": doing.clock(),
        "reason": given.text("reason"),
        "by": given.text("requester"),
        "knowledge": doing.knowledge,
    }


def _keep(given: Arguments, doing: Service, definitions: Definitions) -> None:
    """Store what was defined on the way, as $define does."""
    if given.get("sheet"):
        doing.store.put(*definitions.resources())


def _bundle(done: Changed) -> Json:
    """The transaction-response; in a dry run the transaction; without any entry when it was so already."""
    if done.delivery is not None:
        return delivered(done.delivery)
    if done.changes:
        return done.changes.bundle()
    return {"resourceType": "Bundle", "type": "transaction-response"}


def _with_differences(bundle: Json, differences: tuple[Difference, ...]) -> Json:
    told = [{"name": "difference", "part": _parts(one)} for one in differences]
    return {"resourceType": "Parameters", "parameter": [{"name": "return", "resource": bundle}, *told]}


def _parts(difference: Difference) -> list[Json]:
    """The parts of the parameter, which are those of the extension of the same name."""
    renamed = ({"name": e["url"], **e} for e in extension(difference)["extension"])
    return [{key: held for key, held in one.items() if key != "url"} for one in renamed]
