"""JSON is parsed strictly, and nothing that comes in can break what follows."""

import pytest

from careplan.errors import InputError, ResourceError
from careplan.web.jsonin import DEEPEST, parse_object, resource_type


def test_an_object_comes_out_as_it_went_in_also_after_a_byte_order_mark():
    assert parse_object(b'\xef\xbb\xbf{"a": ["b", 1.50, null, true]}') == {"a": ["b", 1.5, None, True]}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"{",
        b'{"a": 1,}',
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": "\xff"}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": 1} {"b": 2}',
        b'{"a": ' + b"9" * 10_000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1),
    ],
)
def test_what_is_no_json_that_we_take_is_refused(data):
    with pytest.raises(InputError) as caught:
        parse_object(data)
    assert caught.value.status == 400


@pytest.mark.parametrize("data", [b"[]", b"null", b'"text"', b"1", b'[{"resourceType": "Parameters"}]'])
def test_json_that_is_no_object_is_no_resource(data):
    with pytest.raises(ResourceError):
        parse_object(data)


def test_nesting_as_deep_as_allowed_is_taken():
    assert parse_object(b'{"a":' * (DEEPEST - 1) + b"1" + b"}" * (DEEPEST - 1))


@pytest.mark.parametrize("resource", [{}, {"resourceType": 1}, {"resourceType": ""}])
def test_a_resource_says_its_type(resource):
    with pytest.raises(ResourceError):
        resource_type(resource)
