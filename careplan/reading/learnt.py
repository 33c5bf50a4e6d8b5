"""What labelled sheets taught of topics: it breaks the tie where the phrases of the topics are in doubt.

Naive Bayes over words and pairs of words. The counts are data, `mappings/<language>/learnt.tsv`, which
`bench/learn_topics.py` makes of the sheets in tests/sheets; a language without that file has no tie-breaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import exp, log

from careplan.errors import MappingError
from careplan.knowledge import Knowledge

FILE = "learnt.tsv"
STATEMENTS = "*"
"""The first column of the row that counts statements instead of words."""
_UNSEEN = 0.1  # what a word counts for a topic that it was never seen with
_CALM = 4.0  # words lean on each other, so the odds that they give are far too sure: a root is taken of them
_LEAST = 0.02  # a share below this says nothing


@dataclass(frozen=True)
class Learnt:
    """Logarithms: `base` of a topic's share of the statements, `unseen` and `more` of a word's odds in it."""

    base: Mapping[str, float]
    unseen: Mapping[str, float]
    more: Mapping[str, Mapping[str, float]]

    def shares(self, words: Sequence[str]) -> Mapping[str, float]:
        """How likely each topic is for a statement of these words (normalised, as `Page.words`), from 0 to 1.

        Empty when no word was seen before.
        """
        seen = [self.more[word] for word in features(words) if word in self.more]
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


def features(words: Sequence[str]) -> Iterator[str]:
    """The words of a statement, and each two that stand together; marks and figures are left out."""
    told = [word for word in words if word.replace("'", "").isalpha()]
    yield from told
    yield from map(" ".join, pairwise(told))


@lru_cache(maxsize=8)
def learnt(code: str, knowledge: Knowledge) -> Learnt | None:
    """What was learnt of language `code`; the last of the mappings' folders that has the file. None if none has.

    MappingError when a row is no word and counts by topic.
    """
    path = next((p for root in reversed(knowledge.roots) if (p := root / code / FILE).is_file()), None)
    if path is None:
        return None
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    counts = {word: _counts(word, told, f"{code}/{FILE}") for word, *told in rows}
    statements = counts.pop(STATEMENTS, {})
    if not counts or not {t for of_word in counts.values() for t in of_word} <= statements.keys():
        raise MappingError(f"{code}/{FILE}: the row {STATEMENTS!r} must count the statements of every topic")
    return _learnt(statements, counts)


def _counts(word: str, told: Sequence[str], where: str) -> dict[str, int]:
    pairs = [pair.rpartition("=") for pair in told]
    if not word or not pairs or any(not topic or not count.isdecimal() for topic, _, count in pairs):
        raise MappingError(f"{where}: the row {word!r} is no word with topic=count")
    return {topic: int(count) for topic, _, count in pairs}


def _learnt(statements: Mapping[str, int], counts: Mapping[str, Mapping[str, int]]) -> Learnt:
    words: dict[str, int] = dict.fromkeys(statements, 0)
    for of_word in counts.values():
        for topic, count in of_word.items():
            words[topic] += count
    total = sum(statements.values())
    return Learnt(
        base={topic: log(count / total) for topic, count in statements.items()},
        unseen={topic: log(_UNSEEN / (n + _UNSEEN * len(counts))) for topic, n in words.items()},
        more={w: {t: log((n + _UNSEEN) / _UNSEEN) for t, n in of.items()} for w, of in counts.items()},
    )
