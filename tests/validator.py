"""Fixtures `validator`, `validator_r5`: HAPI's validator with R4 or R5 core, started once for the run if any test asks.

`[issue for issue in validator.validate(resource) if issue.wrong] == []` says that a resource is valid R4. A
test that needs implementation guides makes its own `Validator(packages=[...])`, best for a whole module.
"""

import pytest

from careplan.sandbox import Validator
from tests.hapi import prepared


@pytest.fixture(scope="session")
def validator():
    """A running careplan.sandbox.Validator."""
    prepared()
    with Validator() as running:
        yield running


@pytest.fixture(scope="session")
def validator_r5():
    """The same for R5."""
    prepared("r5")
    with Validator(fhir_version="R5") as running:
        yield running
