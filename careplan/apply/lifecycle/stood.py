"""A plan that stands, beside what we make of the same sheets: which of its items is which of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.apply.lifecycle.layer import Layer, begins
from careplan.apply.lifecycle.whole import Item, Whole
from careplan.apply.lifecycle.words import Phrases, phrases
from careplan.apply.procedure_time import ProcedureTime
from careplan.fhir.changes import place
from careplan.knowledge import Knowledge
from careplan.reading.model import Statement

Json = dict[str, Any]


@dataclass(frozen=True)
class Stood:
    """`whole` is what we make of the sheets of `plan`, at its own time or at another one."""

    plan: ExistingPlan
    whole: Whole

    @classmethod
    def of(cls, plan: ExistingPlan, *, now: datetime, at: ProcedureTime, knowledge: Knowledge) -> Stood:
        """What is made of `plan` for a procedure at `at`."""
        words = phrases(knowledge, plan.care_plan.get("language", "en"))
        contexts = [plan.context(sheet, now=now, at=at, knowledge=knowledge) for sheet in plan.sheets]
        return cls(plan, Whole(tuple(map(Layer, contexts)), words))

    @property
    def words(self) -> Phrases:
        """Our words in the language of the plan."""
        return self.whole.words

    @cached_property
    def names(self) -> Sequence[str]:
        """The names that the items of each sheet have."""
        return [self.plan.name(sheet) for sheet in self.plan.sheets]

    def task(self, n: int, what: str) -> Json | None:
        """The Task that is `what` of the n-th sheet; None when it has none, or somebody deleted it."""
        return self.plan.task(self.names[n], what)

    def statements(self, n: int, id: str) -> tuple[Statement, ...]:
        """The statement of the n-th sheet with this id, if any."""
        return tuple(s for s in self.whole.contexts[n].reading.statements if s.id == id)

    def item(self, activity: Mapping[str, Any]) -> Item | None:
        """Which of our items an activity with a detail is; None when it is none of ours."""
        id, reasons = begins(activity), activity.get("detail", {}).get("reasonReference", ())
        told = {r.get("reference") for r in reasons}
        return next(((n, id) for at, n in self._documents.items() if id and at in told), None)

    @cached_property
    def _documents(self) -> Mapping[str, int]:
        """Which sheet a DocumentReference is."""
        return {place(sheet.document): n for n, sheet in enumerate(self.plan.sheets)}
