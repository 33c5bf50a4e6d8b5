"""The only loader and checker of `mappings/`.

A Knowledge is a stack of folders: the project's own `mappings/`, and over it a hospital's overlay. A file of the
overlay is laid over the project's file of the same name: tables are merged, lists appended, anything else
replaced; a file that only the overlay has is new.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from careplan.errors import MappingError

T = TypeVar("T")


@dataclass(frozen=True)
class Knowledge:
    """Folders that hold mappings, the base first."""

    roots: tuple[Path, ...]

    def toml(self, name: str) -> dict[str, Any]:
        """The merged table of the file `name` ("en/timing.toml"); MappingError when no root has it."""
        found = [root / name for root in self.roots if (root / name).is_file()]
        if not found:
            raise MappingError(f"mappings have no file {name}")
        table: dict[str, Any] = {}
        for path in found:
            table = _merge(table, _parse(path))
        return table

    def folder(self, name: str) -> dict[str, dict[str, Any]]:
        """The merged tables of all *.toml in folder `name`, by file stem, in the order of the stems."""
        return {stem: self.toml(f"{name}/{stem}.toml") for stem in self.names(name)}

    def names(self, name: str) -> list[str]:
        """The stems of the *.toml files in folder `name`, sorted."""
        return sorted({path.stem for root in self.roots for path in (root / name).glob("*.toml")})

    def speaking(self, name: str, language: str) -> str | None:
        """The folder of `language` ("en-GB" is looked up as "en") if it has the file `name`, else None."""
        tongue = language.partition("-")[0].lower()
        return tongue if any((root / tongue / name).is_file() for root in self.roots) else None

    def languages(self) -> list[str]:
        """The languages that have a lexicon: folders that hold a `language.toml`."""
        return sorted({p.parent.name for root in self.roots for p in root.glob("*/language.toml")})


@lru_cache(maxsize=8)
def load(overlay: Path | None = None) -> Knowledge:
    """The project's mappings, with `overlay` laid over them; MappingError when that is no folder."""
    if overlay is not None and not overlay.is_dir():
        raise MappingError(f"the mappings overlay {overlay.name} is not a folder")
    return Knowledge((_base(),) if overlay is None else (_base(), overlay))


def default() -> Knowledge:
    """The project's own mappings, no overlay."""
    return load(None)


def build(cls: type[T], table: Mapping[str, Any], where: str) -> T:
    """A `cls` (a dataclass) of a TOML table; lists become tuples. MappingError names `where` and the allowed keys."""
    known = {f.name for f in fields(cls)}  # type: ignore[arg-type]  # a dataclass by contract
    unknown = sorted(set(table) - known)
    if unknown:
        raise MappingError(f"{where}: unknown key {unknown[0]!r}; allowed are {', '.join(sorted(known))}")
    missing = sorted(_required(cls) - set(table))
    if missing:
        raise MappingError(f"{where}: the key {missing[0]!r} is missing")
    return cls(**{key: _frozen(value) for key, value in table.items()})


def _required(cls: type[Any]) -> set[str]:
    return {f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING}


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


def _base() -> Path:
    """The folder of the mappings: inside an installed wheel, or beside the package in a checkout."""
    here = Path(__file__).resolve().parent
    for folder in _candidates(here):
        if folder.is_dir():
            return folder
    raise MappingError("the mappings folder is missing from this installation")


def _candidates(here: Path) -> Iterator[Path]:
    yield here / "_mappings"
    yield here.parent / "mappings"


@lru_cache(maxsize=1024)
def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path.parent.name}/{path.name}: {error}") from error


def _merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            merged[key] = [*old, *value]
        else:
            merged[key] = value
    return merged
