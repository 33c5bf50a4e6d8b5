"""What the EHR's FHIR server says that it can do (http://hl7.org/fhir/R4/capabilitystatement.html)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The part of a CapabilityStatement that delivery asks about."""

    fhir_version: str
    transaction: bool
    batch: bool

    @property
    def r4(self) -> bool:
        """True when the server speaks R4 (4.0.x) or R4B (4.3.0), which take the same bundle from us."""
        return self.fhir_version.startswith(("4.0.", "4.3."))


def capabilities(statement: dict[str, Any]) -> Capabilities:
    """The Capabilities in a CapabilityStatement; what it leaves out counts as not there."""
    servers = [rest for rest in statement.get("rest", ()) if rest.get("mode") == "server"]
    codes = {interaction.get("code") for rest in servers for interaction in rest.get("interaction", ())}
    return Capabilities(
        fhir_version=str(statement.get("fhirVersion", "")),
        transaction="transaction" in codes,
        batch="batch" in codes,
    )
