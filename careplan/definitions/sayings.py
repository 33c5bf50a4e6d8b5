"""Which facts a question or a condition of a sheet is about; its words are in `mappings/<language>/facts.toml`.

All of a condition must be understood, else it says nothing. A question that lists things is answered yes by any one
of them, so parts that are not understood may stand beside it, as long as none of them turns what the others mean:
a question that is asked narrower than we think would be answered wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from careplan import knowledge as loader
from careplan.definitions.facts import Facts, facts
from careplan.errors import MappingError
from careplan.knowledge import Knowledge

FILE = "facts.toml"
_EDGES = " .;:!?,\"'“”"


@dataclass(frozen=True, slots=True)
class Words:
    """See the comments in the file; `or` and `and` are keywords of Python, so they are kept as `joins`."""

    articles: tuple[str, ...]
    others: tuple[str, ...]
    asks: tuple[str, ...]
    tails: tuple[str, ...]
    examples: tuple[str, ...]
    binding: tuple[str, ...]
    widens: tuple[str, ...]
    describes: tuple[str, ...]
    shared: tuple[str, ...]
    everything: tuple[str, ...]
    turned: tuple[str, ...]
    either: tuple[str, ...]
    both: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """The facts that a saying names; `whole` when nothing else stands in it."""

    facts: tuple[str, ...] = ()
    whole: bool = False


NOTHING = About()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a list; `lead` is what it shares with the part before it ("allergic to"), or has itself."""

    lead: str
    rest: str

    @property
    def text(self) -> str:
        return f"{self.lead} {self.rest}".strip()


@dataclass(frozen=True)
class Sayings:
    """How a language names the facts: `nouns` by group of words before them -> fact; `heads`: see the file."""

    before: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, str]
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
        asked = _without_end(_without(_plain(text), self.words.asks), self.words.both)
        about = self._about(asked, (*self.words.either, *self.words.both))
        fitting = tuple(f for f in about.facts if topic in self.facts.facts[f].topics)
        if fitting and about.whole and not self._turns(text):
            return about  # several things, of which one gave the topic
        return About(fitting, about.whole and fitting == about.facts)

    def _about(self, text: str, joins: tuple[str, ...]) -> About:
        text = _until(text, self.words.examples)
        bare = _without(text, self._verbs())
        if bare != _without(bare, self.words.others):
            return NOTHING
        if (found := self._fact(text)) is not None:
            return About((found,), True)
        parts = self._parts(_without(part, ("if",)) for part in _split(text, joins))
        named = [self._named(part, parts[-1]) for part in parts]
        strange = [part for part, fact in zip(parts, named, strict=True) if fact is None]
        if any(self._binds(part) for part in strange):
            return NOTHING
        return About(tuple(dict.fromkeys(f for f in named if f)), not strange)

    def _parts(self, texts: Iterable[str]) -> list[_Part]:
        """The parts, each with the lead that it has or shares: "allergic to latex or aspirin" is no use of aspirin."""
        shared = re.compile(rf"((?:.* )?(?:{'|'.join(map(re.escape, self.words.shared))})) (.+)")
        found: list[_Part] = []
        for text in texts:
            lead = found[-1].lead if found else ""
            if own := shared.fullmatch(text):
                found.append(_Part(own[1], own[2]))
            else:
                found.append(_Part("" if _without(text, self._verbs()) != text else lead, text))
        return found

    def _named(self, part: _Part, last: _Part) -> str | None:
        """The fact that a part of a list names; the end of the list may say what all of it is about."""
        if part.lead and part.lead == last.lead and last.rest in self.words.everything:
            return self._fact(f"{part.lead} {self.words.everything[0]}")
        fact = self._fact(part.text)
        kind = self.heads.get(last.text.rpartition(" ")[2]) if self._is_bare(last) and part is not last else None
        return None if fact and kind and kind not in self.facts.broader(fact) else fact

    def _is_bare(self, part: _Part) -> bool:
        """Whether a part may share its last word with those before it: "aspirin or latex allergy"."""
        own = (*self._verbs(), *self.words.articles)
        return not part.lead and " " in part.rest and _without(part.rest, own) == part.rest

    def _binds(self, part: _Part) -> bool:
        """Whether a part that is not understood may turn what the others mean."""
        rest = _without_end(_without(part.rest, self._verbs()), self.words.tails)
        if rest != _without(rest, self.words.widens):
            rest = re.sub(rf" (?:{'|'.join(map(re.escape, self.words.describes))})(?= |$)", "", rest)
        return any(word in self.words.binding for word in rest.split())

    def _verbs(self) -> tuple[str, ...]:
        return tuple(stem for stems in self.before.values() for stem in stems if stem)

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
    tongue = knowledge.speaking(FILE, language)
    if tongue is None:
        return None
    where = f"{tongue}/{FILE}"
    table = knowledge.toml(where)
    words = dict(table.get("words", {}))
    words |= {"either": words.pop("or", []), "both": words.pop("and", [])}
    known = facts(knowledge)
    return Sayings(
        heads=_heads(table.get("heads", {}), known, where),
        before={k: tuple(sorted(v, key=len, reverse=True)) for k, v in table.get("before", {}).items()},
        words=loader.build(Words, words, f"{where} [words]"),
        nouns=_by_group(known, tongue),
        facts=known,
    )


def _heads(table: Mapping[str, str], known: Facts, where: str) -> dict[str, str]:
    for name in table.values():
        if name not in known.facts:
            raise MappingError(f"{where} [heads]: there is no fact {name!r}")
    return dict(table)


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


def _without_end(text: str, ends: tuple[str, ...]) -> str:
    """`text` without the longest of `ends` at its end."""
    for end in sorted(ends, key=len, reverse=True):
        if text.endswith(f" {end}"):
            return text[: -len(end)].strip(_EDGES)
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
