"""Who may still touch what: the statuses of R4's CarePlan, Task and CarePlan.activity.detail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from careplan.errors import PlanStateError

PLAN_OVER: Final = frozenset({"revoked", "completed", "entered-in-error"})
TASK_OVER: Final = frozenset({"completed", "cancelled", "failed", "rejected", "entered-in-error"})
TASK_BEGUN: Final = frozenset({"in-progress", "completed"})
DETAIL_OVER: Final = frozenset({"completed", "cancelled", "stopped", "entered-in-error"})
DETAIL_BEGUN: Final = frozenset({"in-progress", "completed", "stopped"})
RELEASED: Final = frozenset({"requested", "received", "accepted", "ready"})
"""A patient's Task in one of these was approved: the patient sees it."""


def living(care_plan: Mapping[str, Any]) -> None:
    """PlanStateError when the plan is over: what was revoked or completed does not come back."""
    status = care_plan.get("status")
    if status in PLAN_OVER:
        raise PlanStateError(f"the plan is {status}: it can no longer be changed", expression="CarePlan.status")


def is_fixed(task: Mapping[str, Any]) -> bool:
    """Whether a Task stays as it is: done, begun, or ended by somebody."""
    return task.get("status") in TASK_OVER | TASK_BEGUN


def is_fixed_detail(detail: Mapping[str, Any]) -> bool:
    """The same of an activity."""
    return detail.get("status") in DETAIL_OVER | DETAIL_BEGUN
