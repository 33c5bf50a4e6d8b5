"""The variables of a definition's expressions: who it is about, and what the chart answers to its searches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from careplan.errors import ExpressionError
from careplan.fhir.extensions import find_all
from careplan.fhir.outcome import issue
from careplan.fhir.systems import EXT_VARIABLE, FHIR_QUERY, FHIRPATH, VARIABLE
from careplan.populate.chart import Chart
from careplan.populate.fhirpath import bundle, evaluate
from careplan.populate.queries import parameters, resolved, searched

Json = dict[str, Any]


@dataclass(slots=True)
class Environment:
    """`values` by name, without %; `issues` what could not be had, for an OperationOutcome."""

    values: dict[str, Any]
    issues: list[Json] = field(default_factory=list)

    def tell(self, text: str, *, code: str = "incomplete") -> None:
        """Note, once, what is missing."""
        told = issue(code, text, "warning")
        if told not in self.issues:
            self.issues.append(told)


def patient(subject: str, chart: Chart) -> Json:
    """The patient in context: as the chart has them, else as little as the reference says."""
    type, id = subject.rsplit("/", 2)[-2:]
    return chart.find(type, id) or {"resourceType": type, "id": id}


def environment(
    definition: Mapping[str, Any], chart: Chart, *, subject: str, contexts: Mapping[str, Any] | None = None
) -> Environment:
    """The variables of a Questionnaire or PlanDefinition, each after those that it may use.

    `contexts` are values that a caller gives by the name of a launch context or variable; they come first.
    """
    given = dict(contexts or {})
    made = Environment({"patient": patient(subject, chart), "subject": patient(subject, chart), **given})
    for name, language, expression in expressions(definition):
        if name not in given:
            made.values[name] = _value(language, expression, chart, made)
    return made


def searches(definition: Mapping[str, Any], *, subject: str) -> list[str]:
    """The searches that a definition wants from the chart of this subject, filled in, each once."""
    values = {"patient": patient(subject, Chart())}
    found = [resolved(text, values) for _, language, text in expressions(definition) if language == FHIR_QUERY]
    return list(dict.fromkeys(found))


def expressions(definition: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, language and expression of each variable at the root of a definition."""
    for extension in (*find_all(definition, VARIABLE), *find_all(definition, EXT_VARIABLE)):
        held = extension.get("valueExpression")
        parts = [held.get(name) for name in ("name", "language", "expression")] if isinstance(held, dict) else []
        if len(parts) == 3 and all(isinstance(part, str) for part in parts):
            yield str(parts[0]), str(parts[1]), str(parts[2])


def _value(language: str, expression: str, chart: Chart, made: Environment) -> Any:
    try:
        if language == FHIR_QUERY:
            return _search(resolved(expression, made.values), chart, made)
        if language == FHIRPATH:
            values = evaluate(expression, made.values)
            return values[0] if len(values) == 1 else values
    except ExpressionError as error:
        made.tell(f"A variable could not be had: {error}.")
        return bundle([]) if language == FHIR_QUERY else []
    made.tell(f"A variable is in a language that is not known here: {language[:60]}", code="not-supported")
    return []


def _search(query: str, chart: Chart, made: Environment) -> Json:
    if query in chart.failed:
        made.tell(f"The chart could not be searched for {parameters(query)[0]}: {chart.failed[query]}.")
    return bundle([_with_medication(r, chart) for r in _found(query, chart)])


def _found(query: str, chart: Chart) -> tuple[Json, ...]:
    """What a server answered, together with what was given beside, as far as there is any of that type."""
    answered = chart.searched.get(query)
    type = parameters(query)[0]
    given = [r for r in chart.resources if r["resourceType"] == type]
    if answered is not None and not given:
        return answered
    known = {r["id"] for r in answered or () if isinstance(r.get("id"), str)}
    return searched(query, [*(answered or ()), *(r for r in given if r.get("id") not in known)])


def _with_medication(resource: Json, chart: Chart) -> Json:
    """A request that only refers to its Medication, with that one's code beside."""
    held = resource.get("medicationReference")
    if not isinstance(held, dict) or "medicationCodeableConcept" in resource:
        return resource
    code = _code_of(held, resource, chart)
    return {**resource, "medicationCodeableConcept": code} if code else resource


def _code_of(held: Json, resource: Json, chart: Chart) -> Json | None:
    said = held.get("reference")
    found: Any = None
    if isinstance(said, str) and said.startswith("#"):
        contained = resource.get("contained")
        listed = contained if isinstance(contained, list) else []
        found = next((c for c in listed if isinstance(c, dict) and c.get("id") == said[1:]), None)
    elif isinstance(said, str) and "Medication/" in said:
        found = chart.find("Medication", said.split("Medication/")[-1].split("/")[0])
    code = found.get("code") if isinstance(found, dict) else None
    if isinstance(code, dict):
        return code
    display = held.get("display")
    return {"text": display} if isinstance(display, str) else None
