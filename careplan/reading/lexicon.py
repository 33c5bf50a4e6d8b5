"""Phrases as data: one matcher that finds every phrase of every lexicon in one pass over the tokens.

A phrase is words separated by spaces::

    do|does not eat       alternatives            allerg*       any word that begins so (*statin: ends so)
    (the|your)? doctor    an optional word        _             any one word
    @team                 a class of phrases      do not .. eat up to four words between

and may end in ``=2.5``, its weight (1 when absent). Classes are named lists of plain phrases. Longer phrases do
not silence shorter ones here: whoever uses the hits decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from careplan.errors import MappingError
from careplan.reading.tokens import PUNCTUATION, Tokens

GAP = 4  # words that ".." may pass over


@dataclass(frozen=True, slots=True)
class Hit:
    """The phrase of `tag` stands at tokens [first, last)."""

    tag: str
    weight: float
    first: int
    last: int
    phrase: str


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    prefixes: list[tuple[str, _Node]] = field(default_factory=list)
    suffixes: list[tuple[str, _Node]] = field(default_factory=list)
    classes: dict[str, _Node] = field(default_factory=dict)
    any: _Node | None = None
    gap: _Node | None = None
    out: list[tuple[str, float, str]] = field(default_factory=list)
    ends: bool = True  # nothing goes on from here,
    plain: bool = True  # or only words that are written out

    def step(self, element: str) -> _Node:
        """The node after one element of a phrase, made if it is new."""
        self.ends = False
        known = self.words.get(element)
        if known is not None:
            return known
        if element[0] not in "_.@*" and element[-1] != "*":
            node = self.words[element] = _Node()
            return node
        self.plain = False
        return self._special(element)

    def _special(self, element: str) -> _Node:
        if element == "_":
            self.any = self.any or _Node()
            return self.any
        if element == "..":
            self.gap = self.gap or _Node()
            return self.gap
        if element.startswith("@"):
            return self.classes.setdefault(element[1:], _Node())
        if element.endswith("*"):
            return _affix(self.prefixes, element[:-1])
        if element.startswith("*"):
            return _affix(self.suffixes, element[1:])
        return self.words.setdefault(element, _Node())  # a full stop, blanks to fill in


def _affix(known: list[tuple[str, _Node]], affix: str) -> _Node:
    for seen, node in known:
        if seen == affix:
            return node
    node = _Node()
    known.append((affix, node))
    return node


class Lexicon:
    """All phrases of a language. `tags` maps a tag to its phrases, `classes` a class name to its phrases."""

    def __init__(self, tags: Mapping[str, Iterable[str]], classes: Mapping[str, Sequence[str]] | None = None) -> None:
        self._classes, self._root = _Node(), _Node()
        self._known = frozenset(classes or ())
        for name, phrases in (classes or {}).items():
            for phrase in phrases:
                self._add(self._classes, name, phrase)
        for tag, listed in tags.items():
            for phrase in listed:
                self._add(self._root, tag, phrase)
        self._class_first = _First(self._classes)
        self._first = _First(self._root)

    def _add(self, root: _Node, tag: str, phrase: str) -> None:
        body, _, weight = phrase.partition("=")
        plain = not _CHOICE.search(body)
        ways = [body.split()] * bool(body.strip()) if plain else _expand(body.split(), f"{tag}: {phrase}")
        if not ways or not _number(weight or "1"):
            raise MappingError(f'phrase "{tag}: {phrase}" is empty, or its weight is no number')
        for elements in ways:
            node = root
            for element in elements:
                if element.startswith("@") and element[1:] not in self._known:
                    raise MappingError(f'phrase "{tag}: {phrase}": no class is named {element}')
                node = node.step(element)
            node.out.append((tag, float(weight or 1), body.strip()))

    def match(self, tokens: Tokens) -> tuple[Hit, ...]:
        """Every phrase found, by first token."""
        words = tokens.words
        classes = self._class_spans(words)
        walk = _Walk(words, classes)
        for at, word in enumerate(words):
            for node in self._first.nodes(word):
                walk.on(node, at, at + 1)
            for name, end in classes.get(at, ()):
                found = self._root.classes.get(name)
                if found is not None:
                    walk.on(found, at, end)
        return tuple(walk.hits)

    def _class_spans(self, words: Sequence[str]) -> Spans:
        spans: dict[int, list[tuple[str, int]]] = {}
        walk = _Walk(words, {})
        for at, word in enumerate(words):
            for node in self._class_first.nodes(word):
                walk.on(node, at, at + 1)
        for hit in walk.hits:
            spans.setdefault(hit.first, []).append((hit.tag, hit.last))
        return spans


Spans = Mapping[int, Sequence[tuple[str, int]]]  # by first token the classes found there, with where each ends


class _First:
    """The first step from a root, made quick: most words begin no phrase."""

    def __init__(self, root: _Node) -> None:
        self._root = root
        self._cache: dict[str, tuple[_Node, ...]] = {}

    def nodes(self, word: str) -> tuple[_Node, ...]:
        """The nodes after `word`."""
        nodes = self._cache.get(word)
        if nodes is None:
            nodes = self._nodes(word)
            if len(self._cache) < 20_000:
                self._cache[word] = nodes
        return nodes

    def _nodes(self, word: str) -> tuple[_Node, ...]:
        found = [n for p, n in self._root.prefixes if word.startswith(p)]
        found += [n for p, n in self._root.suffixes if word.endswith(p)]
        exact = self._root.words.get(word)
        return (*found, exact) if exact is not None else tuple(found)


class _Walk:
    """The phrases that are found from a node on; plain loops, for this is where most of the reading's time goes."""

    def __init__(self, words: Sequence[str], classes: Spans) -> None:
        self.hits: list[Hit] = []
        self._words, self._classes = words, classes

    def on(self, node: _Node, first: int, at: int) -> None:
        """From `node`, reached before token `at`, for a phrase that began at `first`."""
        for tag, weight, phrase in node.out:
            self.hits.append(Hit(tag, weight, first, at, phrase))
        if not node.ends and at < len(self._words):
            self._onward(node, first, at)

    def _onward(self, node: _Node, first: int, at: int) -> None:
        word = self._words[at]
        exact = node.words.get(word)
        if exact is not None:
            self.on(exact, first, at + 1)
        if node.plain:
            return
        for prefix, nxt in node.prefixes:
            if word.startswith(prefix):
                self.on(nxt, first, at + 1)
        for suffix, nxt in node.suffixes:
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
        for skipped in range(at, min(at + GAP + 1, len(self._words))):
            if skipped > at and self._words[skipped - 1] in ".;:!?":
                return
            self._onward(gap, first, skipped)


def _number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text.strip()) is not None


_CHOICE = re.compile(r"[|()]")
_ELEMENT = re.compile(r"\((?P<group>[^()]+)\)(?P<optional>\?)?$")


def _expand(elements: Sequence[str], phrase: str) -> list[list[str]]:
    """Every way to read a phrase, alternatives and options written out."""
    ways: list[list[str]] = [[]]
    for element in _joined(elements):
        grouped = _ELEMENT.match(element)
        if grouped:
            options = [o.split() for o in grouped["group"].split("|")] + ([[]] if grouped["optional"] else [])
        else:
            options = [[o] for o in element.split("|")]
        if any("(" in o or ")" in o for option in options for o in option):
            raise MappingError(f"phrase {phrase!r}: parentheses do not match")
        ways = [way + option for way in ways for option in options]
    return [way for way in ways if way]


def _joined(elements: Sequence[str]) -> list[str]:
    """Elements with those of one parenthesis put together again ("(health care)?" was split at its space)."""
    joined: list[str] = []
    depth = 0
    for element in elements:
        if depth:
            joined[-1] += " " + element
        else:
            joined.append(element)
        depth += element.count("(") - element.count(")")
    return joined
