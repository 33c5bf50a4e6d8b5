"""What one step becomes: a draft of the resource that its definition asks for, or an activity told in words.

Nothing is an order: each is a draft and at most a plan, until a clinician has approved the CarePlan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from careplan.apply.foreign.case import Case
from careplan.apply.foreign.issues import Issues
from careplan.apply.foreign.support import ACTIVITY, OPENING, tell
from careplan.apply.foreign.timing import When
from careplan.apply.foreign.walk import Step
from careplan.apply.tasks import coding
from careplan.apply.trace import named
from careplan.fhir.bundle import canonical
from careplan.fhir.narrative import narrative, paragraph
from careplan.fhir.statement import fhir_string
from careplan.fhir.systems import SDC_TEMP

Json = dict[str, Any]
Builder = Callable[[Step, When, Case], Json | None]

_INTENTS: Final = ("proposal", "plan")
_PRODUCTS: Final[Mapping[str, str]] = {
    "productReference": "medicationReference",
    "productCodeableConcept": "medicationCodeableConcept",
}


def request(step: Step, when: When, case: Case, issues: Issues) -> Json | None:
    """The resource of a step; None when it is to be an activity in words (`detail`)."""
    definition = step.definition or {}
    at = f"{step.at}.definitionCanonical.resolve()"
    if definition.get("resourceType") == "Questionnaire":
        if "url" not in definition:
            issues.unsupported(f"{at}.url", "a form without canonical url cannot be named: the Task is told in words")
        return _form(step, when, case)
    tell(definition, ACTIVITY, at, issues)
    kind = definition.get("kind")
    if kind is None:
        return None
    # R4's Task has no doNotPerform: one would ask for what is forbidden
    forbidden = kind == "Task" and definition.get("doNotPerform")
    made = _BUILDERS[kind](step, when, case) if kind in _BUILDERS and not forbidden else None
    if kind == "CommunicationRequest" and step.participants:
        issues.unsupported(f"{step.at}.participant", "nobody is put on the CommunicationRequest: a person must")
    if made is None:
        issues.unsupported(f"{at}.kind", f"no {kind} is made of it: it is told as an activity of the CarePlan")
    elif definition.get("intent", "plan") not in _INTENTS:
        issues.note(f"{at}.intent", f"no {definition['intent']} until a clinician makes it one: it is a proposal")
    return made


def detail(step: Step, when: When, case: Case) -> Json:
    """CarePlan.activity.detail of a step that becomes no resource."""
    definition = step.definition or {}
    kind = definition.get("kind")
    scheduled: Json = {"scheduledTiming": when.timing} if when.timing else {"scheduledPeriod": when.period}
    return {
        **({"kind": kind} if kind in _DETAIL_KINDS else {}),
        **_instantiates(step, listed=True),
        **_code(step),
        "status": "not-started",
        **({"statusReason": {"text": hangs(step, case)}} if opened(step) else {}),
        **({"doNotPerform": True} if definition.get("doNotPerform") else {}),
        **(scheduled if any(scheduled.values()) else {}),
        **_nonempty("performer", _performers(step, case)),
        **{name: definition[name] for name in _products(definition)},
        "description": fhir_string(step.words),
    }


def opened(step: Step) -> tuple[str, ...]:
    """What a person has to decide or to set first, also for the definition's sake."""
    own = tuple(ACTIVITY[name] for name in OPENING if name in (step.definition or {}))
    return (*step.open, *own)


def hangs(step: Step, case: Case) -> str:
    """The same as one text, after our words."""
    return fhir_string(case.words.applies_if + "; ".join(opened(step)))


def _form(step: Step, when: When, case: Case) -> Json:
    """A Task to complete a Questionnaire, as ours (SDC)."""
    asked = {"coding": [coding(SDC_TEMP, "complete-questionnaire", "Complete Questionnaire")]}
    kind = {"coding": [coding(SDC_TEMP, "questionnaire", "Questionnaire")]}
    form = step.definition or {}
    given = [{"type": kind, "valueCanonical": canonical(form)}] if "url" in form else []
    made = _task(step, when, case)
    return {**made, "code": asked, **_nonempty("input", [*given, *made.get("input", [])])}


def _task(step: Step, when: When, case: Case) -> Json:
    given = [{"type": {"text": "Timing"}, "valueTiming": when.timing}] if when.timing else []
    form = (step.definition or {}).get("resourceType") == "Questionnaire"
    return {
        **_common("Task", step, case),
        "groupIdentifier": case.group,
        **({} if form else _instantiates(step, listed=False)),
        **({"businessStatus": {"text": hangs(step, case)}} if opened(step) else {}),
        "intent": _intent(step),
        **_code(step),
        "description": fhir_string(step.words),
        "for": {"reference": case.subject},
        "authoredOn": case.now,
        "requester": case.asking,
        **_owner(step, case),
        **_reason(step),
        **({"restriction": {"period": when.period}} if when.period else {}),
        **_nonempty("input", given),
    }


def _service(step: Step, when: When, case: Case) -> Json:
    definition = step.definition or {}
    code = _code(step) or ({} if definition.get("doNotPerform") else {"code": {"text": fhir_string(step.words)}})
    copied = {"quantity": "quantityQuantity", "bodySite": "bodySite"}
    return {
        **_common("ServiceRequest", step, case),
        **_instantiates(step, listed=True),
        "intent": _intent(step),
        **({"doNotPerform": True} if definition.get("doNotPerform") else {}),
        **code,
        **{new: definition[old] for old, new in copied.items() if old in definition},
        "subject": {"reference": case.subject},
        **_occurrence(when),
        "authoredOn": case.now,
        "requester": case.asking,
        **_performer_type(step),
        **({"performer": [{"reference": case.subject}]} if _patient(step) else {}),
        **_reason(step, listed=True),
        "note": _notes(step, case),
    }


def _medication(step: Step, when: When, case: Case) -> Json | None:
    """None without a medicine: it must name one."""
    definition = step.definition or {}
    medicine = {_PRODUCTS[name]: definition[name] for name in _products(definition)}
    if not medicine:
        return None
    limits = when.timing or ({"repeat": {"boundsPeriod": when.period}} if when.period else None)
    dosage = definition.get("dosage") or ([{"timing": limits}] if limits else [])
    untold = limits if definition.get("dosage") else None
    return {
        **_common("MedicationRequest", step, case),
        **_instantiates(step, listed=True),
        "intent": _intent(step),
        **({"doNotPerform": True} if definition.get("doNotPerform") else {}),
        **medicine,
        "subject": {"reference": case.subject},
        "authoredOn": case.now,
        "requester": case.asking,
        **_performer_type(step),
        **_reason(step, listed=True),
        "note": [*_notes(step, case), *([{"text": f"When: {_period_words(when)}"}] if untold else [])],
        **_nonempty("dosageInstruction", dosage),
    }


def _products(definition: Json) -> list[str]:
    """product[x] of a definition, but for one that it contains: a reference to that would lead nowhere."""
    inside = str(definition.get("productReference", {}).get("reference", "")).startswith("#")
    return [name for name in _PRODUCTS if name in definition and not (inside and name == "productReference")]


def _communication(step: Step, when: When, case: Case) -> Json:
    definition = step.definition or {}
    period = {"occurrencePeriod": when.period} if when.period else {}
    open_ = [{"text": hangs(step, case)}] if opened(step) else []
    return {
        **_common("CommunicationRequest", step, case),
        **({"doNotPerform": True} if definition.get("doNotPerform") else {}),
        "subject": {"reference": case.subject},
        "payload": [{"contentString": fhir_string(step.words)}],
        **period,
        "authoredOn": case.now,
        "requester": case.asking,
        **_reason(step, listed=True),
        **_nonempty("note", open_),
    }


_BUILDERS: Final[Mapping[str, Builder]] = {
    "Task": _task,
    "ServiceRequest": _service,
    "MedicationRequest": _medication,
    "CommunicationRequest": _communication,
}
_DETAIL_KINDS: Final = frozenset({*_BUILDERS, "Appointment", "DeviceRequest", "NutritionOrder", "VisionPrescription"})


def _common(kind: str, step: Step, case: Case) -> Json:
    """What every request has; CommunicationRequest has no intent."""
    told = "".join(map(paragraph, (*step.above, step.words, *([hangs(step, case)] if opened(step) else []))))
    profile = (step.definition or {}).get("priority") or step.action.get("priority")
    return {
        "resourceType": kind,
        **case.language,
        "text": narrative(told, language=case.plan.get("language")),
        "identifier": case.identifier(step.number),
        "basedOn": [case.care_plan],
        "status": "draft",
        **({"priority": profile} if profile else {}),
        **case.within,
    }


def _instantiates(step: Step, *, listed: bool) -> Json:
    definition = step.definition or {}
    if "url" not in definition:
        return {}
    name = canonical(definition)
    return {"instantiatesCanonical": [name] if listed else name}


def _code(step: Step) -> Json:
    """The definition's code, else the action's first, else its title where it has other words too."""
    own = named(step.definition or {})
    if own:
        return own
    if step.action.get("code"):
        return {"code": step.action["code"][0]}
    title = step.action.get("title")
    return {"code": {"text": fhir_string(title)}} if title and title != step.words else {}


def _intent(step: Step) -> str:
    """A plan, or a proposal when it need not be done or was to be an order."""
    given = (step.definition or {}).get("intent", "plan")
    return "plan" if given == "plan" and step.action.get("requiredBehavior") != "could" else "proposal"


def _patient(step: Step) -> bool:
    return any(p["type"] == "patient" for p in step.participants)


def _others(step: Step) -> list[Json]:
    """Who else takes part, by role or type: we have no references to them."""
    return [p.get("role") or {"text": p["type"]} for p in step.participants if p["type"] != "patient"]


def _performer_type(step: Step) -> Json:
    return {"performerType": _others(step)[0]} if _others(step) else {}


def _performers(step: Step, case: Case) -> list[Json]:
    """The same as References: the patient's, and for others a name alone."""
    patient = [{"reference": case.subject}] if _patient(step) else []
    return [*patient, *({"display": name} for name in map(_name, _others(step)) if name)]


def _name(concept: Json) -> str | None:
    displays = [c["display"] for c in concept.get("coding", ()) if "display" in c]
    return concept.get("text") or next(iter(displays), None)


def _owner(step: Step, case: Case) -> Json:
    """The patient as owner; others by their role in words; nobody when the plan does not say who."""
    owner = {"owner": {"reference": case.subject}} if _patient(step) else {}
    return {**owner, **_nonempty("performerType", _others(step))}


def _reason(step: Step, *, listed: bool = False) -> Json:
    reasons = step.action.get("reason", [])
    if not reasons:
        return {}
    return {"reasonCode": reasons if listed else reasons[0]}


def _occurrence(when: When) -> Json:
    if when.timing:
        return {"occurrenceTiming": when.timing}
    return {"occurrencePeriod": when.period} if when.period else {}


def _notes(step: Step, case: Case) -> list[Json]:
    """The author's words, for which the resource has no element of its own, and what it hangs on."""
    return [{"text": fhir_string(step.words)}, *([{"text": hangs(step, case)}] if opened(step) else [])]


def _period_words(when: When) -> str:
    bounds = when.period or {}
    told = " to ".join(str(bounds[name]) for name in ("start", "end") if name in bounds)
    return told or "as the plan's definition says"


def _nonempty(name: str, values: list[Json]) -> Json:
    return {name: values} if values else {}
