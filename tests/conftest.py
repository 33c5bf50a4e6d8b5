"""Fixtures for all tests; a test that uses `hapi_url` or `validator` gets the mark of that kind."""

import pytest

from tests.hapi import hapi_url
from tests.validator import validator

__all__ = ["hapi_url", "validator"]


def pytest_collection_modifyitems(items):
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        for fixture, mark in (("hapi_url", "hapi"), ("validator", "validator")):
            if fixture in used:
                item.add_marker(getattr(pytest.mark, mark))
