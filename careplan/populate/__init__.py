"""Populate: a Questionnaire + the chart of a patient -> a QuestionnaireResponse with what is known.

http://hl7.org/fhir/uv/sdc/populate.html (expression-based population). No clock and no network: the chart comes in
as an argument. Nothing is asserted from absence: what the chart does not show stays open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from careplan.errors import ExpressionError
from careplan.fhir.bundle import canonical
from careplan.fhir.extensions import find
from careplan.fhir.narrative import narrative, paragraph
from careplan.fhir.statement import items
from careplan.fhir.systems import FHIRPATH, SDC_INITIAL_EXPRESSION
from careplan.populate.answers import answer, initial
from careplan.populate.chart import Chart, reference_to
from careplan.populate.fhirpath import traced
from careplan.populate.response import given_answers, response_items
from careplan.populate.variables import Environment, environment, searches

__all__ = ["Chart", "Populated", "populate", "reference_to", "said", "searches"]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Populated:
    """The QuestionnaireResponse (in-progress), and OperationOutcome issues of what could not be had."""

    response: Json
    issues: tuple[Json, ...] = ()


def populate(
    questionnaire: Mapping[str, Any],
    chart: Chart,
    *,
    subject: str,
    authored: str,
    contexts: Mapping[str, Any] | None = None,
) -> Populated:
    """The response to `questionnaire` with what `chart` knows of `subject` (a reference such as Patient/1).

    `authored` is a dateTime as FHIR writes it; `contexts` are values of launch contexts and variables by name. Each
    answer bears references to the entries that it comes from (extension `evidence`).
    """
    known = environment(questionnaire, chart, subject=subject, contexts=contexts)
    answers = {item["linkId"]: made for item in items(questionnaire) if (made := _answers(item, known))}
    found = response_items(questionnaire, answers)
    response = {
        "resourceType": "QuestionnaireResponse",
        **({"language": questionnaire["language"]} if "language" in questionnaire else {}),
        **_text(questionnaire, found),
        "questionnaire": _canonical(questionnaire),
        "status": "in-progress",
        "subject": {"reference": subject},
        "authored": authored,
        **({"item": found} if found else {}),
    }
    return Populated(response, tuple(known.issues))


def said(answer: Mapping[str, Any]) -> str:
    """An answer's value for a person."""
    value = next((v for k, v in answer.items() if k.startswith("value")), "")
    if isinstance(value, dict):
        return str(value.get("display") or value.get("text") or value.get("code") or value.get("reference") or "")
    return str(value)


def _canonical(questionnaire: Mapping[str, Any]) -> str:
    return canonical(questionnaire) if "url" in questionnaire else f"Questionnaire/{questionnaire.get('id', '')}"


def _answers(item: Json, known: Environment) -> list[Json]:
    extension = find(item, SDC_INITIAL_EXPRESSION)
    held = extension.get("valueExpression") if extension else None
    if not isinstance(held, dict):
        return initial(item)
    if held.get("language") != FHIRPATH or not isinstance(held.get("expression"), str):
        known.tell("An initialExpression is in a language that is not known here.", code="not-supported")
        return []
    return _computed(item, held["expression"], known)


def _computed(item: Json, expression: str, known: Environment) -> list[Json]:
    try:
        made = traced(expression, known.values)
    except ExpressionError as error:
        known.tell(f"The question {item['linkId']} could not be answered from the chart: {error}.")
        return []
    for broken in made.broken:
        which = reference_to(broken).get("reference", broken["resourceType"])
        known.tell(f"An entry of the chart is broken and was left out: {which}.", code="invalid")
    answers = [fitting for one in made.found if (fitting := answer(item, one))]
    if len(answers) < len(made.found):
        known.tell(f"What the chart gives does not fit the question {item['linkId']}.", code="value")
    return answers if item.get("repeats") else answers[:1]


def _text(questionnaire: Mapping[str, Any], found: list[Json]) -> Json:
    """The narrative: each question that is answered, and the answers."""
    lines: dict[str, list[str]] = {}
    for link, item, one in given_answers({"item": found}):
        lines.setdefault(f"{link} {item.get('text', link)}", []).append(said(one))
    told = [f"{key.partition(' ')[2]} {', '.join(filter(None, values))}" for key, values in lines.items()]
    if not told or "language" not in questionnaire:
        return {}
    return {"text": narrative("".join(map(paragraph, told)), language=questionnaire["language"])}
