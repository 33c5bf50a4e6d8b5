"""The rules of the timing grammar at work on a text, and the conditions and reasons that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from careplan.errors import MappingError
from careplan.knowledge import Knowledge
from careplan.reading import timing_amounts, timing_ops, timing_points
from careplan.reading.timing_bounds import BOUNDS
from careplan.reading.timing_lexicon import Lexicon, Rule, lexicon
from careplan.reading.timing_scene import Scene
from careplan.reading.timing_signs import Row, Sign, signs

ACTIONS: Final = {**timing_amounts.ACTIONS, **timing_points.ACTIONS, **timing_ops.ACTIONS}
_CLAUSE_ENDS = frozenset(("comma", "colon", "dash", "end", "hold", "stop"))


class Zone(NamedTuple):
    """The characters [start, end) of a condition or reason: times in it are no times of the statement.

    `waits`: for something that has not come ("if it is still there after 2 weeks"): that is a time after all.
    """

    start: int
    end: int
    waits: bool


class Parsed(NamedTuple):
    """A text after the rules."""

    row: Row
    zones: tuple[Zone, ...]

    def named(self, name: str) -> Iterator[Sign]:
        """The signs of a name that stand outside the zones, in order."""
        return (s for s in self.row.signs if s.name == name and not self.zone(s.start))

    def zone(self, at: int) -> Zone | None:
        """The zone that holds the character `at`."""
        for zone in self.zones:
            if zone.start <= at < zone.end:
                return zone
        return None

    def has(self, name: str, before: int | None = None) -> bool:
        """Whether a sign of this name stands outside the zones (and before the character `before`)."""
        character = self.row.names.get(name)  # a language need not have words for each
        if character is None or character not in self.row.string:
            return False
        return any(before is None or sign.start < before for sign in self.named(name))


@lru_cache(maxsize=8)
def grammar(known: Knowledge | None = None, language: str = "en") -> Lexicon:
    """The grammar of `language` in `known` (the project's own when None).

    MappingError when its file is broken or a rule gives what is not there.
    """
    words = lexicon(known, language)
    for rule in words.rules:
        _check(rule.gives, ACTIONS, f"{language}/timing.toml: gives")
        if rule.gives == "op":
            _check(rule.argument, BOUNDS, f"{language}/timing.toml: as")
    return words


def _check(name: str, known: Mapping[str, object], where: str) -> None:
    if name not in known:
        raise MappingError(f"{where} = {name!r} is none of {', '.join(sorted(known))}")


def parse(folded: str, lexicon: Lexicon, scene: Scene, procedure: frozenset[str]) -> Parsed:
    """`folded` (see timing_signs.fold) after all rules, in their order."""
    row = signs(folded, lexicon, procedure)
    zones = tuple(_zones(row.signs, len(folded)))
    there = set(row.string)
    for rule in lexicon.rules:
        if rule.needs <= there and not any(need.isdisjoint(there) for need in rule.either):
            _rewrite(row, there, rule, scene)
    return Parsed(row, zones)


def _rewrite(row: Row, there: set[str], rule: Rule, scene: Scene) -> None:
    """`row` with what `rule` makes of it, and what it makes added to the signs that are `there`."""
    action, at = ACTIONS[rule.gives], 0
    while found := rule.regex.search(row.string, at):
        first, last = found.span()
        made = action(row.signs[first:last], rule.argument, scene)
        if made:
            row.replace(first, last, Sign(*made, row.signs[first].start, row.signs[last - 1].end))
            there.add(row.names[made[0]])
        at = first + 1


def _zones(row: Sequence[Sign], length: int) -> Iterator[Zone]:
    for at, sign in enumerate(row):
        if sign.name not in ("if", "because"):
            continue
        last = next((s for s in row[at + 1 :] if s.name in _CLAUSE_ENDS), None)
        end = last.start if last else length
        waits = sign.name == "if" and any(s.name == "not_yet" and sign.start < s.start < end for s in row)
        yield Zone(sign.start, end, waits)
