"""Own cases for the timing grammar (timing_cases.tsv) and the comparison that reading.md's scoring makes.

The column `set` tells how a case came about: "own" was written before and while the grammar was built; the two
"held-out" sets were written from sheets of other publishers and first scored when the grammar was done: 112 of 116
and 78 of 86 were right then. Now that their faults are mended they serve as any other case.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

from careplan.reading.model import Repeat, Timing
from careplan.reading.timing import duration_hours, find

POINT = re.compile(r"day-?\d+( ([01]\d|2[0-3]):[0-5]\d| (morning|noon|evening|night))?")
CASES = Path(__file__).with_name("timing_cases.tsv")


@dataclass(frozen=True)
class Case:
    """One row: a statement, its context, and the timings of which any is right (None: no timing)."""

    set: str
    text: str
    section: str
    role: str
    topic: str | None
    prohibition: bool
    previous: Timing | None
    heading: Timing | None
    expected: tuple[dict | None, ...]


def timing(text: str, **context) -> Timing | None:
    """The timing that `find` gives, without the rest."""
    found = find(text, **context)
    return found.timing if found else None


def timing_of(data: dict | None) -> Timing | None:
    if not data:
        return None
    return Timing(**{**data, **({"repeat": Repeat(**data["repeat"])} if data.get("repeat") else {})})


def load(path: Path = CASES) -> list[Case]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [_case(row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _case(row: dict[str, str]) -> Case:
    return Case(
        set=row["set"],
        text=row["text"],
        section=row["section"],
        role=row["role"],
        topic=row["topic"] or None,
        prohibition=bool(row["prohibition"]),
        previous=timing_of(json.loads(row["previous"] or "null")),
        heading=timing_of(json.loads(row["heading"] or "null")),
        expected=tuple(json.loads(row["expected"])),
    )


def read(case: Case) -> Timing | None:
    return timing(
        case.text,
        section=case.section,
        role=case.role,
        topic=case.topic,
        prohibition=case.prohibition,
        previous=case.previous,
        heading=case.heading,
    )


def right(case: Case, given: Timing | None) -> bool:
    return any(_same(e, given) for e in case.expected)


def _same(expected: dict | None, given: Timing | None) -> bool:
    expected, given = expected or {}, given or Timing()
    bounds = all(comparable(expected.get(k)) == comparable(getattr(given, k)) for k in ("start", "end"))
    if not bounds or ((given.start or given.end) and given.anchor != expected.get("anchor", "procedure")):
        return False
    if "duration" in expected and expected["duration"] != given.duration:
        return False
    if "repeat" in expected and Repeat(**expected["repeat"]) != given.repeat:
        return False
    return bool(given.until) if "until" in expected else True


def comparable(value: str | None) -> float | str | None:
    """Hours of a duration; a calendar point as it is, evening and night alike."""
    if value is None:
        return None
    try:
        return round(duration_hours(value), 3)
    except ValueError:
        return value.replace("evening", "night")
