"""The operations: $read-sheet, $define, PlanDefinition/$apply and $generate-care-plan (docs/api.md)."""

from __future__ import annotations

import base64
import json
from typing import Any

from flask import Blueprint, Response

from careplan.apply.foreign import Foreign
from careplan.definitions import Definitions
from careplan.errors import InputError
from careplan.fhir.operations import Parameter, operation
from careplan.fhir.outcome import outcome
from careplan.fhir.versions import in_version
from careplan.reading.model import to_json
from careplan.web import negotiation, plans
from careplan.web.contained import contained_plan
from careplan.web.delivered import delivered
from careplan.web.parameters import Arguments, nested
from careplan.web.service import Case, Service, service
from careplan.web.sheets import arguments, parameters_only, sheet_in

Json = dict[str, Any]

blueprint = Blueprint("operations", __name__, url_prefix="/fhir")

READ_SHEET = operation("read-sheet")
DEFINE = operation("define")
APPLY = operation("plandefinition-apply")
GENERATE = operation("generate-care-plan")

# What stands in the `parameters` of $apply means what it means for $generate-care-plan.
_IN_PARAMETERS: tuple[Parameter, ...] = tuple(
    p for p in GENERATE.inputs if p.name in ("procedureTime", "timezone", "reviewer", "procedure")
)


@blueprint.post("/$read-sheet")
def read_sheet() -> Response:
    """The reading: as plain JSON, or in a Binary for who asks for FHIR."""
    given = arguments(READ_SHEET)
    reading = to_json(service().read(sheet_in(given.values["sheet"])))
    if negotiation.prefers_plain_json():
        return negotiation.plain(reading)
    data = json.dumps(reading, ensure_ascii=False).encode()
    held = {"contentType": negotiation.JSON, "data": base64.b64encode(data).decode("ascii")}
    return negotiation.fhir({"resourceType": "Binary", **held})


@blueprint.post("/$define")
def define() -> Response:
    """The definitions of a sheet, stored."""
    given, doing = arguments(DEFINE), service()
    definitions = doing.define(sheet_in(given.values["sheet"]), sheet_id=given.text("sheetId"))
    stored = doing.store.put(*definitions.resources())
    plan = next(s for s in stored if s.type == "PlanDefinition")
    etag = f'W/"{plan.version}"'
    response = preferred(_collection(definitions, doing), etag=etag)
    response.headers["Content-Location"] = negotiation.address(f"PlanDefinition/{plan.id}/_history/{plan.version}")
    return response


@blueprint.post("/PlanDefinition/$apply")
def apply_type() -> Response:
    """The plan that the arguments name, applied."""
    given, store = parameters_only(APPLY), service().store
    plan, url = given.get("planDefinition"), given.text("url")
    if (plan is None) == (url is None):
        raise InputError("give the plan either as planDefinition or by its url")
    if plan is not None:
        return _applied(plans.by_value(store, plan), given)
    return _applied(plans.by_canonical(store, str(url)), given)


@blueprint.post("/PlanDefinition/<fhir_id:id>/$apply")
def apply_instance(id: str) -> Response:
    """The stored plan, applied."""
    definitions = plans.by_id(service().store, id)
    given = parameters_only(APPLY)
    if given.get("planDefinition") or given.get("url"):
        raise InputError("the plan is in the address: neither planDefinition nor url is allowed beside it")
    return _applied(definitions, given)


@blueprint.post("/$generate-care-plan")
def generate_care_plan() -> Response:
    """The transaction Bundle of a plan, or what became of it on the EHR."""
    given, doing = arguments(GENERATE), service()
    if given.flag("deliver"):
        doing.check_deliverable()
    definitions = definitions_in(given, doing)
    bundle = _bundle(definitions, _case(given, requester="requester", inner=given))
    if isinstance(definitions, Definitions) and given.get("sheet"):
        doing.store.put(*definitions.resources())
    if given.flag("deliver"):
        return preferred(delivered(doing.deliver(bundle)))
    return negotiation.fhir(bundle)


def definitions_in(given: Arguments, doing: Service) -> Definitions | Foreign:
    """The definitions that the arguments give by `planDefinition`, or as the `sheet` that they are made of."""
    sheet, plan = given.get("sheet"), given.get("planDefinition")
    if (sheet is None) == (plan is None):
        raise InputError("give either the sheet or a planDefinition")
    if plan is not None:
        return plans.by_value(doing.store, plan)
    return doing.define(sheet_in(given.values["sheet"]), sheet_id=given.text("sheetId"))


def _bundle(definitions: Definitions | Foreign, case: Case) -> Json:
    if isinstance(definitions, Foreign):
        return service().apply_foreign(definitions, case)
    return service().apply(definitions, case)


def _applied(definitions: Definitions | Foreign, given: Arguments) -> Response:
    inner = nested(given.values["parameters"], _IN_PARAMETERS)
    case = _case(given, requester="practitioner", inner=inner)
    # first the release, then the containing: R5 has resources of its own for what R4's CarePlan says itself
    bundle = in_version(_bundle(definitions, case), negotiation.version())
    return negotiation.fhir(contained_plan(bundle), ready=True)


def _case(given: Arguments, *, requester: str, inner: Arguments) -> Case:
    return Case(
        subject=str(given.text("subject")),
        procedure_time=str(inner.text("procedureTime")),
        timezone=inner.text("timezone"),
        encounter=given.text("encounter"),
        requester=given.text(requester),
        reviewer=inner.text("reviewer"),
        data=data.content if (data := given.get("data")) else None,
        use_server_data=given.flag("useServerData"),
        event=inner.text("procedure"),
    )


def _collection(definitions: Definitions, doing: Service) -> Json:
    base = doing.settings.canonical_base
    entries = [
        {"fullUrl": f"{base}/{one['resourceType']}/{one['id']}", "resource": one} for one in definitions.resources()
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def preferred(resource: Json, *, etag: str | None = None) -> Response:
    """The answer in the form that the Prefer header asks for (http.html#ops)."""
    wanted = negotiation.preference()
    if wanted == "minimal":
        return negotiation.nothing(etag=etag)
    if wanted == "OperationOutcome":
        told = outcome("informational", "Done.", severity="information")
        return negotiation.fhir(told, etag=etag)
    return negotiation.fhir(resource, etag=etag)
