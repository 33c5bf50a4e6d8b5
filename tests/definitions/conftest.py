"""Fixtures: the definitions of the small sheet, and ways to look into them."""

import pytest

from careplan.definitions import define
from careplan.fhir.statement import actions, items
from tests.definitions.sample import arthroscopy


@pytest.fixture(scope="session")
def sheet():
    """(content, reading) of the small sheet."""
    return arthroscopy()


@pytest.fixture(scope="session")
def definitions(sheet):
    """Its definitions."""
    content, reading = sheet
    return define(reading, content=content)


@pytest.fixture(scope="session")
def by_action(definitions):
    """Its actions by id."""
    return {a["id"]: a for a in actions(definitions.plan_definition)}


@pytest.fixture(scope="session")
def by_link(definitions):
    """The items of its questionnaire by linkId."""
    return {i["linkId"]: i for i in items(definitions.questionnaire)}


@pytest.fixture(scope="session")
def activities(definitions):
    """Its ActivityDefinitions by statement."""
    return {a["id"].rpartition("-")[2]: a for a in definitions.activity_definitions}
