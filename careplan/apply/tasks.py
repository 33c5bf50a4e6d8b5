"""Tasks (http://hl7.org/fhir/R4/task.html): the patient's, the care team's decisions, the form.

The due date of a Task is `restriction.period`; `executionPeriod` is what happened, and nothing has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from careplan.apply.context import PLAN, Context, Json
from careplan.apply.scheduled import period
from careplan.apply.story import form_text, task_text
from careplan.apply.trace import applies_if, cited, evidence, fails, named, sources
from careplan.fhir.bundle import canonical, reference
from careplan.fhir.statement import fhir_string, from_item, is_statement, items
from careplan.fhir.systems import SDC_TEMP, TASK_CODE
from careplan.reading.model import Statement

URGENT: Final = "urgent"
"""Priority of a decision on something that is known to apply; routine is R4's default."""


def base(context: Context, what: str, *, text: Json, extension: Sequence[Json] = ()) -> Json:
    """What every Task of a plan has: identity, the patient, who asks and when, the sheet as its reason."""
    return {
        "resourceType": "Task",
        "language": context.reading.document.language,
        "text": text,
        **({"extension": list(extension)} if extension else {}),
        "identifier": context.identifier(what),
        "groupIdentifier": {"system": context.base + PLAN, "value": context.key},
        "for": {"reference": context.subject},
        **({"encounter": {"reference": context.encounter}} if context.encounter else {}),
        "authoredOn": context.now,
        "requester": {"reference": context.requester} if context.requester else reference(context.software),
        "reasonReference": context.source,
    }


def statement_task(context: Context, statement: Statement) -> Json:
    """The to-do of one statement: draft, for whom the sheet speaks to, due as the sheet tells.

    "May" is a proposal, anything else a plan. What it hangs on stands in `businessStatus`, in its own words.
    """
    definition = context.activities[statement.id]
    due = period(context.window(statement))
    return {
        **base(
            context,
            statement.id,
            text=task_text(context, statement),
            extension=[*sources(statement, context.above(statement)), *evidence(context, statement)],
        ),
        "instantiatesCanonical": canonical(definition),
        "basedOn": [context.care_plan],
        **applied(context, statement, "draft"),
        "intent": "proposal" if statement.obligation == "may" else "plan",
        **named(definition),
        "description": fhir_string(statement.text),
        **_performer(context, statement.actor),
        **({"restriction": {"period": due}} if due else {}),
    }


def decision_task(context: Context, statement: Statement, *, about: Json) -> Json:
    """What the care team has to decide: the sheet's own words, about the patient's Task or the plan.

    It is open at once, unlike the patient's Tasks: a clinician works on it before the patient sees anything.
    """
    verdict = context.verdict(statement)
    return {
        **base(
            context,
            f"{statement.id}-decision",
            text=task_text(context, statement, decision=True),
            extension=[cited(statement), *evidence(context, statement)],
        ),
        "basedOn": [context.care_plan],
        **applied(context, statement, "requested"),
        "intent": "proposal",
        **({"priority": URGENT} if verdict and verdict.state == "holds" else {}),
        "code": {"text": context.words.decision},
        "description": fhir_string(statement.text),
        "focus": about,
        **owned(context),
    }


def applied(context: Context, statement: Statement, status: str) -> Json:
    """The status of a Task: `status`, or cancelled with the reason when it is known that it does not apply.

    What it hangs on stands in `businessStatus`, in its own words. Nothing is left out.
    """
    hangs = applies_if(context, statement)
    if hangs and fails(context, statement):
        return {"status": "cancelled", "statusReason": {"text": fhir_string(hangs)}}
    return {"status": status, **({"businessStatus": {"text": fhir_string(hangs)}} if hangs else {})}


def questionnaire_task(context: Context, questionnaire: Mapping[str, Any]) -> Json:
    """The form to be filled in (SDC Task: code, authoredOn, requester, input `questionnaire`, and no focus).

    Its extensions cite the questions' characters. Its due date is the procedure.
    """
    ids = _asked(questionnaire)
    asked = [s for s in context.reading.statements if s.id in ids]
    return {
        **base(
            context,
            "questionnaire",
            text=form_text(context, asked),
            extension=[cited(s) for s in asked],
        ),
        "basedOn": [context.care_plan],
        "status": "draft",
        "intent": "order",
        "code": {"coding": [coding(SDC_TEMP, "complete-questionnaire", "Complete Questionnaire")]},
        "description": context.words.questionnaire,
        "owner": {"reference": context.subject},
        "restriction": {"period": {"end": context.at.isoformat()}},
        "input": [
            {
                "type": {"coding": [coding(SDC_TEMP, "questionnaire", "Questionnaire")]},
                "valueCanonical": canonical(questionnaire),
            },
            *_answers(context),
        ],
    }


def _answers(context: Context) -> list[Json]:
    """The answers that are known already."""
    answered = context.known.answered
    return [{"type": {"text": context.words.answers}, "valueReference": answered.reference}] if answered else []


def owned(context: Context) -> Json:
    """The clinician who reviews as owner, or words for one when none is named."""
    if context.reviewer:
        return {"owner": {"reference": context.reviewer}}
    return {"performerType": [{"text": context.words.clinician}]}


def coding(system: str, code: str, display: str) -> Json:
    """A Coding."""
    return {"system": system, "code": code, "display": display}


def approve() -> Json:
    """The code of the review Task."""
    return {"coding": [coding(TASK_CODE, "approve", "Activate/approve the focal resource")]}


def _performer(context: Context, actor: str | None) -> Json:
    """The patient as owner; whom we cannot refer to is told in words."""
    if actor == "companion":
        return {"performerType": [{"text": context.words.companion}]}
    if actor == "clinician":
        return {"performerType": [{"text": context.words.clinician}]}
    return {"owner": {"reference": context.subject}}


def _asked(questionnaire: Mapping[str, Any]) -> set[str]:
    """The ids of the statements that the form asks or stands under."""
    return {from_item(item).id for item in items(questionnaire) if is_statement(item)}
