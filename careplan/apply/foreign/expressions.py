"""Whether a condition's expression is true. What cannot be computed here is None, never False."""

from __future__ import annotations

from typing import Any

from careplan.errors import ExpressionError
from careplan.fhir.systems import FHIRPATH
from careplan.populate.fhirpath import evaluate

Json = dict[str, Any]
_LITERALS = {"true": True, "false": False}
_PATIENT = ("patient", "subject", "context", "resource")


def truth(expression: Json, patient: Json | None) -> bool | None:
    """Whether an Expression is true; None when it is in another language, or cannot be decided.

    The input and `%patient`, `%subject`, `%context`, `%resource` are the Patient. Without one only the literals
    are decided: that nothing is known is no "no".
    """
    if expression.get("language") != FHIRPATH:
        return None
    text = str(expression.get("expression", "")).strip()
    if text in _LITERALS or patient is None:
        return _LITERALS.get(text)
    try:
        found = evaluate(text, dict.fromkeys(_PATIENT, patient), patient)
    except ExpressionError:
        return None
    return found[0] if len(found) == 1 and isinstance(found[0], bool) else None
