"""A text as a row of signs: the lexical half of the timing grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from careplan.reading.timing_lexicon import Lexicon
from careplan.reading.timing_units import Clock

_MARKS = {
    ",": "comma",
    ":": "colon",
    "(": "open",
    ")": "close",
    "[": "open",
    "]": "close",
    "–": "dash",
    "—": "dash",
}
_WORDS = frozenset("&@/")  # marks that stand for a word
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5}
_FOLD = str.maketrans({"’": "'", "‘": "'"})


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: its name, what it stands for, the characters it was read from; `singular`: a word for one unit."""

    name: str
    value: Any
    start: int
    end: int
    singular: bool = False


@dataclass(slots=True)
class Row:
    """Signs, and the same as a string of their characters; `rewrite` keeps both in step."""

    names: dict[str, str] | Any
    signs: list[Sign] = field(default_factory=list)
    string: str = ""

    def replace(self, first: int, last: int, sign: Sign) -> None:
        """Put `sign` in the place of the signs [first, last)."""
        self.signs[first:last] = [sign]
        self.string = self.string[:first] + self.names[sign.name] + self.string[last:]


def fold(text: str) -> str:
    """Lower case and straight apostrophes, character for character."""
    lower = text.translate(_FOLD).lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def signs(text: str, lexicon: Lexicon, procedure: frozenset[str]) -> Row:
    """The row of signs of `text` (folded); `procedure` are further words that name the procedure."""
    items = [*_items(text, lexicon.items)]
    found = [s for s in _named(items, lexicon, procedure) if s.name != "skip"]
    return Row(lexicon.signs, found, "".join([lexicon.signs[s.name] for s in found]))


def _items(text: str, items: re.Pattern[str]) -> Iterator[Sign]:
    """Words, figures and marks; words carry the name "word" still."""
    for m in items.finditer(text):
        kind = m.lastgroup or ""
        if kind in ("word", "phone"):
            yield Sign(kind, m.group(), m.start(), m.end())
        elif kind == "mark":
            name = _mark(text, m.start())
            if name:
                yield Sign("word" if name == "word" else name, m.group() if name == "word" else "", m.start(), m.end())
        else:
            yield _figure(m)


def _figure(m: re.Match[str]) -> Sign:
    text = m.group()
    if m["clock"]:
        return Sign("clock", _twelve(text, late=m["pm"] is not None), m.start(), m.end())
    if m["clock24"]:
        digits = re.sub(r"\D", "", text).rjust(4, "0")
        return Sign("clock", Clock(f"{digits[:2]}:{digits[2:]}"), m.start(), m.end())
    if m["fraction"]:
        whole = re.match(r"\d+(?=\s?[½¼¾]|\s1/2)", text)
        part = next(v for k, v in _FRACTIONS.items() if text.endswith(k))
        return Sign("number", (float(whole[0]) if whole else 0) + part, m.start(), m.end())
    if m["ordinal"]:
        return Sign("ordinal", float(m["day"]), m.start(), m.end())
    return Sign("number", float(text.replace(",", "")), m.start(), m.end())


def _twelve(text: str, *, late: bool) -> Clock:
    """ "6.30 p.m." as a Clock; "13:00pm" is taken by its figure."""
    figures = re.findall(r"\d+", text)
    hour = int(figures[0])
    hour = hour % 12 + 12 * late if hour <= 12 else hour % 24
    minute = figures[1] if len(figures) > 1 else "00"
    return Clock("midnight") if hour == 0 and minute == "00" else Clock(f"{hour:02}:{minute}")


def _mark(text: str, at: int) -> str:
    """The sign of the punctuation mark at `at`, "" for none."""
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char == "-":
        if before.isalnum() and after.isalnum():
            return "" if before.isalpha() else "dash" if after.isdigit() else "hyphen"
        return "dash"
    if char in _WORDS:
        return "word"
    if char == "." and text[at + 1 : at + 3].strip()[:1].islower():
        return ""  # "4 hrs. before"
    return _MARKS.get(char, "end")


def _named(items: Sequence[Sign], lexicon: Lexicon, procedure: frozenset[str]) -> Iterator[Sign]:
    at = 0
    while at < len(items):
        item = items[at]
        if item.name != "word":
            yield item
            at += 1
            continue
        word = item.value
        for words, name, value in lexicon.phrases.get(word, ()):
            last = at + len(words)
            if len(words) == 1 or tuple([i.value for i in items[at:last]]) == words:
                stands_for = Clock(value) if name == "clock" else value
                yield Sign(name, stands_for, item.start, items[last - 1].end, singular=word in lexicon.singular)
                at = last
                break
        else:
            yield Sign(_unlisted(word, lexicon, procedure), word, item.start, item.end)
            at += 1


def _unlisted(word: str, lexicon: Lexicon, procedure: frozenset[str]) -> str:
    if word in procedure:
        return "anchor"
    return next((sign for sign, ends in lexicon.endings.items() if ends.fullmatch(word)), "word")
