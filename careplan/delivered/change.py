"""A plan on the EHR, changed: read, work out, put, read back; and again when somebody else was quicker."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import SystemRandom

from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.delivered.read import read_plan
from careplan.ehr import Client, Delivery, deliver
from careplan.ehr.retry import wait
from careplan.errors import EhrConflict
from careplan.fhir.changes import Changes, place, version

Wish = Callable[[ExistingPlan], Changes]

_TRIES = 4
_LONGEST_WAIT = 5.0
_JITTER = SystemRandom().random


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done: `changes` is empty and `delivery` None when it was so already, or in a dry run."""

    changes: Changes
    delivery: Delivery | None = None


def change_plan(
    client: Client,
    plan: str,
    wish: Wish,
    *,
    dry_run: bool = False,
    tries: int = _TRIES,
    sleep: Callable[[float], None] = time.sleep,
    random: Callable[[], float] = _JITTER,
) -> Changed:
    """Carry out what `wish` wants of the plan ("CarePlan/12" or "system|value"), read back.

    After a conflict of versions the plan is read again and the wish asked again, `tries` times in all;
    then EhrConflict names what somebody else keeps changing. With `dry_run` nothing is sent.
    """
    attempt = 1
    while True:
        changes = wish(read_plan(client, plan))
        if dry_run or not changes:
            return Changed(changes)
        try:
            return Changed(changes, deliver(changes.bundle(), client))
        except EhrConflict as conflict:
            if attempt >= tries:
                raise _named(conflict, changes, read_plan(client, plan)) from None
        sleep(wait(attempt, None, longest=_LONGEST_WAIT, random=random))
        attempt += 1


def _named(conflict: EhrConflict, changes: Changes, now: ExistingPlan) -> EhrConflict:
    """The conflict, with what has another version now than we read."""
    read: Mapping[str, str | None] = {place(r): version(r) for r in changes.updates}
    found = [place(r) for r in (now.care_plan, *now.tasks) if read.get(place(r), version(r)) != version(r)]
    if not found:
        return conflict  # no race: the server objects to something else, and says to what
    told = f"the plan could not be changed: {', '.join(found)} was changed by somebody else each time"
    return EhrConflict(told, http_status=conflict.http_status, outcome=conflict.outcome)
