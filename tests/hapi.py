"""Fixture `hapi_url`: the address of a real HAPI FHIR R4 server, started once for the run if any test asks.

`CAREPLAN_TEST_FHIR` names one that runs already (validation on, as `careplan sandbox` has it): quicker
while working. Tests share its database: give what a test posts identifiers of its own, and count by those.
"""

import os

import pytest

from careplan.errors import CareplanError
from careplan.sandbox import Sandbox
from careplan.sandbox.java import prepare


def prepared(*, reasoning=False):
    """Have the jars and classes; skip the test with the reason when they can't be had, but fail in CI."""
    try:
        return prepare(reasoning=reasoning)
    except CareplanError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Java side: {error}")


@pytest.fixture(scope="session")
def hapi_url():
    """The FHIR base address, such as http://127.0.0.1:40123/fhir."""
    running = os.environ.get("CAREPLAN_TEST_FHIR")
    if running:
        yield running.rstrip("/")
        return
    prepared()
    with Sandbox() as server:
        yield server.url
