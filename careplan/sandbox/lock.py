"""`python -m careplan.sandbox.lock`, for developers: resolves jars.toml and reasoning.toml by jgo, writes the locks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from careplan.errors import CareplanError
from careplan.sandbox.fetch import context
from careplan.sandbox.jars import LOCK, REASONING_LOCK, Jar, file_hash

if TYPE_CHECKING:
    from jgo.maven import Artifact, Dependency

_FOLDER = Path(__file__).parent
_HEAD = "# Made of {} by `python -m careplan.sandbox.lock`: SHA-256, bytes, coordinate. Do not edit.\n"
_PLAIN, _REASONING = "jars.toml", "reasoning.toml"


def main() -> None:
    """Write jars.lock: the compiler, what we ask for, then what that needs, without what is excluded.

    And reasoning.lock: what the clinical-reasoning module needs beside that, in the same versions of the rest.
    """
    plain, more = (tomllib.loads((_FOLDER / name).read_text("utf-8")) for name in (_PLAIN, _REASONING))
    jars = _jars(plain)
    both = _jars(plain | {key: plain[key] + more[key] for key in more})
    if torn := [jar.coordinate for jar in jars if jar not in both]:
        raise CareplanError(f"with {_REASONING} Maven takes another version of {', '.join(torn)}: pin or exclude it")
    _write(LOCK, _PLAIN, jars)
    _write(REASONING_LOCK, _REASONING, [jar for jar in both if jar not in jars])


def _write(lock: str, source: str, jars: Iterable[Jar]) -> None:
    (_FOLDER / lock).write_text(_HEAD.format(source) + "".join(jar.line() + "\n" for jar in jars), "utf-8")


def _jars(wanted: dict[str, Any]) -> list[Jar]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(_jar, _artifacts(wanted)))


def _artifacts(wanted: dict[str, Any]) -> list[Artifact]:
    maven = context()
    asked = [maven.create_dependency(text) for text in (wanted["bom"] + ":pom", *wanted["coordinates"])]
    found, needed = maven.resolver.resolve(asked)
    out = frozenset(wanted["exclude"])
    kept = [dependency.artifact for dependency in (*found[1:], *needed) if not _out(dependency, out)]
    return [maven.create_dependency(wanted["compiler"]).artifact, *kept]


def _out(dependency: Dependency, excluded: frozenset[str]) -> bool:
    return bool(excluded & {f"{dependency.groupId}:{dependency.artifactId}", f"{dependency.groupId}:*"})


def _jar(artifact: Artifact) -> Jar:
    path = artifact.resolve()
    return Jar(
        group=artifact.groupId,
        artifact=artifact.artifactId,
        version=artifact.version,
        classifier=artifact.classifier,
        size=path.stat().st_size,
        sha256=file_hash(path),
    )


if __name__ == "__main__":
    main()
