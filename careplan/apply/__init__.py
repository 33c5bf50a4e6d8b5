"""Apply: definitions + subject + procedure time -> the patient's care plan, as one transaction Bundle.

It works from the FHIR definitions alone, also when they come back from a server. No clock and no randomness:
the same arguments give the same bytes. docs/timing.md shows what becomes of the sheet's times.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from careplan import knowledge as loader
from careplan.apply import references
from careplan.apply.context import Context, Json
from careplan.apply.plan import patient_layer
from careplan.apply.schedule import ProcedureTime, arrival, parse_procedure_time
from careplan.apply.words import words
from careplan.definitions import Definitions
from careplan.errors import InputError
from careplan.fhir.bundle import canonical, transaction
from careplan.fhir.profiles import known, needs_category
from careplan.fhir.provenance import device
from careplan.fhir.statement import actions
from careplan.fhir.systems import CANONICAL_BASE
from careplan.knowledge import Knowledge
from careplan.populate import Chart

__all__ = ["ProcedureTime", "apply", "parse_procedure_time"]


def apply(
    definitions: Definitions,
    *,
    subject: str,
    procedure: ProcedureTime,
    now: datetime,
    encounter: str | None = None,
    requester: str | None = None,
    reviewer: str | None = None,
    base: str = CANONICAL_BASE,
    us_core: bool = True,
    profiles: Collection[str] = (),
    knowledge: Knowledge | None = None,
    event: str | None = None,
    chart: Chart | None = None,
    response: Json | None = None,
) -> Json:
    """The transaction Bundle: definitions, software, CarePlan, Tasks, Provenance, all conditional creates.

    `subject` is a reference to a Patient (else SubjectError); `now` is an aware datetime, when it is made;
    `requester` asks for the Tasks (default: the software's Device), `reviewer` owns the review and the
    decisions (default: nobody yet); InputError when a reference is of no type that may do that. `base` is
    where the systems of the plan's identifiers begin. `us_core` puts the category of the US Core CarePlan
    profile on the plan. `profiles` are the guides (of careplan.fhir.profiles.GUIDES) whose profiles the plan
    and its Tasks claim; InputError for another name. `knowledge` are the mappings (default: the project's own).
    `event` names the procedure itself ("Appointment/1" or "system|value"): with it the plan is the same
    whenever it takes place.

    `chart` is what is known of the patient: the form is filled in from it, and conditions are resolved. `response`
    are the answers to the form (a QuestionnaireResponse, else ResourceError); with an id it stands on the server.
    """
    context = context_of(
        definitions,
        subject=subject,
        procedure=procedure,
        now=now,
        encounter=encounter,
        requester=requester,
        reviewer=reviewer,
        base=base,
        us_core=us_core,
        profiles=profiles,
        knowledge=knowledge,
        event=references.event(event),
        chart=chart,
        response=response,
    )
    return transaction([*definitions.resources(), context.software, *patient_layer(context)])


def context_of(
    definitions: Definitions,
    *,
    subject: str,
    procedure: ProcedureTime,
    now: datetime,
    encounter: str | None = None,
    requester: str | None = None,
    reviewer: str | None = None,
    base: str = CANONICAL_BASE,
    us_core: bool = True,
    profiles: Collection[str] = (),
    knowledge: Knowledge | None = None,
    event: Json | None = None,
    chart: Chart | None = None,
    response: Json | None = None,
) -> Context:
    """What the builders are given, checked; the arguments are those of `apply`, `event` a Reference."""
    if now.utcoffset() is None:
        raise InputError("the time of making (now) has no time zone", expression="now")
    reading, guides = definitions.reading(), known(profiles)
    return Context(
        reading=reading,
        plan_definition=definitions.plan_definition,
        activities=_activities(definitions),
        questionnaire=definitions.questionnaire,
        document=definitions.document,
        software=device(),
        words=words(knowledge or loader.default(), reading.document.language),
        subject=references.subject(subject),
        at=procedure,
        arrival=arrival(reading.statements, procedure),
        now=now.isoformat(timespec="seconds"),
        encounter=references.checked(encounter, references.ENCOUNTER, "encounter"),
        requester=references.checked(requester, references.REQUESTER, "requester"),
        reviewer=references.checked(reviewer, references.REVIEWER, "reviewer"),
        base=base.rstrip("/"),
        us_core=us_core or needs_category(guides),
        event=event,
        chart=chart,
        response=response,
        guides=guides,
    )


def _activities(definitions: Definitions) -> dict[str, Json]:
    """The ActivityDefinitions by the id of the statement that they are made of."""
    known = {canonical(definition): definition for definition in definitions.activity_definitions}
    named = ((a["id"], a.get("definitionCanonical")) for a in actions(definitions.plan_definition))
    return {id: known[name] for id, name in named if name in known}
