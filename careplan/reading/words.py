"""The sets of words that the rules name: `words.toml` of a language, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from careplan import knowledge
from careplan.errors import MappingError


@dataclass(frozen=True)
class Words:
    """One set for each key of `words.toml`; what each is for stands there.

    Endings are tuples, for `str.endswith`.
    """

    coordinators: frozenset[str]
    contrast: frozenset[str]
    no_cut_after: frozenset[str]
    symptom_openers: frozenset[str]
    procedure_heads: frozenset[str]
    procedure_endings: tuple[str, ...]
    medicine_topics: frozenset[str]
    question_openers: frozenset[str]
    heading_openers: frozenset[str]
    before_topics: frozenset[str]
    after_topics: frozenset[str]
    follow_up_topics: frozenset[str]
    pronouns: frozenset[str]
    tell_verbs: frozenset[str]
    emergency_words: frozenset[str]
    embedding: frozenset[str]
    verbs_after_noun: frozenset[str]
    determiners: frozenset[str]
    ban_participles: frozenset[str]
    personal: frozenset[str]
    quiet_from: frozenset[str]
    reassured: frozenset[str]
    bans_below: frozenset[str]
    plural_verbs: frozenset[str]
    noun_determiners: frozenset[str]
    modals_of_duty: frozenset[str]
    time_prepositions: frozenset[str]
    repeats: frozenset[str]
    time_nouns: frozenset[str]
    persons: frozenset[str]
    clause_openers: frozenset[str]
    elided_modals: frozenset[str]
    call_verbs: frozenset[str]
    reasons: frozenset[str]
    stop_participles: frozenset[str]
    not_before: frozenset[str]
    emergency_names: frozenset[str]
    no_heading: frozenset[str]
    bare_modals: frozenset[str]
    tellers: frozenset[str]
    plurals: frozenset[str]
    naming: frozenset[str]
    be: frozenset[str]
    have: frozenset[str]
    you: frozenset[str]
    negation: frozenset[str]
    negatives: frozenset[str]
    never: frozenset[str]
    no: frozenset[str]
    nothing: frozenset[str]
    may: frozenset[str]
    to: frozenset[str]
    that: frozenset[str]
    or_words: frozenset[str]
    but: frozenset[str]
    joins: frozenset[str]
    relatives: frozenset[str]
    articles: frozenset[str]
    is_words: frozenset[str]
    letters: frozenset[str]
    open_ends: frozenset[str]
    plural_endings: tuple[str, ...]
    third_person_endings: tuple[str, ...]
    no_third_person_endings: tuple[str, ...]
    participle_endings: tuple[str, ...]
    gerund_endings: tuple[str, ...]
    holds: frozenset[str]
    soft_bans: frozenset[str]
    nothing_verbs: frozenset[str]
    limits: frozenset[str]
    nothings: frozenset[str]
    after_nothings: frozenset[str]
    nothing_modals: frozenset[str]
    ordered_nouns: frozenset[str]
    main_subjects: frozenset[str]
    no_cuts: frozenset[str]
    passive_by: frozenset[str]
    left_off: frozenset[str]
    thing_modals: frozenset[str]
    thing_verbs: frozenset[str]
    readers: frozenset[str]
    told: frozenset[str]
    forbidden: frozenset[str]
    asked: frozenset[str]
    leave_off: frozenset[str]
    need_not: frozenset[str]
    able: frozenset[str]
    no_subjects: frozenset[str]
    vague_subjects: frozenset[str]
    soft_duties: frozenset[str]
    subject_openers: frozenset[str]
    elided_after: frozenset[str]
    no_clauses: frozenset[str]
    head_bans: frozenset[str]
    telling_modals: frozenset[str]
    auxiliaries: frozenset[str]
    reader_modals: frozenset[str]
    allowing: frozenset[str]
    particles: frozenset[str]
    handled: frozenset[str]
    condition_enders: frozenset[str]
    asks: frozenset[str]
    empty_conditions: frozenset[str]
    bare_conditions: frozenset[str]
    leading_exceptions: frozenset[str]
    no_condition_after: frozenset[str]
    if_or_when: frozenset[str]
    no_conditions: frozenset[str]
    when_like: frozenset[str]
    when_or_where: frozenset[str]
    when_or_while: frozenset[str]
    when: frozenset[str]
    while_words: frozenset[str]
    where: frozenset[str]
    if_words: frozenset[str]
    only: frozenset[str]
    inversions: frozenset[str]
    found_out: frozenset[str]
    asked_if: frozenset[str]
    when_subjects: frozenset[str]
    label_people: frozenset[str]
    emergency_rooms: frozenset[str]
    before_names: frozenset[str]
    medicine_instructions: frozenset[str]


_ENDINGS = frozenset(f.name for f in fields(Words) if f.name.endswith("_endings"))


def words(table: Mapping[str, Any], where: str) -> Words:
    """The sets of `table`; MappingError names `where` (the file) and the key that is unknown, missing or no list."""
    for name, listed in table.items():
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            raise MappingError(f"{where}: {name!r} must be a list of words")
    sets = {name: tuple(listed) if name in _ENDINGS else frozenset(listed) for name, listed in table.items()}
    return knowledge.build(Words, sets, where)
