"""What the FHIR server and the validator share: a JVM that is started, stopped, and never left behind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import ClassVar, Literal, Self

from careplan.errors import CareplanError
from careplan.sandbox.java import prepare
from careplan.sandbox.jvm import Jvm
from careplan.sandbox.progress import Progress, Step, silent

FhirVersion = Literal["R4", "R5"]
"""A release by its usual name."""
_DEFINITIONS: dict[FhirVersion, tuple[str, ...]] = {"R4": (), "R5": ("r5",)}
_START = 240.0  # seconds; the server takes 11 on two idle cores


class Service(ABC):
    """Runs for as long as its `with` block lasts, or from `start` to `stop`."""

    _name: ClassVar[str]
    _main: ClassVar[str]  # the Java class
    _memory: ClassVar[str]  # heap at most
    _quick: ClassVar[bool] = True  # starts sooner; False for benchmarks, to be fair

    def __init__(self, progress: Progress | None, fhir_version: FhirVersion) -> None:
        self._progress = progress or silent
        self._fhir_version = fhir_version
        self._extras: tuple[str, ...] = _DEFINITIONS[fhir_version]  # of jars.EXTRAS
        self._jvm: Jvm | None = None
        self._scratch: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        if self._jvm is None:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id of the JVM."""
        return self._running.pid

    def start(self) -> None:
        """Return when it answers; the first time ever, fetch and compile what it needs.

        SettingsError when the extra is not installed, CareplanError with the end of the log when it does
        not start.
        """
        java = prepare(self._progress, *self._extras)
        self._progress(Step(f"starting {self._name}"))
        folder = self._folder()
        self._jvm = Jvm(
            java.line(self._class(), *self._arguments(folder), memory=self._memory, quick=self._quick),
            log=folder / "sandbox.log",
            name=self._name,
        )
        try:
            self._ready(self._jvm.read(seconds=_START))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it. May be called twice."""
        if self._jvm:
            self._jvm.stop()
        if self._scratch:
            self._scratch.cleanup()
        self._jvm = self._scratch = None

    @property
    def _running(self) -> Jvm:
        if self._jvm is None:
            raise CareplanError(f"{self._name} has not been started")
        return self._jvm

    def _class(self) -> str:
        return self._main

    def _folder(self) -> Path:
        """Where it writes: forgotten at the end, unless a subclass knows better."""
        self._scratch = TemporaryDirectory(prefix="careplan-sandbox-")
        return Path(self._scratch.name)

    @abstractmethod
    def _arguments(self, folder: Path) -> tuple[str, ...]:
        """What the Java class is given."""

    @abstractmethod
    def _ready(self, line: str) -> None:
        """Take its first line, which says that it is up."""
