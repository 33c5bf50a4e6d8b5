"""Replace: a new version of the sheet, or another sheet, takes the place of the one that a plan was made of.

R4's CarePlan.replaces is for a "completed or terminated care plan whose function is taken by this new care
plan": the old one is revoked, a new draft names it, and the clinician sees in its review what is another thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from careplan import knowledge as loader
from careplan.apply.context import CARE_PLAN
from careplan.apply.lifecycle.cancel import cancelled, revoked
from careplan.apply.lifecycle.carried import carried_activity, carried_plan, carried_task
from careplan.apply.lifecycle.diff import Difference, diff
from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.apply.lifecycle.layer import Layer, begins
from careplan.apply.lifecycle.record import aware, recorded, why
from careplan.apply.lifecycle.states import TASK_BEGUN, is_fixed, living
from careplan.apply.lifecycle.stood import Stood
from careplan.apply.lifecycle.successor import review_of
from careplan.definitions import Definitions
from careplan.errors import PlanStateError
from careplan.fhir.bundle import canonical, resolved, transaction
from careplan.fhir.changes import Changes, changes, place
from careplan.knowledge import Knowledge

Json = dict[str, Any]


def replace(
    plan: ExistingPlan,
    sheet: Definitions,
    *,
    now: datetime,
    successor: ExistingPlan | None = None,
    reason: str | None = None,
    by: str | None = None,
    knowledge: Knowledge | None = None,
) -> Changes:
    """The Changes that put a plan of `sheet` in the place of `plan`; none when it is so already.

    `successor` is the plan of `sheet` for the same procedure, if one stands. PlanStateError when the plan is over
    and nothing took its place, when it is of several sheets, or when `sheet` has a plan of its own.
    """
    if _settled(plan, successor):
        return Changes()
    living(plan.care_plan)
    if len(plan.sheets) != 1:
        raise PlanStateError("the plan is of several sheets: cancel it and make a new one", expression="CarePlan")
    known = knowledge or loader.default()
    old = Stood.of(plan, now=aware(now), at=plan.procedure, knowledge=known)
    made = _Replacement(old, Layer(plan.context(sheet, now=now, knowledge=known)), sheet)
    found, names = made.changes(), [made.new.context.key]
    return recorded(found, plan, what="replace", now=now, reason=why(reason) or old.words.replaced, by=by, names=names)


def differences(plan: ExistingPlan, sheet: Definitions) -> tuple[Difference, ...]:
    """What `sheet` tells otherwise than the sheet of `plan`, statement by statement."""
    return diff(plan.sheets[0].reading(), sheet.reading())


def _settled(plan: ExistingPlan, successor: ExistingPlan | None) -> bool:
    """Whether it is so already."""
    if successor is None:
        return False
    replaced = [r.get("reference") for r in successor.care_plan.get("replaces", ())]
    if successor.place == plan.place or plan.place in replaced:
        return True
    raise PlanStateError(f"the other sheet has a plan of its own already ({successor.place}): cancel one of them")


@dataclass(frozen=True)
class _Replacement:
    """One replacement: `old` is the plan that stands, `new` what is made of the sheet that takes its place."""

    old: Stood
    new: Layer
    sheet: Definitions

    def changes(self) -> Changes:
        plan, words = self.old.plan, self.old.words
        carried = {t["id"]: t for t in self.carried.values()}
        tasks = [
            resolved(carried[t["id"]], self.known) if t["id"] in carried else cancelled(t, words.replaced)
            for t in plan.tasks
            if plan.is_ours(t)
        ]
        created = [made for what, made in self.new.tasks.items() if what not in self.carried]
        review = review_of(self.new.context, self.differences, done=self.done, words=words)
        creates = [resolved(r, self.known) for r in (self.care_plan(), *created, review)]
        before, after = [plan.care_plan, *plan.tasks], [revoked(plan.care_plan, words.replaced), *tasks]
        return changes(before, after, [*self.definitions(), *creates])

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        return differences(self.old.plan, self.sheet)

    @cached_property
    def kept(self) -> Mapping[str, str]:
        """From the id of a statement of the new sheet to that of the old one which tells the same."""
        return {d.after.id: d.before.id for d in self.differences if d.kind == "kept" and d.after and d.before}

    @cached_property
    def done(self) -> Mapping[str, Json]:
        """The Tasks of the old plan that are done or begun, by their statement."""
        items = ((what.partition("-")[0], self.old.task(0, what)) for _, what in self.old.whole.tasks)
        return {id: task for id, task in items if task is not None and task["status"] in TASK_BEGUN}

    @cached_property
    def carried(self) -> Mapping[str, Json]:
        """The Tasks that go over, by what they are in the new plan."""
        plan, reason = {"reference": self.new.url(CARE_PLAN)}, self.old.words.withdrawn_replaced
        return {
            what: carried_task(theirs, base, made, plan=plan, reason=reason)
            for what, made in self.new.tasks.items()
            for theirs, base in self._stood(what)
        }

    @cached_property
    def known(self) -> Mapping[str, str]:
        """Where what the new plan refers to stands already."""
        moved = {self.new.url(what): place(task) for what, task in self.carried.items()}
        return {**self.old.plan.stands, **moved}

    def care_plan(self) -> Json:
        plan, made = self.old.plan, self.new.care_plan
        ours = [place(t) for t in plan.tasks if plan.is_ours(t)]
        stood = {begins(a): a for a in plan.care_plan.get("activity", ()) if self.old.item(a)}
        activity = [self._activity(a, stood) for a in made.get("activity", ())]
        return carried_plan({**made, "activity": activity}, plan.care_plan, ours=ours)

    def definitions(self) -> list[Json]:
        """Those of the new sheet; as a new version of the old one they say so."""
        made = [entry["resource"] for entry in transaction(self.sheet.resources())["entry"]]
        before = self.old.plan.sheets[0]
        (former,) = self.old.plan.care_plan["instantiatesCanonical"]
        if self.sheet.plan_definition["url"] != former.partition("|")[0]:
            return made
        return [_succeeding(resource, before) for resource in made]

    def _activity(self, made: Json, stood: Mapping[str, Json]) -> Json:
        id = self.kept.get(begins(made), "")
        base = self.old.whole.details.get((0, id))
        if "detail" not in made or base is None or id not in stood:
            return made
        return carried_activity(stood[id], base, made)

    def _stood(self, what: str) -> Iterator[tuple[Json, Json]]:
        """The old plan's Task, and what we made of it, that is `what` in the new one; at most one."""
        id, dash, tail = what.partition("-")
        former = f"{self.kept[id]}{dash}{tail}" if id in self.kept else what if self._same_form(what) else None
        base = self.old.whole.tasks.get((0, former)) if former else None
        theirs = self.old.task(0, former) if former else None
        if theirs is not None and base is not None:
            yield theirs, base

    def _same_form(self, what: str) -> bool:
        """Whether it is the form, done or begun, and the new sheet asks the same."""
        theirs = self.old.task(0, what) if what == "questionnaire" else None
        asked = [d for d in self.differences for s in (d.before, d.after) if s and s.role == "question"]
        return theirs is not None and is_fixed(theirs) and all(d.kind == "kept" for d in asked)


def _succeeding(resource: Json, before: Definitions) -> Json:
    """A definition of the new version with its predecessor (RelatedArtifact; DocumentReference.relatesTo)."""
    if resource["resourceType"] == "PlanDefinition":
        former = {"type": "predecessor", "resource": canonical(before.plan_definition)}
        return {**resource, "relatedArtifact": [*resource.get("relatedArtifact", ()), former]}
    if resource["resourceType"] == "DocumentReference":
        target = {"reference": place(before.document)}
        return {**resource, "relatesTo": [{"code": "replaces", "target": target}]}
    return resource
