import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.documents import load
from careplan.errors import BinaryDocument, CareplanError, UnreadableDocument, UnsupportedMediaType

ODD = "  \n\n\tKeep  me \f as I am.\u00a0\x0b\u2028  \n \n"


def plain(data, **options):
    return load(data, media_type="text/plain", **options).content


def test_a_utf8_file_is_its_own_content():
    assert plain(ODD.encode()) == ODD


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_text_comes_back_as_it_is(text):
    assert plain(text.encode()) == text.removeprefix("\ufeff")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_become_newlines(end):
    assert plain(f"a{end}{end}b{end}".encode()) == "a\n\nb\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding_and_goes(mark, encoding):
    assert plain(mark + "38 °C – “now”".encode(encoding)) == "38 °C – “now”"


def test_what_is_not_utf8_is_windows_1252():
    assert plain(b"Don\x92t stop \x96 38 \xb0C") == "Don’t stop – 38 °C"


@pytest.mark.parametrize("label", ["latin-1", "ISO-8859-1", "us-ascii", "'cp1252'"])
def test_the_names_that_the_web_uses_for_windows_1252_mean_it(label):
    assert plain(b"Don\x92t", charset=label) == "Don’t"


def test_another_declared_encoding_is_used():
    assert plain("Не ешьте".encode("koi8-r"), charset="koi8-r") == "Не ешьте"


@pytest.mark.parametrize("label", ["no-such", "rot13", "base64", "unicode_escape", "idna", "utf-7", "a\0b", "é"])
def test_what_is_no_encoding_of_documents_is_refused(label):
    with pytest.raises(UnsupportedMediaType, match="not known"):
        plain(b"abc", charset=label)


def test_bytes_that_are_not_in_the_declared_encoding_are_refused_not_mangled():
    with pytest.raises(UnreadableDocument, match="utf-8"):
        plain(b"38 \xb0C", charset="utf-8")


def test_a_broken_utf16_file_is_refused():
    with pytest.raises(UnreadableDocument):
        plain(codecs.BOM_UTF16_LE + b"a\x00b")


def test_few_stray_control_characters_are_kept():
    assert plain(b"Fasting\x1a") == "Fasting\x1a"


def test_a_nul_is_never_text():
    with pytest.raises(BinaryDocument):
        plain(b"Come " * 1000 + b"\x00")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_by_our_own_errors(data):
    try:
        content = plain(data)
    except CareplanError:
        return
    assert content.strip()
    assert "\r" not in content
