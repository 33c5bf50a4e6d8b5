"""How sure the reading is, as often as it has been right, and why a person should look at a statement."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from careplan import knowledge as _knowledge
from careplan.documents.text import Mark
from careplan.errors import MappingError
from careplan.knowledge import Knowledge
from careplan.reading import report
from careplan.reading.language import TOPIC_ROLES
from careplan.reading.model import Confidence, Section, Statement

FIELDS = ("section", "role", "topic", "timing")


@dataclass(frozen=True)
class Reasons:
    """The `[reasons]` of `review.toml`: the words for each reason."""

    section: str
    role: str
    topic: str
    timing: str
    blank: str
    struck: str
    partly: str


@dataclass(frozen=True)
class Curve:
    """One `[right.FIELD]`: what the rules give from each `least` on is right as often as `right` says."""

    least: tuple[float, ...]
    right: tuple[float, ...]

    def at(self, given: float) -> float:
        """How often a value like `given` is right."""
        return self.right[max(0, bisect_right(self.least, given) - 1)]


@dataclass(frozen=True)
class ReviewFile:
    """`review.toml`: see the comments there."""

    reasons: Mapping[str, Any]
    below: Mapping[str, float]
    right: Mapping[str, Any]


@dataclass(frozen=True)
class Rules:
    """What `review.toml` says, checked; a field without a curve keeps what the rules give."""

    reasons: Reasons
    below: Mapping[str, float]
    right: Mapping[str, Curve]

    def sure(self, field: str, given: float) -> float:
        """The calibrated confidence of `field`."""
        curve = self.right.get(field)
        return curve.at(given) if curve else given

    def confidence(self, *given: float) -> Confidence:
        """The calibrated confidence of what the rules give, in the order of FIELDS."""
        return Confidence(*map(self.sure, FIELDS, given))

    def doubts(self, role: str, text: str, sure: Confidence) -> tuple[str, ...]:
        """The reasons why a person should look at a statement; of what nobody acts on there are none."""
        return tuple(self._doubts(text, sure)) if role in TOPIC_ROLES else ()

    def _doubts(self, text: str, sure: Confidence) -> Iterator[str]:
        for field, least in self.below.items():
            if getattr(sure, field) < least:
                yield f"{getattr(self.reasons, field)} {getattr(sure, field):.2f}"
        if report.BLANK.search(text):
            yield self.reasons.blank


@lru_cache(maxsize=8)
def rules(code: str, knowledge: Knowledge) -> Rules:
    """The rules of language `code`; MappingError when `review.toml` has an unknown key, lacks one or goes down."""
    where = f"{code}/review.toml"
    file = _knowledge.build(ReviewFile, knowledge.toml(where), where)
    if unknown := sorted({*file.below, *file.right} - set(FIELDS)):
        raise MappingError(f"{where}: unknown field {unknown[0]!r}; allowed are {', '.join(FIELDS)}")
    right = {f: _knowledge.build(Curve, t, f"{where} [right.{f}]") for f, t in file.right.items()}
    for field, curve in right.items():
        if len(curve.least) != len(curve.right) or not curve.least or not _rises(curve.least, curve.right):
            raise MappingError(f"{where} [right.{field}]: `least` and `right` must be as long and never go down")
    reasons = _knowledge.build(Reasons, file.reasons, f"{where} [reasons]")
    below = {field: file.below[field] for field in FIELDS if field in file.below}
    return Rules(reasons, below, right)


def _rises(*rows: Sequence[float]) -> bool:
    return all(list(row) == sorted(row) for row in rows)


def withdrawn(statements: Sequence[Statement], marks: Sequence[Mark], known: Rules) -> Sequence[Statement]:
    """The statements, with those as information that the format strikes out: nobody is to do them.

    That is a reason for a person to look at them, and so is it when a part is struck out.
    """
    struck = _apart(mark for mark in marks if mark.kind == "struck")
    return [_withdrawn(statement, struck, known) for statement in statements] if struck else statements


def sections(found: Sequence[Section], known: Rules) -> tuple[Section, ...]:
    """The sections with calibrated confidence."""
    return tuple([replace(s, confidence=known.sure("section", s.confidence)) for s in found])


def _apart(marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """The ranges of `marks` (by start), those that touch as one."""
    ranges: list[tuple[int, int]] = []
    for mark in marks:
        if ranges and mark.start <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], max(ranges[-1][1], mark.end)
        else:
            ranges.append((mark.start, mark.end))
    return ranges


def _struck(statement: Statement, struck: Sequence[tuple[int, int]]) -> str:
    """ "struck" when all of the statement is struck out, "partly" when some is, else ""."""
    first = bisect_right(struck, statement.start, key=lambda r: r[1])
    last = bisect_left(struck, statement.end, key=lambda r: r[0])
    gone = left = 0
    at = statement.start
    for start, end in (*struck[first:last], (statement.end, statement.end)):
        between = statement.text[at - statement.start : max(at, start) - statement.start]
        left += bool(between.strip())
        gone += end > start
        at = min(end, statement.end)
    return "partly" if gone and left else "struck" if gone else ""


def _withdrawn(statement: Statement, struck: Sequence[tuple[int, int]], known: Rules) -> Statement:
    gone = _struck(statement, struck)
    if gone == "partly":
        return replace(statement, review=(known.reasons.partly, *statement.review))
    if not gone:
        return statement
    return replace(
        statement,
        role="information",
        topic=None,
        actor=None,
        prohibition=None,
        obligation=None,
        condition=None,
        exception=None,
        timing=None,
        review=(known.reasons.struck,),
    )
