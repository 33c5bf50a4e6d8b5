"""PDF to Text by its text layer: lines joined to paragraphs, items with levels, tables, columns, headings by size.

Refused, with the page's number: pages that are pictures, and fonts that don't say which letters they show. A page
that is truly blank is fine. Encrypted files are refused too.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from careplan.documents import hyphens
from careplan.documents.blocks import Block, compose, tidy
from careplan.documents.headings import settle
from careplan.documents.pdf_blocks import Builder, Style, ranked
from careplan.documents.pdf_furniture import part
from careplan.documents.pdf_grid import Flow, Grid, flow
from careplan.documents.pdf_lines import Line, clustered, fragments
from careplan.documents.pdf_page import Page, page
from careplan.documents.pdf_regions import regions
from careplan.documents.running import as_furniture
from careplan.documents.source import Source
from careplan.documents.text import Text
from careplan.errors import DocumentTooLarge, UnreadableDocument

_MOST_PAGES = 500
_MOST_LINES = 1500  # on a page; looking for columns takes the square of it
_PDFIUM = threading.Lock()  # PDFium may be called by one thread at a time
_FILE_NAME = re.compile(r"\.(docx?|pdf|indd|pub|pptx?|qxp|ai)\b|^(microsoft word|untitled|document\d*)", re.IGNORECASE)


def read(source: Source) -> Text:
    """The text of a PDF; places are "page 2"."""
    with _PDFIUM:
        pages, title, language = _read(source.data)
    blocks = _blocks(pages)
    layout = compose(blocks)
    heading = next((b.text for b in blocks if b.kind == "heading" and b.level == 1 and not b.furniture), None)
    return Text(
        content=layout.content,
        media_type=source.media_type,
        sha256=source.sha256,
        title=heading or title,
        language=language,
        marks=layout.marks,
        origins=layout.origins,
    )


def _read(data: bytes) -> tuple[list[Page], str | None, str | None]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise UnreadableDocument("the PDF needs a password" if locked else "the PDF is broken") from None
    try:
        if len(document) > _MOST_PAGES:
            raise DocumentTooLarge(f"the PDF has {len(document)} pages; {_MOST_PAGES} are allowed")
        pages = [page(document, index) for index in range(len(document))]
        named = tidy(document.get_metadata_value("Title")).replace("\n", " ")
        return pages, None if _FILE_NAME.search(named) else named or None, _language(document)
    except pdfium.PdfiumError:
        raise UnreadableDocument("the PDF is broken: a page of it can't be read") from None
    finally:
        document.close()


def _language(document: pdfium.PdfDocument) -> str | None:
    """The catalogue's Lang (14.9.2)."""
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 2))
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), len(buffer))
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0") or None


def _blocks(pages: Sequence[Page]) -> list[Block]:
    fragmented = [fragments(page.words) for page in pages]
    builder = Builder(_style(fragmented))
    said: set[str] = set()
    for found, parts, whole in zip(pages, part([clustered(f) for f in fragmented]), fragmented, strict=True):
        place = f"page {found.number}"
        edges = {id(word) for line in (*parts.head, *parts.foot) for word in line.words}
        builder.furniture(_running(parts.head, place, said))
        for region in _regions([f for f in whole if id(f.words[0]) not in edges], found):
            builder.add(region, place)
        builder.furniture(_running(parts.foot, place, said))
        builder.furniture(as_furniture(Block("paragraph", tidy(text), place)) for text in found.sideways)
    return settle(ranked(builder.finish()))


def _regions(body: Sequence[Line], found: Page) -> Iterator[Flow | Grid]:
    if len(body) <= _MOST_LINES:
        yield from regions(body, found.drawn)
    elif whole := flow(body):
        yield whole


def _running(found: Sequence[Line], place: str, said: set[str]) -> Iterator[Block]:
    """Running lines; a sentence among them is said once and is furniture when it comes again."""
    for line in found:
        block = Block("paragraph", tidy(line.whole), place)
        yield replace(block, furniture=True) if block.text in said else as_furniture(block)
        said.add(block.text)


def _style(pages: Sequence[Sequence[Line]]) -> Style:
    every = [line for page in pages for line in page]
    sizes = Counter[float]()
    for line in every:
        sizes[round(2 * line.size) / 2] += sum(len(word.text) for word in line.words)
    body = sizes.most_common(1)[0][0] if sizes else 1.0
    distances = [distance for page in pages for distance in _distances(page)]
    words = hyphens.words(line.text for line in every)
    ends = [
        (a.text, b.text) for page in pages for a, b in pairwise(page) if a.text.endswith("-") and b.text[:1].islower()
    ]
    return Style(body or 1.0, median(distances) if distances else 1.2, words, hyphens.breaks(ends, words))


def _distances(page: Sequence[Line]) -> Iterator[float]:
    """From base line to base line, in sizes, where a line in lower case goes on with the one above it."""
    ordered = sorted(page, key=lambda line: (round(line.x0), -line.y))
    for above, line in pairwise(ordered):
        step = above.y - line.y
        if abs(above.x0 - line.x0) < 1 and line.text[:1].islower() and 0 < step < 2.2 * line.size:
            yield step / max(line.size, above.size)
