"""Short sheets for tests: a sentence under a heading, and what the reader makes of it."""

from __future__ import annotations

from careplan import knowledge, reading
from careplan.documents.text import Text
from careplan.reading.language import language
from careplan.reading.model import Reading, Statement
from careplan.reading.page import Page, page

HEADINGS = {
    "before": "Before your operation",
    "after": "After your operation",
    "warning-signs": "When to call your doctor",
    "disclosure": "Tell your doctor about",
    "risks": "Risks",
    "overview": "What is it?",
}
_TITLE = "Gallstone Removal\n\nThis leaflet tells you about gallstone removal.\n\n"


def text(content: str, *, language: str | None = "en") -> Text:
    """A plain text."""
    return Text(content, "text/plain", "0" * 64, language=language)


def read(content: str) -> Reading:
    """The reading of an English plain text."""
    return reading.read(text(content))


def under(section: str, body: str) -> tuple[Statement, ...]:
    """What is read of `body` below the heading of `section`, in a sheet with a title and an opening sentence."""
    return read(f"{_TITLE}{HEADINGS[section]}\n\n{body}\n").statements[1:]


def one(section: str, sentence: str) -> Statement:
    """The only statement of `sentence` below the heading of `section`."""
    found = under(section, sentence)
    assert len(found) == 1, [s.text for s in found]
    return found[0]


def english(content: str) -> Page:
    """The page of an English text."""
    return page(content, language("en", knowledge.default()))
