"""The PlanDefinition of a sheet: anchors, a group a phase, an action or documentation a statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from careplan.definitions import evidence
from careplan.definitions.activity_definition import topic_concept
from careplan.definitions.asked import about, applicability, variables, wanted
from careplan.definitions.document import title_of
from careplan.definitions.identity import Identity
from careplan.definitions.mapping import MappingData, Phase, in_language
from careplan.definitions.placement import Placement
from careplan.definitions.questionnaire import yes_no
from careplan.definitions.sayings import About
from careplan.definitions.timing import related, repeated
from careplan.fhir.extensions import Json
from careplan.fhir.narrative import by_section, narrative
from careplan.fhir.sheet import sheet_extensions
from careplan.fhir.statement import fhir_string, to_action, to_artifact
from careplan.fhir.systems import EXT_VARIABLE, FHIRPATH
from careplan.reading.model import SECTION_KINDS, Reading, Statement

PROCEDURE = "procedure"
"""The id of the anchor action: the procedure itself."""
QUESTIONNAIRE = "questionnaire"
"""The id of the action that has the questionnaire completed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What every part of the PlanDefinition is made of."""

    placement: Placement
    identity: Identity
    mapping: MappingData
    anchors: frozenset[str]
    questions: Mapping[str, About]

    @property
    def reading(self) -> Reading:
        """The reading."""
        return self.placement.reading

    def title(self, phase: Phase) -> str:
        """The title of a phase or anchor in the sheet's language."""
        return in_language(phase.title, self.reading.document.language)


def plan_definition(placement: Placement, *, identity: Identity, mapping: MappingData) -> Json:
    """The PlanDefinition of a placed reading; every statement that the form does not ask stands in it."""
    questions = {s.id: about(s, placement, mapping) for s in yes_no(placement, mapping)}
    plan = Plan(placement, identity, mapping, _anchors(placement.reading, mapping), questions)
    document = plan.reading.document
    title = title_of(document)
    return {
        "resourceType": "PlanDefinition",
        "id": identity.id,
        "language": document.language,
        "text": narrative(
            by_section(
                plan.reading.sections, plan.reading.statements, phase_titles(mapping, document.language)
            ),
            language=document.language,
        ),
        "extension": [*sheet_extensions(plan.reading), *variables(_queries(plan), EXT_VARIABLE)],
        "url": identity.url("PlanDefinition"),
        "identifier": identity.identifier(),
        "version": identity.version,
        "name": identity.name(title),
        **({"title": title} if title else {}),
        "type": {"coding": [mapping.coding(mapping.plan_type)]},
        "status": "draft",
        "description": in_language(mapping.plan_description, document.language),
        **_use_context(plan),
        "relatedArtifact": [
            {"type": "derived-from", **identity.citation(0, document.characters)}
            | ({"display": title} if title else {})
        ],
        "action": [*_anchor_actions(plan), *_phases(plan)],
    }


def phase_titles(mapping: MappingData, language: str) -> Mapping[str, str]:
    """Our headings of the phases, by kind of section."""
    return {kind: in_language(phase.title, language) for kind, phase in mapping.phases.items()}


def _anchors(reading: Reading, mapping: MappingData) -> frozenset[str]:
    """The events that become actions: the procedure always, another one when a timing is seen from it."""
    used = {s.timing.anchor for s in reading.statements if s.timing}
    return frozenset({PROCEDURE, *used} & mapping.anchors.keys())


def _use_context(plan: Plan) -> Json:
    concept = _procedure(plan)
    if concept is None:
        return {}
    focus = plan.mapping.coding(plan.mapping.focus)
    return {"useContext": [{"code": focus, "valueCodeableConcept": concept}]}


def _procedure(plan: Plan) -> Json | None:
    named = plan.reading.document.procedure
    return plan.mapping.procedure(fhir_string(named.text)) if named else None


def _anchor_actions(plan: Plan) -> list[Json]:
    made = []
    for id, anchor in plan.mapping.anchors.items():
        if id not in plan.anchors:
            continue
        title = plan.title(anchor)
        concept = plan.mapping.concept(title, anchor.codes) if anchor.codes else None
        named = plan.reading.document.procedure if id == PROCEDURE else None
        if named:
            title, concept = fhir_string(named.text), _procedure(plan)
        made.append(
            {
                "id": id,
                "title": title,
                **({"code": [concept]} if concept else {}),
                **_beside_procedure(anchor),
                **_described(plan),
            }
        )
    return made


def _described(plan: Plan) -> Json:
    """An action that asks nothing has the sheet as its definition.

    Engines make a RequestGroup.action of it, which must have a resource or actions (rqg-1).
    """
    return {"definitionUri": plan.identity.document}


def _beside_procedure(phase: Phase) -> Json:
    """Where a phase or another anchor stands beside the procedure."""
    beside = {"actionId": PROCEDURE, "relationship": phase.relationship}
    return {"relatedAction": [beside]} if phase.relationship else {}


def _phases(plan: Plan) -> list[Json]:
    """One group a kind of section that has something in it, in the order of time."""
    inside: dict[str, list[Json]] = {}
    for s in plan.reading.statements:
        if s.id in plan.placement.actions and plan.placement.container(s) in SECTION_KINDS:
            inside.setdefault(plan.placement.container(s), []).append(_action(s, plan))
    if plan.placement.form:
        inside.setdefault("disclosure", []).insert(0, _questionnaire_action(plan))
    kinds = [k for k in SECTION_KINDS if k in inside or k in plan.placement.told]
    return [_phase(kind, inside.get(kind, []), plan) for kind in kinds]


def _phase(kind: str, inside: list[Json], plan: Plan) -> Json:
    phase = plan.mapping.phases.get(kind) or Phase(title={"en": kind})
    return {
        "id": kind,
        "title": plan.title(phase),
        **_documentation(kind, plan),
        **_beside_procedure(phase),
        **(_group(inside) or _described(plan)),
    }


def _group(inside: list[Json]) -> Json:
    return (
        {"groupingBehavior": "logical-group", "selectionBehavior": "all", "action": inside} if inside else {}
    )


def _questionnaire_action(plan: Plan) -> Json:
    return {"id": QUESTIONNAIRE, "definitionCanonical": plan.identity.canonical("Questionnaire")}


def _action(statement: Statement, plan: Plan) -> Json:
    """The action of a statement: what R4 can say of it, beside the extension that says all of it."""
    concept = topic_concept(statement, plan.mapping)
    cited = {"type": "derived-from", **plan.identity.citation(statement.start, statement.end)}
    told = _documentation(statement.id, plan).get("documentation", [])
    timing = repeated(statement.timing)
    beside = related(statement.timing, plan.anchors)
    participant = plan.mapping.participants.get(statement.actor or "")
    return {
        **to_action(statement),
        **({"code": [concept]} if concept else {}),
        "documentation": [cited, *told],
        **_condition(statement, plan),
        **({"relatedAction": beside} if beside else {}),
        **({"timingTiming": timing} if timing else {}),
        **({"participant": [{"type": participant}]} if participant else {}),
        **_below(statement, plan),
        **_definition(statement, plan),
    }


def _condition(statement: Statement, plan: Plan) -> Json:
    """What a statement hangs on, in the sheet's words.

    Engines drop an action whose condition gives nothing, or names a variable that they do not have. So the
    expression leaves it open by being true. What shows that it holds or fails stands in the extension
    `applicability`, for an engine that has the chart and the answers; a person decides the rest.
    """
    if not statement.condition:
        return {}
    wants = wanted(statement, plan.placement, plan.mapping)
    shown = applicability(wants, dict(plan.questions), plan.mapping.facts) if wants else None
    expression = {
        "description": fhir_string(statement.condition),
        "language": FHIRPATH,
        "expression": "true",
    }
    extension = {"extension": [shown]} if shown else {}
    return {"condition": [{**extension, "kind": "applicability", "expression": expression}]}


def _queries(plan: Plan) -> dict[str, str]:
    """The searches that the conditions want from the chart, each once."""
    found: dict[str, str] = {}
    for statement in plan.reading.statements:
        found |= evidence.queries(plan.mapping.facts, wanted(statement, plan.placement, plan.mapping))
    return dict(sorted(found.items()))


def _below(statement: Statement, plan: Plan) -> Json:
    if statement.id not in plan.placement.groups:
        return {}
    held = [s for s in plan.reading.statements if s.id in plan.placement.actions]
    return _group([_action(s, plan) for s in held if plan.placement.container(s) == statement.id])


def _definition(statement: Statement, plan: Plan) -> Json:
    if not plan.placement.is_request(statement):
        return {}
    return {"definitionCanonical": plan.identity.canonical("ActivityDefinition", statement.id)}


def _documentation(id: str, plan: Plan) -> Json:
    """What is told there: inline commentary that cites its characters."""
    told = [
        to_artifact(s, code=topic_concept(s, plan.mapping)) | plan.identity.citation(s.start, s.end)
        for s in plan.placement.told.get(id, [])
    ]
    return {"documentation": told} if told else {}
