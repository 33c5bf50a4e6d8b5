"""What is known of the patient when a plan is made: the answers to the sheet's form, and what hangs on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from careplan.apply import references
from careplan.apply.applicability import Answered, Verdict, verdicts
from careplan.definitions.model import Definitions
from careplan.errors import ResourceError
from careplan.fhir.bundle import canonical
from careplan.populate import Chart, populate, searches

if TYPE_CHECKING:
    from careplan.apply.context import Context

Json = dict[str, Any]

RESPONSE = "response"
"""What the QuestionnaireResponse is among the items of a plan."""
_TYPE = "QuestionnaireResponse"


@dataclass(frozen=True, slots=True)
class Known:
    """`answered` the response, if there is one; `made` the same when it is to be created with the plan.

    `verdicts` are those of conditions by action, `issues` what could not be had (OperationOutcome.issue).
    """

    answered: Answered | None = None
    made: Json | None = None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    issues: tuple[Json, ...] = ()


def known(context: Context) -> Known:
    """All that the chart and the given response tell; nothing when there is neither.

    ResourceError when the response is to another form, or of another patient.
    """
    if context.chart is None and context.response is None:
        return Known()
    chart = context.chart or Chart()
    answered, made, issues = _answers(context, chart)
    found, more = verdicts(context.plan_definition, chart, answered, subject=context.subject)
    return Known(answered, made, found, (*issues, *(i for i in more if i not in issues)))


def plan_searches(definitions: Definitions, *, subject: str) -> list[str]:
    """The searches that a plan wants from the chart of this subject, each once; SubjectError when it is none."""
    references.subject(subject)
    made = [definitions.plan_definition, *([definitions.questionnaire] if definitions.questionnaire else [])]
    return list(dict.fromkeys(search for definition in made for search in searches(definition, subject=subject)))


def response_in(chart: Chart, form: Mapping[str, Any] | None) -> Json | None:
    """The answers to the form among the resources that are given; ResourceError when there are several."""
    names = (canonical(form), form["url"]) if form else ()
    found = [r for r in chart.resources if r["resourceType"] == _TYPE and r.get("questionnaire") in names]
    if len(found) > 1:
        raise ResourceError("there are several QuestionnaireResponses to this form: give one", expression=_TYPE)
    return found[0] if found else None


def checked_response(response: Mapping[str, Any], form: Mapping[str, Any] | None, subject: str) -> Mapping[str, Any]:
    """The same response, when it answers this form for this patient; else ResourceError."""
    if response.get("resourceType") != _TYPE:
        raise ResourceError("the answers are no QuestionnaireResponse", expression="resourceType")
    if form is None:
        raise ResourceError("this sheet asks nothing: there is no form to answer", expression=_TYPE)
    if response.get("questionnaire") not in (canonical(form), form["url"]):
        raise ResourceError("the answers are to another form", expression=f"{_TYPE}.questionnaire")
    told = response.get("subject")
    whose = told.get("reference") if isinstance(told, dict) else None
    if not isinstance(whose, str) or whose.rsplit("/", 2)[-2:] != subject.rsplit("/", 2)[-2:]:
        raise ResourceError("the answers are not of this patient", expression=f"{_TYPE}.subject")
    return response


def _answers(context: Context, chart: Chart) -> tuple[Answered | None, Json | None, tuple[Json, ...]]:
    form = context.questionnaire
    if context.response is not None:
        given = dict(checked_response(context.response, form, context.subject))
        if "id" in given:
            return Answered(given, {"reference": f"{_TYPE}/{given['id']}"}), None, ()
        made = _named(context, given)
        return Answered(made, _reference(context)), made, ()
    if form is None:
        return None, None, ()
    filled = populate(form, chart, subject=context.subject, authored=context.now)
    made = _named(context, filled.response)
    return Answered(made, _reference(context)), made, filled.issues


def _named(context: Context, response: Json) -> Json:
    """The response with the plan's name and basis, where R4 has them; its own basis stays."""
    first = ("resourceType", "meta", "language", "text", "contained", "extension")
    head = {key: response[key] for key in first if key in response}
    rest = {key: value for key, value in response.items() if key not in (*first, "identifier")}
    # ours is the identifier by which it is created once
    return {**head, "identifier": context.identifier(RESPONSE)[0], "basedOn": [context.care_plan], **rest}


def _reference(context: Context) -> Json:
    return {"reference": context.key_of(_TYPE, RESPONSE).full_url}
