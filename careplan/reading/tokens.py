"""Words and punctuation of a text, with offsets."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

# Dotted abbreviations ("a.m.", "U.S.") and numbers ("100.4", "3,000", "7.15") are one token each; a hyphen inside a
# word separates two words and is no token, so that "follow-up" and "follow up" are the same to the lexicon.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|_{2,}|[^\w\s-]|(?<=\s)-+(?=\s)|[–—]",
)
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "—": "–"})
ENDS = frozenset(".!?…")
PUNCTUATION = frozenset('.!?…,;:()[]–-|/&"•')


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel tuples: normalised word (lower case, straight apostrophe), start and end offset."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def range(self, start: int, end: int) -> tuple[int, int]:
        """The half-open token range that begins within the characters [start, end)."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)


def tokenize(text: str) -> Tokens:
    """All tokens of `text`, in order."""
    words, starts, ends = [], [], []
    for found in _TOKEN.finditer(text.translate(_FOLD)):
        words.append(found.group().lower())
        starts.append(found.start())
        ends.append(found.end())
    return Tokens(tuple(words), tuple(starts), tuple(ends))
