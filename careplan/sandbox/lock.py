"""`python -m careplan.sandbox.lock`, for developers: resolves jars.toml and the extras by jgo, writes the locks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from careplan.errors import CareplanError
from careplan.sandbox.fetch import context
from careplan.sandbox.jars import EXTRAS, LOCK, Jar, file_hash

if TYPE_CHECKING:
    from jgo.maven import Artifact, Dependency

_FOLDER = Path(__file__).parent
_HEAD = "# Made of {} by `python -m careplan.sandbox.lock`: SHA-256, bytes, coordinate. Do not edit.\n"
_PLAIN = "jars.toml"


def main() -> None:
    """Write jars.lock: the compiler, what we ask for, then what that needs, without what is excluded.

    And a lock for each extra: what it needs beside that, in the same versions of the rest.
    """
    plain = _list(_PLAIN)
    jars = _jars(plain)
    _write(LOCK, _PLAIN, jars)
    for extra in EXTRAS:
        source = f"{extra}.toml"
        more = _list(source)
        both = _jars(plain | {key: plain[key] + more[key] for key in more})
        if torn := [jar.coordinate for jar in jars if jar not in both]:
            raise CareplanError(f"with {source} Maven takes another version of {', '.join(torn)}: pin or exclude it")
        _write(f"{extra}.lock", source, [jar for jar in both if jar not in jars])


def _list(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text("utf-8"))


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
    kept = [*(d.artifact for d in found[1:]), *(d.artifact for d in needed if not _out(d, out))]
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
