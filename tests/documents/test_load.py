import base64
import codecs
import hashlib
import zipfile
from io import BytesIO

import pytest

from careplan.documents import READERS, load, media
from careplan.errors import (
    BinaryDocument,
    DocumentTooLarge,
    EmptyDocument,
    UnreadableDocument,
    UnsupportedMediaType,
)
from tests.documents import sheets


def zipped(**files):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("media_type", [kind for kind in sheets.ALL if kind != "text/markdown"])
def test_a_format_is_told_by_its_bytes(media_type):
    assert load(sheets.ALL[media_type]()).media_type == media_type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sheet.txt", media.PLAIN),
        ("SHEET.MD", media.MARKDOWN),
        ("a.b.html", media.HTML),
        ("https://example.org/a/leaflet.pdf", media.PDF),
        ("brief.docx", media.DOCX),
        ("reference.json", media.FHIR),
        ("noextension", None),
        ("archive.zip", None),
    ],
)
def test_a_format_is_told_by_the_name(name, expected):
    assert media.by_name(name) == expected


def test_the_name_is_asked_before_the_bytes():
    assert load(b"# Before\n\nCome fasting.", name="sheet.md").content == "Before\n\nCome fasting."


def test_the_media_type_is_asked_before_the_name():
    assert load(b"# Before", media_type="text/plain", name="sheet.md").content == "# Before"


@pytest.mark.parametrize("nothing", ["", "application/octet-stream", "Application/Octet-Stream; x=y"])
def test_a_media_type_that_says_nothing_is_not_asked(nothing):
    assert load(b"<html><p>Come fasting.", media_type=nothing).media_type == "text/html"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><p>Come fasting.",
        b"\xef\xbb\xbf\n <HTML lang=en><p>Come fasting.",
        b"<!-- printed --><html><p>Come fasting.",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><p>Come fasting.</p></html>',
        codecs.BOM_UTF16_LE + "<html><p>Come fasting.".encode("utf-16-le"),
    ],
)
def test_html_is_told_by_its_first_tags(data):
    text = load(data)
    assert text.media_type == "text/html"
    assert "Come fasting." in text.content


def test_angle_brackets_alone_are_plain_text():
    assert load(b"<Name of patient> is to fast.").media_type == "text/plain"


def test_media_type_parameters_are_read():
    assert media.parse('Text/HTML; x=1; Charset="Windows-1252"') == ("text/html", "Windows-1252")
    assert load(b"38 \xb0C", media_type="text/plain; charset=iso-8859-1").content == "38 °C"


def test_the_charset_argument_overrides_the_parameter():
    assert load(b"\xb5g", media_type="text/plain; charset=utf-8", charset="windows-1252").content == "µg"


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", codecs.BOM_UTF16_LE])
@pytest.mark.parametrize("media_type", [None, "text/plain", "text/html", "text/markdown"])
def test_an_empty_document_is_refused(data, media_type):
    with pytest.raises(EmptyDocument):
        load(data, media_type=media_type)


@pytest.mark.parametrize(
    "markup", [b"<html><body><img src=x></body></html>", b"<html><script>alert(1)</script></html>"]
)
def test_a_page_without_text_is_refused_as_empty(markup):
    with pytest.raises(EmptyDocument):
        load(markup)


def test_a_document_over_the_limit_is_refused_with_the_limit():
    with pytest.raises(DocumentTooLarge, match="1,001 bytes; 1,000 are allowed"):
        load(b"a" * 1001, max_bytes=1000)
    assert load(b"a" * 1000, max_bytes=1000).content == "a" * 1000


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(20),
        b"\xff\xd8\xff\xe0" + bytes(20),
        b"GIF89a" + bytes(20),
        b"{\\rtf1 Come fasting.}",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20),
        b"\x1f\x8b\x08" + bytes(20),
        b"\x7fELF" + bytes(range(40)),
        b"text then \x00 binary",
        b"\x81\x8d\x8f\x90 no encoding has these",
        b"\x01\x02\x03\x04\x05 control characters",
    ],
)
def test_a_binary_file_is_refused(data):
    with pytest.raises(BinaryDocument):
        load(data)


@pytest.mark.parametrize("data", [zipped(**{"a.txt": "Come fasting."}), b"PK\x03\x04 broken"])
def test_a_zip_archive_that_is_no_word_file_is_refused(data):
    with pytest.raises(UnsupportedMediaType, match="zip archive"):
        load(data)


def test_a_media_type_without_a_reader_is_refused_and_the_others_are_named():
    with pytest.raises(UnsupportedMediaType) as caught:
        load(b"x", media_type="application/msword")
    assert all(kind in str(caught.value) for kind in READERS)


@pytest.mark.parametrize("media_type", ["application/pdf", sheets.docx_type()])
def test_a_file_that_is_not_what_it_claims_is_refused(media_type):
    with pytest.raises(UnreadableDocument, match="broken"):
        load(b"Come fasting.", media_type=media_type)


@pytest.mark.parametrize("media_type", list(sheets.ALL))
def test_the_hash_is_of_the_bytes_that_came_in(media_type):
    data = sheets.ALL[media_type]()
    assert load(data, media_type=media_type).sha256 == hashlib.sha256(data).hexdigest()


def test_base64_is_not_guessed():
    data = base64.b64encode(b"Come fasting.")
    assert load(data).content == data.decode()
