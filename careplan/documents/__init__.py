"""Documents: bytes in any format that hospitals have -> `Text`, whose characters can be counted.

`load` is the only door. A format is one module with `read(source) -> Text`, and one line in `READERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from careplan.documents import media
from careplan.documents.media import DOCX, FHIR, HTML, MARKDOWN, PDF, PLAIN
from careplan.documents.source import Source
from careplan.documents.text import Mark, Origin, Text
from careplan.errors import DocumentTooLarge, EmptyDocument, UnreadableDocument, UnsupportedMediaType

__all__ = ["MEDIA_TYPES", "READERS", "Mark", "Origin", "Text", "load"]

# Media type -> module, in the order in which messages name them: what people have at hand first. A module is
# imported when its first document comes, so that who only wants `Text` waits for no PDF library.
# FHIR is no line here: it is an envelope, and what is inside comes back to these.
READERS = {
    PLAIN: "careplan.documents.plain",
    MARKDOWN: "careplan.documents.markdown",
    HTML: "careplan.documents.html",
    PDF: "careplan.documents.pdf",
    DOCX: "careplan.documents.docx",
}
MEDIA_TYPES = (*READERS, FHIR)


def load(
    data: bytes,
    *,
    media_type: str | None = None,
    name: str | None = None,
    max_bytes: int = 20_000_000,
    charset: str | None = None,
) -> Text:
    """The text of a document.

    `media_type` ("text/html; charset=windows-1252") decides the format; without one, or with one that says
    nothing (application/octet-stream), the extension of `name` does, else the bytes themselves. `charset`
    overrides the media type's parameter. `max_bytes` limits the document, and what a FHIR resource has inside.

    Raises EmptyDocument, DocumentTooLarge, UnsupportedMediaType, BinaryDocument, UnreadableDocument, and
    ResourceError for a FHIR resource that is none of ours.
    """
    if len(data) > max_bytes:
        raise DocumentTooLarge(f"the document has {len(data):,} bytes; {max_bytes:,} are allowed")
    if not data.strip():
        raise EmptyDocument("the document is empty")
    kind, declared = _kind(data, media_type, name)
    source = Source(data, kind, charset or declared)
    try:
        text = _envelope(source, max_bytes) if kind == FHIR else _reader(kind)(source)
    except RecursionError:
        raise UnreadableDocument("the document is nested too deep") from None
    if not text.content.strip():
        raise EmptyDocument("the document has no text in it")
    return text


def _kind(data: bytes, media_type: str | None, name: str | None) -> tuple[str, str | None]:
    kind, declared = media.parse(media_type or "")
    if kind in media.UNKNOWN:
        kind = media.by_name(name or "") or media.sniff(data)
    return kind, declared


def _reader(kind: str) -> Callable[[Source], Text]:
    if kind not in READERS:
        known = ", ".join(MEDIA_TYPES)
        raise UnsupportedMediaType(f"documents of type {kind[:80]!r} can't be read; these can: {known}")
    read: Callable[[Source], Text] = import_module(READERS[kind]).read
    return read


def _envelope(source: Source, max_bytes: int) -> Text:
    from careplan.documents import fhir  # not before it is needed

    def inner(data: bytes, media_type: str | None) -> Text:
        if (media_type is not None and media.parse(media_type)[0] == FHIR) or media.looks_like_fhir(data):
            raise UnsupportedMediaType("the FHIR resource has another FHIR resource inside, not a document")
        return load(data, media_type=media_type, max_bytes=max_bytes)

    return fhir.read(source, inner)
