"""The service: FHIR operations over HTTP, and a page for a person; the packages below do all the work.

`create_app` makes the WSGI application. Errors leave as OperationOutcomes; nothing of a patient is stored or
logged.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter

from careplan.settings import Settings
from careplan.store import Store
from careplan.web import errors, health, home, hooks, lifecycle, operations, populate, resources
from careplan.web.service import Service

__all__ = ["create_app"]


class _FhirId(BaseConverter):
    """A logical id (http://hl7.org/fhir/R4/datatypes.html#id); so `$apply` is none."""

    regex = r"[A-Za-z0-9\-.]{1,64}"


def create_app(
    settings: Settings | None = None,
    *,
    store: Store | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    **overrides: Any,
) -> Flask:
    """The application with these settings, or those of the environment and `overrides` (settings by name).

    SettingsError when a setting is wrong. `store` and `clock` take the place of the store that the settings
    name and of the machine's clock.
    """
    if settings is not None and overrides:
        raise TypeError("give settings or overrides of single ones, not both")
    chosen = settings or Settings(**overrides)
    app = Flask(__name__)
    app.config.from_mapping(_limits(chosen.max_document_bytes))
    app.extensions["careplan"] = Service(chosen, store or Store(chosen.database_url), clock)
    app.url_map.converters["fhir_id"] = _FhirId
    hooks.register(app, chosen)
    errors.register(app)
    for part in (health, home, operations, lifecycle, populate, resources):
        app.register_blueprint(part.blueprint)
    return app


def _limits(document: int) -> dict[str, int]:
    """A sheet inside JSON is base64, four bytes for three; the rest of such a request fits in a megabyte."""
    largest = document * 4 // 3 + 1_000_000
    return {"MAX_CONTENT_LENGTH": largest, "MAX_FORM_MEMORY_SIZE": largest, "MAX_FORM_PARTS": 20}
