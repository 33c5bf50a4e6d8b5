"""A real FHIR R4 or R5 server (HAPI JPA with embedded H2) on loopback, to try against and to test with."""

from __future__ import annotations

from pathlib import Path

import requests

from careplan.errors import CareplanError, InputError
from careplan.sandbox.progress import Progress
from careplan.sandbox.service import FhirVersion, Service

_FIRST = 60  # seconds that its first answers may take


class Sandbox(Service):
    """A FHIR server for as long as the `with` block lasts, or from `start` to `stop`.

    `port` 0 takes a free one. `data_dir` is the folder of its database and log, which stay; None keeps all
    in memory. `validate` refuses what is not valid FHIR with 422. `progress` hears what is being done.
    `fhir_version` is R4 or R5.
    `clinical_reasoning` adds the module of that name to an R4 server (cqframework's): PlanDefinition/$apply, $r5.apply,
    ActivityDefinition/$apply and Questionnaire/$populate.
    """

    _name = "the FHIR server"
    _main = "SandboxServer"
    _memory = "2g"

    def __init__(
        self,
        port: int = 0,
        data_dir: Path | None = None,
        validate: bool = True,
        progress: Progress | None = None,
        *,
        clinical_reasoning: bool = False,
        fhir_version: FhirVersion = "R4",
    ) -> None:
        super().__init__(progress, fhir_version)
        if clinical_reasoning and fhir_version != "R4":
            raise InputError(f"the clinical-reasoning module is there for FHIR R4 only, not for {fhir_version}")
        self._reasoning = clinical_reasoning
        self._extras += ("reasoning",) if clinical_reasoning else ()
        self._port, self._data_dir, self._validate = port, data_dir, validate
        self._url = ""

    @property
    def url(self) -> str:
        """Its FHIR base address."""
        return self._url

    def wait(self) -> None:
        """Return never; CareplanError when the server has ended by itself."""
        self._running.wait()

    def _class(self) -> str:
        return "ReasoningServer" if self._reasoning else self._main

    def _folder(self) -> Path:
        if self._data_dir is None:
            return super()._folder()
        self._data_dir.mkdir(parents=True, exist_ok=True)
        return self._data_dir.resolve()

    def _arguments(self, folder: Path) -> tuple[str, ...]:
        file = f"jdbc:h2:file:{folder.as_posix()}/fhir"
        memory = "jdbc:h2:mem:fhir;DB_CLOSE_DELAY=-1"  # of this JVM alone, until it ends
        database = memory if self._data_dir is None else file
        return str(self._port), database, str(self._validate).lower(), self._fhir_version

    def _ready(self, line: str) -> None:
        """Ask for its capabilities, and run a transaction that only reads: the next one is quick."""
        self._url = line.removeprefix("ready ")
        entry = {"request": {"method": "GET", "url": "Patient?_count=1"}}
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
        json = {"Content-Type": "application/fhir+json"}
        try:
            requests.get(f"{self._url}/metadata", timeout=_FIRST).raise_for_status()
            requests.post(self._url, json=bundle, headers=json, timeout=_FIRST).raise_for_status()
        except requests.RequestException as error:
            log = self._running.log_tail()
            raise CareplanError(f"{self._name} does not answer as it should: {error}\n{log}") from None
