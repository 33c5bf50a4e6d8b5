"""The answers to a sheet's form, arrived after the delivery: stored on the EHR, and what hangs on them changed."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import Any

from careplan.apply.context import PLAN_ITEM
from careplan.apply.lifecycle import answer
from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.delivered.change import Changed, change_plan
from careplan.delivered.read import read_plan
from careplan.ehr import Client, deliver
from careplan.errors import EhrRejected, InputError, NotFound
from careplan.fhir.bundle import transaction
from careplan.fhir.r4 import checked
from careplan.knowledge import Knowledge

Json = dict[str, Any]

_TYPE = "QuestionnaireResponse"
_PLACE = re.compile(rf"(?:{_TYPE}/)?([A-Za-z0-9\-.]{{1,64}})")
_GONE = (404, 410)


def answer_plan(
    client: Client,
    plan: str,
    response: Json | str,
    *,
    now: datetime,
    reason: str | None = None,
    by: str | None = None,
    dry_run: bool = False,
    knowledge: Knowledge | None = None,
) -> Changed:
    """Carry out what a QuestionnaireResponse means for the plan ("CarePlan/12" or "system|value").

    `response` is the resource, which is created on the EHR unless the same answers stand there already, or a
    reference to one that does. With `dry_run` nothing is sent. Errors are those of `answer` and `change_plan`.
    """
    given = read_response(client, response) if isinstance(response, str) else checked(response)

    def wish(existing: ExistingPlan, stored: Json) -> Any:
        return answer(existing, response=stored, now=now, reason=reason, by=by, knowledge=knowledge)

    existing = read_plan(client, plan)
    expected = given if isinstance(response, str) else {**given, "id": "answers"}
    wish(existing, expected)  # refuses, before anything is stored, what does not belong to the plan
    stored = expected if isinstance(response, str) or dry_run else _stored(client, existing, given)
    return change_plan(client, plan, lambda one: wish(one, stored), dry_run=dry_run)


def read_response(client: Client, reference: str) -> Json:
    """The response that stands on the EHR; InputError when it is no reference, NotFound when there is none."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise InputError(f"the answers are no reference such as {_TYPE}/1", expression="response")
    try:
        return client.read(_TYPE, found[1])
    except EhrRejected as error:
        if error.http_status in _GONE:
            raise NotFound(f"the EHR has no {_TYPE} with this id") from None
        raise


def _stored(client: Client, plan: ExistingPlan, given: Json) -> Json:
    """The response on the EHR: created once, by its own identifier or by its answers."""
    bare = {key: value for key, value in given.items() if key not in ("id", "meta")}
    named = bare.get("identifier") or {}
    # the prefilled response bears the plan's own name: these are other answers
    own = named.get("system") and named.get("value") and named["system"] != plan.base + PLAN_ITEM
    digest = hashlib.sha256(json.dumps(bare, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
    identifier = named if own else {"system": plan.base + PLAN_ITEM, "value": f"{plan.names[0]}-answers-{digest}"}
    made = {**bare, "identifier": identifier, "basedOn": bare.get("basedOn") or [{"reference": plan.place}]}
    entry = deliver(transaction([made]), client).entries[0]
    return {**made, "id": entry.id}
