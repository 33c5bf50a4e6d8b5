"""FHIRPath of what in the chart, or which answers, show a fact; plain enough for any engine.

A value set stands in the expression itself, as codes and as words: `memberOf` needs a terminology server, and a
chart often has only words. Nothing here says that a fact is *not* so because nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from careplan.definitions.facts import Facts, Shown

RESPONSE = "%response"
"""The variable that holds the QuestionnaireResponse."""
_LABEL = "iif(text.exists(), text, coding.display.first())"


def shown(facts: Facts, names: Iterable[str]) -> str:
    """The entries of the chart that show one of these facts; "" when the chart cannot show them."""
    return " | ".join(_entries(facts, way) for way in _ways(facts, names))


def labels(facts: Facts, names: Iterable[str]) -> str:
    """The words of those entries; "" when there are none."""
    ways = _ways(facts, names)
    said = (f"{_entries(facts, w)}.{facts.entries[w.entry].concept}.select({_LABEL})" for w in ways)
    return " | ".join(said)


def queries(facts: Facts, names: Iterable[str]) -> dict[str, str]:
    """The searches that the expressions of these facts need, by variable name."""
    sources = " ".join(facts.entries[way.entry].source for way in _ways(facts, names))
    return {n: query for n, query in facts.queries.items() if re.search(rf"%{n}\b", sources)}


def answered(questions: Iterable[str], code: str) -> str:
    """The items of the response, of these questions (by linkId), that are answered with this code."""
    test = f"answer.where(value.code = '{code}').exists()"
    return " | ".join(f"{RESPONSE}.descendants().where(linkId = '{q}' and {test})" for q in questions)


def _ways(facts: Facts, names: Iterable[str]) -> list[Shown]:
    return list(dict.fromkeys(way for name in names for way in facts.shown(name)))


def _entries(facts: Facts, way: Shown) -> str:
    entry = facts.entries[way.entry]
    tests = [f"({' '.join(entry.where.split())})", *_known(facts, entry.concept)]
    if way.value_set:
        tests.append(f"{entry.concept}.where({_member(facts, way.value_set)}).exists()")
    return f"{entry.source}.where({' and '.join(tests)})"


def _known(facts: Facts, concept: str) -> list[str]:
    """Not one of the concepts that say that nothing is known."""
    nothing = facts.nothing_known
    listed = _listed(facts.codes.get(name, "chart.toml").code for name in nothing.codes)
    words = "|".join(nothing.words)
    return [
        f"{concept}.coding.where(code in {listed} or system in {_listed(nothing.systems)}).empty()",
        f"{concept}.select(text | coding.display).where(lower().matches('^({words})([^a-z].*)?$')).empty()",
    ]


def _member(facts: Facts, name: str) -> str:
    """Whether a CodeableConcept is of the value set: by a code, or by its words."""
    sets = [facts.value_sets[n] for n in facts.included(name)]
    by_system: dict[str, list[str]] = {}
    for row in (facts.codes.get(c, f"value-sets/{name}.toml") for one in sets for c in one.codes):
        by_system.setdefault(row.system, []).append(row.code)
    tests = [
        f"coding.where(system = '{system}' and code in {_listed(codes)}).exists()"
        for system, codes in by_system.items()
    ]
    if named := _matching(n for one in sets for n in one.names):
        but = _matching(n for one in sets for n in one.not_names)
        tests.append(f"({named}.exists()" + (f" and {but}.empty())" if but else ")"))
    return " or ".join(tests)


def _matching(words: Iterable[str]) -> str:
    """The texts of a CodeableConcept that have one of these as whole words; "" for no words."""
    # FHIRPath reads a backslash itself: only what a pattern must escape has one, and names have nothing of that
    parts = [word.replace("*", "[a-z]*") for word in dict.fromkeys(words)]
    if not parts:
        return ""
    pattern = f"^(.*[^a-z])?({'|'.join(parts)})([^a-z].*)?$"
    return f"(text | coding.display).where(lower().matches('{pattern}'))"


def _listed(values: Iterable[str]) -> str:
    return "(" + " | ".join(f"'{v}'" for v in dict.fromkeys(values)) + ")"
