"""One matcher that finds every phrase of every lexicon in one pass over the tokens.

Phrases are as `careplan.reading.phrases` reads them. Longer phrases do not silence shorter ones here: whoever uses
the hits decides. What begins with a word is made ready when that word is first met: most of a language's phrases
are never asked for by the sheets that one process reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from careplan.reading.phrases import Phrase, parse
from careplan.reading.tokens import PUNCTUATION, Tokens

GAP = 4  # words that ".." may pass over
_NO_GAP_OVER = frozenset(".;:!?")
_KEPT = 20_000  # words of which it is kept in mind what they begin


class Hit(NamedTuple):
    """The phrase of `tag` stands at tokens [first, last)."""

    tag: str
    weight: float
    first: int
    last: int
    phrase: str


class _Node:
    """A place in the phrases: what may come next, and what has been said when one gets here."""

    __slots__ = ("any", "classes", "ends", "gap", "out", "plain", "prefixes", "suffixes", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.prefixes: dict[str, _Node] = {}
        self.suffixes: dict[str, _Node] = {}
        self.classes: dict[str, _Node] = {}
        self.any: _Node | None = None
        self.gap: _Node | None = None
        self.out: list[tuple[str, float, str]] = []
        self.ends = True  # nothing goes on from here,
        self.plain = True  # or only words that are written out

    def step(self, element: str) -> _Node:
        """The node after one element of a phrase, made if it is new."""
        self.ends = False
        known = self.words.get(element)
        if known is not None:
            return known
        if element[0] not in "_.@*" and element[-1] != "*":
            node = self.words[element] = _Node()
            return node
        return self._special(element)

    def _special(self, element: str) -> _Node:
        if element[0] == "@":
            table, key = self.classes, element[1:]
        elif element[-1] == "*":
            table, key = self.prefixes, element[:-1]
        elif element[0] == "*":
            table, key = self.suffixes, element[1:]
        elif element == "_":
            self.plain, self.any = False, self.any or _Node()
            return self.any
        elif element == "..":
            self.plain, self.gap = False, self.gap or _Node()
            return self.gap
        else:
            return self.words.setdefault(element, _Node())  # a full stop, blanks to fill in
        self.plain = False
        return table.setdefault(key, _Node())


class _Trie:
    """Phrases by the elements that they begin with; a node is made when its element is first asked for."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._waiting: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            for head in phrase.heads():
                self._waiting[head].append(phrase)
        affixes = [head for head in self._waiting if "*" in head]
        self._prefixes = {head[:-1]: n for n, head in enumerate(affixes) if head[-1] == "*"}
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})
        self._suffixes = [head[1:] for head in affixes if head[-1] != "*"]
        self._nodes: dict[str, _Node | None] = {}
        self._kept: dict[str, tuple[_Node, ...]] = {}

    def after(self, element: str) -> _Node | None:
        """The node after `element` at the head of a phrase, None when no phrase begins so."""
        if element not in self._waiting:
            return None
        node = self._nodes.get(element)
        if node is None:
            node = self._nodes[element] = self._made(element)
        return node

    def _made(self, element: str) -> _Node:
        root = _Node()
        for phrase in self._waiting[element]:
            for way in phrase.ways():
                if way[0] == element:
                    node = root
                    for step in way[1:]:
                        node = node.step(step)
                    node.out.append((phrase.tag, phrase.weight, phrase.body))
        return root

    def first(self, word: str) -> tuple[_Node, ...]:
        """The nodes after the first word of a phrase; most words begin none."""
        nodes = self._kept.get(word)
        if nodes is None:
            nodes = tuple(node for head in self._heads(word) if (node := self.after(head)) is not None)
            if len(self._kept) < _KEPT:
                self._kept[word] = nodes
        return nodes

    def _heads(self, word: str) -> Iterator[str]:
        found = [p for n in self._lengths if n <= len(word) and (p := word[:n]) in self._prefixes]
        yield from (f"{prefix}*" for prefix in sorted(found, key=lambda p: self._prefixes[p]))
        yield from (f"*{suffix}" for suffix in self._suffixes if word.endswith(suffix))
        yield word


class Lexicon:
    """All phrases of a language. `tags` maps a tag to its phrases, `classes` a class name to its phrases.

    MappingError names the phrase that is broken.
    """

    def __init__(self, tags: Mapping[str, Iterable[str]], classes: Mapping[str, Sequence[str]] | None = None) -> None:
        classes = classes or {}
        known = frozenset(classes)
        self._classes = _Trie([parse(name, phrase, known) for name, listed in classes.items() for phrase in listed])
        self._phrases = _Trie([parse(tag, phrase, known) for tag, listed in tags.items() for phrase in listed])

    def match(self, tokens: Tokens) -> tuple[Hit, ...]:
        """Every phrase found, by first token."""
        spans: dict[int, list[tuple[str, int]]] = {}
        for name, _, first, last, _ in _found(self._classes, tokens.words, {}):
            spans.setdefault(first, []).append((name, last))
        return tuple([_hit(found) for found in _found(self._phrases, tokens.words, spans)])


_hit = partial(tuple.__new__, Hit)  # made by the thousand: a Hit of its values, without a call in Python
_Found = tuple[str, float, int, int, str]  # the values of a Hit
Spans = Mapping[int, Sequence[tuple[str, int]]]  # by first token the classes found there, with where each ends


def _found(trie: _Trie, words: Sequence[str], classes: Spans) -> list[_Found]:
    walk = _Walk(words, classes)
    following = *words[1:], ""
    for at, word in enumerate(words):
        for node in trie.first(word):
            # most go no further than this
            if node.out or not node.plain or following[at] in node.words:
                walk.on(node, at, at + 1)
        for name, end in classes.get(at, ()):
            found = trie.after(f"@{name}")
            if found is not None:
                walk.on(found, at, end)
    return walk.hits


class _Walk:
    """The phrases that are found from a node on; plain loops, for this is where much of the reading's time goes."""

    __slots__ = ("_classes", "_limit", "_words", "hits")

    def __init__(self, words: Sequence[str], classes: Spans) -> None:
        self.hits: list[_Found] = []
        self._words, self._classes, self._limit = words, classes, len(words)

    def on(self, node: _Node, first: int, at: int) -> None:
        """From `node`, reached before token `at`, for a phrase that began at `first`."""
        for tag, weight, phrase in node.out:
            self.hits.append((tag, weight, first, at, phrase))
        if node.ends or at >= self._limit:
            return
        exact = node.words.get(self._words[at])
        if exact is not None:
            self.on(exact, first, at + 1)
        if not node.plain:
            self._onward(node, first, at)

    def _onward(self, node: _Node, first: int, at: int) -> None:
        """What is not written out: affixes, classes, any word, a gap."""
        word = self._words[at]
        for prefix, nxt in node.prefixes.items():
            if word.startswith(prefix):
                self.on(nxt, first, at + 1)
        for suffix, nxt in node.suffixes.items():
            if word.endswith(suffix):
                self.on(nxt, first, at + 1)
        if node.classes:
            for name, end in self._classes.get(at, ()):
                if name in node.classes:
                    self.on(node.classes[name], first, end)
        if node.any is not None and word not in PUNCTUATION:
            self.on(node.any, first, at + 1)
        if node.gap is not None:
            self._over_gap(node.gap, first, at)

    def _over_gap(self, gap: _Node, first: int, at: int) -> None:
        for skipped, word in enumerate(self._words[at : at + GAP + 1], at):
            exact = gap.words.get(word)
            if exact is not None:
                self.on(exact, first, skipped + 1)
            if not gap.plain:
                self._onward(gap, first, skipped)
            if word in _NO_GAP_OVER:
                return
