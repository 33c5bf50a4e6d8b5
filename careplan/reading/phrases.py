"""The language of phrases: what its signs mean, read into plain ways of saying it.

A phrase is words separated by spaces::

    do|does not eat       alternatives            allerg*       any word that begins so (*statin: ends so)
    (the|your)? doctor    an optional word        _             any one word
    @team                 a class of phrases      do not .. eat up to four words between

and may end in ``=2.5``, its weight (1 when absent). Classes are named lists of plain phrases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import product

from careplan.errors import MappingError

_CHOICE = re.compile(r"[|()]")
_ELEMENT = re.compile(r"\((?P<group>[^()]+)\)(?P<optional>\?)?$")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
Way = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of `tag`: its words as they stand (without weight), its weight, and for each place what may stand
    there; one that is written out has one way of saying it, and no `choices`.
    """

    tag: str
    body: str
    weight: float
    choices: tuple[tuple[Way, ...], ...] = ()

    def heads(self) -> list[str]:
        """Every element that a way of saying it begins with."""
        if not self.choices:
            return [self.body.split(maxsplit=1)[0]]
        found: dict[str, None] = {}
        for options in self.choices:
            found.update((option[0], None) for option in options if option)
            if all(options):
                break
        return list(found)

    def ways(self) -> list[Way]:
        """Every way to say it, alternatives and options written out."""
        if not self.choices:
            return [tuple(self.body.split())]
        return [way for way in (sum(options, ()) for options in product(*self.choices)) if way]


def parse(tag: str, phrase: str, classes: Set[str]) -> Phrase:
    """`phrase` of `tag`, checked; MappingError names both and what is wrong. `classes` are the names that there are."""
    body, _, weight = phrase.partition("=")
    body = body.strip()
    if not body or not _NUMBER.fullmatch(weight.strip() or "1"):
        raise MappingError(f'phrase "{tag}: {phrase}" is empty, or its weight is no number')
    choices = _choices(body.split(), f"{tag}: {phrase}") if _CHOICE.search(body) else ()
    if "@" in body:
        words = [w for options in choices for option in options for w in option] if choices else body.split()
        unknown = [w for w in words if w[0] == "@" and w[1:] not in classes]
        if unknown:
            raise MappingError(f'phrase "{tag}: {phrase}": no class is named {unknown[0]}')
    return Phrase(tag, body, float(weight or 1), choices)


def _choices(elements: Sequence[str], phrase: str) -> tuple[tuple[Way, ...], ...]:
    """For each place of the phrase the words that may stand there; `()` where nothing need."""
    choices = []
    for element in _joined(elements):
        grouped = _ELEMENT.match(element)
        if grouped:
            options = [tuple(o.split()) for o in grouped["group"].split("|")] + ([()] if grouped["optional"] else [])
        else:
            options = [(o,) for o in element.split("|")]
        if any("(" in o or ")" in o for option in options for o in option):
            raise MappingError(f"phrase {phrase!r}: parentheses do not match")
        if ("",) in options:
            raise MappingError(f"phrase {phrase!r}: an alternative is empty")
        choices.append(tuple(options))
    return tuple(choices)


def _joined(elements: Sequence[str]) -> list[str]:
    """Elements with those of one parenthesis put together again ("(health care)?" was split at its space)."""
    joined: list[str] = []
    depth = 0
    for element in elements:
        if depth:
            joined[-1] += " " + element
        else:
            joined.append(element)
        depth += element.count("(") - element.count(")")
    return joined
