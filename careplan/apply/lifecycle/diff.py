"""Two sheets statement by statement: what is kept, changed, added, gone.

Ids shift from version to version, so statements are aligned by their words: first those with the same words,
then those that are nearest to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from careplan.apply.lifecycle.same import gist, plain
from careplan.reading.model import Reading, Statement

KINDS: Final = ("kept", "changed", "added", "gone")
_NEAR: Final = 0.6
"""The least likeness of the words of a changed statement (SequenceMatcher.ratio); below they are two."""
_SAME_TOPIC: Final = 0.1
"""What the same topic, told in the same section, adds to the likeness."""
_FIELDS: Final = ("section", "role", "topic", "actor", "prohibition", "obligation", "condition", "exception", "timing")


@dataclass(frozen=True, slots=True)
class Difference:
    """One statement: `before` of the old sheet, `after` of the new one, None where it is not told.

    `kind` is of KINDS; `fields` names what differs of a changed one ("text", "timing", "lead-in" ...).
    """

    kind: str
    before: Statement | None
    after: Statement | None
    fields: tuple[str, ...] = ()

    def to_json(self) -> Mapping[str, Any]:
        """As plain data: the words and the ids of both, and what differs."""
        return {
            "kind": self.kind,
            "before": _said(self.before),
            "after": _said(self.after),
            "fields": list(self.fields),
        }


def diff(old: Reading, new: Reading) -> tuple[Difference, ...]:
    """The differences in the order of the new sheet; what is gone stands where it stood."""
    pairs = _aligned(old.statements, new.statements)
    told = {a: _difference(old, new, a, b) for a, b in pairs.items()}
    other = {b.id: a for a, b in pairs.items()}
    gone = [Difference("gone", s, None) for s in old.statements if s.id not in told]
    made: list[Difference] = []
    for s in new.statements:
        made.append(told[other[s.id]] if s.id in other else Difference("added", None, s))
    return tuple(_in_place(made, gone))


def _difference(old: Reading, new: Reading, id: str, after: Statement) -> Difference:
    before = old.statement(id)
    fields = [name for name in _FIELDS if _said_of(before, name) != _said_of(after, name)]
    if gist(before.text) != gist(after.text):
        fields.insert(0, "text")
    if _lead_ins(old, before) != _lead_ins(new, after):
        fields.append("lead-in")
    return Difference("changed" if fields else "kept", before, after, tuple(fields))


def _said_of(statement: Statement, name: str) -> Any:
    """A field; texts by their gist."""
    found = getattr(statement, name)
    return gist(found) if name in ("condition", "exception") and found else found


def _aligned(old: Sequence[Statement], new: Sequence[Statement]) -> dict[str, Statement]:
    """From the id of an old statement to the new one that tells it."""
    found: dict[str, Statement] = {}
    for a, b in _same_words(old, new):
        found[a.id] = b
    taken = {b.id for b in found.values()}
    left, right = [s for s in old if s.id not in found], [s for s in new if s.id not in taken]
    for a, b in _nearest(left, right):
        found[a.id] = b
    return found


def _same_words(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Pairs with the same words, in order; a sheet may say a thing twice, best in the same section."""
    waiting: dict[str, list[Statement]] = {}
    for s in new:
        waiting.setdefault(gist(s.text), []).append(s)
    for s in old:
        same = waiting.get(gist(s.text), [])
        if same:
            best = next((t for t in same if (t.section, t.topic) == (s.section, s.topic)), same[0])
            same.remove(best)
            yield s, best


def _nearest(old: Iterable[Statement], new: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """The pairs that are most alike first, each statement once."""
    words = {id(s): plain(s.text).split() for s in (*old, *new)}
    scored = [
        (-score, n, m, s, t)
        for n, s in enumerate(old)
        for m, t in enumerate(new)
        if (score := _likeness(s, t, words[id(s)], words[id(t)])) >= _NEAR
    ]
    seen: set[int] = set()
    for _, _, _, s, t in sorted(scored, key=lambda x: x[:3]):
        if not {id(s), id(t)} & seen:
            seen |= {id(s), id(t)}
            yield s, t


def _likeness(s: Statement, t: Statement, words: list[str], others: list[str]) -> float:
    """From 0 to 1.1; cheap bounds first, since nearly all pairs are unlike."""
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    bonus = _SAME_TOPIC if s.topic not in (None, "other") and (s.topic, s.section) == (t.topic, t.section) else 0.0
    least = _NEAR - bonus
    if s.role != t.role or matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio() + bonus


def _lead_ins(reading: Reading, statement: Statement) -> list[str]:
    found: list[str] = []
    seen: set[str] = set()
    above = statement.parent
    while above is not None and above not in seen:
        seen.add(above)
        parent = reading.statement(above)
        found.append(gist(parent.text))
        above = parent.parent
    return found


def _in_place(made: list[Difference], gone: list[Difference]) -> list[Difference]:
    """What is gone goes behind the last one that stood before it."""
    for one in gone:
        stood = one.before.start if one.before else 0
        before = [(d.before.start, n) for n, d in enumerate(made) if d.before is not None and d.before.start < stood]
        made.insert(max(before)[1] + 1 if before else 0, one)
    return made


def _said(statement: Statement | None) -> Mapping[str, Any] | None:
    if statement is None:
        return None
    return {"id": statement.id, "section": statement.section, "text": statement.text}
