"""`python -m careplan.sandbox.lock`, for developers: resolves jars.toml by jgo, writes jars.lock."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from careplan.sandbox.fetch import context
from careplan.sandbox.jars import Jar, file_hash

if TYPE_CHECKING:
    from jgo.maven import Artifact, Dependency

_FOLDER = Path(__file__).parent
_HEAD = "# Made of jars.toml by `python -m careplan.sandbox.lock`: SHA-256, bytes, coordinate. Do not edit.\n"


def main() -> None:
    """Write jars.lock: the compiler, what we ask for, then what that needs, without what is excluded."""
    wanted = tomllib.loads((_FOLDER / "jars.toml").read_text("utf-8"))
    with ThreadPoolExecutor(8) as pool:
        jars = list(pool.map(_jar, _artifacts(wanted)))
    (_FOLDER / "jars.lock").write_text(_HEAD + "".join(jar.line() + "\n" for jar in jars), "utf-8")


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
