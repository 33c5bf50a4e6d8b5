"""Cancel: the procedure does not take place. The plan is revoked, what is open is cancelled, what is done stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from careplan import knowledge as loader
from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.apply.lifecycle.layer import begins
from careplan.apply.lifecycle.record import recorded, why
from careplan.apply.lifecycle.states import DETAIL_OVER, PLAN_OVER, TASK_OVER
from careplan.apply.lifecycle.threeway import put
from careplan.apply.lifecycle.words import phrases
from careplan.errors import PlanStateError
from careplan.fhir.changes import Changes, changes
from careplan.knowledge import Knowledge

Json = dict[str, Any]


def cancel(
    plan: ExistingPlan,
    *,
    now: datetime,
    reason: str | None = None,
    by: str | None = None,
    knowledge: Knowledge | None = None,
) -> Changes:
    """The Changes that revoke `plan`; none when it is revoked and nothing of it is open.

    What others put into the plan is theirs and stays. `reason` stands as `statusReason` of what is cancelled
    (R4's CarePlan has none), and with `by` in the Provenance. PlanStateError when the plan is completed or was
    an error: there is nothing to call off.
    """
    status = plan.care_plan["status"]
    if status in PLAN_OVER - {"revoked"}:
        raise PlanStateError(f"the plan is {status}: it cannot be cancelled", expression="CarePlan.status")
    words = phrases(knowledge or loader.default(), plan.care_plan.get("language", "en"))
    told = why(reason) or words.over
    after = [revoked(plan.care_plan, told), *(cancelled(task, told) for task in plan.tasks if plan.is_ours(task))]
    found = changes([plan.care_plan, *plan.tasks], after)
    return recorded(found, plan, what="cancel", now=now, reason=told, by=by)


def revoked(care_plan: Json, reason: str) -> Json:
    """The CarePlan, revoked, with those of our activities that are not over cancelled."""
    activity = [_called_off(a, reason) for a in care_plan.get("activity", ())]
    return put({**care_plan, "status": "revoked"}, "activity", activity)


def cancelled(task: Json, reason: str) -> Json:
    """The Task, cancelled unless it is over already."""
    if task["status"] in TASK_OVER:
        return task
    return put({**task, "status": "cancelled"}, "statusReason", {"text": reason})


def _called_off(activity: Json, reason: str) -> Json:
    detail = activity.get("detail")
    if detail is None or not begins(activity) or detail["status"] in DETAIL_OVER:
        return activity
    return {**activity, "detail": put({**detail, "status": "cancelled"}, "statusReason", {"text": reason})}
