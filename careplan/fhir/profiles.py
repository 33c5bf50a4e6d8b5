"""`meta.profile`: which profiles of which guides a resource claims (http://hl7.org/fhir/R4/profiling.html#resources).

Only what the official validator finds right is listed here, for every resource of that kind that we make;
docs/conformance.md tells what is not listed and why. Claims are off by default: a server that does not have a
guide may refuse whatever claims its profiles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from careplan.errors import InputError
from careplan.fhir.extensions import Json
from careplan.fhir.systems import CPG, SDC, US_CORE_CARE_PLAN

SDC_GUIDE: Final = "sdc-4.0.0-ballot"
CPG_GUIDE: Final = "cpg"
_SDC_VERSION = "4.0.0-ballot"
_FORM = "complete-questionnaire"


def _us_core(version: str) -> Mapping[str, tuple[str, ...]]:
    return {"CarePlan": (f"{US_CORE_CARE_PLAN}|{version}",)}


GUIDES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "us-core-5.0.1": _us_core("5.0.1"),
    "us-core-6.1.0": _us_core("6.1.0"),
    "us-core-8.0.0": _us_core("8.0.0"),
    SDC_GUIDE: {
        "Questionnaire": (
            f"{SDC}/sdc-questionnaire|{_SDC_VERSION}",
            f"{SDC}/sdc-questionnaire-pop-exp|{_SDC_VERSION}",
        ),
        f"Task {_FORM}": (f"{SDC}/sdc-task|{_SDC_VERSION}",),
    },
    CPG_GUIDE: {
        "PlanDefinition": (f"{CPG}/cpg-computableplandefinition",),
        "ActivityDefinition": (f"{CPG}/cpg-computableactivity",),
        "Questionnaire": (f"{CPG}/cpg-shareablequestionnaire",),
    },
}
"""Guide -> kind of resource -> profiles. CPG's definitions have no version of their own where we took them."""


def known(guides: Collection[str]) -> tuple[str, ...]:
    """The same names, each once and in our order; InputError for one that is not of GUIDES."""
    wrong = sorted(set(guides) - GUIDES.keys())
    if wrong:
        raise InputError(f"{wrong[0]!r} is no guide whose profiles can be claimed; there are {', '.join(GUIDES)}")
    return tuple(guide for guide in GUIDES if guide in guides)


def needs_category(guides: Collection[str]) -> bool:
    """Whether a claimed guide requires the category of a CarePlan (US Core does, in some of its versions)."""
    return any(guide.startswith("us-core-") for guide in guides)


def claimed(resource: Json, guides: Collection[str]) -> Json:
    """The resource with what it can claim of these guides in `meta.profile`; itself when that is nothing."""
    profiles = [profile for guide in guides for profile in GUIDES[guide].get(_kind(resource), ())]
    if not profiles:
        return resource
    meta = resource.get("meta", {})
    every = dict.fromkeys([*meta.get("profile", ()), *profiles])
    return {**resource, "meta": {**meta, "profile": list(every)}}


def guides_of(resources: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The guides of which the resources claim a profile."""
    held = {profile for r in resources for profile in r.get("meta", {}).get("profile", ())}
    return tuple(guide for guide, kinds in GUIDES.items() if any(held & set(p) for p in kinds.values()))


def _kind(resource: Json) -> str:
    """The type; a Task to fill in a form is a kind of its own (SDC's profile is for that one alone)."""
    kind = str(resource["resourceType"])
    codes = {c.get("code") for c in resource.get("code", {}).get("coding", ())} if kind == "Task" else set()
    return f"{kind} {_FORM}" if _FORM in codes else kind
