"""What is told of an application: issues, in the order in which they were found (OperationOutcome.issue)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from careplan.fhir.outcome import issue

Json = dict[str, Any]
_MOST = 500


@dataclass(slots=True)
class Issues:
    """Collects issues; the same one is told once."""

    found: list[Json] = field(default_factory=list)

    def unsupported(self, expression: str, why: str) -> None:
        """An element that has no effect here."""
        self.add("warning", "not-supported", why, expression)

    def note(self, expression: str, what: str) -> None:
        """Something that a person should know and that is no fault."""
        self.add("information", "informational", what, expression)

    def add(self, severity: str, code: str, text: str, expression: str) -> None:
        """One issue; `expression` is the FHIRPath of what it is about."""
        made = issue(code, text, severity, expression)
        if made not in self.found and len(self.found) < _MOST:
            self.found.append(made)

    def outcome(self, id: str) -> Json | None:
        """The OperationOutcome to be contained, or None when there is nothing to tell."""
        return {"resourceType": "OperationOutcome", "id": id, "issue": self.found} if self.found else None
