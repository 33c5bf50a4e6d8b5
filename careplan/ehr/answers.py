"""What an answer of the EHR holds: the resource that was asked for, or why not."""

from __future__ import annotations

import json
from typing import Any

from careplan.ehr.transport import Answer
from careplan.errors import EhrConflict, EhrError, EhrRejected, EhrUnavailable

CONFLICT = (409, 412)
"""The answers to an `If-Match` that does not: 412 in R4 (http.html#concurrency), 409 from HAPI."""


def resource(answer: Answer, wanted: str) -> dict[str, Any]:
    """The resource in a 2xx answer, of the type `wanted`."""
    if not 200 <= answer.status < 300:
        raise refusal(answer)
    found = _json(answer.body)
    if found.get("resourceType") != wanted:
        raise EhrRejected(f"the EHR's answer is no FHIR {wanted} in JSON", http_status=answer.status)
    return found


def refusal(answer: Answer) -> EhrError:
    """The error that an answer with an error status is; its OperationOutcome goes along."""
    if answer.status == 429 or answer.status >= 500:
        return EhrUnavailable(f"the EHR could not do it now (HTTP {answer.status})")
    found = _json(answer.body)
    outcome = found if found.get("resourceType") == "OperationOutcome" else None
    if answer.status in CONFLICT:
        told = f"the EHR has another version, or a race for it (HTTP {answer.status})"
        return EhrConflict(told, http_status=answer.status, outcome=outcome)
    return EhrRejected(f"the EHR refused (HTTP {answer.status})", http_status=answer.status, outcome=outcome)


def _json(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`, empty when there is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def matches(page: dict[str, Any], type: str) -> list[dict[str, Any]]:
    """The matches on a page; an entry that we cannot use must not break the search."""
    entries = [entry for entry in page.get("entry", ()) if isinstance(entry, dict)]
    resources = [entry.get("resource") for entry in entries]
    return [r for r in resources if isinstance(r, dict) and r.get("resourceType") == type]


def next_page(page: dict[str, Any]) -> str | None:
    """The address of the page after this one (http://hl7.org/fhir/R4/http.html#paging), or None."""
    return next((link.get("url") for link in page.get("link", ()) if link.get("relation") == "next"), None)


def entries(answer: dict[str, Any], *, kind: str, count: int) -> tuple[dict[str, Any], ...]:
    """The entries of a transaction-response or batch-response, which must be `count`."""
    if answer.get("type") != kind:
        raise EhrRejected(f"the EHR's answer is no {kind}", http_status=200)
    entries = tuple(answer.get("entry", ()))
    if len(entries) != count:
        raise EhrRejected(f"the EHR answered {len(entries)} of {count} entries", http_status=200)
    return entries
