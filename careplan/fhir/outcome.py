"""OperationOutcome: the one shape in which an error leaves the service (http://hl7.org/fhir/R4/operationoutcome.html)."""

from __future__ import annotations

from typing import Any

from careplan.errors import CareplanError, EhrRejected, InputError

Json = dict[str, Any]

UNEXPECTED = "An unexpected error happened here. It was logged under this request's id."
_SEVERITIES = ("fatal", "error", "warning", "information")
_MOST_ISSUES = 50


def outcome(code: str, diagnostics: str, *, severity: str = "error", expression: str | None = None) -> Json:
    """An OperationOutcome of one issue; `code` is of http://hl7.org/fhir/R4/valueset-issue-type.html."""
    return {"resourceType": "OperationOutcome", "issue": [issue(code, diagnostics, severity, expression)]}


def issue(code: str, diagnostics: str, severity: str = "error", expression: str | None = None) -> Json:
    """One issue; `details.text` and `diagnostics` are one sentence, since clients show one or the other."""
    made: Json = {
        "severity": severity,
        "code": code,
        "details": {"text": diagnostics},
        "diagnostics": diagnostics,
    }
    return made if expression is None else {**made, "expression": [expression]}


def from_error(error: CareplanError) -> Json:
    """The OperationOutcome of one of our errors; an EHR's own issues stand behind ours."""
    if not isinstance(error, InputError) and error.status == 500:
        return outcome("exception", UNEXPECTED)
    expression = error.expression if isinstance(error, InputError) else None
    made = outcome(error.issue, str(error), expression=expression)
    if isinstance(error, EhrRejected):
        made["issue"] += _theirs(error.outcome)
    return made


def _theirs(given: Json | None) -> list[Json]:
    """The issues of another server's OperationOutcome, less whatever is not of the right shape."""
    listed = given.get("issue") if isinstance(given, dict) else None
    found = [i for i in listed if isinstance(i, dict)] if isinstance(listed, list) else []
    return [_their(i) for i in found[:_MOST_ISSUES]]


def _their(given: Json) -> Json:
    details = given.get("details")
    told = given.get("diagnostics") or (details.get("text") if isinstance(details, dict) else None)
    severity = given.get("severity")
    return issue(
        "processing",
        f"The EHR said: {told or given.get('code') or 'nothing more'}",
        severity if severity in _SEVERITIES else "error",
    )
