"""Thresholds and amounts that a statement names, as data: "a fever of 100.4°F or higher"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from careplan import knowledge as _knowledge
from careplan.knowledge import Knowledge
from careplan.reading.model import Quantity


@dataclass(frozen=True)
class Units:
    """The pattern of an amount in one language, and what its words mean."""

    amount: re.Pattern[str]
    measured: re.Pattern[str]  # a figure with a unit, which every amount has: quicker to look for
    codes: Mapping[str, str]
    before: Mapping[str, str]
    after: Mapping[str, str]
    letters: frozenset[str]


@dataclass(frozen=True)
class UnitsFile:
    """`units.toml`: see the comments there."""

    units: Mapping[str, list[str]]
    before: Mapping[str, list[str]]
    after: Mapping[str, list[str]]
    fillers: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def units(code: str, knowledge: Knowledge) -> Units:
    """The units of language `code`; MappingError when `units.toml` has an unknown key or lacks one."""
    where = f"{code}/units.toml"
    file = _knowledge.build(UnitsFile, knowledge.toml(where), where)
    codes, before, after = _turned(file.units), _turned(file.before), _turned(file.after)
    amount = re.compile(
        rf"(?:(?P<before>(?i:{_any(before)}))\s+(?:(?:{_any(file.fillers)})\s+)?)?"
        r"(?<![\w.,/])(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
        rf"\s?-?(?P<unit>{_any(codes)})(?![\w/])(?:[^.;]{{0,14}}?\s(?P<after>(?i:{_any(after)}))\b)?"
    )
    measured = re.compile(rf"\d\s?-?(?:{_any(codes)})(?![\w/])")
    return Units(amount, measured, codes, before, after, frozenset(file.letters))


def find(text: str, offset: int, known: Units) -> Iterator[Quantity]:
    """The amounts in `text`, which begins at `offset` of the document."""
    if not known.measured.search(text):
        return
    for found in known.amount.finditer(text):
        if found["unit"] in known.letters and len(found["value"].partition(".")[0]) < 2:
            continue  # "room 4F" is no temperature
        start, end = found.start("value"), found.end("unit")
        yield Quantity(
            text=text[start:end],
            start=offset + start,
            end=offset + end,
            value=float(found["value"].replace(",", "")),
            unit=found["unit"],
            code=known.codes[found["unit"]],
            comparator=known.after.get((found["after"] or "").lower())
            or known.before.get((found["before"] or "").lower()),
        )


def _turned(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: code for code, words in table.items() for word in words}


def _any(words: Iterable[str]) -> str:
    """Any of `words`, the longest first; of none a pattern that nothing matches."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) or "(?!)"
