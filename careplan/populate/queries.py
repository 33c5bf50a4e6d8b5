"""x-fhir-query (http://hl7.org/fhir/uv/sdc/expressions.html): a search with {{FHIRPath}} in it.

`resolved` fills in the expressions; `searched` makes a search over resources at hand, for the few parameters that
prefill needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from careplan.errors import ExpressionError
from careplan.populate.fhirpath import Variables, evaluate

Json = dict[str, Any]

_TEMPLATE = re.compile(r"\{\{(.+?)\}\}")
_SAFE_ID = "-._"
_DATES = ("effectiveDateTime", "performedDateTime", "onsetDateTime", "authoredOn", "recordedDate", "date")


def resolved(template: str, variables: Variables) -> str:
    """The search with its expressions filled in, percent-encoded; ExpressionError when one gives nothing."""
    return _TEMPLATE.sub(lambda found: quote(_one(found[1], variables), safe=_SAFE_ID), template)


def _one(expression: str, variables: Variables) -> str:
    values = evaluate(expression.strip(), variables)
    if len(values) != 1 or not isinstance(values[0], str | int):
        raise ExpressionError("an expression in a search gives no single value")
    return str(values[0])


def parameters(query: str) -> tuple[str, list[tuple[str, str]]]:
    """The type and parameters of a search."""
    type, _, rest = query.partition("?")
    return unquote(type), parse_qsl(rest, keep_blank_values=True)


def searched(query: str, resources: Iterable[Json]) -> tuple[Json, ...]:
    """The resources that match; ExpressionError for a parameter that is not known here."""
    type, wanted = parameters(query)
    found = [r for r in resources if r["resourceType"] == type]
    most = None
    for name, value in wanted:
        if name == "_count":
            most = int(value) if value.isdigit() else None
        elif name == "_sort":
            found = _sorted(found, value)
        elif name in _MATCHES:
            found = [r for r in found if _MATCHES[name](r, value)]
        else:
            raise ExpressionError(f"a search by {name} cannot be made over resources that are given")
    return tuple(found if most is None else found[:most])


def _sorted(found: list[Json], by: str) -> list[Json]:
    if by.lstrip("-") != "date":
        raise ExpressionError("resources that are given are sorted by date only")
    return sorted(found, key=_date, reverse=by.startswith("-"))


def _date(resource: Json) -> str:
    period = resource.get("effectivePeriod")
    told = [resource.get(name) for name in _DATES] + [period.get("start") if isinstance(period, dict) else None]
    return next((t for t in told if isinstance(t, str)), "")


def _patient(resource: Json, value: str) -> bool:
    """Whether it is of this patient: what does not say whose it is, is nobody's."""
    held = [resource[name] for name in ("subject", "patient", "for") if isinstance(resource.get(name), dict)]
    said = held[0].get("reference") if held else None
    of = re.compile(rf"(?:^|/)Patient/{re.escape(value.rpartition('/')[2])}(?:/_history/[^/]+)?$")
    return isinstance(said, str) and of.search(said) is not None


def _status(resource: Json, value: str) -> bool:
    return resource.get("status") in value.split(",")


def _concept(name: str) -> Callable[[Json, str], bool]:
    def matches(resource: Json, value: str) -> bool:
        codings = list(_codings(resource.get(name)))
        return any(_token(coding, one) for one in value.split(",") for coding in codings)

    return matches


def _codings(concept: Any) -> Iterator[Mapping[str, Any]]:
    for one in concept if isinstance(concept, list) else [concept]:
        codings = one.get("coding") if isinstance(one, dict) else None
        yield from (c for c in codings if isinstance(c, dict)) if isinstance(codings, list) else ()


def _token(coding: Mapping[str, Any], value: str) -> bool:
    system, bar, code = value.rpartition("|")
    return coding.get("code") == code and (not bar or coding.get("system", "") == system)


_MATCHES: Mapping[str, Callable[[Json, str], bool]] = {
    "patient": _patient,
    "subject": _patient,
    "status": _status,
    "clinical-status": _concept("clinicalStatus"),
    "code": _concept("code"),
    "category": _concept("category"),
}
