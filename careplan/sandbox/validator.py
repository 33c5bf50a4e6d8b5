"""HAPI's FHIR validator as a process that stays: its first answer takes seconds, the next milliseconds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from careplan.errors import CareplanError
from careplan.sandbox.progress import Progress
from careplan.sandbox.service import FhirVersion, Service

_ANSWER = 240.0  # seconds; with many packages the first answer takes 24


@dataclass(frozen=True)
class Issue:
    """A finding. `severity` is fatal, error, warning or information; `location` FHIRPath; `code` its kind."""

    severity: str
    location: str
    message: str
    code: str = ""

    @property
    def wrong(self) -> bool:
        """True when the resource is not valid because of it."""
        return self.severity in ("fatal", "error")

    def __str__(self) -> str:
        return f"{self.severity} at {self.location}: {self.message}"


class Validator(Service):
    """Validates against R4 (or R5) core and the `packages`: FHIR npm packages (.tgz), or folders of JSON resources.

    A definition in a package goes before that of the core with the same url. `fhir_version` is R4 or R5.
    Best-practice findings are off. No network is asked: codes of a system that no package holds are not
    checked. Several threads may use it.
    """

    _name = "the FHIR validator"
    _main = "ValidatorLoop"
    _memory = "3g"
    _quick = False  # it may be asked about thousands of resources

    def __init__(
        self,
        *,
        packages: Sequence[Path | str] = (),
        progress: Progress | None = None,
        fhir_version: FhirVersion = "R4",
    ) -> None:
        super().__init__(progress, fhir_version)
        self._packages = tuple(Path(package).resolve() for package in packages)
        self._lock = Lock()
        self._loaded = 0

    @property
    def loaded(self) -> int:
        """How many definitions the packages brought."""
        return self._loaded

    def validate(self, resource: Mapping[str, Any] | str, profile: str | None = None) -> list[Issue]:
        """What is wrong with `resource` (a dict, or JSON text), by the profile of that url too if given.

        Empty when all is well. CareplanError when it cannot be parsed at all.
        """
        text = resource if isinstance(resource, str) else json.dumps(resource)
        answer = self._asked(json.dumps({"resource": text, "profile": profile}))
        if "error" in answer:
            raise CareplanError(f"{self._name} cannot take it: {answer['error']}")
        return [Issue(**{key: value or "" for key, value in found.items()}) for found in answer["issues"]]

    def _asked(self, line: str) -> dict[str, Any]:
        with self._lock:
            self._running.write(line)
            answer: dict[str, Any] = json.loads(self._running.read(seconds=_ANSWER))
        return answer

    def _arguments(self, folder: Path) -> tuple[str, ...]:
        return (self._fhir_version, *map(str, self._packages))

    def _ready(self, line: str) -> None:
        self._loaded = json.loads(line)["ready"]
