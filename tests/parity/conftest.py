"""The engine, started once for the run; its tests bear the mark `hapi`."""

import os

import pytest

from careplan.sandbox import Sandbox
from tests.hapi import prepared
from tests.parity.engine import Engine


def pytest_collection_modifyitems(items):
    for item in items:
        if "engine" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.hapi)


@pytest.fixture(scope="session")
def engine():
    running = os.environ.get("CAREPLAN_TEST_REASONING")
    if running:
        yield Engine(running.rstrip("/"))
        return
    prepared("reasoning")
    with Sandbox(clinical_reasoning=True) as server:
        yield Engine(server.url)
