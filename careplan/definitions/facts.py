"""Facts of a patient that sheets ask about or make conditions of: `mappings/facts/`, `value-sets/`, chart.toml.

A fact ("takes a blood thinner") says how the chart shows it and which other facts it implies ("takes a medicine").
`facts(knowledge)` loads and checks all of them once; a broken file is a MappingError that names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from careplan import knowledge as loader
from careplan.definitions.codes import Codes, codes
from careplan.errors import MappingError
from careplan.knowledge import Knowledge

FILE = "chart.toml"
_NAME = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*\*?")


@dataclass(frozen=True, slots=True)
class ValueSet:
    """Concepts: by code (names of rows of codes.tsv), by whole words of their text, and those of other sets.

    `names` and `not_names` are in lower case; "*" stands for the rest of a word.
    """

    title: str
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()
    include: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of entry of the chart, all FHIRPath: `source` of variables, `where` it counts, its `concept`."""

    source: str
    where: str
    concept: str


@dataclass(frozen=True, slots=True)
class NothingKnown:
    """What says that nothing is known: codes, code systems, first words of a text."""

    codes: tuple[str, ...]
    systems: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """How the chart shows a fact: an entry of this kind, of the value set if one is named."""

    entry: str
    value_set: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """`topics` are the questions that may ask it, `said` how a language names it, by group of `before`."""

    title: str
    topics: tuple[str, ...]
    said: Mapping[str, Mapping[str, tuple[str, ...]]]
    implies: tuple[str, ...] = ()
    chart: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Facts:
    """All facts by name, with what their expressions are made of."""

    codes: Codes
    queries: Mapping[str, str]
    entries: Mapping[str, Entry]
    nothing_known: NothingKnown
    value_sets: Mapping[str, ValueSet]
    facts: Mapping[str, Fact]

    def narrower(self, name: str) -> tuple[str, ...]:
        """The fact itself and all that imply it, sorted behind it."""
        return (name, *sorted(n for n in self.facts if n != name and name in self.broader(n)))

    def broader(self, name: str) -> tuple[str, ...]:
        """The fact itself and all that it implies."""
        found = [name]
        for at in found:
            found += [n for n in self.facts[at].implies if n not in found]
        return tuple(found)

    def shown(self, name: str) -> tuple[Shown, ...]:
        """How the chart shows the fact, or a fact that implies it, each way once."""
        ways = dict.fromkeys(way for n in self.narrower(name) for way in self.facts[n].chart)
        return tuple(way for way in ways if not any(self._covers(other, way) for other in ways))

    def included(self, name: str) -> tuple[str, ...]:
        """The value set itself and those that it includes."""
        found = [name]
        for at in found:
            found += [n for n in self.value_sets[at].include if n not in found]
        return tuple(found)

    def _covers(self, one: Shown, other: Shown) -> bool:
        """Whether `one` shows all that `other` shows."""
        if one == other or one.entry != other.entry or not other.value_set:
            return False
        return not one.value_set or other.value_set in self.included(one.value_set)


@lru_cache(maxsize=8)
def facts(knowledge: Knowledge) -> Facts:
    """The checked facts of these mappings."""
    table = knowledge.toml(FILE)
    made = Facts(
        codes=codes(knowledge),
        queries=MappingProxyType(table["query"]),
        entries={k: loader.build(Entry, v, f"{FILE} [entry.{k}]") for k, v in table["entry"].items()},
        nothing_known=loader.build(NothingKnown, table["nothing_known"], f"{FILE} [nothing_known]"),
        value_sets={
            k: loader.build(ValueSet, v, f"value-sets/{k}.toml") for k, v in knowledge.folder("value-sets").items()
        },
        facts={k: _fact(k, v) for k, v in knowledge.folder("facts").items()},
    )
    for where, name, known in _names(made):
        if name not in known:
            raise MappingError(f"{where}: there is no {name!r}; there are {', '.join(sorted(known))}")
    _check_codes(made)
    return made


def _fact(name: str, table: Mapping[str, object]) -> Fact:
    where = f"facts/{name}.toml"
    parts = dict(table)
    chart = parts.get("chart", [])
    said = parts.get("said", {})
    if not isinstance(chart, list) or not isinstance(said, dict):
        raise MappingError(f"{where}: chart is a list of tables and said a table")
    parts["chart"] = [loader.build(Shown, way, where) for way in chart]
    parts["said"] = {tongue: {g: tuple(nouns) for g, nouns in groups.items()} for tongue, groups in said.items()}
    return loader.build(Fact, parts, where)


def _names(made: Facts) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Every name that points elsewhere, with where it stands and what there is."""
    for name, fact in made.facts.items():
        where = f"facts/{name}.toml"
        yield from ((where, other, made.facts) for other in fact.implies)
        yield from ((where, way.entry, made.entries) for way in fact.chart)
        yield from ((where, way.value_set, made.value_sets) for way in fact.chart if way.value_set)
    for name, value_set in made.value_sets.items():
        yield from ((f"value-sets/{name}.toml", other, made.value_sets) for other in value_set.include)


def _check_codes(made: Facts) -> None:
    for name, value_set in made.value_sets.items():
        for word in (*value_set.names, *value_set.not_names):
            if not _NAME.fullmatch(word):
                raise MappingError(f"value-sets/{name}.toml: {word!r} is not lower-case words")
        for code in value_set.codes:
            made.codes.get(code, f"value-sets/{name}.toml")
    for code in made.nothing_known.codes:
        made.codes.get(code, FILE)
