"""What the questions of a form, and the conditions of statements, ask of a patient: facts, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from careplan.definitions import evidence
from careplan.definitions.facts import Facts
from careplan.definitions.mapping import MappingData
from careplan.definitions.placement import Placement
from careplan.definitions.sayings import NOTHING, About, sayings
from careplan.fhir.extensions import Json, record
from careplan.fhir.systems import EXT_APPLICABILITY, FHIR_QUERY, FHIRPATH, VARIABLE
from careplan.reading.model import Statement

YES, NO = "Y", "N"
"""The codes of the answers (v2-0136), as `mappings/definitions.toml` has them."""


def about(statement: Statement, placement: Placement, mapping: MappingData) -> About:
    """The facts that a question asks for."""
    known = sayings(mapping.knowledge, placement.reading.document.language)
    if known is None:
        return NOTHING
    leads = [s.text for s in placement.above(statement)]
    return known.question(statement.text, statement.topic, leads)


def wanted(statement: Statement, placement: Placement, mapping: MappingData) -> tuple[str, ...]:
    """The facts one of which the condition of a statement wants; () when it is not understood."""
    known = sayings(mapping.knowledge, placement.reading.document.language)
    return known.condition(statement.condition) if known and statement.condition else ()


def applicability(wants: Iterable[str], questions: dict[str, About], known: Facts) -> Json | None:
    """The extension that tells what shows that a condition holds or fails; None when nothing could.

    `wants` are facts, one of which is enough; `questions` are those of the form, by linkId. The chart can only
    show that it holds: that it fails needs a "no" to a question that asks each fact, or more than it.
    """
    names = tuple(wants)
    holds = [evidence.shown(known, names), evidence.answered(_enough(names, questions, known), YES)]
    fails = [evidence.answered(_asking(name, questions, known), NO) for name in names]
    return record(
        EXT_APPLICABILITY,
        _expression("holds", " | ".join(filter(None, holds))),
        _expression("fails", _all_of(fails)),
    )


def variables(queries: dict[str, str], url: str = VARIABLE) -> list[Json]:
    """The searches that expressions need, as extensions `url`."""
    return [
        {"url": url, "valueExpression": {"name": name, "language": FHIR_QUERY, "expression": query}}
        for name, query in queries.items()
    ]


def _enough(names: tuple[str, ...], questions: dict[str, About], known: Facts) -> list[str]:
    """The questions to which a yes is enough: nothing is asked there that is not, or implies, one of the facts."""
    narrower = {n for name in names for n in known.narrower(name)}
    return [id for id, about in questions.items() if about.whole and about.facts and set(about.facts) <= narrower]


def _asking(name: str, questions: dict[str, About], known: Facts) -> list[str]:
    """The questions to which a no says that the fact is not so."""
    broader = set(known.broader(name))
    return [id for id, about in questions.items() if set(about.facts) & broader]


def _all_of(parts: list[str]) -> str:
    """Those of all parts, when each of them has some; "" when one never can."""
    if not all(parts):
        return ""
    if len(parts) == 1:
        return parts[0]
    each = " and ".join(f"({part}).exists()" for part in parts)
    return f"iif({each}, {' | '.join(parts)}, {{}})"


def _expression(name: str, expression: str) -> Json | None:
    if not expression:
        return None
    return {"url": name, "valueExpression": {"language": FHIRPATH, "expression": expression}}
