"""A plan that was delivered: read back from the EHR, and changed there (docs/lifecycle.md)."""

from careplan.delivered.answer import answer_plan
from careplan.delivered.change import Changed, change_plan
from careplan.delivered.deliver import deliver_plan
from careplan.delivered.read import read_plan
from careplan.delivered.sheets import Replaced, merge_sheet, replace_sheet

__all__ = [
    "Changed",
    "Replaced",
    "answer_plan",
    "change_plan",
    "deliver_plan",
    "merge_sheet",
    "read_plan",
    "replace_sheet",
]
