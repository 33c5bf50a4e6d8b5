"""Which facts a question or a condition of a sheet is about; its words are in `mappings/<language>/facts.toml`.

All of a saying must be understood, else it says nothing: a question that is asked wider or narrower than we think
would be answered wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from careplan import knowledge as loader
from careplan.definitions.facts import Facts, facts
from careplan.knowledge import Knowledge

FILE = "facts.toml"
_EDGES = " .;:!?,\"'“”"


@dataclass(frozen=True, slots=True)
class Words:
    """See the comments in the file; `or` and `and` are keywords of Python, so they are kept as `joins`."""

    articles: tuple[str, ...]
    asks: tuple[str, ...]
    tails: tuple[str, ...]
    examples: tuple[str, ...]
    binding: tuple[str, ...]
    turned: tuple[str, ...]
    either: tuple[str, ...]
    both: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """The facts that a saying names; `whole` when nothing else stands in it."""

    facts: tuple[str, ...] = ()
    whole: bool = False


NOTHING = About()


@dataclass(frozen=True)
class Sayings:
    """How a language names the facts: `nouns` by group of words before them -> fact."""

    before: Mapping[str, tuple[str, ...]]
    words: Words
    nouns: Mapping[str, Mapping[str, str]]
    facts: Facts

    def condition(self, text: str) -> tuple[str, ...]:
        """The facts one of which a condition wants; () when it is not wholly understood."""
        about = self._about(_plain(text), self.words.either)
        return about.facts if about.whole else ()

    def question(self, text: str, topic: str | None, leads: Iterable[str] = ()) -> About:
        """The facts that a question of this topic asks for, each of them enough for a yes.

        `leads` are the lead-ins that it stands under: under "Allergies to:", "medicines" are no medicines.
        """
        if any(self._turns(lead) for lead in leads):
            return NOTHING
        asked = _without(_plain(text), self.words.asks)
        about = self._about(asked, (*self.words.either, *self.words.both))
        fitting = tuple(f for f in about.facts if topic in self.facts.facts[f].topics)
        return About(fitting, about.whole and fitting == about.facts)

    def _about(self, text: str, joins: tuple[str, ...]) -> About:
        text = _until(text, self.words.examples)
        if (found := self._fact(text)) is not None:
            return About((found,), True)
        parts = _split(text, joins)
        named = [self._fact(_without(part, ("if",))) for part in parts]
        strange = [part for part, fact in zip(parts, named, strict=True) if fact is None]
        if any(word in self.words.binding for part in strange for word in part.split()):
            return NOTHING
        return About(tuple(dict.fromkeys(f for f in named if f)), not strange)

    def _fact(self, part: str) -> str | None:
        """The fact that a part names, with or without a verb, article and tail."""
        for group, stems in self.before.items():
            for stem in stems:
                if stem and not part.startswith(f"{stem} "):
                    continue
                rest = part[len(stem) :].strip()
                for noun in self._nouns(rest):
                    if noun in self.nouns.get(group, {}):
                        return self.nouns[group][noun]
        return None

    def _nouns(self, text: str) -> Iterator[str]:
        bare = _without(text, self.words.articles)
        yield from (text, bare)
        for tail in self.words.tails:
            if bare.endswith(f" {tail}"):
                yield bare.removesuffix(f" {tail}").strip(_EDGES)

    def _turns(self, lead: str) -> bool:
        return any(word.startswith(self.words.turned) for word in _plain(lead).split())


@lru_cache(maxsize=16)
def sayings(knowledge: Knowledge, language: str) -> Sayings | None:
    """The sayings of a language ("en-GB" is looked up as "en"); None when there are none for it."""
    tongue = language.partition("-")[0].lower()
    if not any((root / tongue / FILE).is_file() for root in knowledge.roots):
        return None
    where = f"{tongue}/{FILE}"
    table = knowledge.toml(where)
    words = dict(table.get("words", {}))
    words |= {"either": words.pop("or", []), "both": words.pop("and", [])}
    known = facts(knowledge)
    return Sayings(
        before={k: tuple(sorted(v, key=len, reverse=True)) for k, v in table.get("before", {}).items()},
        words=loader.build(Words, words, f"{where} [words]"),
        nouns=_by_group(known, tongue),
        facts=known,
    )


def _by_group(known: Facts, tongue: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, fact in known.facts.items():
        for group, nouns in fact.said.get(tongue, {}).items():
            found.setdefault(group, {}).update((noun, name) for noun in nouns)
    return found


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split()).strip(_EDGES)


def _without(text: str, heads: tuple[str, ...]) -> str:
    """`text` without the longest of `heads` at its beginning."""
    for head in sorted(heads, key=len, reverse=True):
        if text.startswith(f"{head} "):
            return text[len(head) :].strip(_EDGES)
    return text


def _until(text: str, examples: tuple[str, ...]) -> str:
    """`text` up to where examples begin, without what stands in parentheses."""
    heads = "|".join(map(re.escape, examples))
    bare = " ".join(re.sub(r"\([^()]*\)", " ", text).split()).replace(" ,", ",")
    found = re.search(rf",?\s(?:{heads})(?=\s|$)", bare) if examples else None
    return (bare[: found.start()] if found else bare).strip(_EDGES)


def _split(text: str, joins: tuple[str, ...]) -> list[str]:
    words = "|".join(map(re.escape, joins))
    parts = re.split(rf",?\s+(?:{words})\s+|,\s*|\s*/\s*" if joins else r",\s*", text)
    return [part for part in (p.strip(_EDGES) for p in parts) if part]
