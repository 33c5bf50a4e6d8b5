"""The review, open again: whoever approved the plan did not approve what it has become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from careplan.apply.context import Context
from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.apply.lifecycle.layer import REVIEW
from careplan.apply.lifecycle.threeway import put
from careplan.apply.review import Doubt, review_task
from careplan.fhir.bundle import resolved

Json = dict[str, Any]


def reopened(plan: ExistingPlan, contexts: Sequence[Context], doubts: Sequence[Doubt], *, because: str) -> Json:
    """The review Task, requested, with its reason and what there is to look at now; a new one if there is none.

    Its owner, its notes and whatever else others added stay.
    """
    made = [review_task(context) for context in contexts]
    first = review_task(contexts[0], doubts)
    inputs = [*first.get("input", ()), *(i for one in made[1:] for i in one.get("input", ()))]
    theirs = plan.task(plan.names[0], REVIEW)
    if theirs is None:
        return {**resolved(first, plan.stands), "focus": {"reference": plan.place}, "input": inputs}
    open = put({**theirs, "status": "requested"}, "statusReason", {"text": because})
    return put(put(open, "input", inputs), "text", first["text"])
