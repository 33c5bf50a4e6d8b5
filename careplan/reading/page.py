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
from careplan.reading.words import Words


@dataclass(frozen=True)
class Page:
    """`words` are the normalised words of the text, `sets` those that the rules name; `found` holds the hits of each
    tag, `topics` those of each role's topics, `cues` those of sections; all by first token.
    """

    content: str
    tokens: Tokens
    language: Language
    found: Mapping[str, Sequence[Hit]]
    topics: Mapping[str, Sequence[Hit]]
    cues: Sequence[Hit]
    words: tuple[str, ...]
    sets: Words
    # What the rules worked out of this page before: they ask the same ranges again and again. Keyed by the rule.
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    _firsts: dict[object, list[int]] = field(default_factory=dict, repr=False, compare=False)
    _starts: dict[str, dict[int, list[Hit]]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.tokens)

    def hits(self, tag: str, first: int, last: int) -> Iterator[Hit]:
        """The hits of `tag` that lie within tokens [first, last)."""
        found = self.found.get(tag)
        return _within(found, self._index(tag, found), first, last) if found else iter(())

    def has(self, tag: str, first: int, last: int) -> bool:
        """Whether `tag` is within tokens [first, last)."""
        found = self.found.get(tag)
        return bool(found) and next(self.hits(tag, first, last), None) is not None

    def at(self, tag: str, first: int, last: int) -> Hit | None:
        """The longest hit of `tag` that begins exactly at token `first` and ends by `last`."""
        known = self._starts.get(tag)
        if known is None:
            known = self._starts[tag] = _by_start(self.found.get(tag, ()))
        for hit in known.get(first, ()):
            if hit.last <= last:
                return hit
        return None

    def topic_hits(self, role: str, first: int, last: int) -> Iterator[Hit]:
        """The hits of all topics of `role` within tokens [first, last)."""
        found = self.topics.get(role)
        return _within(found, self._index(("topics", role), found), first, last) if found else iter(())

    def cue_hits(self, first: int, last: int) -> Iterator[Hit]:
        """The section cues within tokens [first, last)."""
        return _within(self.cues, self._index("cues", self.cues), first, last)

    def _index(self, name: object, hits: Sequence[Hit]) -> list[int]:
        index = self._firsts.get(name)
        if index is None:
            index = self._firsts[name] = [h.first for h in hits]
        return index

    def word(self, at: int, last: int | None = None) -> str:
        """The word at token `at`, "" when that is not before `last` (the end of the page)."""
        return self.words[at] if at < (len(self.words) if last is None else last) else ""

    def text(self, first: int, last: int) -> str:
        """The characters of tokens [first, last)."""
        return self.content[self.tokens.starts[first] : self.tokens.ends[last - 1]] if first < last else ""


def _within(hits: Sequence[Hit], firsts: Sequence[int], first: int, last: int) -> Iterator[Hit]:
    low = bisect_left(firsts, first)
    high = bisect_left(firsts, last, low)
    return iter([hit for hit in hits[low:high] if hit.last <= last]) if low < high else iter(())


def _by_start(hits: Sequence[Hit]) -> dict[int, list[Hit]]:
    """The hits by first token, the longest first."""
    found: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        found[hit.first].append(hit)
    return {first: sorted(group, key=lambda h: -h.last) for first, group in found.items()}


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
    return Page(content, tokens, language, dict(found), dict(topics), tuple(cues), tokens.words, language.words)
