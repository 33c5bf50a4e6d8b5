"""Fixtures for all tests; a test that uses `hapi_url`, `validator` or `browser` gets the mark of that kind."""

import pytest

from tests.browser import browser
from tests.hapi import hapi_url
from tests.validator import validator

__all__ = ["browser", "hapi_url", "validator"]


def pytest_collection_modifyitems(items):
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        for fixture, mark in (("hapi_url", "hapi"), ("validator", "validator"), ("browser", "browser")):
            if fixture in used:
                item.add_marker(getattr(pytest.mark, mark))
