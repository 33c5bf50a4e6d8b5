"""FHIRPath by fhirpathpy, over a chart that may hold anything: one broken entry must not break the rest.

Quirks of fhirpathpy 2.2: `repeat()` does not follow `answer.item` from a resource (`descendants()` does), a variable
that is not given raises, and so does a function over a value of a wrong type. It evaluates what it understands of an
expression with a syntax error: the parser is asked first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from antlr4 import CommonTokenStream, InputStream
from fhirpathpy import compile as compiled
from fhirpathpy.models import models
from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

from careplan.errors import ExpressionError

Json = dict[str, Any]
Variables = Mapping[str, Any]
"""The values of an expression's variables, by name without %."""

_NAME = re.compile(r"%([A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Found:
    """One value of an expression, and the entries of the chart that give it."""

    value: Any
    sources: tuple[Json, ...] = ()


@dataclass(slots=True)
class Traced:
    """What an expression gave, and the entries that had to be left out since it breaks on them."""

    found: list[Found] = field(default_factory=list)
    broken: list[Json] = field(default_factory=list)


@lru_cache(maxsize=512)
def _expression(text: str) -> Callable[[Any, Variables], list[Any]]:
    try:
        if _faults(text):
            raise ValueError("syntax")
        made: Callable[[Any, Variables], list[Any]] = compiled(text, models["r4"])
    except Exception as error:  # whatever its parser raises
        raise ExpressionError("an expression is no FHIRPath that is understood here") from error
    return made


def _faults(text: str) -> int:
    """How many syntax errors an expression has; what stands behind its end is one."""
    lexer = FHIRPathLexer(InputStream(text))
    lexer.removeErrorListeners()
    parser: Any = FHIRPathParser(CommonTokenStream(lexer))
    parser.removeErrorListeners()
    parser.entireExpression()
    return int(parser.getNumberOfSyntaxErrors())


def evaluate(expression: str, variables: Variables, context: Any = None) -> list[Any]:
    """The values of `expression`; ExpressionError when it, or the data, is not what it should be."""
    run = _expression(expression)
    try:
        return list(run(context if context is not None else {}, dict(variables)))
    except Exception as error:  # fhirpathpy raises what Python raises
        raise ExpressionError("an expression cannot be evaluated over these data") from error


def traced(expression: str, variables: Variables) -> Traced:
    """The values with their sources: an entry of a Bundle is one when, alone, it gives the value too.

    Entries on which the expression breaks are left out and told.
    """
    used = {name: variables[name] for name in _NAME.findall(expression) if _is_bundle(variables.get(name))}
    made = Traced()
    try:
        values = evaluate(expression, variables)
    except ExpressionError:
        used, made.broken = _sound(expression, variables, used)
        values = evaluate(expression, {**variables, **used})
    if values:
        alone = [(r, _alone(expression, variables, used, name, r)) for name, r in _entries(used)]
        made.found = [Found(v, tuple(r for r, gives in alone if v in gives)) for v in values]
    return made


def _sound(expression: str, variables: Variables, used: dict[str, Json]) -> tuple[dict[str, Json], list[Json]]:
    """The Bundles without the entries that break the expression, and these."""
    kept: dict[str, list[Json]] = {name: [] for name in used}
    broken: list[Json] = []
    for name, resource in _entries(used):
        try:
            _run_alone(expression, variables, used, name, resource)
            kept[name].append(resource)
        except ExpressionError:
            broken.append(resource)
    return {name: bundle(resources) for name, resources in kept.items()}, broken


def _alone(expression: str, variables: Variables, used: Variables, name: str, resource: Json) -> list[Any]:
    try:
        return _run_alone(expression, variables, used, name, resource)
    except ExpressionError:
        return []


def _run_alone(expression: str, variables: Variables, used: Variables, name: str, resource: Json) -> list[Any]:
    others = {other: bundle([]) for other in used}
    return evaluate(expression, {**variables, **others, name: bundle([resource])})


def _entries(used: Variables) -> Iterator[tuple[str, Json]]:
    for name, held in used.items():
        yield from ((name, entry["resource"]) for entry in held.get("entry", ()))


def bundle(resources: list[Json]) -> Json:
    """A searchset of these resources, as a variable holds the result of a search."""
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", **({"entry": entries} if entries else {})}


def _is_bundle(value: Any) -> bool:
    return isinstance(value, dict) and value.get("resourceType") == "Bundle"
