"""What to tell the reviewer of a sheet: what it lacks, where it contradicts itself, what was not understood."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any

from careplan import knowledge as _knowledge
from careplan.knowledge import Knowledge
from careplan.reading.model import Finding, Statement

FEW = 20  # statements on one thing of which every pair is told
BLANK = re.compile(r"_{3,}|\.{5,}")


@dataclass(frozen=True)
class Lack:
    """One `[[lacks]]` of `report.toml`: see the comments there."""

    text: str
    unless_role: tuple[str, ...] = ()
    unless_topic: tuple[str, ...] = ()
    when_section: tuple[str, ...] = ()
    when_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contradiction:
    """The `[contradiction]` of `report.toml`: see the comments there."""

    topics: tuple[str, ...]
    text: str
    things: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """The `[told]` of `report.toml`: what the reviewer is told of what was not understood, and of blanks."""

    unclassified: str
    blank: str


@dataclass(frozen=True)
class ReportFile:
    """`report.toml`: see the comments there."""

    contradiction: Mapping[str, Any]
    told: Mapping[str, Any]
    lacks: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class _Rules:
    lacks: tuple[Lack, ...]
    contradiction: Contradiction
    told: Told


@lru_cache(maxsize=8)
def _rules(code: str, knowledge: Knowledge) -> _Rules:
    where = f"{code}/report.toml"
    file = _knowledge.build(ReportFile, knowledge.toml(where), where)
    return _Rules(
        tuple(_knowledge.build(Lack, t, f"{where} [[lacks]]") for t in file.lacks),
        _knowledge.build(Contradiction, file.contradiction, f"{where} [contradiction]"),
        _knowledge.build(Told, file.told, f"{where} [told]"),
    )


def findings(statements: Sequence[Statement], code: str, knowledge: Knowledge) -> tuple[Finding, ...]:
    """The findings on the statements of one sheet, in a fixed order."""
    rules = _rules(code, knowledge)
    spoken = " ".join(s.text.lower() for s in statements)
    return (
        *(Finding("lacks", lack.text) for lack in rules.lacks if _lacks(lack, statements, spoken)),
        *_contradictions(rules.contradiction, statements),
        *_unsure(rules.told, statements),
    )


def _lacks(lack: Lack, statements: Sequence[Statement], spoken: str) -> bool:
    if any(s.role in lack.unless_role or s.topic in lack.unless_topic for s in statements):
        return False
    if lack.when_section and not any(s.section in lack.when_section for s in statements):
        return False
    return not lack.when_words or any(re.search(rf"\b{re.escape(w)}\b", spoken) for w in lack.when_words)


def _contradictions(rule: Contradiction, statements: Sequence[Statement]) -> Iterator[Finding]:
    """Pairs of statements that say the same thing of the same things, with different times."""
    alike: dict[Any, list[Statement]] = defaultdict(list)
    for s in statements:
        things = _things(s, rule) if s.role == "instruction" and s.topic in rule.topics else None
        if things and _unconditional(s):
            alike[s.topic, s.prohibition, s.section, things].append(s)
    pairs = [pair for same in alike.values() for pair in _different(same)]
    place = {s.id: n for n, s in enumerate(statements)}
    for one, other in sorted(pairs, key=lambda p: (place[p[0].id], place[p[1].id])):
        yield Finding("contradiction", rule.text, (one.id, other.id))


def _different(same: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """The pairs of `same` with different times; of a long list only neighbours, to whom the reviewer looks anyway."""
    pairs = combinations(same, 2) if len(same) <= FEW else pairwise(same)
    return ((one, other) for one, other in pairs if _window(one) != _window(other))


def _unconditional(s: Statement) -> bool:
    return (
        s.timing is not None
        and s.condition is None
        and bool(s.timing.start or s.timing.end)
        and s.timing.repeat is None
    )


def _window(s: Statement) -> tuple[str | None, str | None]:
    return (s.timing.start, s.timing.end) if s.timing else (None, None)


def _things(s: Statement, rule: Contradiction) -> frozenset[str]:
    words = s.text.lower()
    return frozenset(thing for thing in rule.things if thing in words)


def _unsure(told: Told, statements: Sequence[Statement]) -> Iterator[Finding]:
    other = tuple(s.id for s in statements if s.topic == "other" and s.role == "instruction")
    if other:
        yield Finding("unclassified", told.unclassified, other)
    blanks = tuple(s.id for s in statements if BLANK.search(s.text))
    if blanks:
        yield Finding("blank", told.blank, blanks)
