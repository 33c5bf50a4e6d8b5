"""The CarePlan (http://hl7.org/fhir/R4/careplan.html), a draft until a clinician approves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from careplan.apply.activities import activities
from careplan.apply.context import CARE_PLAN, Context, Json
from careplan.apply.schedule import Moment, comparable
from careplan.apply.scheduled import instant
from careplan.apply.story import plan_text
from careplan.apply.tasks import coding
from careplan.fhir.bundle import canonical, reference
from careplan.fhir.systems import EXT_PROCEDURE, US_CORE_CARE_PLAN_CATEGORY
from careplan.reading.model import Statement


def care_plan(
    context: Context, tasks: dict[str, list[Json]], form: Json | None, *, deciding: Sequence[Statement] = ()
) -> Json:
    """The CarePlan of one sheet for one patient; `form` is the Task to fill in the questionnaire, if any, and
    `deciding` are the statements that wait for a decision of the care team.

    Its narrative has every statement of the sheet, also information and risks, which are nobody's activity.
    """
    category = coding(US_CORE_CARE_PLAN_CATEGORY, "assess-plan", "Assessment and Plan of Treatment")
    asked = [{"reference": reference(form)}] if form else []
    made = [*asked, *activities(context, tasks)]
    return {
        "resourceType": "CarePlan",
        "language": context.reading.document.language,
        "text": plan_text(context, deciding),
        "extension": [procedure(context)],
        "identifier": context.identifier(CARE_PLAN),
        "instantiatesCanonical": [canonical(context.plan_definition)],
        "status": "draft",
        "intent": "plan",
        **({"category": [{"coding": [category]}]} if context.us_core else {}),
        "title": _title(context),
        "subject": {"reference": context.subject},
        **({"encounter": {"reference": context.encounter}} if context.encounter else {}),
        "period": _period(context),
        "created": context.now,
        "author": reference(context.software),
        "supportingInfo": [context.source],
        **({"activity": made} if made else {}),
    }


def procedure(context: Context) -> Json:
    """The extension that tells for which procedure the plan is: from it the plan's own times were counted."""
    which = dict(context.event) if context.event else None
    return {
        "url": EXT_PROCEDURE,
        "extension": [
            {"url": "time", "valueDateTime": context.at.isoformat()},
            *([{"url": "timezone", "valueCode": context.at.zone_name}] if context.at.zone_name else []),
            *([{"url": "which", "valueReference": which}] if which else []),
        ],
    }


def _title(context: Context) -> str:
    title = context.plan_definition.get("title")
    return context.words.title.replace("{title}", title) if title else context.words.untitled


def _period(context: Context) -> Json:
    """From the first to the last time that an activity has; the procedure lies in it."""
    moments = [context.at.time or context.at.date, *_moments(context)]
    start, end = comparable(min(moments, key=_first), max(moments, key=_last))
    return {name: instant(m) for name, m in (("start", start), ("end", end)) if m is not None}


def _moments(context: Context) -> Iterator[Moment]:
    for statement in context.reading.statements:
        if statement.id in context.activities:
            window = context.window(statement)
            yield from (m for m in (window.start, window.end) if m is not None)


def _first(moment: Moment) -> tuple[str, str]:
    """The order of starts: a date begins with its day."""
    return instant(moment)[:10], instant(moment)[10:]


def _last(moment: Moment) -> tuple[str, str]:
    """The order of ends: a date ends with its day."""
    return instant(moment)[:10], instant(moment)[10:] or "~"
