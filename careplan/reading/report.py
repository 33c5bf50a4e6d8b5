"""What to tell the reviewer of a sheet: what it lacks, where it contradicts itself, what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from careplan import knowledge as _knowledge
from careplan.knowledge import Knowledge
from careplan.reading.model import Finding, Statement

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


@lru_cache(maxsize=8)
def _rules(code: str, knowledge: Knowledge) -> tuple[tuple[Lack, ...], Contradiction]:
    table = knowledge.toml(f"{code}/report.toml")
    where = f"{code}/report.toml"
    lacks = tuple(_knowledge.build(Lack, t, f"{where} [[lacks]]") for t in table.get("lacks", ()))
    return lacks, _knowledge.build(Contradiction, table["contradiction"], f"{where} [contradiction]")


def findings(statements: Sequence[Statement], code: str, knowledge: Knowledge) -> tuple[Finding, ...]:
    """The findings on the statements of one sheet, in a fixed order."""
    lacks, contradiction = _rules(code, knowledge)
    return (
        *(Finding("lacks", lack.text) for lack in lacks if _lacks(lack, statements)),
        *_contradictions(contradiction, statements),
        *_unsure(statements),
    )


def _lacks(lack: Lack, statements: Sequence[Statement]) -> bool:
    if any(s.role in lack.unless_role or s.topic in lack.unless_topic for s in statements):
        return False
    if lack.when_section and not any(s.section in lack.when_section for s in statements):
        return False
    words = " ".join(s.text.lower() for s in statements)
    return not lack.when_words or any(re.search(rf"\b{re.escape(w)}\b", words) for w in lack.when_words)


def _contradictions(rule: Contradiction, statements: Sequence[Statement]) -> Iterator[Finding]:
    timed = [
        s for s in statements if s.role == "instruction" and s.topic in rule.topics and _unconditional(s)
    ]
    for one, other in combinations(timed, 2):
        same = (one.topic, one.prohibition, one.section) == (other.topic, other.prohibition, other.section)
        things = _things(one, rule)
        if same and things and _window(one) != _window(other) and things == _things(other, rule):
            yield Finding("contradiction", rule.text, (one.id, other.id))


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


def _unsure(statements: Sequence[Statement]) -> Iterator[Finding]:
    other = tuple(s.id for s in statements if s.topic == "other" and s.role == "instruction")
    if other:
        yield Finding("unclassified", "These instructions were read, but not what they are about.", other)
    blanks = tuple(s.id for s in statements if BLANK.search(s.text))
    if blanks:
        yield Finding("blank", "These places of the sheet are forms that nobody has filled in.", blanks)
