"""`mappings/<language>/lifecycle.toml`: our own words when a delivered plan changes, checked and typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from careplan import knowledge as loader
from careplan.knowledge import Knowledge

FILE = "lifecycle.toml"


@dataclass(frozen=True, slots=True)
class Same:
    """When two sheets tell the same act, and when they contradict each other."""

    topics: tuple[str, ...]
    things: tuple[str, ...]
    disputed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """What the file holds; see the comments in it."""

    changed: str
    differs: str
    since_move: str
    moved: str
    withdrawn: str
    over: str
    replaced: str
    withdrawn_replaced: str
    told_twice: str
    merged: str
    past: str
    late: str
    by_hand: str
    text_by_hand: str
    done: str
    decided: str
    no_time: str
    contradiction: str
    summary: str
    changed_statement: str
    added_statement: str
    gone_statement: str
    done_before: str
    carried: str
    answered: str
    answered_done: str
    done_twice: str
    same: Same


@lru_cache(maxsize=32)
def phrases(knowledge: Knowledge, language: str) -> Phrases:
    """The phrases for a sheet in `language` ("en-GB" is looked up as "en"), else the English ones.

    MappingError when the file has an unknown key or lacks one.
    """
    where = f"{knowledge.speaking(FILE, language) or 'en'}/{FILE}"
    table = knowledge.toml(where)
    same = loader.build(Same, table.get("same", {}), f"{where} [same]")
    return loader.build(Phrases, {**table, "same": same}, where)
