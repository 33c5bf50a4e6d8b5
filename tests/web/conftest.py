"""The application with a store in memory and a clock that stands still."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from careplan.settings import Settings
from careplan.store import Store
from careplan.web import create_app

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TYPES = ("PlanDefinition", "ActivityDefinition", "Questionnaire", "DocumentReference")

SHEET = """Ankle tap

Before the procedure

- Do not eat or drink for 6 hours before the procedure.
- If you take blood thinners, ask your doctor when to stop them.
- Arrive 1 hour before the procedure.

After the procedure

- Do not drive for 24 hours.
- You may shower after 2 days.

Tell your care team about

- Any allergies you have.
- All medicines you are taking.
"""


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Settings(data_dir=tmp_path, database_url="sqlite://", max_document_bytes=200_000)


@pytest.fixture
def store(settings):
    made = Store(settings.database_url)
    yield made
    made.close()


@pytest.fixture
def app(settings, store):
    return create_app(settings, store=store, clock=lambda: NOW)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def stored(store):
    """How many definitions are stored."""
    return lambda: sum(len(store.find(type)) for type in TYPES)


def parameters(**values):
    """A Parameters resource; the key is name__valueType or name__resource."""
    listed = []
    for key, value in values.items():
        name, _, kind = key.partition("__")
        listed.append({"name": name, kind or "valueString": value})
    return {"resourceType": "Parameters", "parameter": listed}


def apply_parameters(time="2026-12-01T09:00:00-05:00", **more):
    inner = parameters(procedureTime__valueDateTime=time)
    return parameters(subject="Patient/1", parameters__resource=inner, **more)
