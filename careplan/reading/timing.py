"""The timing of one statement (docs/reading.md, "timing"): when it begins and ends, seen from the procedure.

`find` reads a clause in its context; `heading_timing` a heading or lead-in whose items happen at that time.
The words stand in mappings/<language>/timing.toml, the mechanism in timing_*.py:

    text -signs-> row of signs -rules-> operations -bounds-> starts and ends -readings-> one timing
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

from careplan.knowledge import Knowledge
from careplan.reading.model import Repeat, Timing
from careplan.reading.timing_lexicon import Lexicon
from careplan.reading.timing_ops import Bounds
from careplan.reading.timing_readings import STATED, TIMES, readings, together
from careplan.reading.timing_relative import elliptical, inherited, relative
from careplan.reading.timing_rules import Parsed, grammar, parse
from careplan.reading.timing_scene import Scene
from careplan.reading.timing_signs import Sign, fold, signs
from careplan.reading.timing_units import day_of, duration_hours

__all__ = ["Found", "duration_hours", "find", "heading_timing", "mask"]

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CLOCK = re.compile(r"\d[:.]\d\d|\b0\d{3}\b|½")
_SILENT: Final = frozenset(("question", "risk", "warning-sign", "boilerplate"))
_BEFORE: Final = frozenset(("before", "disclosure", "overview"))
_NO_HEADING: Final = frozenset(("by_event", "until_event", "event", "notice"))
_OF_SYMPTOMS: Final = frozenset(("first", "last", "within_of", "notice"))
_SURE_ENOUGH = 0.92  # for what is information only
_BORROWED, _BARE = 0.7, 0.85  # a time from elsewhere; a repeat, duration or "until" without start and end


class Found(NamedTuple):
    """A timing, the character ranges it was read from, how sure it is (0 to 1), and those words."""

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
    language: str = "en",
) -> Found | None:
    """The timing that `text` (one statement) gives, or None.

    `section`, `role`, `topic`, `prohibition` are the statement's own. `previous` is the last timing
    told before it in the same paragraph or list ("after that"); `heading` that of its heading or
    lead-in (`heading_timing`). `procedure` are lower-case words that name the procedure. The timing may
    have only a repeat, a duration or an `until`. Questions, risks, warning signs and boilerplate have
    none, information only what is stated in full. The words are those of `language` in `knowledge` (the project's
    own when None).
    """
    if role in _SILENT:
        return None
    words = grammar(knowledge, language)
    scene = _scene(words, section=section, topic=topic, forbid=prohibition, role=role, heading=heading)
    folded = fold(text)
    spoken = _WORD.findall(folded)
    if words.guard.isdisjoint(spoken) and not _CLOCK.search(folded):
        names = {s.name for s in signs(folded, words, procedure).signs} if heading else set()
        lent = elliptical(folded, previous, words) or (inherited(names, scene, heading) if heading else None)
        return Found(lent, (), _BORROWED, ()) if lent and not scene.information else None
    return _found(text, parse(folded, words, scene, procedure), scene, previous, heading)


def heading_timing(
    text: str,
    *,
    section: str | None = None,
    within: Timing | None = None,
    procedure: frozenset[str] = frozenset(),
    knowledge: Knowledge | None = None,
    language: str = "en",
) -> Timing | None:
    """The timing that a heading or lead-in gives its items ("The night before", "Day 1"), or None.

    `section` says the side of "for 2 weeks" (when None, after); `within` is the timing of the heading
    above it: "6 pm" below "The day before" is on that day.
    """
    words, folded = grammar(knowledge, language), fold(text)
    if words.guard.isdisjoint(_WORD.findall(folded)) and not _CLOCK.search(folded):
        return None
    day = day_of(within.start) if within else None
    before = section in _BEFORE if section else day is None or day < 0
    scene = Scene(before=before, heading=True, day=day)
    read = readings(parse(folded, words, scene, procedure), scene, None)
    if section is None and before and any(b.how == "for" and b.sure < STATED for b in read):
        return heading_timing(
            text, section="after", within=within, procedure=procedure, knowledge=knowledge, language=language
        )
    best = together([b for b in read if b.how not in _NO_HEADING])
    return Timing(best.anchor, best.start, best.end) if best else None


def mask(
    text: str,
    *,
    procedure: frozenset[str] = frozenset(),
    knowledge: Knowledge | None = None,
    language: str = "en",
) -> tuple[tuple[int, int], ...]:
    """The character ranges of `text` that speak of time: points, amounts, repeats with their prepositions."""
    row = parse(fold(text), grammar(knowledge, language), Scene(), procedure).row
    return tuple((s.start, s.end) for s in row.signs if s.name in TIMES or s.name == "repeat")


def _scene(
    words: Lexicon,
    *,
    section: str | None,
    topic: str | None,
    forbid: bool,
    role: str,
    heading: Timing | None,
) -> Scene:
    return Scene(
        topic=topic,
        before=section in _BEFORE and topic not in words.topics["after"],
        forbid=forbid,
        symptom=topic in words.topics["symptom"],
        prepare=forbid or topic is None or topic in words.topics["prepare"],
        information=role == "information",
        day=day_of(heading.start) if heading else None,
    )


def _found(text: str, parsed: Parsed, scene: Scene, previous: Timing | None, heading: Timing | None) -> Found | None:
    sign = next(parsed.named("repeat"), None)
    repeat: Repeat | None = sign.value if sign else None
    read = readings(parsed, scene, repeat)
    best = together([b for b in read if _counts(b, parsed, scene)])
    duration = next((b.duration for b in read if b.duration), None)
    own = Timing(duration=duration, repeat=repeat, until=_until(text, parsed))
    lent = None if best else _lent(own, parsed, scene, previous, heading)
    source, sure = best or lent, best.sure if best else _BORROWED if lent else _BARE
    if source:
        own = replace(own, anchor=source.anchor, start=source.start, end=source.end)
    if own == Timing(anchor=own.anchor) or (scene.information and (not best or sure < _SURE_ENOUGH)):
        return None
    spans = (*(best.spans if best else ()), *((sign.start, sign.end) for _ in (sign,) if sign))
    return Found(own, spans, round(sure, 2), tuple(" ".join(text[a:b].split()) for a, b in spans))


def _counts(b: Bounds, parsed: Parsed, scene: Scene) -> bool:
    """Whether a reading may stand: for a symptom only a stated window or notice does, office hours never do."""
    stated = b.sure > STATED and (b.how in ("for", "in") or (b.how == "at_least" and b.start is None))
    if scene.symptom and b.how not in _OF_SYMPTOMS and not stated:
        return False
    return b.how != "between" or not any(s.name in ("weekday", "office") for s in parsed.row.signs)


def _lent(own: Timing, parsed: Parsed, scene: Scene, previous: Timing | None, heading: Timing | None) -> Timing | None:
    """What a statement without a time of its own has from the one before it or from its heading."""
    names = {s.value.how if s.name == "op" else s.name for s in parsed.row.signs}
    lent = relative(names, scene, previous, own)
    return lent or (inherited(names, scene, heading) if heading else None)


def _until(text: str, parsed: Parsed) -> str | None:
    """The text of an open end: "until" with a clause that is no time, up to the next clause."""
    row = parsed.row.signs
    for at, sign in enumerate(row):
        event = sign.name == "op" and sign.value.how == "until_event"
        if (event or sign.name == "until") and not parsed.zone(sign.start):
            stops = (a.start for a, b in pairwise([*row[at + 1 :], None]) if a and _ends_clause(a, b))
            return " ".join(text[sign.start : next(stops, None)].split()).rstrip(".,;: ")
    return None


def _ends_clause(sign: Sign, following: Sign | None) -> bool:
    turns = following is not None and following.name in ("turn", "or", "because")
    return sign.name in ("end", "because") or (sign.name == "comma" and turns)
