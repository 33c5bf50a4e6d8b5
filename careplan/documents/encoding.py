"""Bytes to characters: UTF-8, UTF-16 with a byte-order mark, Windows-1252, or what the sender declared.

Nothing is guessed that could turn letters into other letters: bytes that fit none of these are refused.
"""

from __future__ import annotations

import codecs
import re

from careplan.errors import BinaryDocument, UnreadableDocument, UnsupportedMediaType

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What the web means by these names (WHATWG Encoding Standard, section 4.2): "latin-1" comes with Windows' quotes.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252"}
# Python also has codecs that are no character encodings of documents (idna, unicode_escape, utf-7 ...).
_ALLOWED = re.compile(
    r"utf-(8|8-sig|16|16-le|16-be|32|32-le|32-be)|ascii|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|tis-620|johab"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")  # all but tab, line ends, form feed, NEL
_TOLERATED = 0.002  # stray control characters that old printers and editors leave


def decode(data: bytes, *, charset: str | None = None, hint: str | None = None) -> str:
    """The characters of `data`, without byte-order mark.

    `charset` is what the sender declared: bytes that don't fit it are refused. `hint` is what the document says of
    itself (HTML's meta), which is wrong often enough to be only tried first. BinaryDocument when it is no text.
    """
    marked = _by_mark(data)
    if marked is not None:
        return _text(marked)
    if charset is not None:
        return _text(_declared(data, codec(charset)))
    for name in (_known(hint), "utf-8", "cp1252"):
        try:
            return _text(data.decode(name)) if name else _skip()
        except UnicodeError:
            continue
    raise BinaryDocument("the document is not text: it is neither UTF-8 nor Windows-1252")


def codec(charset: str) -> str:
    """Python's name of `charset`; UnsupportedMediaType when it is no encoding of documents."""
    found = _known(charset)
    if found is None:
        raise UnsupportedMediaType(f"the character encoding {charset[:40]!r} is not known")
    return found


def lines(text: str) -> str:
    """The text with every line end (CRLF, CR) as "\\n"."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _skip() -> str:
    raise UnicodeError


def _known(charset: str | None) -> str | None:
    try:
        name = codecs.lookup((charset or "").strip().strip("\"'")).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    return _MEANT.get(name, name) if _ALLOWED.fullmatch(name) else None


def _by_mark(data: bytes) -> str | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _declared(data, name)
    return None


def _declared(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeError:
        raise UnreadableDocument(f"the document is not in its declared character encoding {name}") from None


def _text(text: str) -> str:
    """`text`, when its control characters are not those of a binary file."""
    stray = len(_CONTROL.findall(text))
    if "\0" in text or stray > _TOLERATED * len(text) + 2:
        raise BinaryDocument("the document is not text: it has control characters like a binary file")
    return text
