"""Fixtures for all tests; a test that uses `hapi_url`, `validator` or `browser` gets the mark of that kind."""

import pytest

from tests.browser import browser
from tests.hapi import hapi_r5_url, hapi_url
from tests.validator import validator, validator_r5

__all__ = ["browser", "hapi_r5_url", "hapi_url", "validator", "validator_r5"]

MARKS = {"browser": "browser", "hapi_url": "hapi", "validator": "validator"}
MARKS |= {"hapi_r5_url": "hapi", "validator_r5": "validator"}


def pytest_collection_modifyitems(items):
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        for fixture, mark in MARKS.items():
            if fixture in used:
                item.add_marker(getattr(pytest.mark, mark))
