"""The jars of the sandbox: jars.lock names each with its size and SHA-256; nothing that differs is used.

Each of EXTRAS has a lock of its own, of what it needs beside them: fetched only by who wants it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from careplan.errors import CareplanError

LOCK = "jars.lock"
EXTRAS = ("reasoning", "r5")
"""The clinical-reasoning module; the definitions of R5."""
_LINE = re.compile(r"([0-9a-f]{64}) (\d+) ([\w.-]+):([\w.-]+):([\w.-]+)(?::([\w.-]+))?")
_COMPILER = ("org.eclipse.jdt", "ecj")


@dataclass(frozen=True)
class Jar:
    """One Maven artifact; `size` in bytes."""

    group: str
    artifact: str
    version: str
    classifier: str
    size: int
    sha256: str

    @property
    def coordinate(self) -> str:
        """`group:artifact:version[:classifier]`."""
        return ":".join(filter(None, (self.group, self.artifact, self.version, self.classifier)))

    @property
    def name(self) -> str:
        """Its file in our cache, in a folder of its group: two groups may have artifacts of one name."""
        stem = "-".join(filter(None, (self.artifact, self.version, self.classifier)))
        return f"{self.group}/{stem}.jar"

    @property
    def compiles(self) -> bool:
        """True for the compiler, which stands in the list but not on the class path."""
        return (self.group, self.artifact) == _COMPILER

    def line(self) -> str:
        """Its line in jars.lock."""
        return f"{self.sha256} {self.size} {self.coordinate}"

    def is_at(self, path: Path) -> bool:
        """True when the file at `path` is this jar, by size alone: the hash was checked when it came."""
        return path.is_file() and path.stat().st_size == self.size

    def hashes_to(self, path: Path) -> bool:
        """True when the file at `path` is this jar, by every byte."""
        return self.is_at(path) and file_hash(path) == self.sha256


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def locked(*extras: str) -> tuple[Jar, ...]:
    """The jars of jars.lock and of each of `extras` (of EXTRAS), in the order of the class path."""
    return tuple(jar for name in (LOCK, *map("{}.lock".format, extras)) for jar in _read(name))


def _read(name: str) -> list[Jar]:
    text = (files("careplan.sandbox") / name).read_text("utf-8")
    return [_parsed(line, name) for line in text.splitlines() if line and not line.startswith("#")]


def _parsed(line: str, name: str) -> Jar:
    match = _LINE.fullmatch(line)
    if match is None:
        raise CareplanError(f"careplan/sandbox/{name}: cannot read the line {line!r}")
    sha256, size, group, artifact, version, classifier = match.groups(default="")
    return Jar(group, artifact, version, classifier, int(size), sha256)
