"""CarePlan.activity (http://hl7.org/fhir/R4/careplan.html), in the sheet's order.

A to-do is a Task that `activity.reference` points to. What is forbidden, allowed or holds for a while is
`activity.detail`: R4's Task has no doNotPerform. Each leads back to its sentence by extension.
"""

from __future__ import annotations

from careplan.apply.context import Context, Json
from careplan.apply.scheduled import scheduled
from careplan.apply.signs import Signs, described, groups
from careplan.apply.trace import applies_if, cited, evidence, fails, named, sources
from careplan.fhir.bundle import canonical, reference
from careplan.fhir.statement import fhir_string
from careplan.reading.model import Statement


def activities(context: Context, tasks: dict[str, list[Json]]) -> list[Json]:
    """The activities; `tasks` are those made of a statement, by its id: the patient's, then the decision."""
    signs = {group.first.id: group for group in groups(context)}
    made: list[Json] = []
    for s in context.reading.statements:
        if s.id in signs:
            made.append(_signs(context, signs[s.id]))
        elif s.id in context.activities and not is_task(context, s):
            made.append(_advice(context, s))
        made += [{"reference": reference(task)} for task in tasks.get(s.id, [])]
    return made


def is_task(context: Context, statement: Statement) -> bool:
    """Whether the definition has a Task made of it; what stands with warning signs never becomes one."""
    definition = context.activities.get(statement.id, {})
    return definition.get("kind") == "Task" and not definition.get("doNotPerform")


def _advice(context: Context, statement: Statement) -> Json:
    """What holds for a while, is allowed or forbidden."""
    definition = context.activities[statement.id]
    return {
        "extension": [*sources(statement, context.above(statement)), *evidence(context, statement)],
        "detail": {
            "instantiatesCanonical": [canonical(definition)],
            **named(definition),
            **_common(context, statement),
            "doNotPerform": bool(statement.prohibition),
            **scheduled(context.window(statement), fhir_string(statement.text)),
            **_performer(context, statement),
            "description": fhir_string(statement.text),
        },
    }


def _signs(context: Context, group: Signs) -> Json:
    """What to do and the signs to do it for: one activity, so that neither is shown without the other."""
    lead = group.lead
    definition = context.activities.get(lead.id) if lead else None
    own = [*sources(lead, context.above(lead)), *map(cited, group.signs)] if lead else []
    return {
        "extension": own or [*map(cited, group.signs)],
        "detail": {
            **({"instantiatesCanonical": [canonical(definition)]} if definition else {}),
            **named(definition or {}),
            **_common(context, group.first),
            "doNotPerform": bool(lead and lead.prohibition),
            "performer": [{"reference": context.subject}],
            "description": fhir_string(described(context, group)),
        },
    }


def _common(context: Context, statement: Statement) -> Json:
    """The sheet as reason, and the status: not started, or cancelled; what it hangs on in words."""
    hangs = applies_if(context, statement)
    return {
        "reasonReference": [context.source],
        "status": "cancelled" if fails(context, statement) else "not-started",
        **({"statusReason": {"text": fhir_string(hangs)}} if hangs else {}),
    }


def _performer(context: Context, statement: Statement) -> Json:
    """The patient; nobody when the sheet speaks to somebody whom we cannot refer to."""
    known = statement.actor in (None, "patient")
    return {"performer": [{"reference": context.subject}]} if known else {}
