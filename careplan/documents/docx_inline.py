"""The characters of one Word paragraph (ECMA-376 part 1, 17.3): as the document stands with all changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from careplan.documents.docx_package import Element, attr, child, name, on
from careplan.documents.docx_styles import Styles
from careplan.documents.inline import PLAIN, Inline, Style
from careplan.documents.symbols import symbol

# Deleted or moved away (17.13.5), codes of fields, pronunciation guides, and properties, which hold no text.
_SKIPPED = frozenset((
    "del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr",
    "tcPr", "trPr", "rt", "oMathParaPr",
))  # fmt: skip
_TEXT = frozenset({"t"})  # of runs (w:t) and of equations (m:t)
_SPACES = {"tab": " ", "ptab": " ", "noBreakHyphen": "-"}


@dataclass(slots=True)
class Reader:
    """Reads runs into `inline`; text boxes, diagrams and notes that are met wait in their lists."""

    styles: Styles
    inline: Inline = field(default_factory=Inline)
    boxes: list[Element] = field(default_factory=list)
    diagrams: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # ("footnote", id), in order
    fields: list[bool] = field(default_factory=list)  # of each open field, whether its result has begun
    base: Style = PLAIN

    def paragraph(self, element: Element, *, bold: bool) -> None:
        """The text of a w:p."""
        # A field whose code never ended within its paragraph would hide the rest of the document.
        self.fields = [begun for begun in self.fields if begun]
        self.base = Style(bold=bold)
        self._inside(element, self.base)

    def _inside(self, element: Element, style: Style) -> None:
        for part in visible(element):
            kind = name(part)
            if kind == "r":
                self._run(part)
            elif kind == "txbxContent":
                self.boxes.append(part)
            elif kind in _TEXT:
                self._add(part.text or "", style)
            elif kind == "relIds":
                self.diagrams.append(part)
            elif kind not in _SKIPPED:
                self._inside(part, style)

    def _run(self, element: Element) -> None:
        properties = child(element, "rPr")
        if on(properties, "vanish"):
            return
        style, font = self._style(properties), attr(child(properties, "rFonts"), "ascii") or ""
        for part in visible(element):
            kind = name(part)
            if kind == "t":
                self._add("".join(symbol(c, font) if "\uf000" <= c <= "\uf0ff" else c for c in part.text or ""), style)
            elif kind == "fldChar":
                self._field(attr(part, "fldCharType"))
            elif kind in ("br", "cr"):
                self.inline.end_line()
            elif kind == "sym":
                self._add(_sym(part), style)
            elif kind in ("footnoteReference", "endnoteReference"):
                self.notes.append((kind.removesuffix("Reference"), attr(part, "id") or ""))
                self._add(f"[{len(self.notes)}]", style)
            elif kind in _SPACES:
                self._add(_SPACES[kind], style)
            elif kind == "txbxContent" or kind not in _SKIPPED:
                self._inside_run(part, style)

    def _inside_run(self, part: Element, style: Style) -> None:
        """Drawings, pictures and rubies within a run."""
        if name(part) == "txbxContent":
            self.boxes.append(part)
        else:
            self._inside(part, style)

    def _add(self, text: str, style: Style) -> None:
        if all(self.fields):
            self.inline.add(text, style)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(False)
        elif self.fields and kind == "separate":
            self.fields[-1] = True
        elif self.fields and kind == "end":
            self.fields.pop()

    def _style(self, properties: Element | None) -> Style:
        bold = on(properties, "b")
        if bold is None and (style := attr(child(properties, "rStyle"), "val")):
            bold = self.styles.bold(style) or None
        struck = bool(on(properties, "strike") or on(properties, "dstrike"))
        return replace(self.base, bold=self.base.bold if bold is None else bold, struck=struck)


def visible(element: Element) -> Iterator[Element]:
    """The children, those of an alternative (mc:AlternateContent) being of its first choice only."""
    for part in element:
        if name(part) == "AlternateContent":
            options = [e for e in part if name(e) in ("Choice", "Fallback")]
            yield from visible(options[0]) if options else ()
        else:
            yield part


def _sym(element: Element) -> str:
    try:
        return symbol(chr(int(attr(element, "char") or "", 16)), attr(element, "font") or "")
    except (ValueError, OverflowError):
        return "\ufffd"
