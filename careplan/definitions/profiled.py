"""What the profiles that a definition claims want of it, beyond what every definition has.

- A publisher's name makes a definition more than a trial: `publisher`, and `experimental` false.
- CPG (cpg-shareable...): the extension knowledgeCapability.
- SDC: a server that has the guide knows its code systems, so the launch context's code gets its system (see
  `questionnaire`); and with a version there must be a versionAlgorithm (sdc-2). Ours are hashes, which no
  algorithm puts in order; R5 writes that as the FHIRPath `0` ("the ordering can't be determined").
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from careplan.definitions.codes import Codes
from careplan.errors import InputError
from careplan.fhir.extensions import Json
from careplan.fhir.profiles import CPG_GUIDE, SDC_GUIDE, claimed, known
from careplan.fhir.statement import fhir_string
from careplan.fhir.systems import (
    CPG_KNOWLEDGE_CAPABILITY,
    SDC_LAUNCH_CONTEXT,
    SDC_LAUNCH_CONTEXTS,
    VERSION_ALGORITHM,
)

_CAPABILITIES = {
    "PlanDefinition": ("shareable", "computable"),
    "ActivityDefinition": ("shareable", "computable"),
    "Questionnaire": ("shareable",),
}


@dataclass(frozen=True, slots=True)
class Profiled:
    """A function from a definition to the same with publisher and claims."""

    codes: Codes
    guides: tuple[str, ...] = ()
    publisher: str | None = None

    @classmethod
    def of(cls, codes: Codes, guides: Collection[str], publisher: str | None) -> Profiled:
        """InputError for an unknown guide, and for CPG without a publisher: its profiles require one."""
        names = known(guides)
        if CPG_GUIDE in names and not publisher:
            raise InputError("the profiles of cpg need a publisher")
        return cls(codes, names, publisher)

    def __call__(self, definition: Json) -> Json:
        """The definition as the guides want it, claiming their profiles."""
        made = {**definition, **self._published(), **self._extended(definition)}
        return claimed(made, self.guides)

    def _published(self) -> Json:
        return {"publisher": fhir_string(self.publisher), "experimental": False} if self.publisher else {}

    def _extended(self, definition: Json) -> Json:
        extension = list(definition.get("extension", ()))
        if SDC_GUIDE in self.guides and definition["resourceType"] == "Questionnaire":
            extension = [*map(self._with_system, extension), {"url": VERSION_ALGORITHM, "valueString": "0"}]
        if CPG_GUIDE in self.guides:
            extension += [
                {"url": CPG_KNOWLEDGE_CAPABILITY, "valueCode": code}
                for code in _CAPABILITIES[definition["resourceType"]]
            ]
        return {"extension": extension} if extension else {}

    def _with_system(self, extension: Json) -> Json:
        """A launch context whose code has its system; any other extension as it is."""
        if extension["url"] != SDC_LAUNCH_CONTEXT:
            return extension
        return {**extension, "extension": [self._coded(part) for part in extension["extension"]]}

    def _coded(self, part: Json) -> Json:
        code = part.get("valueCoding", {}).get("code")
        row = self.codes.rows.get((SDC_LAUNCH_CONTEXTS, str(code)))
        return {**part, "valueCoding": row.coding} if row else part
