"""A JVM as our child: it ends when we close its standard input, and so too when this process dies."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from threading import Timer
from typing import IO

from careplan.errors import CareplanError

_TAIL = 12  # lines of the log that an error shows
_GRACE = 10.0  # seconds that a JVM has to end by itself


class Jvm:
    """Runs the command `line`; its standard error goes to the file `log`. `name` is for errors."""

    def __init__(self, line: Sequence[str], *, log: Path, name: str) -> None:
        self._name, self._log = name, log
        with log.open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 # a command line of our own making
                line,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def read(self, *, seconds: float) -> str:
        """The next line that it writes. CareplanError with the end of the log when it ends or is silent."""
        silence = Timer(seconds, self._process.kill)
        silence.daemon = True
        silence.start()
        line = self._out.readline()
        silence.cancel()
        if not line:
            raise self._ended(f"ended, or said nothing for {seconds:.0f} s")
        return line.rstrip("\n")

    def write(self, line: str) -> None:
        """Give it a line."""
        try:
            self._in.write(line + "\n")
            self._in.flush()
        except OSError:
            raise self._ended("has ended") from None

    def wait(self) -> None:
        """Wait until it ends, which it does not by itself: CareplanError then."""
        self._process.wait()
        raise self._ended("ended by itself")

    def stop(self) -> None:
        """End it: first by closing its standard input, then by force. May be called twice."""
        try:
            self._in.close()
            self._process.wait(_GRACE)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        self._out.close()

    def log_tail(self) -> str:
        """The last lines of its log, without the frames of stack traces."""
        lines = self._log.read_text("utf-8", errors="replace").splitlines()
        return "\n".join([line for line in lines if not line.startswith("\t")][-_TAIL:])

    def _ended(self, what: str) -> CareplanError:
        return CareplanError(f"{self._name} {what}:\n{self.log_tail()}")

    @property
    def _in(self) -> IO[str]:
        assert self._process.stdin  # noqa: S101 # we asked for a pipe
        return self._process.stdin

    @property
    def _out(self) -> IO[str]:
        assert self._process.stdout  # noqa: S101 # we asked for a pipe
        return self._process.stdout
