"""Apply plans that we did not make: any R4 PlanDefinition, as far as it is supported, and told how far.

Nothing is dropped silently: each element that is not supported is an issue of the OperationOutcome that the
CarePlan contains; an action whose condition cannot be computed is kept and marked open. What is not safe to
ignore is refused (ResourceError). docs/api.md lists what is supported.
"""

from careplan.apply.foreign.model import Foreign, is_ours
from careplan.apply.foreign.plan import apply_foreign

__all__ = ["Foreign", "apply_foreign", "is_ours"]
