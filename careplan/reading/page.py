"""A page: a text with its tokens and every phrase found in it, to be asked about ranges of tokens."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from careplan.reading.language import TOPIC_ROLES, Language
from careplan.reading.lexicon import Hit
from careplan.reading.tokens import Tokens, tokenize
from careplan.reading.words import Words

CUES = "cue"  # the shelf of the cues of all sections


@dataclass(frozen=True)
class Page:
    """`words` are the normalised words of the text, `sets` those that the rules name.

    The hits stand on shelves, by first token: one for each tag, one for the topics of each role, one for cues.
    """

    content: str
    tokens: Tokens
    language: Language
    words: tuple[str, ...]
    sets: Words
    # What the rules worked out of this page before: they ask the same ranges again and again. Keyed by the rule.
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    _shelves: Mapping[str, tuple[Sequence[Hit], Sequence[int]]] = field(default_factory=dict, repr=False)
    _starts: dict[str, dict[int, list[Hit]]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.words)

    def hits(self, tag: str, first: int, last: int) -> list[Hit]:
        """The hits of `tag` that lie within tokens [first, last), by first token."""
        shelf = self._shelves.get(tag)
        if shelf is None:
            return []
        hits, firsts = shelf
        low = bisect_left(firsts, first)
        if low == len(firsts) or firsts[low] >= last:
            return []
        return [hit for hit in hits[low : bisect_left(firsts, last, low)] if hit.last <= last]

    def has(self, tag: str, first: int, last: int) -> bool:
        """Whether `tag` is within tokens [first, last)."""
        return bool(self.hits(tag, first, last))

    def names_only(self, first: int, last: int) -> bool:
        """Whether tokens [first, last) name something, with no verb but in relative clauses ("pain that lasts")."""
        relatives = self.sets.relatives
        return all(
            not relatives.isdisjoint(self.words[max(first, hit.first - 3) : hit.first])
            for hit in self.hits("g:finite", first, last)
        )

    def at(self, tag: str, first: int, last: int) -> Hit | None:
        """The longest hit of `tag` that begins exactly at token `first` and ends by `last`."""
        known = self._starts.get(tag)
        if known is None:
            known = self._starts[tag] = _by_start(self._shelves.get(tag, ((), ()))[0])
        group = known.get(first)
        if group is not None:
            for hit in group:
                if hit.last <= last:
                    return hit
        return None

    def topic_hits(self, role: str, first: int, last: int) -> list[Hit]:
        """The hits of all topics of `role` within tokens [first, last)."""
        return self.hits(_TOPICS.get(role, ""), first, last)

    def cue_hits(self, first: int, last: int) -> list[Hit]:
        """The section cues within tokens [first, last)."""
        return self.hits(CUES, first, last)

    def word(self, at: int, last: int | None = None) -> str:
        """The word at token `at`, "" when that is not before `last` (the end of the page)."""
        return self.words[at] if at < (len(self.words) if last is None else last) else ""

    def text(self, first: int, last: int) -> str:
        """The characters of tokens [first, last)."""
        return self.content[self.tokens.starts[first] : self.tokens.ends[last - 1]] if first < last else ""


_TOPICS = {role: f"topic:{role}" for role in TOPIC_ROLES}


class _Shelves(dict[str, list[Hit]]):
    """Lists of hits by tag; the topics of one role share one, and so do all cues."""

    def __missing__(self, tag: str) -> list[Hit]:
        kind, _, name = tag.partition(":")
        shelf = CUES if kind == CUES else _TOPICS[name.partition("/")[0]] if kind == "topic" else tag
        found = self[tag] = self.get(shelf, [])
        self[shelf] = found
        return found


def _by_start(hits: Sequence[Hit]) -> dict[int, list[Hit]]:
    """The hits by first token, the longest first."""
    found: dict[int, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.first, []).append(hit)
    for group in found.values():
        if len(group) > 1:
            group.sort(key=lambda h: -h.last)
    return found


def page(content: str, language: Language, tokens: Tokens | None = None) -> Page:
    """Read `content` once with the lexicon of `language`."""
    tokens = tokens if tokens is not None else tokenize(content)
    shelves = _Shelves()
    for hit in language.lexicon.match(tokens):
        shelves[hit.tag].append(hit)
    found = {tag: (hits, [hit.first for hit in hits]) for tag, hits in shelves.items() if "/" not in tag}
    return Page(content, tokens, language, tokens.words, language.words, _shelves=found)
