"""The timing of one statement (docs/reading.md, "timing"): when, seen from the procedure, it begins and must be over.

`find` reads a clause in its context; `heading_timing` reads a heading or lead-in whose items happen at that time. The
English stands in mappings/en/timing.toml, the mechanism in timing_*.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from careplan.knowledge import Knowledge
from careplan.reading.model import Repeat, Timing
from careplan.reading.timing_grammar import TIMES, Parsed, parse, readings, together
from careplan.reading.timing_lexicon import Lexicon, lexicon
from careplan.reading.timing_ops import Bounds
from careplan.reading.timing_relative import elliptical, inherited, relative
from careplan.reading.timing_scene import Scene
from careplan.reading.timing_signs import fold
from careplan.reading.timing_units import day_of, duration_hours

__all__ = ["Found", "duration_hours", "find", "heading_timing", "mask"]

_WORDS = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CLOCK = re.compile(r"\d[:.]\d\d|\b0\d{3}\b|\d[ap]m?\b|½|\dh")
_UNTIL_ENDS = re.compile(r"[.;]\s|[.;]$|,? (?:because|so that|so you|as you|otherwise)\b|, (?:or|so|then|but|and then)\b")
_SILENT: Final = frozenset(("question", "risk", "warning-sign", "boilerplate"))
_SURE_ENOUGH = 0.92  # for what is information only
_SYMPTOM_HOWS: Final = frozenset(("first", "last", "within_of"))


@dataclass(frozen=True, slots=True)
class Found:
    """A timing, the character ranges of the text that it was read from, how sure it is (0 to 1) and those words."""

    timing: Timing
    spans: tuple[tuple[int, int], ...]
    confidence: float
    evidence: tuple[str, ...]


def find(
    text: str,
    *,
    section: str | None = None,
    prohibition: bool = False,
    topic: str | None = None,
    previous: Timing | None = None,
    heading: Timing | None = None,
    procedure: frozenset[str] = frozenset(),
    role: str = "instruction",
    knowledge: Knowledge | None = None,
) -> Found | None:
    """The timing that `text` (one statement) gives, or None.

    `section`, `role`, `topic`, `prohibition` are the statement's own; `previous` is the last timing told before it in the
    same paragraph or list ("after that"), `heading` the timing of its heading or lead-in (from `heading_timing`);
    `procedure` are lower-case words that name the procedure. A timing may have only a repeat, a duration or an `until`.
    """
    if role in _SILENT:
        return None
    words = lexicon(knowledge)
    folded = fold(text)
    scene = _scene(words, section, topic, prohibition, role, heading)
    spoken = _WORDS.findall(folded)
    if words.guard.isdisjoint(spoken) and not _CLOCK.search(folded):
        names = {words.single[w] for w in spoken if w in words.single}
        short = elliptical(folded, previous) or (inherited(names, scene, heading) if heading else None)
        return Found(short, (), 0.65, ()) if short else None
    parsed = parse(folded, words, scene, procedure)
    return _found(text, parsed, scene, previous, heading)


def heading_timing(
    text: str, *, within: Timing | None = None, procedure: frozenset[str] = frozenset(), knowledge: Knowledge | None = None
) -> Timing | None:
    """The timing that a heading or lead-in gives its items ("The night before", "Day 1", "5 days before"), or None.

    `within` is the timing of the heading above it: "6 pm" below "The day before" is on that day.
    """
    words = lexicon(knowledge)
    folded = fold(text)
    if words.guard.isdisjoint(_WORDS.findall(folded)) and not _CLOCK.search(folded):
        return None
    day = day_of(within.start) if within else None
    scene = Scene(before=day is None or day < 0, heading=True, day=day)
    parsed = parse(folded, words, scene, procedure)
    best = together([b for b in readings(parsed, scene, None) if b.how not in ("by_event", "until_event", "event", "notice")])
    return Timing(best.anchor, best.start, best.end) if best else None


def mask(text: str, *, procedure: frozenset[str] = frozenset(), knowledge: Knowledge | None = None) -> tuple[tuple[int, int], ...]:
    """The character ranges of `text` that speak of time: amounts, points, repeats, with their prepositions."""
    parsed = parse(fold(text), lexicon(knowledge), Scene(), procedure)
    return tuple((s.start, s.end) for s in parsed.row.signs if s.name in TIMES or s.name == "repeat")


def _scene(
    words: Lexicon, section: str | None, topic: str | None, prohibition: bool, role: str, heading: Timing | None
) -> Scene:
    later = topic in words.topics["after"]
    return Scene(
        section=section,
        topic=topic,
        before=section in ("before", "disclosure", "overview") and not later,
        forbid=prohibition,
        symptom=topic in words.topics["symptom"],
        prepare=prohibition or topic is None or topic in words.topics["prepare"],
        information=role == "information",
        day=day_of(heading.start) if heading else None,
    )


def _found(
    text: str, parsed: Parsed, scene: Scene, previous: Timing | None, heading: Timing | None
) -> Found | None:
    repeat_sign = next(parsed.signs("repeat"), None)
    repeat: Repeat | None = repeat_sign.value if repeat_sign else None
    read = readings(parsed, scene, repeat)
    best = together([b for b in read if _counts(b, parsed, scene)])
    length = next((b.duration for b in read if b.duration), None)
    until = _until(text, parsed)
    own = Timing(duration=length, repeat=repeat, until=until)
    spans = best.spans if best else ()
    if best:
        own, sure = replace(own, anchor=best.anchor, start=best.start, end=best.end), best.sure
    else:
        own, sure = _borrowed(own, parsed, scene, previous, heading)
    if scene.information and (sure < _SURE_ENOUGH or not best):
        return None
    if own == Timing(anchor=own.anchor):
        return None
    spans += tuple((s.start, s.end) for s in (repeat_sign,) if s)
    return Found(own, spans, round(sure, 2), _words(text, spans))


def _counts(b: Bounds, parsed: Parsed, scene: Scene) -> bool:
    """Whether a reading may stand: of what to do about a symptom only a stated window does, and office hours never do."""
    if scene.symptom and not (b.how in _SYMPTOM_HOWS or b.how in ("for", "in") and b.sure > 0.9):
        return False
    return not (b.how == "between" and any(s.name in ("weekday", "office") for s in parsed.row.signs))


def _borrowed(
    own: Timing, parsed: Parsed, scene: Scene, previous: Timing | None, heading: Timing | None
) -> tuple[Timing, float]:
    """What a statement without a time of its own has from the one before it or from its heading."""
    names = {s.name for s in parsed.row.signs}
    lent = relative(names, scene, previous, repeated=own.repeat is not None)
    if lent is None and heading is not None:
        lent = inherited(names, scene, heading)
    if lent is None:
        return own, 0.85
    return replace(own, anchor=lent.anchor, start=lent.start, end=lent.end), 0.7


def _until(text: str, parsed: Parsed) -> str | None:
    """The text of an open end: "until" with a clause that is no time."""
    for sign in parsed.row.signs:
        open_end = sign.name == "until" or sign.name == "op" and sign.value.how == "until_event"
        if open_end and not parsed.zone(sign.start):
            end = _UNTIL_ENDS.search(text, sign.end)
            return " ".join(text[sign.start : end.start() if end else len(text)].split()).rstrip(".,;: ")
    return None


def _words(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(" ".join(text[a:b].split()) for a, b in spans)
