"""Who changed a plan, what and why: a Provenance that goes with the changes, in the same transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from careplan.apply import references
from careplan.apply.context import PLAN_ITEM
from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.errors import InputError
from careplan.fhir.bundle import Key
from careplan.fhir.changes import Changes
from careplan.fhir.provenance import device, revision
from careplan.fhir.statement import fhir_string

_LONGEST = 1000


def recorded(
    changes: Changes,
    plan: ExistingPlan,
    *,
    what: str,
    now: datetime,
    reason: str | None = None,
    by: str | None = None,
    names: Iterable[str] = (),
) -> Changes:
    """`changes` with their Provenance, and the software that it names; nothing when there is nothing.

    `what` is the kind of change ("reschedule"). The business identifier is made of the plan, `what` and the new
    state: sent again it is the same one. `by` is who asked for it, InputError when no such reference. Under the new
    `names` of the plan it is found as the Provenance of an `apply`, which makes none then.
    """
    if not changes:
        return changes
    software = device()
    state = json.dumps([changes.updates, changes.creates], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(state.encode()).hexdigest()[:16]
    made = revision(
        changes,
        key=Key("Provenance", plan.base + PLAN_ITEM, f"{plan.names[0]}-{what}-{digest}"),
        recorded=now.isoformat(timespec="seconds"),
        software=software,
        reason=reason,
        by=references.checked(by, references.REQUESTER, "by"),
    )
    tags = made["meta"]["tag"]
    tags += [{"system": plan.base + PLAN_ITEM, "code": f"{n}-provenance"} for n in names if n not in plan.names]
    return Changes(changes.updates, (*changes.creates, software, made))


def aware(now: datetime) -> datetime:
    """The same time, when it has a zone; else InputError."""
    if now.utcoffset() is None:
        raise InputError("the time of the change (now) has no time zone", expression="now")
    return now


def why(reason: str | None) -> str | None:
    """The reason as it may stand in FHIR; InputError when it is blank or longer than 1000 characters."""
    if reason is None:
        return None
    told = fhir_string(reason).strip()
    if not told or len(told) > _LONGEST:
        raise InputError(f"the reason is empty or has more than {_LONGEST} characters", expression="reason")
    return told
