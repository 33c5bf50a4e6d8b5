"""Answer: the sheet's form is answered after the plan was delivered. What hangs on it is on, off, or as it was.

A Task that is done or begun is never touched, nor what somebody ended. What we switched off since it did not apply
comes back as a draft when it does: the clinician comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from careplan import knowledge as loader
from careplan.apply.applicability import FINISHED, Verdict
from careplan.apply.context import Context
from careplan.apply.known import checked_response
from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.apply.lifecycle.layer import Layer
from careplan.apply.lifecycle.moved import Notes
from careplan.apply.lifecycle.record import aware, recorded, why
from careplan.apply.lifecycle.reopened import reopened
from careplan.apply.lifecycle.states import TASK_BEGUN, TASK_OVER, living
from careplan.apply.lifecycle.stood import Stood
from careplan.apply.lifecycle.switched import ours, switched_activity, switched_task
from careplan.apply.lifecycle.threeway import put
from careplan.apply.lifecycle.whole import Item, Whole
from careplan.apply.tasks import coding
from careplan.errors import ResourceError
from careplan.fhir.bundle import canonical
from careplan.fhir.changes import Changes, changes
from careplan.fhir.extensions import find_all
from careplan.fhir.systems import EXT_EVIDENCE, SDC_TEMP
from careplan.knowledge import Knowledge
from careplan.reading.model import Statement

Json = dict[str, Any]
_DECISION = "-decision"
_FORM = "questionnaire"


def answer(
    plan: ExistingPlan,
    *,
    response: Json,
    now: datetime,
    reason: str | None = None,
    by: str | None = None,
    knowledge: Knowledge | None = None,
) -> Changes:
    """The Changes that `response` makes to `plan`; none when it tells nothing new.

    `response` is a QuestionnaireResponse that stands on the server (with id) to the form of one of the plan's
    sheets, of its patient; else ResourceError. `reason` and `by` (a reference) stand in the Provenance.
    PlanStateError when the plan is over.
    """
    living(plan.care_plan)
    if "id" not in response:
        raise ResourceError("the answers do not stand on the server yet", expression="QuestionnaireResponse.id")
    known = knowledge or loader.default()
    stood = Stood.of(plan, now=aware(now), at=plan.procedure, knowledge=known)
    which = _sheet(plan, response)
    contexts = [
        replace(c, response=response, before=_before(stood, n)) if n == which else c
        for n, c in enumerate(stood.whole.contexts)
    ]
    wanted = Stood(plan, Whole(tuple(map(Layer, contexts)), stood.words))
    found = _changes(stood, wanted, which, response)
    return recorded(found, plan, what="answer", now=now, reason=why(reason) or stood.words.answered, by=by)


def _sheet(plan: ExistingPlan, response: Mapping[str, Any]) -> int:
    """Which sheet's form the response answers; ResourceError when it is none of the plan, or of another patient."""
    for n, sheet in enumerate(plan.sheets):
        form = sheet.questionnaire
        if form and response.get("questionnaire") in (canonical(form), form["url"]):
            checked_response(response, form, plan.subject)
            return n
    raise ResourceError("the answers are to no form of this plan", expression="QuestionnaireResponse.questionnaire")


def _before(stood: Stood, n: int) -> dict[str, Verdict]:
    """What of the chart showed that a statement applies when the plan was made, as its items tell."""
    context = stood.whole.contexts[n]
    found = {}
    for statement in context.reading.statements:
        item = stood.task(n, statement.id) or stood.task(n, statement.id + _DECISION) or _activity(stood, n, statement)
        shown = [e["valueReference"] for e in find_all(item or {}, EXT_EVIDENCE)]
        charted = tuple(r for r in shown if "QuestionnaireResponse/" not in r.get("reference", ""))
        if item and charted:
            one = len(context.conditions(statement)) == 1
            applied = ours(item, context.words.applies)
            found[statement.id] = Verdict("holds" if one or applied else "open", charted)
    return found


def _activity(stood: Stood, n: int, statement: Statement) -> Json | None:
    activities = (a for a in stood.plan.care_plan.get("activity", ()) if "detail" in a)
    return next((a for a in activities if stood.item(a) == (n, statement.id)), None)


def _changes(stood: Stood, wanted: Stood, which: int, response: Json) -> Changes:
    plan, notes = stood.plan, Notes(stood.words)
    before = [plan.care_plan, *plan.tasks]
    tasks = {t["id"]: t for t in (*plan.tasks, *_tasks(stood, wanted, which, notes))}
    care_plan = _care_plan(stood, wanted, which)
    found = changes(before, [care_plan, *tasks.values()])
    review = reopened(plan, wanted.whole, notes.told, because=stood.words.answered) if found else {}
    if form := stood.task(which, _FORM):
        tasks[form["id"]] = _answered(form, response)
    if "id" in review:
        tasks[review["id"]] = review
    return changes(before, [care_plan, *tasks.values()], [review] if review and "id" not in review else [])


def _tasks(stood: Stood, wanted: Stood, which: int, notes: Notes) -> Iterator[Json]:
    for (n, what), made in wanted.whole.tasks.items():
        theirs = stood.task(n, what)
        context, found = _statement(wanted, (n, what))
        if n != which or theirs is None or found is None or not context.conditions(found):
            continue
        verdict = context.verdict(found)
        if verdict and verdict.state == "fails" and theirs["status"] in TASK_BEGUN:
            notes.tell(notes.words.answered_done, (n, (found,)))
        yield switched_task(theirs, made, stood.whole.tasks[n, what], context.words, stood.plan.stands)


def _statement(wanted: Stood, item: Item) -> tuple[Context, Statement | None]:
    n, what = item
    context = wanted.whole.contexts[n]
    return context, next(iter(wanted.statements(n, what.removesuffix(_DECISION))), None)


def _care_plan(stood: Stood, wanted: Stood, which: int) -> Json:
    """The CarePlan with its activities on or off."""
    held = stood.plan.care_plan.get("activity", ())
    return put(stood.plan.care_plan, "activity", [_switched(a, stood, wanted, which) for a in held])


def _switched(activity: Json, stood: Stood, wanted: Stood, which: int) -> Json:
    item = stood.item(activity) if "detail" in activity else None
    made = wanted.whole.details.get(item) if item else None
    if item is None or made is None or item[0] != which:
        return activity
    return switched_activity(activity, made, wanted.whole.contexts[which].words, stood.plan.stands)


def _answered(form: Json, response: Json) -> Json:
    """The Task of the form: the response as its output, and done when the answers are complete (SDC Task)."""
    if form["status"] in TASK_OVER:
        return form
    reference = {"reference": f"QuestionnaireResponse/{response['id']}"}
    held = [o for o in form.get("output", ()) if o.get("valueReference", {}).get("reference") == reference["reference"]]
    kind = {"coding": [coding(SDC_TEMP, "questionnaire-response", "Questionnaire Response")]}
    output = [*form.get("output", ()), *([] if held else [{"type": kind, "valueReference": reference}])]
    done = {"status": "completed"} if response.get("status") in FINISHED else {}
    return put({**form, **done}, "output", output)
