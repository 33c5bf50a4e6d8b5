"""The characters of one block, white space collapsed as a browser does (CSS Text, section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from careplan.documents.blocks import UNSEEN
from careplan.documents.text import Mark

_COUNTED = ("size", "bold", "link", "anchor", "button")
_WHITE = re.compile(r"\s+")  # the no-break space too: see `blocks.tidy`


@dataclass(frozen=True, slots=True)
class Style:
    """What the elements round a text say of it."""

    bold: bool = False
    link: bool = False
    anchor: bool = False  # a link to another place on the page
    button: bool = False
    struck: bool = False
    pre: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Run:
    """A finished block: its text, its marks, and how many of its visible characters are in bold, links ...."""

    text: str
    marks: tuple[Mark, ...]
    size: int
    bold: int
    link: int
    anchor: int
    button: int
    pre: bool


class Inline:
    """Collects text until its block ends."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = "\n"
        self._struck: list[tuple[int, int]] = []
        self._counts = dict.fromkeys(_COUNTED, 0)
        self._pre = False

    @property
    def at_break(self) -> bool:
        """Whether nothing stands on the current line, below a line that has text."""
        return self._length > 0 and self._last == "\n"

    def add(self, text: str, style: Style = PLAIN) -> None:
        """More text."""
        text = text.translate(UNSEEN)
        if style.pre:
            self._pre = True
        else:
            text = _WHITE.sub(" ", text)
            if self._last in " \n":
                text = text.lstrip(" ")
        if text:
            self._append(text, style)

    def end_line(self) -> None:
        """A hard line break."""
        if self._parts and self._last == " ":
            self._parts[-1] = self._parts[-1][:-1]
            self._length -= 1
        if self._length:
            self._append("\n", PLAIN)

    def take(self) -> Run:
        """The finished block; this object is empty afterwards."""
        whole = "".join(self._parts)
        text = whole.strip("\n").rstrip() if self._pre else whole.strip()
        cut = len(whole) - len(whole.lstrip("\n")) if self._pre else 0
        marks = (Mark("struck", max(a - cut, 0), min(b - cut, len(text))) for a, b in self._struck)
        run = Run(text, tuple(m for m in marks if m.start < m.end), pre=self._pre, **self._counts)
        self._clear()
        return run

    def _append(self, text: str, style: Style) -> None:
        visible = len(text) - text.count(" ") - text.count("\n")
        self._counts["size"] += visible
        for name in _COUNTED[1:]:
            self._counts[name] += visible if getattr(style, name) else 0
        if style.struck and visible:
            self._strike(self._length, self._length + len(text))
        self._parts.append(text)
        self._length += len(text)
        self._last = text[-1]

    def _strike(self, start: int, end: int) -> None:
        if self._struck and self._struck[-1][1] == start:
            start = self._struck.pop()[0]
        self._struck.append((start, end))
