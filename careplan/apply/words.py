"""`mappings/<language>/apply.toml`: our own words on the patient's resources, checked and typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from careplan import knowledge as loader
from careplan.apply.schedule import NOTES
from careplan.errors import MappingError
from careplan.knowledge import Knowledge

FILE = "apply.toml"
DOUBTS = ("reading", "sheet", "time", "signs", "conditions", "chart")
NARRATIVE = (
    *("procedure", "sheet", "when", "who", "patient", "companion", "clinician", "check"),
    *("forbidden", "signs", "open", "answers", "made"),
)
PARTS = ("morning", "noon", "evening", "night")
PLAN_NOTES = (*NOTES, "after-procedure", "fixed-offset", "no-lead-in", "disagree")


@dataclass(frozen=True, slots=True)
class DecisionOn:
    """By which topics and phrases we know that only the care team can decide."""

    topics: tuple[str, ...]
    ask_topics: tuple[str, ...]
    ask: tuple[str, ...]
    team: tuple[str, ...]
    decide: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class When:
    """How a day, a time and a window are told: templates, and the names of days, months and parts of a day."""

    day: str
    clock: str
    between: str
    since: str
    until: str
    due: str
    zoned: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    part: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """What the file holds; see the comments in it."""

    title: str
    untitled: str
    review: str
    decision: str
    questionnaire: str
    applies_if: str
    applies: str
    applies_not: str
    answers: str
    companion: str
    clinician: str
    doubts: Mapping[str, str]
    notes: Mapping[str, str]
    narrative: Mapping[str, str]
    when: When
    decision_on: DecisionOn


@lru_cache(maxsize=32)
def words(knowledge: Knowledge, language: str) -> Words:
    """The words for a sheet in `language` ("en-GB" is looked up as "en"), else the English ones.

    MappingError when the file has an unknown key or lacks one.
    """
    where = f"{knowledge.speaking(FILE, language) or 'en'}/{FILE}"
    table = knowledge.toml(where)
    on = loader.build(DecisionOn, table.get("decision_on", {}), f"{where} [decision_on]")
    when = loader.build(When, table.get("when", {}), f"{where} [when]")
    made = loader.build(Words, {**table, "decision_on": on, "when": when}, where)
    _same_keys(made.doubts, DOUBTS, f"{where} [doubts]")
    _same_keys(made.notes, PLAN_NOTES, f"{where} [notes]")
    _same_keys(made.narrative, NARRATIVE, f"{where} [narrative]")
    _same_keys(made.when.part, PARTS, f"{where} [when.part]")
    if (len(made.when.weekdays), len(made.when.months)) != (7, 12):
        raise MappingError(f"{where} [when]: a week has 7 days, a year 12 months")
    return made


def fill(template: str, **values: str) -> str:
    """The template with each `{name}` replaced, once: what a value has in braces stays as it is."""
    return re.sub(r"\{(\w+)\}", lambda hole: values.get(hole[1], hole[0]), template)


@lru_cache(maxsize=256)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = (re.escape(p).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for p in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


def has(text: str | None, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases stands in `text` as whole words."""
    return bool(text and phrases and _pattern(phrases).search(text))


def _same_keys(table: Mapping[str, str], keys: Iterable[str], where: str) -> None:
    if set(table) != set(keys):
        raise MappingError(f"{where}: the keys must be {', '.join(sorted(keys))}")
