"""Fixtures `hapi_url`, `hapi_r5_url`: addresses of real HAPI FHIR servers, started once for the run if any test asks.

`CAREPLAN_TEST_FHIR` (R4) and `CAREPLAN_TEST_FHIR_R5` name one that runs already (validation on, as `careplan
sandbox` has it): quicker while working. Tests share its database: give what a test posts identifiers of its
own, and count by those.
"""

import os

import pytest

from careplan.errors import CareplanError
from careplan.sandbox import Sandbox
from careplan.sandbox.java import prepare
from careplan.sandbox.progress import silent


def prepared(*extras):
    """Have the jars and classes; skip the test with the reason when they can't be had, but fail in CI."""
    try:
        return prepare(silent, *extras)
    except CareplanError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Java side: {error}")


@pytest.fixture(scope="session")
def hapi_url():
    """The FHIR base address of an R4 server, such as http://127.0.0.1:40123/fhir."""
    yield from _running("CAREPLAN_TEST_FHIR", "R4")


@pytest.fixture(scope="session")
def hapi_r5_url():
    """The same of an R5 server."""
    yield from _running("CAREPLAN_TEST_FHIR_R5", "R5", "r5")


def _running(variable, version, *extras):
    named = os.environ.get(variable)
    if named:
        yield named.rstrip("/")
        return
    prepared(*extras)
    with Sandbox(fhir_version=version) as server:
        yield server.url
