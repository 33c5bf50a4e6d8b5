"""For whom, when and by whom: what everything that is made of a foreign plan has in common."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from typing import Any

from careplan.apply.context import CARE_PLAN, PLAN, PLAN_ITEM
from careplan.apply.procedure_time import ProcedureTime
from careplan.apply.words import Words
from careplan.fhir.bundle import Key, reference

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One application; everything is checked, `now` is an instant as FHIR writes it."""

    plan: Json
    digest: str
    software: Json
    words: Words
    subject: str
    at: ProcedureTime
    now: str
    encounter: str | None
    requester: str | None
    reviewer: str | None
    base: str
    us_core: bool

    @cached_property
    def key(self) -> str:
        """The plan's name: a hash of what was applied, to whom, for when."""
        when = self.at.time.astimezone(UTC).isoformat() if self.at.time else self.at.date.isoformat()
        return hashlib.sha256("\n".join((self.digest, self.subject, when)).encode()).hexdigest()[:32]

    def identifier(self, what: str) -> list[Json]:
        """The business identifier of one resource of the plan."""
        return [{"system": self.base + PLAN_ITEM, "value": f"{self.key}-{what}"}]

    def key_of(self, type: str, what: str) -> Key:
        """The same as a Key."""
        return Key(type, self.base + PLAN_ITEM, f"{self.key}-{what}")

    @property
    def group(self) -> Json:
        """The identifier that all Tasks of the plan share."""
        return {"system": self.base + PLAN, "value": self.key}

    @cached_property
    def care_plan(self) -> Json:
        """A Reference to the CarePlan."""
        return {"reference": self.key_of("CarePlan", CARE_PLAN).full_url}

    @property
    def asking(self) -> Json:
        """A Reference to who asks."""
        return {"reference": self.requester} if self.requester else reference(self.software)

    @property
    def language(self) -> Json:
        """The plan's language, as the element `language`."""
        return {"language": self.plan["language"]} if "language" in self.plan else {}

    @property
    def within(self) -> Json:
        """The encounter, as the element `encounter`."""
        return {"encounter": {"reference": self.encounter}} if self.encounter else {}
