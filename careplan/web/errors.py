"""Every error leaves as an OperationOutcome (http://hl7.org/fhir/R4/http.html#Status-Codes)."""

from __future__ import annotations

import logging
import traceback

from flask import Flask, Response
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from careplan.errors import CareplanError
from careplan.fhir.outcome import UNEXPECTED, from_error, outcome
from careplan.web.negotiation import fhir

log = logging.getLogger("careplan.web")

# HTTP status -> issue code (http://hl7.org/fhir/R4/valueset-issue-type.html) and what to say by default
_ISSUES = {
    400: ("invalid", "The request is malformed."),
    401: ("login", "Authentication is needed."),
    403: ("forbidden", "This is not allowed."),
    404: ("not-found", "There is nothing at this address; GET /fhir/metadata tells what there is."),
    405: ("not-supported", "This method is not allowed here; the header Allow names those that are."),
    406: ("not-supported", "Only application/fhir+json is written here."),
    408: ("timeout", "The request did not arrive in time."),
    413: ("too-long", "The body is larger than this service takes."),
    414: ("too-long", "The address is longer than this service takes."),
    415: ("not-supported", "This Content-Type is not read here."),
    422: ("processing", "The request cannot be processed."),
    429: ("throttled", "Too many requests; the header Retry-After tells when to come back."),
    503: ("transient", "The service is not ready; try again."),
}
_OWN_WORDS = frozenset({403, 406, 415})
"""Statuses that we raise with a sentence of our own; those of the framework are for browsers."""
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


def register(app: Flask) -> None:
    """Let `app` answer with OperationOutcomes, whatever happens."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CareplanError, _ours)
    app.register_error_handler(SQLAlchemyError, _store)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 500:
        return fhir(outcome("exception", UNEXPECTED), status=500)
    code, text = _ISSUES.get(status, ("processing", "The request cannot be processed."))
    own = error.description if status in _OWN_WORDS and _is_ours(error) else None
    response = fhir(outcome(code, own or text), status=status)
    for name, value in error.get_headers():
        if name in _KEPT:
            response.headers[name] = value
    return response


def _is_ours(error: HTTPException) -> bool:
    return error.description != type(error).description


def _ours(error: CareplanError) -> Response:
    if error.status >= 500:
        note(error)
    return fhir(from_error(error), status=error.status)


def _store(error: SQLAlchemyError) -> Response:
    note(error)
    return fhir(outcome("transient", "The store does not answer; try again."), status=503)


def _unexpected(error: Exception) -> Response:
    note(error)
    return fhir(outcome("exception", UNEXPECTED), status=500)


def note(error: BaseException) -> None:
    """Log where an error came from. Its message stays out: it may hold what a patient's request held."""
    places = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)]
    log.error("%s at %s", type(error).__name__, " < ".join(reversed(places[-8:])))
