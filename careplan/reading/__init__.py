"""Reading: Text to Reading, without any FHIR. `read` is the one entry."""

from __future__ import annotations

from careplan.documents.text import Text
from careplan.knowledge import Knowledge
from careplan.reading.model import Reading


def read(text: Text, *, knowledge: Knowledge | None = None) -> Reading:
    """The reading of `text`. Deterministic: the same text and mappings give the same reading.

    Raises UnknownLanguage when no lexicon knows the language.
    """
    # The reader is loaded at its first use: whoever needs only the model should not wait for the rules.
    from careplan.reading import reader

    return reader.read(text, knowledge=knowledge)
