"""The life of a plan after its delivery: pure functions from a plan that was read to the changes it needs.

An existing plan and a wish give `Changes`; what is so already gives none, so doing a thing twice does
nothing more. No network, no clock. docs/lifecycle.md tells what each one does.
"""

from careplan.apply.lifecycle.answer import answer
from careplan.apply.lifecycle.cancel import cancel
from careplan.apply.lifecycle.diff import Difference, diff
from careplan.apply.lifecycle.existing import ExistingPlan, existing_plan
from careplan.apply.lifecycle.merge import merge
from careplan.apply.lifecycle.record import recorded
from careplan.apply.lifecycle.replace import differences, replace
from careplan.apply.lifecycle.reschedule import reschedule

__all__ = [
    "Difference",
    "ExistingPlan",
    "answer",
    "cancel",
    "diff",
    "differences",
    "existing_plan",
    "merge",
    "recorded",
    "replace",
    "reschedule",
]
