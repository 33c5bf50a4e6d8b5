"""A plan that was delivered: read back from the EHR, and changed there (docs/lifecycle.md)."""

from careplan.delivered.change import Changed, change_plan
from careplan.delivered.read import read_plan

__all__ = ["Changed", "change_plan", "read_plan"]
