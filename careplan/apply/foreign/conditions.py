"""Whether an action applies (PlanDefinition.action.condition): yes, no, or a person has to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from careplan.apply.foreign.expressions import truth
from careplan.apply.foreign.issues import Issues

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`applies` is False when a condition is known to be false; `open` are those that nobody could compute."""

    applies: bool
    open: tuple[str, ...] = ()


def verdict(action: Json, at: str, *, patient: Json | None, issues: Issues) -> Verdict:
    """All conditions of an action together; what is not decided, and what does not apply, is told."""
    undecided = []
    for n, condition in enumerate(action.get("condition", ())):
        where = f"{at}.condition[{n}]"
        expression = condition.get("expression", {})
        if condition["kind"] != "applicability":
            issues.unsupported(where, f"a condition of kind {condition['kind']} is for a person to watch")
            undecided.append(f"{condition['kind']}: {described(expression)}")
            continue
        found = truth(expression, patient)
        if found is False:
            issues.note(where, f"does not apply to this patient: {described(expression)}")
            return Verdict(False)
        if found is None:
            issues.unsupported(where, f"could not be computed here, a person must decide: {described(expression)}")
            undecided.append(described(expression))
    return Verdict(True, tuple(undecided))


def described(expression: Json) -> str:
    """The author's words for an Expression, else the expression itself."""
    if expression.get("description"):
        return str(expression["description"])
    text = expression.get("expression") or expression.get("reference") or "no expression"
    return f"{expression.get('language', 'unknown language')}: {text}"
