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
    found = [*_TOKEN.finditer(text.translate(_FOLD))]
    if not found:
        return Tokens((), (), ())
    # no token holds a space: all are made lower case at once
    words = " ".join([m[0] for m in found]).lower().split(" ")
    return Tokens(tuple(words), tuple([m.start() for m in found]), tuple([m.end() for m in found]))
