"""A plan that stands on a server, as it was read: lenient to what others added, strict on what is ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from careplan.apply import context_of, references
from careplan.apply.context import CARE_PLAN, PLAN_ITEM, Context, plan_key
from careplan.apply.procedure_time import ProcedureTime, parse_procedure_time
from careplan.definitions import Definitions
from careplan.errors import ResourceError
from careplan.fhir.bundle import keys
from careplan.fhir.changes import place
from careplan.fhir.extensions import find, value
from careplan.fhir.profiles import guides_of
from careplan.fhir.systems import EXT_PROCEDURE
from careplan.knowledge import Knowledge

Json = dict[str, Any]

_ITEM = re.compile(r"([0-9a-f]{32})-([A-Za-z0-9.-]{1,80})")


@dataclass(frozen=True)
class ExistingPlan:
    """A CarePlan with what belongs to it. The dicts are FHIR JSON as the server gave it, not to be changed.

    `sheets` are the definitions of its sheets, in the order of `CarePlan.instantiatesCanonical`; `base` is
    where the systems of its identifiers begin; `procedure` is the time that its own times were counted from;
    `event` is a Reference to the procedure, if one was told.
    """

    care_plan: Json
    tasks: tuple[Json, ...]
    provenances: tuple[Json, ...]
    sheets: tuple[Definitions, ...]
    base: str
    procedure: ProcedureTime
    event: Json | None

    @property
    def place(self) -> str:
        """Where the CarePlan stands: "CarePlan/12"."""
        return place(self.care_plan)

    @property
    def subject(self) -> str:
        """The reference to the patient."""
        return str(self.care_plan["subject"]["reference"])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names that the plan has had (`plan_key`), the first is that which it was made with."""
        return tuple(dict.fromkeys(plan_names(self.care_plan)))

    def name(self, sheet: Definitions) -> str:
        """The name that the items of `sheet` have now; ResourceError when the plan does not have it."""
        made = plan_key(sheet.reading().document.sha256, self.subject, self.procedure, self.event)
        if made in self.names:
            return made
        if len(self.names) == 1:
            return self.names[0]  # the server writes the subject in another way than whoever made the plan
        raise ResourceError(
            "the identifiers of this CarePlan do not fit its patient, sheet and procedure",
            expression="CarePlan.identifier",
        )

    def task(self, name: str, what: str) -> Json | None:
        """The Task that is `what` ("s17", "review") under this name, or None."""
        return self._by_item.get(f"{name}-{what}")

    def is_ours(self, task: Mapping[str, Any]) -> bool:
        """Whether we made a Task for this plan: not what others put into it, nor what went over to another one."""
        group = task.get("groupIdentifier", {}).get("value", self.names[0])
        return group in self.names and bool(set(plan_names(task)) & set(self.names))

    @cached_property
    def _by_item(self) -> dict[str, Json]:
        system = self.base + PLAN_ITEM
        return {i["value"]: t for t in self.tasks for i in t.get("identifier", ()) if i.get("system") == system}

    @cached_property
    def stands(self) -> dict[str, str]:
        """From the `fullUrl` that a resource of the plan has in a Bundle of ours to where it stands."""
        defined = (r for sheet in self.sheets for r in sheet.resources())
        all = (self.care_plan, *self.tasks, *self.provenances, *defined)
        return {key.full_url: place(resource) for resource in all for key in keys(resource)}

    def context(
        self,
        sheet: Definitions,
        *,
        now: datetime,
        at: ProcedureTime | None = None,
        knowledge: Knowledge | None = None,
    ) -> Context:
        """What the builders need to make the same plan again, at `at` (default: its own time)."""
        review = self.task(self.names[0], "review") or {}
        return context_of(
            sheet,
            subject=self.subject,
            procedure=at or self.procedure,
            now=now,
            encounter=self.care_plan.get("encounter", {}).get("reference"),
            requester=_who(review.get("requester"), references.REQUESTER),
            reviewer=_who(review.get("owner"), references.REVIEWER),
            base=self.base,
            us_core="category" in self.care_plan,
            profiles=guides_of((self.care_plan, *self.tasks)),
            knowledge=knowledge,
            event=self.event,
        )


def existing_plan(
    care_plan: Json,
    *,
    tasks: Iterable[Json],
    sheets: Iterable[Definitions],
    provenances: Iterable[Json] = (),
) -> ExistingPlan:
    """The ExistingPlan of resources that were read; ResourceError when the CarePlan is none of ours.

    Of `tasks` those are taken that bear one of the plan's names, or that an activity refers to.
    """
    base = plan_base(care_plan)
    extension = find(care_plan, EXT_PROCEDURE)
    if base is None or extension is None or "subject" not in care_plan:
        raise ResourceError("this CarePlan is none of ours", expression="CarePlan.identifier")
    which = value(extension, "which")
    return ExistingPlan(
        care_plan=care_plan,
        tasks=tuple(_ours(care_plan, tasks)),
        provenances=tuple(provenances),
        sheets=tuple(sheets),
        base=base,
        procedure=parse_procedure_time(value(extension, "time"), timezone=value(extension, "timezone")),
        event=_event(which) if which else None,
    )


def plan_base(care_plan: Mapping[str, Any]) -> str | None:
    """Where the systems of a CarePlan's identifiers begin (the setting `canonical_base` then); None if not ours."""
    systems = (system for system, _, what in _items(care_plan) if what == CARE_PLAN)
    return next((s.removesuffix(PLAN_ITEM) for s in systems), None)


def plan_names(resource: Mapping[str, Any]) -> Iterator[str]:
    """The names in the identifiers of a resource of the patient layer."""
    return (name for _, name, _ in _items(resource))


def activity_references(care_plan: Mapping[str, Any]) -> Iterator[str]:
    """Where the Tasks stand that the activities of a CarePlan refer to."""
    held = (a.get("reference", {}).get("reference", "") for a in care_plan.get("activity", ()))
    return (r for r in held if r.startswith("Task/"))


def _items(resource: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(system, name, what) of each identifier of ours."""
    for identifier in resource.get("identifier", ()):
        system, found = str(identifier.get("system", "")), _ITEM.fullmatch(str(identifier.get("value", "")))
        if system.endswith(PLAN_ITEM) and found:
            yield system, found[1], found[2]


def _ours(care_plan: Json, tasks: Iterable[Json]) -> Iterator[Json]:
    names, referred = set(plan_names(care_plan)), set(activity_references(care_plan))
    seen: set[str] = set()
    for task in tasks:
        at = place(task)
        if at not in seen and (at in referred or names & set(plan_names(task))):
            seen.add(at)
            yield task


def _event(which: Mapping[str, Any]) -> Json | None:
    """The Reference without what a server adds to it (type, display)."""
    identifier = which.get("identifier")
    if identifier:
        return {"identifier": {name: identifier[name] for name in ("system", "value")}}
    return {"reference": which["reference"]}


def _who(reference: Mapping[str, Any] | None, types: tuple[str, ...]) -> str | None:
    """The reference, when it is a person's or an organization's; the software asks by default."""
    told = (reference or {}).get("reference")
    type = str(told).rpartition("/")[0].rpartition("/")[2]
    return told if told and type in types and type != "Device" else None
