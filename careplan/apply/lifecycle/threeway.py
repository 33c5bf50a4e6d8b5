"""Three-way: what we made, what stands there now, what we would make now.

What nobody touched since we made it becomes what we would make; what somebody changed stays theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

Json = dict[str, Any]


class Verdict(Enum):
    """What to do with one element."""

    KEEP = "ours is what it was, or theirs says the same already"
    TAKE = "ours is another one now and nobody changed it"
    CLASH = "ours is another one now, and somebody changed it"


def verdict(base: Any, theirs: Any, new: Any) -> Verdict:
    """What to do with an element that we made as `base`, that stands as `theirs` and that we make as `new` now."""
    if new in (base, theirs):
        return Verdict.KEEP
    if equal(base, theirs):
        return Verdict.TAKE  # also the same instant in the offset of another zone
    return Verdict.KEEP if equal(base, new) or equal(theirs, new) else Verdict.CLASH


def equal(one: Any, other: Any) -> bool:
    """The same element; a server may write an instant in another offset or with other fractions of a second."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, str) and isinstance(other, str) and one != other:
        return _instant(one) is not None and _instant(one) == _instant(other)
    return bool(one == other)


def put(holder: Mapping[str, Any], name: str, value: Any) -> Json:
    """A copy of `holder` whose element `name` is `value`, or which has none when that is empty."""
    made = {key: held for key, held in holder.items() if key != name}
    if value in (None, {}, []):
        return made
    # in its old place, so that what is the same stays the same
    return {key: value if key == name else holder[key] for key in holder} if name in holder else {**made, name: value}


def _instant(text: str) -> datetime | None:
    if len(text) < 20 or text[4:5] != "-" or "T" not in text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
