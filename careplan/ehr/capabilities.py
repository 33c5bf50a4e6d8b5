"""What the EHR's FHIR server says that it can do (http://hl7.org/fhir/R4/capabilitystatement.html)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from careplan.fhir.versions import FhirVersion, release


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The part of a CapabilityStatement that delivery asks about."""

    fhir_version: str
    transaction: bool
    batch: bool

    @property
    def release(self) -> FhirVersion | None:
        """R4 (also for R4B, which takes the same from us) or R5; None when the server speaks neither."""
        return release(self.fhir_version)


def capabilities(statement: dict[str, Any]) -> Capabilities:
    """The Capabilities in a CapabilityStatement; what it leaves out counts as not there."""
    servers = [rest for rest in statement.get("rest", ()) if rest.get("mode") == "server"]
    codes = {interaction.get("code") for rest in servers for interaction in rest.get("interaction", ())}
    return Capabilities(
        fhir_version=str(statement.get("fhirVersion", "")),
        transaction="transaction" in codes,
        batch="batch" in codes,
    )
