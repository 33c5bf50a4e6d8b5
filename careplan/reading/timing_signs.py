"""A text as a row of signs: the lexical half of the timing grammar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from careplan.reading.timing_lexicon import Lexicon, Phrase
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
_WORDS = frozenset("&@/+")  # marks that stand for a word
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5}
_FOLD = str.maketrans({"’": "'", "‘": "'"})


class Sign(NamedTuple):
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
    items = [item for m in lexicon.items.finditer(text) if (item := _item(text, m)) is not None]
    found = [*_named(items, lexicon, procedure)]
    characters = lexicon.signs
    return Row(characters, found, "".join([characters[sign.name] for sign in found]))


_sign = partial(tuple.__new__, Sign)  # made by the hundred: a Sign of its values, without a call in Python
_Item = tuple[str, Any, int, int, bool]  # the values of a Sign


def _item(text: str, m: re.Match[str]) -> _Item | None:
    """A word, a figure or a mark; words carry the name "word" still. None for a mark that says nothing."""
    kind = m.lastgroup
    start, end = m.span()
    if kind in ("word", "phone"):
        return kind, m[0], start, end, False
    if kind != "mark":
        return _figure(m)
    name = _mark(text, start)
    if name == "word":
        return name, m[0], start, end, False
    return (name, "", start, end, False) if name else None


def _figure(m: re.Match[str]) -> _Item:
    text = m.group()
    if m["clock"]:
        return "clock", _twelve(text, late=m["pm"] is not None), m.start(), m.end(), False
    if m["clock24"]:
        digits = re.sub(r"\D", "", text).rjust(4, "0")
        return "clock", Clock(f"{digits[:2]}:{digits[2:]}"), m.start(), m.end(), False
    if m["fraction"]:
        whole = re.match(r"\d+(?=\s?[½¼¾]|\s1/2)", text)
        part = next(v for k, v in _FRACTIONS.items() if text.endswith(k))
        return "number", (float(whole[0]) if whole else 0) + part, m.start(), m.end(), False
    if m["ordinal"]:
        return "ordinal", float(m["day"]), m.start(), m.end(), False
    return "number", float(text.replace(",", "")), m.start(), m.end(), False


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


def _named(items: Sequence[_Item], lexicon: Lexicon, procedure: frozenset[str]) -> Iterator[Sign]:
    """The items as signs, words by what they stand for; what is to be skipped is left out."""
    at, size, known = 0, len(items), lexicon.phrases
    while at < size:
        item = items[at]
        kind, word, start, end, _ = item
        at += 1
        if kind != "word":
            yield _sign(item)
            continue
        listed = _listed(items, at, known[word]) if word in known else None
        if listed is None:
            name = _unlisted(word, lexicon, procedure)
            yield _sign((name, word, start, end, False))
            continue
        words, name, value = listed
        if len(words) > 1:
            at += len(words) - 1
            end = items[at - 1][3]
        if name != "skip":
            yield _sign((name, Clock(value) if name == "clock" else value, start, end, word in lexicon.singular))


def _listed(items: Sequence[_Item], at: int, phrases: Iterable[Phrase]) -> Phrase | None:
    """The longest of `phrases` that stands before `at` and goes on there; all begin with the word before it."""
    for phrase in phrases:
        words = phrase[0]
        if len(words) == 1 or tuple([item[1] for item in items[at : at + len(words) - 1]]) == words[1:]:
            return phrase
    return None


def _unlisted(word: str, lexicon: Lexicon, procedure: frozenset[str]) -> str:
    if word in procedure:
        return "anchor"
    if not word.endswith(lexicon.tails):
        return "word"
    for sign, ends in lexicon.endings.items():
        if ends.fullmatch(word):
            return sign
    return "word"
