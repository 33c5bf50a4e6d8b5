"""Thresholds and amounts that a statement names, as data: "a fever of 100.4°F or higher"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from careplan.knowledge import Knowledge
from careplan.reading.model import Quantity


@dataclass(frozen=True)
class Units:
    """The pattern of an amount in one language, and what its words mean."""

    amount: re.Pattern[str]
    codes: Mapping[str, str]
    before: Mapping[str, str]
    after: Mapping[str, str]


@lru_cache(maxsize=8)
def units(code: str, knowledge: Knowledge) -> Units:
    """The units of language `code` (`units.toml`)."""
    table = knowledge.toml(f"{code}/units.toml")
    codes = _turned(table["units"])
    before, after = _turned(table["before"]), _turned(table["after"])
    amount = re.compile(
        rf"(?:(?P<before>(?i:{_any(before)}))\s+(?:about\s+|a\s+)?)?(?<![\w.,/])(?P<value>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)"
        rf"\s?-?(?P<unit>{_any(codes)})(?![\w/])(?:[^.;]{{0,14}}?\s(?P<after>(?i:{_any(after)}))\b)?"
    )
    return Units(amount, codes, before, after)


def find(text: str, offset: int, known: Units) -> Iterator[Quantity]:
    """The amounts in `text`, which begins at `offset` of the document."""
    if not any(c.isdigit() for c in text):
        return
    for found in known.amount.finditer(text):
        if found["unit"] == "F" and len(found["value"].partition(".")[0]) < 2:
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


def _any(words: Mapping[str, str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
