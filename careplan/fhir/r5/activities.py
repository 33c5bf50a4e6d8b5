"""What an R4 CarePlan says of an activity itself (`activity.detail`) as a ServiceRequest, which R5's plan refers to.

A ServiceRequest also for what is forbidden: R5 wants `Task.doNotPerform` for single, bounded acts only, and a
ServiceRequest for an ongoing "do not" (http://hl7.org/fhir/R5/task-definitions.html#Task.doNotPerform).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careplan.errors import ResourceError
from careplan.fhir.bundle import reference as to_resource
from careplan.fhir.extensions import Json, find, find_all, value
from careplan.fhir.narrative import narrative, paragraph
from careplan.fhir.r5.changes import Changes, changed, concept, each, reference, to
from careplan.fhir.systems import EXT_LEAD_IN, EXT_STATEMENT

_STATUS = {
    "not-started": "draft",
    "scheduled": "active",
    "in-progress": "active",
    "on-hold": "on-hold",
    "completed": "completed",
    "cancelled": "revoked",
    "stopped": "revoked",
    "unknown": "unknown",
    "entered-in-error": "entered-in-error",
}
"""CarePlan.activity.detail.status (R4) -> request-status."""


def planned(plan: Mapping[str, Any], tasks: list[Json]) -> tuple[Json, list[Json]]:
    """The R4 CarePlan with every `detail` replaced by a reference, and the R5 ServiceRequests referred to.

    `tasks` are the plan's R4 Tasks: they know who asks, and the group that all belong to.
    """
    made: list[Json] = []
    activities: list[Json] = []
    for activity in plan.get("activity", ()):
        if "detail" in activity:
            made.append(_request(activity, plan, tasks))
            rest = {name: held for name, held in activity.items() if name not in ("detail", "extension")}
            activities.append({**rest, "reference": to_resource(made[-1])})
        else:
            activities.append(activity)
    return ({**plan, "activity": activities} if activities else dict(plan)), made


def _request(activity: Mapping[str, Any], plan: Mapping[str, Any], tasks: list[Json]) -> Json:
    """The ServiceRequest: identity and requester are those of the plan and its Tasks, the rest is the detail's."""
    task = next((t for t in tasks if "groupIdentifier" in t), None)
    statement = value(find(activity, EXT_STATEMENT) or {}, "id")
    if task is None or statement is None:
        raise ResourceError("an activity of this CarePlan is none of ours", expression="CarePlan.activity")
    group = task["groupIdentifier"]
    name = {"system": plan["identifier"][0]["system"], "value": f"{group['value']}-{statement}"}
    shared = {key: plan[key] for key in ("subject", "encounter") if key in plan}
    return {
        "resourceType": "ServiceRequest",
        **({"language": plan["language"]} if "language" in plan else {}),
        "text": _told(activity, plan.get("language")),
        "extension": activity["extension"],
        "identifier": [name],
        "requisition": group,
        "intent": "plan",
        **shared,
        "authoredOn": plan["created"],
        "requester": task["requester"],
        **changed(activity["detail"], _DETAIL),
        "patientInstruction": [{"instructionMarkdown": "\n".join(_words(activity))}],
    }


def _words(activity: Mapping[str, Any]) -> list[str]:
    """The sheet's words, a line each: "Do not:" must never be read without its item, nor an item without it."""
    led = [e["valueString"] for e in find_all(activity, EXT_LEAD_IN)]
    return [*led, *str(activity["detail"].get("description", "")).split("\n")]


def _told(activity: Mapping[str, Any], language: str | None) -> Json:
    """The narrative: the words, what they hang on, and that it is a prohibition.

    Named so, not "Not to be done": beside "Eat nothing" that would say the contrary.
    """
    detail = activity["detail"]
    lines = [*_words(activity), detail.get("statusReason", {}).get("text")]
    lines += ["prohibition: true"] if detail.get("doNotPerform") else []
    return narrative("".join(paragraph(line) for line in lines if line), language=language)


def _scheduled_text(text: str) -> Json:
    """Timing.code may be "just text" (http://hl7.org/fhir/R5/datatypes-definitions.html#Timing.code)."""
    return {"occurrenceTiming": {"code": {"text": text}}}


_DETAIL: Changes = {
    "status": to("status", _STATUS.__getitem__),
    "statusReason": to("asNeededCodeableConcept"),
    "doNotPerform": lambda forbidden: {"doNotPerform": True} if forbidden else {},
    "code": to("code", concept),
    "reasonReference": each("reason", reference),
    "scheduledPeriod": to("occurrencePeriod"),
    "scheduledTiming": to("occurrenceTiming"),
    "scheduledString": _scheduled_text,
    "description": lambda _: {},  # stands in patientInstruction
}
