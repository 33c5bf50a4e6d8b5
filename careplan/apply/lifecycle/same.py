"""Do two sheets tell the same act, or do they contradict each other? Statement beside statement."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from careplan.apply.activities import is_task
from careplan.apply.context import Context
from careplan.apply.lifecycle.words import Same
from careplan.reading.model import Statement, Timing

_WORD = re.compile(r"[^\W_]+")
_MARKS = {ord(mark): plain for marks, plain in (("‘’‚´`", "'"), ("“”„«»", '"'), ("‐‑‒–—−", "-")) for mark in marks}
_AROUND = " .,;:!-*•·\"'"


def gist(text: str) -> str:
    """A text without what two publishers set differently: case, blanks, quotes, dashes, marks at its ends."""
    told = unicodedata.normalize("NFKC", text).translate(_MARKS).casefold()
    return " ".join(told.split()).strip(_AROUND)


def plain(text: str) -> str:
    """The words of a text, in small letters, without what stands between them."""
    return " ".join(_WORD.findall(text.casefold()))


def timing_of(context: Context, statement: Statement) -> Timing | None:
    """Its own timing, else that of the nearest lead-in that has one."""
    told = (s.timing for s in (statement, *reversed(context.above(statement))))
    return next((t for t in told if t is not None), None)


def same_act(one: tuple[Context, Statement], other: tuple[Context, Statement], rules: Same) -> bool:
    """Whether a person who follows the one has followed the other: the same act, time, prohibition, condition.

    Where that is not sure they are two: a doubled line is a nuisance, a lost one is a danger.
    """
    (a, s), (b, t) = one, other
    if is_task(a, s) != is_task(b, t) or _manner(a, s) != _manner(b, t):
        return False
    if _whole(a, s) == _whole(b, t):
        return True
    timed = timing_of(a, s) is not None
    return timed and s.topic in rules.topics and _things(s, rules) == _things(t, rules)


def contradict(one: tuple[Context, Statement], other: tuple[Context, Statement], rules: Same) -> bool:
    """Whether they give different times for the same thing, or one forbids what the other does not.

    A person looks at what is told here: rather one too many.
    """
    (a, s), (b, t) = one, other
    if s.topic != t.topic or s.topic not in rules.disputed or _things(s, rules) != _things(t, rules):
        return False
    when, then = timing_of(a, s), timing_of(b, t)
    hangs, depends = _conditions(a, s), _conditions(b, t)
    if when is None or then is None or (hangs and depends and hangs != depends):
        return False  # told of no time, or of two kinds of patients
    if (when.start, when.end, when.anchor) == (then.start, then.end, then.anchor):
        return bool(s.prohibition) != bool(t.prohibition)
    return bool(s.prohibition) == bool(t.prohibition) and s.section == t.section


def told_acts(context: Context) -> Iterator[Statement]:
    """The statements that became an activity of their own."""
    return (s for s in context.reading.statements if s.id in context.activities and s.role == "instruction")


def _manner(context: Context, s: Statement) -> tuple[object, ...]:
    allowed = s.obligation == "may"
    actor = s.actor or "patient"
    told = (s.section, s.role, s.topic, bool(s.prohibition), allowed, actor, gist(s.exception or ""))
    return (*told, timing_of(context, s), _conditions(context, s))


def _conditions(context: Context, s: Statement) -> tuple[str, ...]:
    return tuple(map(gist, context.conditions(s)))


def _whole(context: Context, s: Statement) -> str:
    """The statement with its lead-ins."""
    return " ".join(gist(x.text) for x in (*context.above(s), s))


def _things(s: Statement, rules: Same) -> frozenset[str]:
    words = s.text.casefold()
    return frozenset(thing for thing in rules.things if thing in words)
