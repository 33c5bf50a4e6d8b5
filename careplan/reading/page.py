"""A page: a text with its tokens and every phrase found in it, to be asked about ranges of tokens."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from careplan.reading.language import Language
from careplan.reading.lexicon import Hit
from careplan.reading.tokens import Tokens, tokenize


@dataclass(frozen=True)
class Page:
    """`words` are the normalised words of the text; `found` holds the hits of each tag, `topics` those of each role's
    topics, `cues` those of sections; all by first token.
    """

    content: str
    tokens: Tokens
    language: Language
    found: Mapping[str, Sequence[Hit]]
    topics: Mapping[str, Sequence[Hit]]
    cues: Sequence[Hit]
    words: tuple[str, ...]
    # What the rules worked out of this page before: they ask the same ranges again and again. Keyed by the rule.
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    _firsts: dict[int, list[int]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.tokens)

    def hits(self, tag: str, first: int, last: int) -> Iterator[Hit]:
        """The hits of `tag` that lie within tokens [first, last)."""
        return self._within(self.found.get(tag, ()), first, last)

    def has(self, tag: str, first: int, last: int) -> bool:
        """Whether `tag` is within tokens [first, last)."""
        return next(self.hits(tag, first, last), None) is not None

    def at(self, tag: str, first: int, last: int) -> Hit | None:
        """The longest hit of `tag` that begins exactly at token `first` and ends by `last`."""
        best = None
        for hit in self._starting(tag).get(first, ()):
            if hit.last <= last and (best is None or hit.last > best.last):
                best = hit
        return best

    def _starting(self, tag: str) -> dict[int, list[Hit]]:
        key = ("starting", tag)
        known: dict[int, list[Hit]] | None = self.memo.get(key)
        if known is None:
            known = self.memo[key] = {}
            for hit in self.found.get(tag, ()):
                known.setdefault(hit.first, []).append(hit)
        return known

    def topic_hits(self, role: str, first: int, last: int) -> Iterator[Hit]:
        """The hits of all topics of `role` within tokens [first, last)."""
        return self._within(self.topics.get(role, ()), first, last)

    def cue_hits(self, first: int, last: int) -> Iterator[Hit]:
        """The section cues within tokens [first, last)."""
        return self._within(self.cues, first, last)

    def _within(self, hits: Sequence[Hit], first: int, last: int) -> Iterator[Hit]:
        at = bisect_left(self._index(hits), first)
        while at < len(hits) and hits[at].first < last:
            if hits[at].last <= last:
                yield hits[at]
            at += 1

    def _index(self, hits: Sequence[Hit]) -> list[int]:
        index = self._firsts.get(id(hits))
        if index is None:
            index = self._firsts[id(hits)] = [h.first for h in hits]
        return index

    def text(self, first: int, last: int) -> str:
        """The characters of tokens [first, last)."""
        return self.content[self.tokens.starts[first] : self.tokens.ends[last - 1]] if first < last else ""


def page(content: str, language: Language, tokens: Tokens | None = None) -> Page:
    """Read `content` once with the lexicon of `language`."""
    tokens = tokens if tokens is not None else tokenize(content)
    found: dict[str, list[Hit]] = defaultdict(list)
    topics: dict[str, list[Hit]] = defaultdict(list)
    cues: list[Hit] = []
    for hit in language.lexicon.match(tokens):
        if hit.tag.startswith("topic:"):
            topics[hit.tag[6 : hit.tag.index("/")]].append(hit)
        elif hit.tag.startswith("cue:"):
            cues.append(hit)
        else:
            found[hit.tag].append(hit)
    return Page(content, tokens, language, dict(found), dict(topics), tuple(cues), tokens.words)
