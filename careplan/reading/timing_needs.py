"""Which signs must stand in a row for a rule of the timing grammar to match: most rules need not be tried.

A pattern is here a regular expression over signs, one private-use character each, with groups, lookaheads,
alternatives and `?`, `*`, `+`, `{m,n}`; nothing else.
"""

from __future__ import annotations

import re

Needs = list[frozenset[str]]
"""Of each set one sign at least must stand there."""

_PART = re.compile(
    r"(?P<opens>\((?:\?[:=!]|\?<[=!])?)|(?P<closes>\))|(?P<bar>\|)|(?P<often>[?*+]|\{\d*,?\d*\})\??|(?P<sign>.)"
)
_OPTIONAL = re.compile(r"[?*]|\{0?,")


def needs(pattern: str) -> Needs:
    """What `pattern` cannot match without; too little rather than too much."""
    ways: list[Needs] = [[]]
    outer: list[tuple[list[Needs], str]] = []
    last: Needs = []  # what the last part needs, until it is known whether it must stand there
    for part in _PART.finditer(pattern):
        if part["often"]:
            last = [] if _OPTIONAL.match(part["often"]) else last
            continue
        ways[-1] += last
        last = []
        if part["opens"]:
            outer.append((ways, part["opens"]))
            ways = [[]]
        elif part["closes"]:
            inner, (ways, opened) = _either(ways), outer.pop()
            last = inner if opened in ("(", "(?:") else []
        elif part["bar"]:
            ways.append([])
        else:
            last = [frozenset(part["sign"])]
    ways[-1] += last
    return _either(ways)


def _either(ways: list[Needs]) -> Needs:
    """What is needed whichever of `ways` is gone: for several, one sign of one of them each."""
    if len(ways) == 1:
        return ways[0]
    if not all(ways):
        return []
    return [frozenset().union(*(min(way, key=len) for way in ways))]
