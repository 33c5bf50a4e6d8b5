"""All resources of the patient layer, the CarePlan first: it and its Tasks refer to each other."""

from __future__ import annotations

from careplan.apply.activities import is_task
from careplan.apply.care_plan import care_plan
from careplan.apply.context import Context, Json
from careplan.apply.decisions import asks_team, leaves_to_team
from careplan.apply.review import review_task
from careplan.apply.story import answers_text, made_text
from careplan.apply.tasks import decision_task, questionnaire_task, statement_task
from careplan.fhir.bundle import reference
from careplan.fhir.extensions import find_all
from careplan.fhir.profiles import claimed
from careplan.fhir.provenance import provenance
from careplan.fhir.systems import EXT_EVIDENCE
from careplan.populate.response import given_answers
from careplan.reading.model import Statement


def patient_layer(context: Context) -> list[Json]:
    """The CarePlan, the Tasks in the order of the sheet, the review, and the Provenance of them all."""
    form = questionnaire_task(context, context.questionnaire) if context.questionnaire else None
    tasks = {s.id: made for s in context.reading.statements if (made := _tasks(context, s))}
    deciding = [s for s in context.reading.statements if awaits_decision(context, s) or hangs_open(context, s)]
    plan = care_plan(context, tasks, form, deciding=deciding)
    made = [
        plan,
        *([form] if form else []),
        *(task for of_statement in tasks.values() for task in of_statement),
        review_task(context),
    ]
    every = [
        *made,
        *_answers(context),
        provenance(
            made,
            key=context.key_of("Provenance", "provenance"),
            recorded=context.now,
            software=context.software,
            source=context.document,
            text=made_text(context),
            language=context.reading.document.language,
        ),
    ]
    return [claimed(resource, context.guides) for resource in every]


def _answers(context: Context) -> list[Json]:
    """The response that is made with the plan, and the Provenance that names the entries it comes from."""
    response = context.known.made
    if response is None:
        return []
    shown = [e["valueReference"] for _, _, a in given_answers(response) for e in find_all(a, EXT_EVIDENCE)]
    entries = {r["reference"]: {"reference": r["reference"]} for r in shown if "reference" in r}
    made = provenance(
        [response],
        key=context.key_of("Provenance", "response-provenance"),
        recorded=context.now,
        software=context.software,
        source=context.questionnaire or context.document,
        more=entries.values(),
        text=made_text(context),
        language=context.reading.document.language,
    )
    return [{"text": answers_text(context, response), **response}, made]


def _tasks(context: Context, statement: Statement) -> list[Json]:
    """The patient's Task of a statement, if it is a to-do, and the decision that it waits for, if it does."""
    own = [statement_task(context, statement)] if is_task(context, statement) else []
    if not awaits_decision(context, statement):
        return own
    about = reference(own[0]) if own else context.care_plan
    return [*own, decision_task(context, statement, about=about)]


def hangs_open(context: Context, statement: Statement) -> bool:
    """Whether what a statement hangs on is not known, or known in two ways."""
    verdict = context.verdict(statement) if statement.id in context.activities else None
    return verdict is not None and verdict.state not in ("holds", "fails")


def awaits_decision(context: Context, statement: Statement) -> bool:
    """Whether a clinician has to decide something for what the statement asks, or leads in to."""
    on = context.words.decision_on
    if statement.id in context.activities and asks_team(statement, context.above(statement), on):
        return True
    asks = statement.role == "instruction" or statement.id in context.leads
    return asks and leaves_to_team(statement, on)
