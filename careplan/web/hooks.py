"""What happens round every request: its id, the guard of a service without login, headers, a line of log."""

from __future__ import annotations

import json
import logging
import re
import time
from functools import partial
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask, Response, g, request
from werkzeug.exceptions import Forbidden

from careplan.settings import Settings

access = logging.getLogger("careplan.access")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._\-]{1,64}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # with no-referrer browsers would send "Origin: null" with our own form
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register(app: Flask, settings: Settings) -> None:
    """Put the hooks on `app`."""
    _log_to_standard_error(settings.log_level)
    app.before_request(_begin)
    app.before_request(partial(_guard, _own_hosts(settings)))
    app.after_request(_finish)


def _begin() -> None:
    g.began = time.perf_counter()
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _own_hosts(settings: Settings) -> frozenset[str]:
    """The host names that a service for this machine alone goes by; empty (any) for one that others reach.

    A page whose name its owner points at 127.0.0.1 would otherwise be of the same origin as this service
    ("DNS rebinding"). A proxy on this machine that passes its own name on is known by canonical_base.
    """
    if settings.host not in _LOOPBACK:
        return frozenset()
    return _LOOPBACK | {urlsplit(settings.canonical_base).hostname or ""}


def _guard(own_hosts: frozenset[str]) -> None:
    """Refuse what another site's page makes a browser send (there is no login that would stop it).

    A page anywhere could post text/plain to 127.0.0.1 without asking first (a "simple" request of Fetch);
    only the Origin header tells. Programs send none.
    """
    if own_hosts and _parts(f"//{request.host}")[0] not in own_hosts:
        raise Forbidden("this service is for its own machine: the Host header names another one")
    origin = request.headers.get("Origin")
    if request.method in _SAFE_METHODS or origin is None:
        return
    if _parts(origin)[1] != request.host:
        raise Forbidden("requests from the pages of other sites are refused")


def _parts(address: str) -> tuple[str | None, str]:
    """Host name and network location of an address; nothing when it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None, ""
    return parts.hostname, parts.netloc


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id") or uuid4().hex
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    _log(response)
    return response


def _log(response: Response) -> None:
    """One line, and in it nothing of a patient: no path, no query, no body, but the pattern of the route."""
    access.info(
        "%s %s %d %.1f ms %s",
        request.method if request.method.isalpha() and len(request.method) < 10 else "?",
        request.url_rule.rule if request.url_rule else "-",
        response.status_code,
        (time.perf_counter() - g.get("began", time.perf_counter())) * 1000,
        g.get("request_id", "-"),
    )


class _Line(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(told, ensure_ascii=False)


def _log_to_standard_error(level: str) -> None:
    logger = logging.getLogger("careplan")
    logger.setLevel(level.upper())
    # werkzeug's own line holds the whole address, in which a subject may stand
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(_Line())
        logger.addHandler(handler)
