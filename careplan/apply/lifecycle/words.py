"""`mappings/<language>/lifecycle.toml`: our own words when a delivered plan changes, checked and typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from careplan import knowledge as loader
from careplan.knowledge import Knowledge

FILE = "lifecycle.toml"


@dataclass(frozen=True, slots=True)
class Phrases:
    """What the file holds; see the comments in it."""

    changed: str
    differs: str
    moved: str
    withdrawn: str
    over: str
    replaced: str
    past: str
    by_hand: str
    text_by_hand: str
    done: str
    decided: str
    no_time: str


@lru_cache(maxsize=32)
def phrases(knowledge: Knowledge, language: str) -> Phrases:
    """The phrases for a sheet in `language` ("en-GB" is looked up as "en"), else the English ones.

    MappingError when the file has an unknown key or lacks one.
    """
    tongue = language.partition("-")[0].lower()
    known = tongue if any((root / tongue / FILE).is_file() for root in knowledge.roots) else "en"
    where = f"{known}/{FILE}"
    return loader.build(Phrases, knowledge.toml(where), where)
