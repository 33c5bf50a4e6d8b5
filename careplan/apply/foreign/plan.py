"""The CarePlan of a foreign plan, and the transaction Bundle with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from careplan import knowledge as loader
from careplan.apply import references
from careplan.apply.context import CARE_PLAN
from careplan.apply.foreign.case import Case
from careplan.apply.foreign.issues import Issues
from careplan.apply.foreign.model import PLAN, Foreign
from careplan.apply.foreign.requests import detail, hangs, opened, request
from careplan.apply.foreign.support import PLAN as PLAN_ELEMENTS
from careplan.apply.foreign.support import refuse, tell
from careplan.apply.foreign.timing import When, anchor, when
from careplan.apply.foreign.walk import Step, Walk
from careplan.apply.procedure_time import ProcedureTime
from careplan.apply.tasks import approve, coding
from careplan.apply.words import words
from careplan.errors import InputError, ResourceError
from careplan.fhir.bundle import canonical, reference, transaction
from careplan.fhir.narrative import heading, narrative, paragraph
from careplan.fhir.provenance import device, provenance
from careplan.fhir.statement import fhir_string
from careplan.fhir.systems import CANONICAL_BASE, CQF_MESSAGES, URI, US_CORE_CARE_PLAN_CATEGORY
from careplan.knowledge import Knowledge
from careplan.populate import Chart

Json = dict[str, Any]
_OUTCOME = "outcome"


def apply_foreign(
    foreign: Foreign,
    *,
    subject: str,
    procedure: ProcedureTime,
    now: datetime,
    chart: Chart | None = None,
    encounter: str | None = None,
    requester: str | None = None,
    reviewer: str | None = None,
    base: str = CANONICAL_BASE,
    us_core: bool = True,
    knowledge: Knowledge | None = None,
) -> Json:
    """The transaction Bundle: software, CarePlan, drafts of its requests, review Task, Provenance.

    The arguments mean what they mean for `careplan.apply.apply`. `chart` is what is known of the patient:
    its Patient answers conditions in FHIRPath. The CarePlan contains the OperationOutcome with everything
    that has no effect here, under the extension cqf-messages. ResourceError for what is not safe to ignore.
    """
    if now.utcoffset() is None:
        raise InputError("the time of making (now) has no time zone", expression="now")
    case = Case(
        plan=foreign.plan,
        digest=foreign.digest,
        software=device(),
        words=words(knowledge or loader.default(), foreign.plan.get("language", "en")),
        subject=references.subject(subject),
        at=procedure,
        now=now.isoformat(timespec="seconds"),
        encounter=references.checked(encounter, references.ENCOUNTER, "encounter"),
        requester=references.checked(requester, references.REQUESTER, "requester"),
        reviewer=references.checked(reviewer, references.REVIEWER, "reviewer"),
        base=base.rstrip("/"),
        us_core=us_core,
    )
    return transaction([case.software, *_layer(foreign, case, chart or Chart())])


def _layer(foreign: Foreign, case: Case, chart: Chart) -> list[Json]:
    """The patient's resources, the CarePlan first."""
    issues = Issues()
    refuse(foreign.plan, PLAN)
    if foreign.plan["status"] in ("retired", "unknown"):
        issues.add("warning", "business-rule", f"the plan is {foreign.plan['status']}", "PlanDefinition.status")
    tell(foreign.plan, PLAN_ELEMENTS, PLAN, issues)
    patient = chart.find("Patient", case.subject.rpartition("/")[2])
    event = anchor(foreign.plan, issues)
    steps = list(Walk(foreign, patient, issues, frozenset({event.at} if event else ())).steps())
    if not steps:
        raise ResourceError("nothing in the plan applies to this patient", expression="PlanDefinition.action")
    timed = [(step, when(step, anchor=event, at=case.at, issues=issues)) for step in steps]
    made = [(step, time, request(step, time, case, issues)) for step, time in timed]
    plan = _care_plan(case, made, issues)
    drafts = [plan, *(resource for _, _, resource in made if resource), _review(case, issues)]
    return [*drafts, _provenance(case, drafts)]


def _care_plan(case: Case, made: Sequence[tuple[Step, When, Json | None]], issues: Issues) -> Json:
    category = coding(US_CORE_CARE_PLAN_CATEGORY, "assess-plan", "Assessment and Plan of Treatment")
    outcome = issues.outcome(_OUTCOME)
    told = {"url": CQF_MESSAGES, "valueReference": {"reference": f"#{_OUTCOME}"}}
    copied = {name: fhir_string(case.plan[name]) for name in ("title", "description") if case.plan.get(name)}
    return {
        "resourceType": "CarePlan",
        **case.language,
        "text": _text(case, [step for step, _, _ in made]),
        **({"contained": [outcome], "extension": [told]} if outcome else {}),
        "identifier": case.identifier(CARE_PLAN),
        **({"instantiatesCanonical": [canonical(case.plan)]} if "url" in case.plan else {}),
        "status": "draft",
        "intent": "plan",
        **({"category": [{"coding": [category]}]} if case.us_core else {}),
        **copied,
        "subject": {"reference": case.subject},
        **case.within,
        "created": case.now,
        "author": reference(case.software),
        "activity": [
            {"reference": reference(resource)} if resource else {"detail": detail(step, time, case)}
            for step, time, resource in made
        ],
    }


def _text(case: Case, steps: Sequence[Step]) -> Json:
    """All that is to be done, under the titles that it stands under, with what it hangs on."""
    body = heading(case.plan["title"]) if case.plan.get("title") else ""
    before: tuple[str, ...] = ()
    for step in steps:
        if step.above != before:
            body += "".join(heading(title, level=3) for title in step.above[-1:])
            before = step.above
        body += paragraph(step.words) + (paragraph(hangs(step, case)) if opened(step) else "")
    return narrative(body, language=case.plan.get("language"))


def _review(case: Case, issues: Issues) -> Json:
    """The Task to approve the plan; each issue that is not mere information is an input of it."""
    doubts = [i for i in issues.found if i["severity"] != "information"]
    told = paragraph(case.words.review) + "".join(paragraph(i["diagnostics"]) for i in doubts)
    kind = {"text": "Has no effect here"}
    owner = {"reference": case.reviewer} if case.reviewer else None
    return {
        "resourceType": "Task",
        "text": narrative(told),
        "identifier": case.identifier("review"),
        "groupIdentifier": case.group,
        "status": "requested",
        "intent": "order",
        "code": approve(),
        "description": case.words.review,
        "focus": case.care_plan,
        "for": {"reference": case.subject},
        **case.within,
        "authoredOn": case.now,
        "requester": case.asking,
        **({"owner": owner} if owner else {"performerType": [{"text": case.words.clinician}]}),
        **({"input": [{"type": kind, "valueString": _doubt(i)} for i in doubts]} if doubts else {}),
    }


def _doubt(issue: Json) -> str:
    return fhir_string(f"{issue['expression'][0]}: {issue['diagnostics']}")


def _provenance(case: Case, made: Sequence[Json]) -> Json:
    """Of the definition by its canonical, as a logical reference: it need not be on the server that takes the plan."""
    named = {"type": PLAN, "identifier": {"system": URI, "value": canonical(case.plan)}} if "url" in case.plan else None
    return provenance(
        made,
        key=case.key_of("Provenance", "provenance"),
        recorded=case.now,
        software=case.software,
        source=None,
        more=[named] if named else [],
    )
