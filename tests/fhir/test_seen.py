"""What was found good is remembered by its content alone, and not for ever."""

import copy

import pytest

from careplan.errors import ResourceError
from careplan.fhir import r4
from careplan.fhir.seen import Seen, digest

PATIENT = {"resourceType": "Patient", "gender": "male"}


def test_the_same_content_is_checked_once(monkeypatch):
    monkeypatch.setattr(r4, "_VALID", Seen(10))
    checks = []
    found = r4._found
    monkeypatch.setattr(r4, "_found", lambda resource: checks.append(1) or found(resource))
    for _ in range(3):
        assert r4.checked(copy.deepcopy(PATIENT)) == PATIENT
    assert len(checks) == 1


def test_what_is_changed_later_is_checked_again():
    resource = copy.deepcopy(PATIENT)
    r4.checked(resource)
    resource["gender"] = "bogus"
    for _ in range(2):
        with pytest.raises(ResourceError):
            r4.checked(resource)


def test_no_two_contents_are_one():
    contents = [1, True, "1", 1.0, None, [1], [[1]], {"a": 1}, {"a": "1"}]
    assert len({digest(content) for content in contents}) == len(contents)


def test_what_is_no_json_is_never_remembered():
    ring = []
    ring.append(ring)
    for value in (object(), ring):
        seen = Seen(2)
        seen.add(digest(value))
        assert digest(value) not in seen


def test_the_longest_unasked_is_forgotten():
    seen = Seen(2)
    seen.add(b"a")
    seen.add(b"b")
    assert b"a" in seen
    seen.add(b"c")
    assert [x in seen for x in (b"a", b"b", b"c")] == [True, False, True]
