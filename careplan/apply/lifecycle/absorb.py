"""A plan that goes into another one with all that was done of it, when its sheet is merged there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from careplan.apply.context import CARE_PLAN, PLAN_ITEM
from careplan.apply.lifecycle.cancel import cancelled, revoked
from careplan.apply.lifecycle.carried import carried_activity, is_of_others
from careplan.apply.lifecycle.existing import ExistingPlan, plan_names
from careplan.apply.lifecycle.layer import REVIEW, begins
from careplan.apply.lifecycle.states import PLAN_OVER, TASK_BEGUN
from careplan.apply.lifecycle.stood import Stood
from careplan.apply.lifecycle.threeway import put
from careplan.apply.lifecycle.whole import Whole
from careplan.errors import PlanStateError
from careplan.fhir.changes import place

Json = dict[str, Any]


@dataclass(frozen=True)
class Absorbed:
    """`other` goes into the plan that stands at `into`, as the last sheet of `whole`; `stood` is it and its sheet.

    Its Tasks stay what they are and hang on that plan too. Of what both plans tell, the other plan's Task ends,
    and gives its identifiers to the one that stays: a name may lead to one resource only.
    """

    other: ExistingPlan
    stood: Stood
    whole: Whole
    into: str

    def tasks(self) -> Iterator[Json]:
        """All its Tasks of ours, as they are to be."""
        told = self.stood.words.told_twice
        for task in filter(self.other.is_ours, self.other.tasks):
            if place(task) in self._ending:
                yield without_names(cancelled(task, told), self.other)
            else:
                yield put(task, "basedOn", [{"reference": self.into}, *task.get("basedOn", ())])

    def care_plan(self) -> Json:
        """Its CarePlan, revoked."""
        return without_names(revoked(self.other.care_plan, self.stood.words.replaced), self.other)

    def activity(self, made: Json) -> Json:
        """An activity of the sheet as it goes into the plan, with what was done of it."""
        id = begins(made)
        base, theirs = self.stood.whole.details.get((0, id)), self._activities.get(id)
        return carried_activity(theirs, base, made) if "detail" in made and base and theirs else made

    def others(self) -> list[Json]:
        """The activities that others put into it."""
        ours = [place(t) for t in self.other.tasks if self.other.is_ours(t)]
        return [a for a in self.other.care_plan.get("activity", ()) if is_of_others(a, ours)]

    def identifiers(self, what: str) -> list[Json]:
        """The identifiers of one of its items, which go to the item that takes its place."""
        found = self.other.care_plan if what == CARE_PLAN else self.stood.task(0, what)
        return [i for i in (found or {}).get("identifier", ()) if _is_name(i, self.other)]

    def has(self, what: str) -> bool:
        """Whether the plan has a Task that is this."""
        return self.stood.task(0, what) is not None

    def done(self) -> Iterator[Json]:
        """The Tasks that end although they are done or begun: what stays in their place may be open."""
        for task in self.other.tasks:
            if place(task) in self._ending and task["status"] in TASK_BEGUN and not _is_review(task, self.other):
                yield task

    @cached_property
    def _ending(self) -> frozenset[str]:
        last = len(self.whole.layers) - 1
        whats = {what for what in self.whole.layers[last].tasks if (last, what) not in self.whole.tasks}
        found = (self.stood.task(0, what) for what in (*whats, REVIEW))
        return frozenset(place(task) for task in found if task is not None)

    @cached_property
    def _activities(self) -> Mapping[str, Json]:
        held = self.other.care_plan.get("activity", ())
        return {begins(a): a for a in held if self.stood.item(a)}


def absorbable(other: ExistingPlan) -> ExistingPlan:
    """The same plan; PlanStateError when it is over, or of several sheets."""
    if other.care_plan["status"] in PLAN_OVER:
        raise PlanStateError(f"the sheet has a plan of its own that is {other.care_plan['status']} ({other.place})")
    if len(other.sheets) != 1:
        raise PlanStateError(f"the sheet is in a plan of several sheets already ({other.place})")
    return other


def without_names(resource: Json, plan: ExistingPlan) -> Json:
    """A resource that is no longer found as an item of a plan."""
    return put(resource, "identifier", [i for i in resource.get("identifier", ()) if not _is_name(i, plan)])


def _is_name(identifier: Mapping[str, Any], plan: ExistingPlan) -> bool:
    names = set(plan_names({"identifier": [identifier]}))
    return identifier.get("system") == plan.base + PLAN_ITEM and bool(names & set(plan.names))


def _is_review(task: Json, plan: ExistingPlan) -> bool:
    found = plan.task(plan.names[0], REVIEW)
    return found is not None and place(found) == place(task)
