"""Times that a statement has from the statement before it ("after that") or from its heading."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from careplan.reading.model import Timing
from careplan.reading.timing_lexicon import Lexicon
from careplan.reading.timing_scene import Scene
from careplan.reading.timing_units import ZERO, order

_UNIT = re.compile(r"P(?:T\d+H|\d+[DWMY])")
_UNFIT = frozenset(
    ("if", "always", "unit", "wait", "go_on")
)  # what holds on a condition, always, or at a time that was not understood


def relative(names: AbstractSet[str], scene: Scene, previous: Timing | None, own: Timing) -> Timing | None:
    """The timing of a statement that has one of the signs `then_*`, seen from the `previous` timing.

    Its `own` repeat stays without a start ("from then on, every 6 months"), its own duration without a window.
    """
    if previous is None or "if" in names:
        return None
    if "then_during" in names and own.duration is None:
        return Timing(previous.anchor, previous.start, previous.end) if previous.end else None
    if previous.end is None or previous.end == ZERO:
        return None
    early = order(previous.end) < 0
    if "then_until" in names:
        return Timing(previous.anchor, None if early else ZERO, previous.end)
    if "then_after" in names and own.repeat is None and (early or previous.start in (ZERO, "day0", None)):
        return Timing(previous.anchor, previous.end, ZERO if early and scene.forbid else None)
    return None


def inherited(names: AbstractSet[str], scene: Scene, heading: Timing) -> Timing | None:
    """The heading's time for a statement (its signs: `names`) without one; a ban begins "5 days before"."""
    start, end = heading.start, heading.end
    if scene.symptom or start is None or not _UNFIT.isdisjoint(names):
        return None
    if end and start.startswith("-") and order(end) < 0:
        if scene.forbid or "stop" in names:
            end = ZERO
        elif "start" in names:
            end = None
        elif "repeat" in names:
            end = ZERO  # what is done every night from then on
    return Timing(heading.anchor, start, end)


def elliptical(folded: str, previous: Timing | None, words: Lexicon) -> Timing | None:
    """ "Swimming after 4", when "planes are fine after 2 weeks" went before; "sport for 6" after "for 4 weeks"."""
    found = words.ellipsis.search(folded)
    if not found or previous is None:
        return None
    number = words.numbers.get(found[1], found[1])
    if previous.start == ZERO and previous.end and _UNIT.fullmatch(previous.end):
        return Timing(previous.anchor, ZERO, re.sub(r"\d+", number, previous.end))
    if previous.start is None or not _UNIT.fullmatch(previous.start):
        return None
    return Timing(previous.anchor, re.sub(r"\d+", number, previous.start))
