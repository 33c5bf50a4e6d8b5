"""What labelled sheets taught of topics: it breaks the tie where the phrases of the topics are in doubt.

Naive Bayes over words and pairs of words. The counts are data, `mappings/<language>/learnt.tsv`, which
`bench/learn_topics.py` makes of the sheets in tests/sheets; a language without that file has no tie-breaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import exp, log

from careplan.errors import MappingError
from careplan.knowledge import Knowledge

FILE = "learnt.tsv"
STATEMENTS = "*"
"""The first column of the row that counts the statements of each topic."""
WORDS = "+"
"""The first column of the row that sums up all other rows."""
_UNSEEN = 0.1  # what a word counts for a topic that it was never seen with
_CALM = 4.0  # words lean on each other, so the odds that they give are far too sure: a root is taken of them
_LEAST = 0.02  # a share below this says nothing
_TABLE = re.compile(r"(?:#[^\n]*\n)*(?:[^\t\n]+(?:\t[a-z-]+=[1-9]\d*)+\n)+")
_TOPIC = re.compile(r"\t([a-z-]+)=")


@dataclass(frozen=True)
class Learnt:
    """Logarithms: `base` of a topic's share of the statements, `unseen` of a word's odds in it that it never had.

    `rows` are those of the file by word, still as text: a process meets few of them.
    """

    base: Mapping[str, float]
    unseen: Mapping[str, float]
    rows: Mapping[str, str]
    _met: dict[str, Mapping[str, float]] = field(default_factory=dict, repr=False, compare=False)

    def shares(self, words: Sequence[str]) -> Mapping[str, float]:
        """How likely each topic is for a statement of these words (normalised, as `Page.words`), from 0 to 1.

        Empty when no word was seen before.
        """
        seen = [self._more(word) for word in features(words) if word in self.rows]
        if not seen:
            return {}
        scores = {topic: base + len(seen) * self.unseen[topic] for topic, base in self.base.items()}
        for word in seen:
            for topic, more in word.items():
                scores[topic] += more
        most = max(scores.values())
        odds = {topic: exp((score - most) / _CALM) for topic, score in scores.items()}
        total = sum(odds.values())
        return {topic: share for topic, odd in odds.items() if (share := odd / total) >= _LEAST}

    def _more(self, word: str) -> Mapping[str, float]:
        """What a word that was seen adds to `unseen`, by topic."""
        known = self._met.get(word)
        if known is None:
            counted = _counts(self.rows[word]).items()
            known = self._met[word] = {topic: log((n + _UNSEEN) / _UNSEEN) for topic, n in counted}
        return known


def features(words: Sequence[str]) -> Iterator[str]:
    """The words of a statement, and each two that stand together; marks and figures are left out."""
    told = [word for word in words if word.replace("'", "").isalpha()]
    yield from told
    yield from map(" ".join, pairwise(told))


@lru_cache(maxsize=8)
def learnt(code: str, knowledge: Knowledge) -> Learnt | None:
    """What was learnt of language `code`; the last of the mappings' folders that has the file. None if none has.

    MappingError when a row is no word and counts by topic, or when a topic is not summed up.
    """
    path = next((p for root in reversed(knowledge.roots) if (p := root / code / FILE).is_file()), None)
    return taught(path.read_text("utf-8"), f"{code}/{FILE}") if path else None


def taught(text: str, where: str) -> Learnt:
    """What a file of this text teaches; MappingError names `where`."""
    if not _TABLE.fullmatch(text):
        raise MappingError(f"{where}: a row must be a word with topic=count, tab between them, after the comments")
    lines = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    rows = {word: told for word, _, told in lines}
    statements, words = _counts(rows.pop(STATEMENTS, "")), _counts(rows.pop(WORDS, ""))
    if not rows or not set(_TOPIC.findall(text)) <= statements.keys() & words.keys():
        raise MappingError(f"{where}: the rows {STATEMENTS!r} and {WORDS!r} must sum up every topic")
    total = sum(statements.values())
    return Learnt(
        base={topic: log(count / total) for topic, count in statements.items()},
        unseen={topic: log(_UNSEEN / (n + _UNSEEN * len(rows))) for topic, n in words.items()},
        rows=rows,
    )


def _counts(told: str) -> dict[str, int]:
    pairs = (pair.split("=") for pair in told.split("\t") if pair)
    return {topic: int(count) for topic, count in pairs}
