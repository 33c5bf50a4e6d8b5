import base64
import contextlib
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.documents import load
from careplan.errors import CareplanError, DocumentTooLarge, EmptyDocument, ResourceError, UnsupportedMediaType

SHEET = b"Before your test\r\n\r\nDo not eat for 6 hours.\r\n"


def encoded(data=SHEET):
    return base64.b64encode(data).decode()


def reference(**changes):
    attachment = {"contentType": "text/plain", "data": encoded()} | changes
    return {"resourceType": "DocumentReference", "status": "current", "content": [{"attachment": attachment}]}


def binary(**changes):
    return {"resourceType": "Binary", "contentType": "text/plain", "data": encoded()} | changes


def read(resource, **options):
    return load(json.dumps(resource).encode(), media_type="application/fhir+json", **options)


@pytest.mark.parametrize("resource", [reference(), binary()])
def test_the_document_inside_is_read(resource):
    text = read(resource)
    assert text.content == "Before your test\n\nDo not eat for 6 hours.\n"


@pytest.mark.parametrize("resource", [reference(), binary()])
def test_hash_and_media_type_are_the_attachments_own(resource):
    text = read(resource)
    assert (text.sha256, text.media_type) == (hashlib.sha256(SHEET).hexdigest(), "text/plain")


@pytest.mark.parametrize(
    "declared", [None, "application/json", "application/fhir+json; charset=utf-8; fhirVersion=4.0"]
)
def test_a_resource_is_known_by_its_json(declared):
    assert load(json.dumps(binary()).encode(), media_type=declared).media_type == "text/plain"


def test_the_attachments_charset_is_used():
    text = read(binary(contentType="text/plain; charset=windows-1252", data=encoded(b"38 \xb0C")))
    assert text.content == "38 °C"


def test_an_attachment_without_type_is_told_by_its_bytes():
    assert read(reference(contentType=None, data=encoded(b"<html><p>Fast."))).media_type == "text/html"


def test_title_and_language_of_the_attachment_fill_in():
    text = read(reference(title="Preparing for your test", language="en-GB"))
    assert (text.title, text.language) == ("Preparing for your test", "en-GB")


def test_the_documents_own_title_comes_first():
    page = encoded(b"<html lang=de><h1>Your test</h1><p>Fast.")
    text = read(reference(title="scan0001", language="en", contentType="text/html", data=page))
    assert (text.title, text.language) == ("Your test", "de")


def test_base64_may_have_line_breaks():
    data = encoded()
    assert read(binary(data=f"{data[:10]}\n{data[10:]}\r\n")).content


def test_the_first_attachment_that_has_data_is_read():
    resource = reference()
    resource["content"].insert(
        0, {"attachment": {"contentType": "application/pdf", "url": "https://example.org/a.pdf"}}
    )
    assert read(resource).media_type == "text/plain"


def test_a_document_at_a_url_is_not_fetched():
    with pytest.raises(ResourceError, match="not fetched") as caught:
        read(reference(data=None, url="https://example.org/sheet.pdf"))
    assert caught.value.expression == "DocumentReference.content[0].attachment.data"


def test_a_hash_that_fits_is_accepted_and_another_refused():
    fits = base64.b64encode(hashlib.sha1(SHEET).digest()).decode()
    assert read(reference(hash=fits)).content
    with pytest.raises(ResourceError, match="hash"):
        read(reference(hash=base64.b64encode(bytes(20)).decode()))


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "Bundle", "entry": []},
        {"resourceType": ["x"]},
        {"no": "type"},
        [],
        "text",
        binary(data=None),
        binary(data=3),
        binary(data="@@@@"),
        binary(data="abc"),
        {"resourceType": "DocumentReference"},
        {"resourceType": "DocumentReference", "content": {}},
        {"resourceType": "DocumentReference", "content": [None, {"attachment": None}, {"attachment": []}]},
        reference(data=""),
        reference() | {"status": "entered-in-error"},
        reference() | {"docStatus": "entered-in-error"},
    ],
)
def test_what_is_no_sheet_is_refused(resource):
    with pytest.raises(ResourceError):
        read(resource)


@pytest.mark.parametrize("data", [b'{"resourceType": ', b"{" * 100_000, b"\xff\xfe{", b"nonsense"])
def test_broken_json_is_refused(data):
    with pytest.raises(ResourceError, match="JSON"):
        load(data, media_type="application/fhir+json")


@pytest.mark.parametrize("declared", ["application/fhir+json", "application/json", None])
def test_a_resource_within_a_resource_is_refused(declared):
    with pytest.raises(UnsupportedMediaType, match="another FHIR resource"):
        read(binary(contentType=declared, data=encoded(json.dumps(binary()).encode())))


def test_the_limit_holds_for_what_is_inside_too():
    resource = binary(data=encoded(b"a" * 900))
    with pytest.raises(DocumentTooLarge):
        load(json.dumps(resource).encode(), media_type="application/fhir+json", max_bytes=1000)


def test_an_empty_document_inside_is_refused():
    with pytest.raises(EmptyDocument):
        read(binary(data=encoded(b"  \n")))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.sampled_from(["DocumentReference", "Binary"]),
    st.dictionaries(st.sampled_from(["data", "content", "status", "contentType"]), _JSON),
)
def test_any_resource_is_read_or_refused_by_our_own_errors(kind, fields):
    with contextlib.suppress(CareplanError):
        read({"resourceType": kind} | fields)
