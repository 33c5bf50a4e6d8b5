"""A language pack: everything that `mappings/<language>/` says, checked and made ready for the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from careplan import knowledge as _knowledge
from careplan.documents.text import Text
from careplan.errors import MappingError, UnknownLanguage
from careplan.knowledge import Knowledge
from careplan.reading.lexicon import Lexicon
from careplan.reading.model import SECTION_KINDS
from careplan.reading.tokens import Tokens

TOPIC_ROLES = ("instruction", "question", "warning-sign")
GRAMMAR = (
    "boilerplate", "call_lead", "carer_heading", "child", "clinic_passive", "clinician", "companion_subject",
    "condition", "do_not_tell", "duty", "exception", "experience", "finite", "harm", "hold_steady",
    "imperative", "lead_tell", "maybe", "med_passive", "no_ban", "noun_after", "opener", "people", "permit",
    "prohibit", "rare", "reassure", "repeat", "self_passive", "subordinator", "team_subject", "time_end",
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


@dataclass(frozen=True)
class ProcedureFile:
    """`procedures.toml`: see the comments there."""

    general: tuple[str, ...]
    stop: tuple[str, ...]
    frames: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """One language, ready: its lexicon's tags are "g:NAME", "cue:KIND", "head:KIND", "topic:ROLE/TOPIC", "frame".

    `words` are the sets of single words of `words.toml`.
    """

    code: str
    file: LanguageFile
    lexicon: Lexicon
    topics: Mapping[str, Mapping[str, TopicFile]]
    procedures: ProcedureFile
    abbreviations: frozenset[str]
    ends_too: frozenset[str]
    words: Mapping[str, frozenset[str]]


@lru_cache(maxsize=8)
def language(code: str, knowledge: Knowledge) -> Language:
    """The pack `code` of `knowledge`; MappingError names the file and key that is wrong."""
    file = _knowledge.build(LanguageFile, knowledge.toml(f"{code}/language.toml"), f"{code}/language.toml")
    topics = {role: _topics(code, role, knowledge) for role in TOPIC_ROLES}
    procedures = _knowledge.build(
        ProcedureFile, knowledge.toml(f"{code}/procedures.toml"), f"{code}/procedures.toml"
    )
    return Language(
        code=code,
        file=file,
        lexicon=Lexicon(
            _tags(code, knowledge, topics, procedures), knowledge.toml(f"{code}/classes.toml")["classes"]
        ),
        topics=topics,
        procedures=procedures,
        abbreviations=frozenset(file.abbreviations),
        ends_too=frozenset(file.ends_too),
        words=_words(code, knowledge),
    )


def _words(code: str, knowledge: Knowledge) -> dict[str, frozenset[str]]:
    found = {name: frozenset(words) for name, words in knowledge.toml(f"{code}/words.toml").items()}
    # every verb in its base form, to know its other forms by
    imperatives = knowledge.toml(f"{code}/grammar.toml")["imperative"]
    return found | {"verbs": found["plural_verbs"].union(imperatives)}


def _topics(code: str, role: str, knowledge: Knowledge) -> dict[str, TopicFile]:
    folder = f"{code}/topics/{role}"
    return {
        stem: _knowledge.build(TopicFile, table, f"{folder}/{stem}.toml")
        for stem, table in knowledge.folder(folder).items()
    }


def _tags(
    code: str, knowledge: Knowledge, topics: Mapping[str, Mapping[str, TopicFile]], procedures: ProcedureFile
) -> dict[str, tuple[str, ...]]:
    grammar = knowledge.toml(f"{code}/grammar.toml")
    unknown = sorted(set(grammar) - set(GRAMMAR))
    if unknown:
        raise MappingError(
            f"{code}/grammar.toml: unknown key {unknown[0]!r}; allowed are {', '.join(GRAMMAR)}"
        )
    tags = {f"g:{name}": tuple(phrases) for name, phrases in grammar.items()}
    for kind, table in knowledge.toml(f"{code}/sections.toml").items():
        if kind not in SECTION_KINDS:
            raise MappingError(
                f"{code}/sections.toml: unknown section {kind!r}; allowed are {', '.join(SECTION_KINDS)}"
            )
        section = _knowledge.build(SectionFile, table, f"{code}/sections.toml [{kind}]")
        tags[f"head:{kind}"], tags[f"cue:{kind}"] = section.headings, section.cues
    for role, found in topics.items():
        tags |= {f"topic:{role}/{topic}": file.phrases for topic, file in found.items()}
    return tags | {"frame": procedures.frames}


def detect(text: Text, tokens: Tokens, knowledge: Knowledge) -> str:
    """The language of the text: that whose common words make up most of it; UnknownLanguage when none does.

    A text of a few words that none of the languages' common words is in cannot be judged and is refused too.
    """
    words = [w for w in tokens.words if w.isalpha()]
    best, share = "", 0.0
    for code in knowledge.languages():
        common = frozenset(knowledge.toml(f"{code}/language.toml")["common"])
        found = sum(w in common for w in words) / max(1, len(words))
        if found > share:
            best, share = code, found
    if share < 0.08:
        known = ", ".join(knowledge.languages())
        raise UnknownLanguage(f"the sheet is in no language that the lexicons know ({known})")
    return best
