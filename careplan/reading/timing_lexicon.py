"""The timing grammar of a language, read from mappings/<language>/timing.toml and compiled once.

Signs are kept as one private-use character each, so that a text becomes a short string and the rules become
plain regular expressions over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from careplan import knowledge
from careplan.errors import MappingError
from careplan.knowledge import Knowledge
from careplan.reading.timing_items import items
from careplan.reading.timing_needs import Needs, needs

BUILT_IN: Final = (
    *("word", "number", "unit", "part", "ordinal", "clock", "clocks", "adverb", "often", "phone", "skip"),
    *("comma", "colon", "end", "dash", "hyphen", "open", "close"),
    *("quantity", "repeat", "point", "op", "nothing"),
)
"""Signs that the mechanism makes itself; all others come from the mapping."""

Phrase = tuple[tuple[str, ...], str, Any]


@dataclass(frozen=True)
class Table:
    """timing.toml as it stands; its head comment says what each key is."""

    guard: tuple[str, ...]
    units: dict[str, list[str]]
    parts: dict[str, list[str]]
    numbers: dict[str, list[str]]
    ordinals: dict[str, list[str]]
    clocks: dict[str, list[str]]
    adverbs: dict[str, list[str]]
    signs: dict[str, list[str]]
    endings: dict[str, list[str]]
    macros: dict[str, str]
    topics: dict[str, list[str]]
    rules: tuple[dict[str, str], ...]
    often: dict[str, list[str]] = field(default_factory=dict)
    singular: tuple[str, ...] = ()
    ellipsis: tuple[str, ...] = ()
    figures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """What `regex` matches becomes one sign as the function `gives` says.

    It cannot match without all of `needs` and one of each of `either`.
    """

    gives: str
    regex: re.Pattern[str]
    needs: frozenset[str]
    either: tuple[frozenset[str], ...]
    argument: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The compiled grammar."""

    guard: frozenset[str]
    phrases: Mapping[str, tuple[Phrase, ...]]
    endings: Mapping[str, re.Pattern[str]]
    tails: tuple[str, ...]  # of all endings
    rules: tuple[Rule, ...]
    signs: Mapping[str, str]  # name -> character
    single: Mapping[str, str]  # word -> name of its sign
    topics: Mapping[str, frozenset[str]]
    singular: frozenset[str]  # words for one unit
    ellipsis: re.Pattern[str]  # a number without its unit, at the end of a statement
    numbers: Mapping[str, str]  # figures of number words
    items: re.Pattern[str]  # words, figures and marks


@lru_cache(maxsize=8)
def lexicon(known: Knowledge | None = None, language: str = "en") -> Lexicon:
    """The grammar of `language`; MappingError when its file is broken, naming the file and the fault."""
    where = f"{language}/timing.toml"
    table = knowledge.build(Table, (known or knowledge.default()).toml(where), where)
    signs = _signs(table, where)
    phrases = [*_phrases(table)]
    numbers = {word: figure for figure, listed in table.numbers.items() for word in listed}
    return Lexicon(
        guard=frozenset(table.guard) | {words[-1] for words, sign, _ in phrases if sign in ("unit", "part")},
        phrases=_by_first_word(phrases),
        endings={s: re.compile(rf"[^\W\d_]{{2,}}(?:{_any(e)})") for s, e in table.endings.items()},
        tails=tuple(tail for tails in table.endings.values() for tail in tails),
        rules=tuple(_rule(rule, signs, table.macros, where) for rule in table.rules),
        signs=signs,
        single={words[0]: sign for words, sign, _ in phrases if len(words) == 1},
        topics={name: frozenset(topics) for name, topics in table.topics.items()},
        singular=frozenset(table.singular),
        ellipsis=re.compile(rf"\b(?:{_any(table.ellipsis)}) (\d+|{_any(numbers)})\W*$"),
        numbers=numbers,
        items=items(table.figures, where),
    )


def _any(words: Iterable[str]) -> str:
    """Any of `words`; of none a pattern that nothing matches."""
    return "|".join(re.escape(word) for word in words) or "(?!)"


def _signs(table: Table, where: str) -> dict[str, str]:
    names = dict.fromkeys((*BUILT_IN, *table.signs))
    if clash := set(names) & set(table.macros):
        raise MappingError(f"{where}: {min(clash)!r} is both a sign and a macro")
    return {name: chr(0xE000 + n) for n, name in enumerate(names)}


def _phrases(table: Table) -> Iterable[Phrase]:
    tables: tuple[tuple[str, dict[str, list[str]], type], ...] = (
        ("unit", table.units, str),
        ("part", table.parts, str),
        ("number", table.numbers, float),
        ("ordinal", table.ordinals, float),
        ("clock", table.clocks, str),
        ("adverb", table.adverbs, str),
        ("often", table.often, int),
    )
    for sign, values, kind in tables:
        for value, words in values.items():
            yield from ((tuple(w.split()), sign, kind(value)) for w in words)
    for sign, words in table.signs.items():
        yield from ((tuple(w.split()), sign, w) for w in words)


def _by_first_word(phrases: Iterable[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    """Phrases by their first word, the longest first; of two that are the same, the one listed last holds."""
    found: dict[str, dict[tuple[str, ...], Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0][0], {})[phrase[0]] = phrase
    return {word: tuple(sorted(p.values(), key=lambda x: -len(x[0]))) for word, p in found.items()}


def _split(found: Needs) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """Signs that all must stand there, and sets of which one must."""
    alone = frozenset().union(*(need for need in found if len(need) == 1))
    return alone, tuple(need for need in found if len(need) > 1)


_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")


def _rule(rule: Mapping[str, str], signs: Mapping[str, str], macros: Mapping[str, str], where: str) -> Rule:
    if unknown := sorted(set(rule) - {"pattern", "gives", "as"}):
        raise MappingError(f"{where}: a rule has the unknown key {unknown[0]!r}; allowed are as, gives, pattern")
    pattern = rule.get("pattern", "")
    expanded = _NAME.sub(lambda m: f"({macros[m[0]]})" if m[0] in macros else m[0], pattern)
    if wrong := next((n for n in _NAME.findall(expanded) if n not in signs), None):
        raise MappingError(f"{where}: the pattern {pattern!r} names {wrong!r}, which is no sign")
    bare = re.sub(r"\s+", "", _NAME.sub(lambda m: signs[m[0]], expanded))
    grouped = re.sub(r"\((?!\?)", "(?:", bare)
    try:
        return Rule(rule["gives"], re.compile(grouped), *_split(needs(grouped)), rule.get("as", ""))
    except (re.error, KeyError) as error:
        raise MappingError(f"{where}: the rule with the pattern {pattern!r}: {error}") from error
