"""The words of a PDF page with their places, by PDFium (ISO 32000-1, 9.10 on how glyphs become text)."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from careplan.documents.pdf_shapes import Box, Shapes, bullets, shapes
from careplan.documents.symbols import BULLET, symbol
from careplan.errors import UnreadableDocument

_SPACE = 0.2  # of the font's size: a gap as wide parts two words
_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_BOLD_WEIGHT = 600
_EDGE = 3.0  # points beyond the page's edge that a glyph may still be seen from
_HYPHEN = 2  # PDFium's code for a hyphen at a line's end
_GLUED = frozenset("•‣◦●○■□▪▫◆❑❖►▶➢➔☐✓✔✗✘")  # bullets that are never part of a word
_UNMAPPED_MOST = 0.1  # of a page's glyphs
_SILENT = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_TEXT)  # show no text
_DRAWN_MOST = 200  # paths on a page without text: more is text drawn as curves


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands, in points; `y` is its base line, upwards."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its words in the order drawn, what is written across it (a watermark, a margin note), and shapes."""

    number: int
    words: tuple[Word, ...]
    sideways: tuple[str, ...]
    drawn: Shapes


@dataclass(frozen=True, slots=True)
class _Glyph:
    char: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    after_space: bool
    angle: int


def page(document: pdfium.PdfDocument, index: int) -> Page:
    """The page at `index`; UnreadableDocument when it has pictures or drawings but no text."""
    pdf_page = _flattened(document, index)
    try:
        glyphs = list(_glyphs(pdf_page, index + 1))
        if not glyphs:
            _refuse_unread(pdf_page, index + 1)
        upright = Counter(g.angle for g in glyphs if g.angle % 90 == 0).most_common(1)
        angle = upright[0][0] if upright else 0
        drawn = shapes(pdf_page) if angle == 0 else Shapes()
        words = tuple(_with_bullets(list(_words(g for g in glyphs if g.angle == angle)), drawn))
        return Page(index + 1, words, tuple(_runs([g for g in glyphs if g.angle != angle])), drawn)
    finally:
        pdf_page.close()


def _flattened(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """The page with filled-in fields and text notes as part of it: PDFium's text leaves annotations out."""
    pdf_page = document[index]
    if any(kind not in _SILENT for kind in _annotations(pdf_page)):
        raw.FPDFPage_Flatten(pdf_page, raw.FLAT_NORMALDISPLAY)
        pdf_page.close()
        pdf_page = document[index]
    return pdf_page


def _annotations(pdf_page: pdfium.PdfPage) -> Iterator[int]:
    for at in range(raw.FPDFPage_GetAnnotCount(pdf_page)):
        annotation = raw.FPDFPage_GetAnnot(pdf_page, at)
        yield raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)


def _refuse_unread(pdf_page: pdfium.PdfPage, number: int) -> None:
    kinds = Counter(item.type for item in pdf_page.get_objects(max_depth=4))
    if kinds[raw.FPDF_PAGEOBJ_IMAGE] or kinds[raw.FPDF_PAGEOBJ_PATH] > _DRAWN_MOST:
        raise UnreadableDocument(
            f"page {number} has no text layer: it is a picture, which must be made text first (OCR)"
        )


def _glyphs(pdf_page: pdfium.PdfPage, number: int) -> Iterator[_Glyph]:
    """The glyphs in the order in which they are drawn, without spaces, and none twice (a poor man's bold)."""
    text = pdf_page.get_textpage()
    seen: set[tuple[str, int, int]] = set()
    last: tuple[str, int, int] | None = None
    space, unmapped, count = False, 0, text.count_chars()
    shown = pdf_page.get_cropbox()
    faces = _Faces(text)
    for at, char in _characters(text, count):
        if char.isspace() or raw.FPDFText_IsGenerated(text, at):
            space = True
            continue
        glyph = faces.glyph(at, char, after_space=space)
        if not faces.is_within(shown):
            continue
        key = (glyph.char, round(glyph.x0 * 2), round(glyph.y * 2))
        unmapped += glyph.char == "\ufffd"
        # A ligature ("ff") comes as its letters, one after the other at one place.
        if key not in seen or key == last:
            seen.add(key)
            yield glyph
        space, last = False, key
    text.close()
    if unmapped > _UNMAPPED_MOST * count:
        raise UnreadableDocument(f"page {number} has no readable text: its font does not say which letters it shows")


def _characters(text: pdfium.PdfTextPage, count: int) -> Iterator[tuple[int, str]]:
    """Index and character; PDFium gives what is beyond the first 65,536 characters of Unicode as two."""
    high = 0
    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        yield at, _char(code, unmapped=bool(raw.FPDFText_HasUnicodeMapError(text, at)))


def _char(code: int, *, unmapped: bool) -> str:
    if code in (_HYPHEN, 173):
        return "-"
    if (
        code in (0xFFFE, 0xFFFF)
        or code > 0x10FFFF
        or (code < 32 and code not in (9, 10, 13))
        or (unmapped and code == 0)
    ):
        return "\ufffd"
    char = chr(code)
    return unicodedata.normalize("NFKC", char) if 0xFB00 <= code <= 0xFB06 else char  # ligatures


@dataclass(frozen=True, slots=True)
class _Face:
    """How the characters of a text object are set: size, bold, font, and direction in degrees."""

    size: float
    bold: bool
    font: str
    angle: int


class _Faces:
    """Makes glyphs; a text object's face is looked up once."""

    def __init__(self, text: pdfium.PdfTextPage) -> None:
        self._text = text
        self._faces: dict[int, _Face] = {}
        self._box = raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def glyph(self, at: int, char: str, *, after_space: bool) -> _Glyph:
        """The glyph of the character at index `at`."""
        raw.FPDFText_GetLooseCharBox(self._text, at, self._box)
        raw.FPDFText_GetCharOrigin(self._text, at, self._x, self._y)
        face = self._face(at)
        x0, x1, y = _along(self._box, self._y.value, self._x.value, face.angle)
        if "\uf000" <= char <= "\uf0ff":
            char = symbol(char, face.font)
        return _Glyph(char, x0, x1, y, face.size, face.bold, after_space, face.angle)

    def is_within(self, box: tuple[float, float, float, float]) -> bool:
        """Whether the last glyph stands on the page: printers' notes beside it are not shown."""
        left, bottom, right, top = box
        x, y = self._x.value, self._y.value
        return left - _EDGE <= x <= right + _EDGE and bottom - _EDGE <= y <= top + _EDGE

    def _face(self, at: int) -> _Face:
        item = raw.FPDFText_GetTextObject(self._text, at)
        key = ctypes.cast(item, ctypes.c_void_p).value or 0
        if key not in self._faces:
            self._faces[key] = self._look_up(at)
        return self._faces[key]

    def _look_up(self, at: int) -> _Face:
        name, flags, matrix = ctypes.create_string_buffer(256), ctypes.c_int(), raw.FS_MATRIX()
        raw.FPDFText_GetFontInfo(self._text, at, name, 256, flags)
        raw.FPDFText_GetMatrix(self._text, at, matrix)
        font = name.value.decode("utf-8", "replace").rpartition("+")[2]
        heavy = raw.FPDFText_GetFontWeight(self._text, at) >= _BOLD_WEIGHT
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        size = raw.FPDFText_GetFontSize(self._text, at) * math.hypot(matrix.c, matrix.d)
        return _Face(size or 1.0, heavy or any(b in font.lower() for b in _BOLD_NAMES), font, angle)


def _along(box: raw.FS_RECTF, y: float, x: float, angle: int) -> tuple[float, float, float]:
    """Start, end and base line of a glyph along the direction that it is written in."""
    if angle == 90:
        return box.bottom, box.top, -x
    if angle == 180:
        return -box.right, -box.left, -y
    if angle == 270:
        return -box.top, -box.bottom, x
    return box.left, box.right, y


def _words(glyphs: Iterator[_Glyph]) -> Iterator[Word]:
    word: list[_Glyph] = []
    for glyph in glyphs:
        if word and _parts(word[-1], glyph, len(word) == 1):
            yield _word(word)
            word = []
        word.append(glyph)
    if word:
        yield _word(word)


def _with_bullets(words: list[Word], drawn: Shapes) -> Iterator[Word]:
    """The words, with a "•" before each that has a small drawn shape there."""
    found: dict[int, Box] = {}
    for at, box in bullets(drawn, [(word.x0, word.y, word.size) for word in words]) if drawn.small else ():
        if at not in found or box.x0 < found[at].x0:
            found[at] = box
    for at, word in enumerate(words):
        if at in found and not _has_before(words, at):
            yield replace(word, text=BULLET, x0=found[at].x0, x1=found[at].x1, bold=False)
        yield word


def _has_before(words: list[Word], at: int) -> bool:
    """Whether another word stands right before this one: then a shape between is part of the text."""
    word = words[at]
    return (
        at > 0 and abs(words[at - 1].y - word.y) < 0.5 * word.size and 0 <= word.x0 - words[at - 1].x1 < 2 * word.size
    )


def _parts(last: _Glyph, glyph: _Glyph, first: bool) -> bool:
    if glyph.x0 == last.x0 and glyph.y == last.y:
        return False  # letters of a ligature
    gap = glyph.x0 - last.x1
    size = max(glyph.size, last.size)
    apart = gap > _SPACE * size or gap < -0.5 * size or abs(glyph.y - last.y) > 0.5 * size
    return apart or (glyph.after_space and gap > 0.05 * size) or (first and last.char in _GLUED)


def _word(glyphs: list[_Glyph]) -> Word:
    text = "".join(glyph.char for glyph in glyphs)
    widest = max(glyphs, key=lambda glyph: glyph.size)
    bold = all(glyph.bold for glyph in glyphs)
    return Word(text, glyphs[0].x0, max(g.x1 for g in glyphs), widest.y, widest.size, bold)


def _runs(glyphs: list[_Glyph]) -> Iterator[str]:
    """Glyphs of other directions as text, a run for each direction change."""
    text, angle = "", None
    for glyph in glyphs:
        if angle not in (None, glyph.angle) and text:
            yield text.strip()
            text = ""
        text += (" " if glyph.after_space else "") + glyph.char
        angle = glyph.angle
    if text.strip():
        yield text.strip()
