"""Which elements have no effect here, and which must not be ignored (http://hl7.org/fhir/R4/plandefinition.html)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from careplan.apply.foreign.issues import Issues
from careplan.errors import ResourceError

Json = Mapping[str, Any]

PLAN: Final = {
    "goal": "goals are not made: the CarePlan has none",
    "library": "libraries (CQL) are not run here",
    "relatedArtifact": "evidence and citations are not copied: see the definition",
}
ACTION: Final = {
    "dynamicValue": "values that are computed when the plan is applied are not computed here: a person must set them",
    "transform": "StructureMaps are not run here: a person must make what it would make",
    "trigger": "the plan is applied when it is asked for, not when a trigger fires",
    "input": "what the action needs to know is not collected here",
    "output": "what the action gives is not checked here",
    "goalId": "goals are not made: the action names none",
    "documentation": "evidence and citations are not copied: see the definition",
    "precheckBehavior": "nothing is selected in advance: the clinician decides in the review",
    "definitionUri": "a definition that is no canonical of FHIR is not fetched: the action is told in words",
}
ACTIVITY: Final = {
    "dynamicValue": ACTION["dynamicValue"],
    "transform": ACTION["transform"],
    "library": PLAN["library"],
    "location": "the place is not copied: see the definition",
    "specimenRequirement": "specimens are not copied: see the definition",
    "observationRequirement": "observations are not copied: see the definition",
    "observationResultRequirement": "observations are not copied: see the definition",
}
OPENING: Final = ("dynamicValue", "transform")
"""Elements that change what is asked for: what has one is kept, and marked open."""


def refuse(plan: Json, at: str) -> None:
    """ResourceError for what may not be ignored, in a PlanDefinition or ActivityDefinition at FHIRPath `at`."""
    for where, holder in _places(plan, at):
        if "modifierExtension" in holder:
            raise ResourceError(
                "a modifierExtension changes the meaning of what it stands on, and none is understood here",
                expression=f"{where}.modifierExtension",
            )
    if "implicitRules" in plan:
        raise ResourceError("implicitRules are not known here", expression=f"{at}.implicitRules")
    subject = plan.get("subjectReference") or _not_patient(plan.get("subjectCodeableConcept"))
    if subject:
        raise ResourceError("the plan is not for a Patient", expression=f"{at}.subject")


def tell(holder: Json, known: Mapping[str, str], at: str, issues: Issues) -> None:
    """An issue for each element of `holder` that has no effect here."""
    for name in known:
        if name in holder:
            issues.unsupported(f"{at}.{name}", known[name])


def _not_patient(concept: Any) -> bool:
    codings = concept.get("coding", []) if concept else []
    return bool(codings) and all(c.get("code") != "Patient" for c in codings)


def _places(value: Any, at: str) -> Iterator[tuple[str, Json]]:
    """Every element but what is contained, which is looked at when it is used."""
    if isinstance(value, dict):
        yield at, value
        for name, one in value.items():
            if name != "contained":
                yield from _places(one, f"{at}.{name}")
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from _places(one, f"{at}[{n}]")
