"""When a request is tried again, and after how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

# 409: HAPI's answer to all but one of several racing conditional creates. 500: HAPI's answer to concurrent
# first transactions on an empty database. The rest says itself that it may pass.
RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_FIRST_WAIT = 0.25


def repeatable(bundle: dict[str, Any]) -> bool:
    """True when sending the bundle again, after an answer was lost, cannot make anything twice.

    A POST must be a conditional create (http://hl7.org/fhir/R4/http.html#ccreate); GET, PUT and DELETE say
    what they want to be so.
    """
    requests = [entry.get("request", {}) for entry in bundle.get("entry", ())]
    return all(_repeatable(request) for request in requests)


def conditional(bundle: dict[str, Any]) -> bool:
    """True when an entry names the version that it changes (http://hl7.org/fhir/R4/http.html#concurrency)."""
    return any(entry.get("request", {}).get("ifMatch") for entry in bundle.get("entry", ()))


def _repeatable(request: dict[str, Any]) -> bool:
    if request.get("method") == "POST":
        return bool(request.get("ifNoneExist"))
    return request.get("method") in ("GET", "HEAD", "PUT", "DELETE")


def wait(attempt: int, retry_after: str | None, *, longest: float, random: Callable[[], float]) -> float:
    """Seconds before the try after `attempt` (1 is the first): doubling, with jitter, at least Retry-After.

    Never more than `longest`: a server was seen to ask for six hours. Without jitter, plans that collided
    would collide again.
    """
    backoff = min(longest, _FIRST_WAIT * 2.0 ** (attempt - 1)) * (0.5 + random() / 2)
    return min(longest, max(backoff, _asked(retry_after)))


def _asked(retry_after: str | None) -> float:
    """Retry-After in seconds (RFC 9110, section 10.2.3: seconds or a date); 0 when not understood."""
    if retry_after is None:
        return 0.0
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    return (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
