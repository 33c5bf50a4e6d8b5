"""What the builders of the patient layer share: the sheet, the patient, the time, the names of things."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from functools import cached_property
from typing import Any, Final

from careplan.apply.applicability import Verdict, combined
from careplan.apply.known import Known, known
from careplan.apply.schedule import ProcedureTime, Window, window
from careplan.apply.words import Words
from careplan.fhir.bundle import Key, reference
from careplan.populate import Chart
from careplan.reading.model import Reading, Statement

Json = dict[str, Any]

CARE_PLAN: Final = "care-plan"
PLAN: Final = "/sid/plan"
"""Identifier system, after the base, of Task.groupIdentifier: the plan that the Tasks belong to."""
PLAN_ITEM: Final = "/sid/plan-item"
"""Identifier system, after the base, of the patient layer: `<plan>-<what>`; `plan_key` makes `<plan>`."""


def plan_key(sha256: str, subject: str, at: ProcedureTime, event: Mapping[str, Any] | None = None) -> str:
    """The plan's name, 32 hex digits: of the sheet's bytes, the subject, and the procedure.

    The procedure is `event`, a Reference to it, when that is known: then it may move. Else it is its time:
    the same instant in another zone is the same procedure. It is a hash: no identifier names the patient.
    """
    when = at.time.astimezone(UTC).isoformat() if at.time else at.date.isoformat()
    if event is not None:
        named = event.get("identifier") or {"value": event["reference"]}
        when = f"{named.get('system', '')}|{named['value']}"
    return hashlib.sha256("\n".join((sha256, subject, when)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Context:
    """One application of one sheet: everything is checked, `now` is an instant as FHIR writes it.

    `activities` are the ActivityDefinitions by statement id; `arrival` is when the patient is to arrive;
    `event` is a Reference to the procedure itself; `guides` are those whose profiles are claimed; `chart` and
    `response` are what is known of the patient, `before` what of the chart showed that a statement applies when
    the plan was made, by its id.
    """

    reading: Reading
    plan_definition: Mapping[str, Any]
    activities: Mapping[str, Mapping[str, Any]]
    questionnaire: Mapping[str, Any] | None
    document: Mapping[str, Any]
    software: Mapping[str, Any]
    words: Words
    subject: str
    at: ProcedureTime
    arrival: ProcedureTime | None
    now: str
    encounter: str | None
    requester: str | None
    reviewer: str | None
    base: str
    us_core: bool
    event: Mapping[str, Any] | None = None
    guides: tuple[str, ...] = ()
    chart: Chart | None = None
    response: Mapping[str, Any] | None = None
    before: Mapping[str, Verdict] = field(default_factory=dict)

    @cached_property
    def known(self) -> Known:
        """What the chart and the answers tell."""
        return known(self)

    def verdict(self, statement: Statement) -> Verdict | None:
        """What is known of all that a statement hangs on; None when it hangs on nothing."""
        told = [s.id for s in (*self.above(statement), statement) if s.condition]
        found = combined(self.known.verdicts.get(id, Verdict()) for id in told)
        return found and found.beside(self.before.get(statement.id, Verdict()))

    @cached_property
    def key(self) -> str:
        """The plan's name."""
        return plan_key(self.reading.document.sha256, self.subject, self.at, self.event)

    def key_of(self, type: str, what: str) -> Key:
        """The business key of one resource of the plan; `what` is "care-plan", "s17", "s17-decision" ..."""
        return Key(type, self.base + PLAN_ITEM, f"{self.key}-{what}")

    def identifier(self, what: str) -> list[Json]:
        """The same as `identifier` of the resource."""
        return [{"system": self.base + PLAN_ITEM, "value": f"{self.key}-{what}"}]

    @cached_property
    def care_plan(self) -> Json:
        """A Reference to the CarePlan."""
        return {"reference": self.key_of("CarePlan", CARE_PLAN).full_url}

    @cached_property
    def source(self) -> Json:
        """A Reference to the sheet."""
        return reference(self.document)

    def above(self, statement: Statement) -> tuple[Statement, ...]:
        """The lead-ins that a statement hangs from, the outermost first."""
        return self._above[statement.id]

    @cached_property
    def _above(self) -> dict[str, tuple[Statement, ...]]:
        """By id; a parent that does not stand before its child is none, so that there are no rings."""
        found: dict[str, tuple[Statement, ...]] = {}
        known: dict[str, Statement] = {}
        for s in self.reading.statements:
            parent = known.get(s.parent or "")
            found[s.id] = (*found[parent.id], parent) if parent else ()
            known[s.id] = s
        return found

    @cached_property
    def leads(self) -> frozenset[str]:
        """The ids of the statements that something to do hangs from."""
        return frozenset(s.id for id in self.activities for s in self._above.get(id, ()))

    def conditions(self, statement: Statement) -> tuple[str, ...]:
        """What a statement hangs on, in the sheet's words: its lead-ins' conditions, then its own."""
        told = (s.condition for s in (*self.above(statement), statement))
        return tuple(dict.fromkeys(text for text in told if text))

    def window(self, statement: Statement) -> Window:
        """When it holds: its own timing, else that of the nearest lead-in that has one."""
        known = self._windows.get(statement.id)
        if known is None:
            known = self._windows[statement.id] = self._window(statement)
        return known

    @cached_property
    def _windows(self) -> dict[str, Window]:
        """Those that were worked out before: every part of the plan asks for them."""
        return {}

    def _window(self, statement: Statement) -> Window:
        told = (s.timing for s in (statement, *reversed(self.above(statement))))
        timing = next((t for t in told if t is not None), None)
        return Window() if timing is None else window(timing, self.at, arrival=self.arrival)
