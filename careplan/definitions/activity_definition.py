"""An ActivityDefinition for each statement that becomes a request when the plan is applied."""

from __future__ import annotations

from collections.abc import Sequence

from careplan.definitions.document import title_of
from careplan.definitions.identity import Identity
from careplan.definitions.mapping import MappingData
from careplan.definitions.timing import repeated
from careplan.fhir.extensions import Json
from careplan.fhir.narrative import narrative, paragraph
from careplan.fhir.statement import fhir_string
from careplan.fhir.systems import ABSENT_BECAUSE, EXT_LEAD_IN
from careplan.reading.model import Document, Statement

_UNNAMED: Json = {"extension": [{"url": ABSENT_BECAUSE, "valueCode": "unknown"}]}
"""We have no name for what is forbidden. Engines make no ServiceRequest of a definition that has no code at all."""


def activity_definition(
    statement: Statement,
    document: Document,
    *,
    above: Sequence[Statement] = (),
    identity: Identity,
    mapping: MappingData,
) -> Json:
    """The definition of what a statement asks for; `above` are those that it hangs from, the outermost first.

    `kind` is Task for a to-do, ServiceRequest for what holds for a while and for what is forbidden, since
    doNotPerform means nothing for a Task in R4.
    """
    timing = repeated(statement.timing)
    code = _code(statement, mapping)
    participant = mapping.participants.get(statement.actor or "")
    return {
        "resourceType": "ActivityDefinition",
        "id": identity.part(statement.id),
        "language": document.language,
        "text": narrative(
            "".join(paragraph(s.text) for s in (*above, statement)), language=document.language
        ),
        **({"extension": [_lead_in(s) for s in above]} if above else {}),
        "url": identity.url("ActivityDefinition", statement.id),
        "identifier": identity.identifier(statement.id),
        "version": identity.version,
        "name": identity.name(title_of(document), statement.id),
        "status": "draft",
        "description": fhir_string(statement.text),
        "relatedArtifact": [{"type": "derived-from", **identity.citation(statement.start, statement.end)}],
        "kind": "Task" if is_task(statement, mapping) else "ServiceRequest",
        "code": code or _UNNAMED,
        "intent": "plan",
        **({"doNotPerform": True} if statement.prohibition else {}),
        **({"timingTiming": timing} if timing else {}),
        **({"participant": [{"type": participant}]} if participant else {}),
    }


def _lead_in(statement: Statement) -> Json:
    """An item of a list says little without the words over it ("Do not:")."""
    return {"url": EXT_LEAD_IN, "valueString": fhir_string(statement.text)}


def is_task(statement: Statement, mapping: MappingData) -> bool:
    """Whether it is a to-do: neither forbidden, nor only allowed, nor of a topic that holds for a while."""
    if statement.prohibition or statement.obligation == "may":
        return False
    topic = mapping.topic("instruction", statement.topic or "other")
    return topic is None or topic.kind == "task"


def topic_concept(statement: Statement, mapping: MappingData) -> Json | None:
    """The concept of a statement's topic, for PlanDefinition.action.code; None when it has no topic."""
    topic = mapping.topic(statement.role, statement.topic)
    return mapping.concept(topic.title, topic.codes) if topic else None


def _code(statement: Statement, mapping: MappingData) -> Json | None:
    """What is to be done, or what is forbidden or allowed: "nil by mouth" beside doNotPerform or for "you may
    eat until", would say the contrary. Nothing where the topic has no name for it.
    """
    topic = mapping.topic("instruction", statement.topic)
    if topic and topic.activity and (statement.prohibition or statement.obligation == "may"):
        return mapping.concept(topic.activity.text, topic.activity.codes)
    return None if statement.prohibition else topic_concept(statement, mapping)
