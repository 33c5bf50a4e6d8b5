"""A language pack: everything that `mappings/<language>/` says, checked and made ready for the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from careplan import knowledge as _knowledge
from careplan.documents.text import Text
from careplan.errors import MappingError, UnknownLanguage
from careplan.knowledge import Knowledge
from careplan.reading.lexicon import Lexicon
from careplan.reading.model import SECTION_KINDS
from careplan.reading.tokens import Tokens
from careplan.reading.words import Words, words

T = TypeVar("T")

TOPIC_ROLES = ("instruction", "question", "warning-sign")
GRAMMAR = (
    "ban_at_head", "boilerplate", "call_lead", "care_place", "carer_heading", "child", "clinic_passive",
    "clinician", "companion_subject", "condition", "do_not_tell", "duty", "exception", "experience", "finite",
    "harm", "hold_steady", "imperative", "label_ban", "label_permit", "lead_tell", "maybe", "med_passive",
    "no_ban", "noun_after", "opener", "people", "permit", "prohibit", "rare", "reassure", "repeat",
    "self_passive", "subordinator", "team_subject", "time_end", "urge", "urgent",
)  # fmt: skip


@dataclass(frozen=True)
class LanguageFile:
    """`language.toml`: see the comments there."""

    name: str
    common: tuple[str, ...]
    abbreviations: tuple[str, ...]
    ends_too: tuple[str, ...]


@dataclass(frozen=True)
class TopicFile:
    """`topics/ROLE/TOPIC.toml`: phrases that speak of it, and examples that are its tests.

    `sections` are those it belongs to (elsewhere its score is halved); `prohibited` and `allowed` multiply the score
    of a prohibition and of anything else.
    """

    phrases: tuple[str, ...]
    examples: tuple[str, ...]
    sections: tuple[str, ...] = ()
    prohibited: float = 1.0
    allowed: float = 1.0


@dataclass(frozen=True)
class SectionFile:
    """One table of `sections.toml`."""

    headings: tuple[str, ...]
    cues: tuple[str, ...]
    titles: tuple[str, ...] = ()  # what the title of a sheet that is all of this kind says


@dataclass(frozen=True)
class ProcedureFile:
    """`procedures.toml`: see the comments there."""

    general: tuple[str, ...]
    stop: tuple[str, ...]
    frames: tuple[str, ...]
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClassesFile:
    """`classes.toml`: see the comments there."""

    classes: Mapping[str, list[str]]


@dataclass(frozen=True)
class Language:
    """One language, ready: its lexicon's tags are "g:NAME", "cue:KIND", "head:KIND", "topic:ROLE/TOPIC", "frame".

    `verbs` is every verb in its base form, to know its other forms by; `medicines` and `kept` are the tags of the
    topics of instructions that are about medicines, and about what is left on or in.
    """

    code: str
    file: LanguageFile
    lexicon: Lexicon
    topics: Mapping[str, Mapping[str, TopicFile]]
    procedures: ProcedureFile
    abbreviations: frozenset[str]
    ends_too: frozenset[str]
    words: Words
    verbs: frozenset[str]
    medicines: frozenset[str]
    kept: frozenset[str]


@lru_cache(maxsize=8)
def language(code: str, knowledge: Knowledge) -> Language:
    """The pack `code` of `knowledge`; MappingError names the file and key that is wrong."""
    pack = _Pack(code, knowledge)
    file, procedures = pack.file("language.toml", LanguageFile), pack.file("procedures.toml", ProcedureFile)
    topics = {role: _topics(pack, role) for role in TOPIC_ROLES}
    sets = words(pack.table("words.toml"), f"{code}/words.toml")
    grammar = _grammar(pack)
    tags = grammar | _sections(pack) | _topic_tags(topics) | {"frame": procedures.frames}
    return Language(
        code=code,
        file=file,
        lexicon=Lexicon(tags, pack.file("classes.toml", ClassesFile).classes),
        topics=topics,
        procedures=procedures,
        abbreviations=frozenset(file.abbreviations),
        ends_too=frozenset(file.ends_too),
        words=sets,
        verbs=sets.plural_verbs.union(grammar["g:imperative"]),
        medicines=frozenset(f"topic:instruction/{topic}" for topic in sets.medicine_instructions),
        kept=frozenset(f"topic:instruction/{topic}" for topic in sets.kept_instructions),
    )


@dataclass(frozen=True)
class _Pack:
    """The files of one language."""

    code: str
    knowledge: Knowledge

    def table(self, name: str) -> dict[str, Any]:
        return self.knowledge.toml(f"{self.code}/{name}")

    def file(self, name: str, cls: type[T]) -> T:
        return _knowledge.build(cls, self.table(name), f"{self.code}/{name}")


def _topics(pack: _Pack, role: str) -> dict[str, TopicFile]:
    folder = f"topics/{role}"
    stems = pack.knowledge.names(f"{pack.code}/{folder}")
    return {stem: pack.file(f"{folder}/{stem}.toml", TopicFile) for stem in stems}


def _topic_tags(topics: Mapping[str, Mapping[str, TopicFile]]) -> dict[str, tuple[str, ...]]:
    return {f"topic:{role}/{topic}": file.phrases for role, files in topics.items() for topic, file in files.items()}


def _grammar(pack: _Pack) -> dict[str, tuple[str, ...]]:
    """The tags of `grammar.toml`: all of GRAMMAR, and no others."""
    table, where = pack.table("grammar.toml"), f"{pack.code}/grammar.toml"
    _known(table, GRAMMAR, where, "key")
    if missing := sorted(set(GRAMMAR) - set(table)):
        raise MappingError(f"{where}: the key {missing[0]!r} is missing")
    return {f"g:{name}": tuple(phrases) for name, phrases in table.items()}


def _sections(pack: _Pack) -> dict[str, tuple[str, ...]]:
    table, where = pack.table("sections.toml"), f"{pack.code}/sections.toml"
    _known(table, SECTION_KINDS, where, "section")
    files = {kind: _knowledge.build(SectionFile, t, f"{where} [{kind}]") for kind, t in table.items()}
    heads = {f"head:{kind}": file.headings for kind, file in files.items()}
    titles = {f"title:{kind}": file.titles for kind, file in files.items() if file.titles}
    return heads | titles | {f"cue:{kind}": file.cues for kind, file in files.items()}


def _known(table: Mapping[str, Any], allowed: Sequence[str], where: str, what: str) -> None:
    if unknown := sorted(set(table) - set(allowed)):
        raise MappingError(f"{where}: unknown {what} {unknown[0]!r}; allowed are {', '.join(allowed)}")


@lru_cache(maxsize=8)
def common_words(knowledge: Knowledge) -> Mapping[str, frozenset[str]]:
    """The common words of each language that `knowledge` has, by its code; MappingError when a pack lacks them."""
    files = {code: _Pack(code, knowledge).file("language.toml", LanguageFile) for code in knowledge.languages()}
    return {code: frozenset(file.common) for code, file in files.items()}


def detect(text: Text, tokens: Tokens, knowledge: Knowledge) -> str:
    """The language of the text: that whose common words make up most of it; UnknownLanguage when none does.

    A text of a few words that none of the languages' common words is in cannot be judged and is refused too.
    """
    words = [w for w in tokens.words if w.isalpha()]
    best, share = "", 0.0
    for code, common in common_words(knowledge).items():
        found = sum(w in common for w in words) / max(1, len(words))
        if found > share:
            best, share = code, found
    if share < 0.08:
        known = ", ".join(common_words(knowledge))
        raise UnknownLanguage(f"the sheet is in no language that the lexicons know ({known})")
    return best
