"""A plan read back from the EHR, with its Tasks, Provenances and definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from careplan.apply.context import PLAN
from careplan.apply.lifecycle.existing import (
    ExistingPlan,
    activity_references,
    existing_plan,
    plan_base,
    plan_names,
)
from careplan.definitions import Definitions
from careplan.ehr import Client
from careplan.ehr.delivery import CHANGES_ARE_R4
from careplan.errors import EhrRejected, InputError, NotFound, ResourceError
from careplan.fhir.statement import actions
from careplan.fhir.systems import SHEET_SHA256

Json = dict[str, Any]

_PLACE = re.compile(r"(?:CarePlan/)?([A-Za-z0-9\-.]{1,64})")
_AT_ONCE = 10
"""Canonical urls in one search: an address must not grow beyond what servers take."""
_GONE = (404, 410)


def read_plan(client: Client, plan: str) -> ExistingPlan:
    """The plan that `plan` names: "CarePlan/12", or "system|value" of one of its identifiers.

    InputError when it is neither, NotFound when the EHR has none, ResourceError when it is none of ours,
    EhrRejected when the EHR is an R5 server: only R4 plans are read back.
    """
    if client.capabilities().release == "R5":
        raise EhrRejected(CHANGES_ARE_R4, http_status=200)
    care_plan = _by_identifier(client, plan) if "|" in plan else _by_place(client, plan)
    base = plan_base(care_plan)
    if base is None:
        raise ResourceError("this CarePlan is none of ours", expression="CarePlan.identifier")
    return existing_plan(
        care_plan,
        tasks=_tasks(client, care_plan, base),
        sheets=[_sheet(client, care_plan, canonical) for canonical in care_plan.get("instantiatesCanonical", ())],
        provenances=client.search("Provenance", {"target": f"CarePlan/{care_plan['id']}"}),
    )


def _by_place(client: Client, plan: str) -> Json:
    found = _PLACE.fullmatch(plan)
    if found is None:
        raise InputError("the plan is neither a reference such as CarePlan/12 nor an identifier system|value")
    try:
        return client.read("CarePlan", found[1])
    except EhrRejected as error:
        if error.http_status in _GONE:
            raise NotFound("the EHR has no CarePlan with this id") from None
        raise


def _by_identifier(client: Client, plan: str) -> Json:
    found = client.search("CarePlan", {"identifier": plan})
    if len(found) != 1:
        raise NotFound(f"the EHR has {len(found) or 'no'} CarePlan with this identifier: one is needed")
    return found[0]


def _tasks(client: Client, care_plan: Json, base: str) -> list[Json]:
    """Those of the plan's groups, and those that only an activity refers to."""
    groups = dict.fromkeys(f"{base}{PLAN}|{name}" for name in plan_names(care_plan))
    found = list(client.search("Task", {"group-identifier": ",".join(groups), "_count": "100"}))
    known = {f"Task/{task['id']}" for task in found}
    lacking = [at for at in activity_references(care_plan) if at not in known]
    return [*found, *(client.read("Task", at.removeprefix("Task/")) for at in lacking)]


def _sheet(client: Client, care_plan: Json, canonical: str) -> Definitions:
    """The definitions behind a `CarePlan.instantiatesCanonical`."""
    plan = next(_canonical(client, "PlanDefinition", [canonical]), None) or _of_document(client, care_plan, canonical)
    if plan is None:
        raise NotFound("the EHR does not have the PlanDefinition that this CarePlan instantiates")
    named = list(dict.fromkeys(a["definitionCanonical"] for a in actions(plan) if "definitionCanonical" in a))
    kinds = {kind: [c for c in named if f"/{kind}/" in c] for kind in ("ActivityDefinition", "Questionnaire")}
    defined = [r for kind, of in kinds.items() for r in _canonical(client, kind, of)]
    return Definitions.from_resources([plan, *defined, *_documents(client, plan)])


def _of_document(client: Client, care_plan: Json, canonical: str) -> Json | None:
    """The PlanDefinition of the sheet's bytes: a server that had them under another id of the sheet kept that."""
    version = canonical.partition("|")[2]
    for info in care_plan.get("supportingInfo", ()):
        type, _, id = str(info.get("reference", "")).partition("/")
        held = client.read(type, id).get("identifier", ()) if type == "DocumentReference" else ()
        hashes = [i["value"] for i in held if i.get("system") == SHEET_SHA256]
        for sha256 in hashes:
            if version and sha256.startswith(version):
                found = client.search("PlanDefinition", {"identifier": f"{SHEET_SHA256}|{sha256}"})
                return found[0] if found else None
    return None


def _canonical(client: Client, type: str, canonicals: Sequence[str]) -> Iterator[Json]:
    """The resources with these canonicals, each once."""
    wanted = set(canonicals)
    for first in range(0, len(canonicals), _AT_ONCE):
        some = canonicals[first : first + _AT_ONCE]
        urls, versions = zip(*(c.split("|", 1) for c in some), strict=True)
        asked = {"url": ",".join(urls), "version": ",".join(dict.fromkeys(versions)), "_count": "100"}
        for found in client.search(type, asked):
            name = f"{found.get('url')}|{found.get('version')}"
            if name in wanted:
                wanted.remove(name)
                yield found


def _documents(client: Client, plan: Json) -> Iterable[Json]:
    """The sheet itself, by its hash."""
    for one in plan.get("identifier", ()):
        if one.get("system") == SHEET_SHA256:
            return client.search("DocumentReference", {"identifier": f"{SHEET_SHA256}|{one['value']}"})[:1]
    return ()
