"""The sheet's text, verbatim, cut where statements begin and end, so that each can be coloured and chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from careplan.reading.model import Reading, Section, Statement
from careplan.web.page.words import SECTIONS

_MARKER = re.compile(r"\s*(?:[^\w\s]+|\d{1,3}[.)])?\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text, and the statement that it is, if it is one."""

    text: str
    statement: Statement | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it is words that are no statement: a heading of the sheet."""
        return self.statement is None and any(letter.isalpha() for letter in self.text)

    @property
    def role(self) -> str:
        """The role to colour it by; a prohibition has a colour of its own."""
        return "" if self.statement is None else shown_role(self.statement)


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the document: its pieces are its whole text."""

    kind: str
    label: str
    inferred: bool
    confidence: float
    pieces: tuple[Piece, ...]


def shown_role(statement: Statement) -> str:
    """The statement's role, or "prohibition"."""
    return "prohibition" if statement.prohibition and statement.role == "instruction" else statement.role


def blocks(text: str, reading: Reading) -> tuple[Block, ...]:
    """All of `text` but the blank lines between blocks: a block a section, nameless for what is in none."""
    return tuple(_blocks(text, reading))


def _blocks(text: str, reading: Reading) -> Iterator[Block]:
    starts = [_line_start(text, section.start) for section in reading.sections]
    ends = [_line_start(text, section.end) for section in reading.sections]
    at = 0
    for section, start, end in zip(reading.sections, starts, ends, strict=True):
        yield from _nameless(text, at, start, reading)
        yield _block(section, _pieces(text, start, end, reading))
        at = end
    yield from _nameless(text, at, len(text), reading)


def _line_start(text: str, at: int) -> int:
    """Where the line begins when only an item's marker stands before `at`, else `at` itself."""
    line = text.rfind("\n", 0, at) + 1
    return line if at < len(text) and _MARKER.fullmatch(text, line, at) else at


def _nameless(text: str, start: int, end: int, reading: Reading) -> Iterator[Block]:
    if text[start:end].strip():
        yield Block("other", "", False, 1.0, _pieces(text, start, end, reading))


def _block(section: Section, pieces: tuple[Piece, ...]) -> Block:
    return Block(
        kind=section.kind,
        label=SECTIONS.get(section.kind, section.kind),
        inferred=section.heading is None,
        confidence=section.confidence,
        pieces=pieces,
    )


def _pieces(text: str, start: int, end: int, reading: Reading) -> tuple[Piece, ...]:
    found: list[Piece] = []
    at = start
    for statement in reading.statements:
        if not start <= statement.start < end:
            continue
        found += _between(text[at : statement.start])
        found.append(Piece(text[statement.start : statement.end], statement))
        at = statement.end
    found += _between(text[at:end])
    return _trimmed(found)


def _between(text: str) -> list[Piece]:
    """What is no statement: headings, and on the last line the marker of the next item."""
    head, end, marker = text.rpartition("\n")
    return [Piece(part) for part in (head + end, marker) if part]


def _trimmed(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Without the blank lines at either end of a block, which its frame stands for."""
    kept = list(pieces)
    if kept and kept[0].statement is None:
        kept[0] = Piece(kept[0].text.lstrip("\n"))
    while kept and kept[-1].statement is None and not kept[-1].text.strip():
        kept.pop()
    if kept and kept[-1].statement is None:
        kept[-1] = Piece(kept[-1].text.rstrip())
    return tuple(piece for piece in kept if piece.text)
