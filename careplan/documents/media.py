"""Which format a document is in: as declared, else by its name, else by its bytes."""

from __future__ import annotations

import re

from careplan.errors import BinaryDocument, UnsupportedMediaType

PLAIN = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FHIR = "application/fhir+json"

# What senders say when they don't know.
UNKNOWN = (
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "application/x-download",
    "application/force-download",
)
ALIASES = {
    "text/x-markdown": MARKDOWN,
    "application/xhtml+xml": HTML,
    "application/x-pdf": PDF,
    "application/vnd.ms-word.document.macroenabled.12": DOCX,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template": DOCX,
    "application/json+fhir": FHIR,
    "application/json": FHIR,
}
EXTENSIONS = {
    ".txt": PLAIN,
    ".text": PLAIN,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".pdf": PDF,
    ".docx": DOCX,
    ".docm": DOCX,
    ".json": FHIR,
}
# Formats that people do send, told by their first bytes, with what to do about them.
_FOREIGN = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "a Word 97-2003 file or an encrypted one; save it as .docx or PDF without a password",
    ),
    (b"{\\rtf", "a rich text (RTF) file; save it as .docx or PDF"),
    (b"\x89PNG\r\n", "a PNG picture; a sheet must have text"),
    (b"\xff\xd8\xff", "a JPEG picture; a sheet must have text"),
    (b"II*\0", "a TIFF picture; a sheet must have text"),
    (b"MM\0*", "a TIFF picture; a sheet must have text"),
    (b"GIF8", "a GIF picture; a sheet must have text"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"%!PS", "a PostScript file; save it as PDF"),
)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<(head|body)[\s>]", re.IGNORECASE)
_CHARSET = re.compile(r"(?:^|;)\s*charset\s*=\s*[\"']?([^\"';]+)", re.IGNORECASE)
_RESOURCE = re.compile(rb'"resourceType"\s*:')


def parse(media_type: str) -> tuple[str, str | None]:
    """The media type in lower case without parameters, and its charset parameter (RFC 9110, section 8.3.1)."""
    bare, _, parameters = media_type.partition(";")
    charset = _CHARSET.search(parameters)
    bare = bare.strip().lower()
    return ALIASES.get(bare, bare), charset[1].strip() if charset else None


def by_name(name: str) -> str | None:
    """The media type that the extension of a file name or path stands for."""
    _, dot, extension = name.strip().lower().rpartition(".")
    return EXTENSIONS.get(dot + extension)


def sniff(data: bytes) -> str:
    """The media type that the bytes show; plain text when they show none."""
    # without the byte-order marks of UTF-8 and UTF-16, and the NULs of the latter's letters
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n\x0c")
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise BinaryDocument(f"the document is {what}")
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _zip(data)
    if looks_like_fhir(data):
        return FHIR
    if head.startswith(b"<") and _HTML.search(head):
        return HTML
    return PLAIN


def looks_like_fhir(data: bytes) -> bool:
    """Whether the bytes are a JSON object that names a resource type."""
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and bool(_RESOURCE.search(data))


def _zip(data: bytes) -> str:
    import io
    import zipfile

    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        names = []
    if "word/document.xml" in names:
        return DOCX
    raise UnsupportedMediaType("the document is a zip archive and not a Word (.docx) file")
