"""The operations of a parsed text, their bounds, and how the bounds of several go together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from careplan.reading.model import Repeat
from careplan.reading.timing_bounds import bounds
from careplan.reading.timing_ops import Bounds, Context, Op, Value
from careplan.reading.timing_rules import Parsed, Zone
from careplan.reading.timing_scene import Scene
from careplan.reading.timing_signs import Sign
from careplan.reading.timing_units import ZERO, Clock, Point, day_of, duration_hours, order

TIMES: Final = frozenset(("op", "point", "clock", "clocks", "quantity"))
STATED: Final = 0.9  # from here on the side and the anchor are said, not inferred
_NEAR = 45  # characters between two times that are told in one breath
_DAY_NEAR = 25
_DAY_HOURS = 24.0
_JOIN_BARE: Final = frozenset(("lone", "in_quantity", "rest"))


class _Entry(NamedTuple):
    """An operation and where it was read."""

    op: Op
    start: int
    end: int


def readings(parsed: Parsed, scene: Scene, repeat: Repeat | None) -> list[Bounds]:
    """The bounds of all operations that give any, in order."""
    found = []
    for entry in _entries(parsed):
        zone = parsed.zone(entry.start)
        made = _waiting(entry.op, zone, scene) if zone else _read(entry, parsed, scene, repeat)
        if made:
            found.append(made._replace(spans=((entry.start, entry.end),)))
    return found


def _entries(parsed: Parsed) -> list[_Entry]:
    """Operations; a point or an amount that nothing is said of stands alone ("lone"). What is in parentheses
    counts when there is nothing outside them."""
    found = [_entry(s) for s in parsed.row.signs if s.name in TIMES]
    inside = _parentheses(parsed.row.signs)
    outside = [e for e in found if not any(a < e.start < b for a, b in inside)] or found
    waiting = [e for e in outside if parsed.zone(e.start)]
    return sorted([*waiting, *_with_days([e for e in outside if not parsed.zone(e.start)])], key=lambda e: e.start)


def _entry(sign: Sign) -> _Entry:
    if sign.name == "op":
        return _Entry(sign.value, sign.start, sign.end)
    if sign.name == "clocks":
        return _Entry(Op("between", sign.value), sign.start, sign.end)
    return _Entry(Op("lone", (sign.value,)), sign.start, sign.end)


def _parentheses(row: Iterable[Sign]) -> list[tuple[int, int]]:
    opened: list[int] = []
    found = []
    for sign in row:
        if sign.name == "open":
            opened.append(sign.start)
        elif sign.name == "close" and opened:
            found.append((opened.pop(), sign.start))
    return found


def _with_days(found: list[_Entry]) -> list[_Entry]:
    """Times of day take the day beside them ("after 10 pm", "the night before"), which then says no more."""
    for n, entry in enumerate(found):
        if not any(isinstance(v, Clock) for v in entry.op.values):
            continue
        for beside in (found[k] for k in (n + 1, n - 1) if 0 <= k < len(found)):
            day = _day(beside, entry)
            if day:
                joined = _Entry(_on_day(entry.op, day), min(entry.start, beside.start), max(entry.end, beside.end))
                return _with_days([joined if e is entry else e for e in found if e is not beside])
    return found


def _day(entry: _Entry, beside: _Entry) -> Point | None:
    """The day that a lone entry names for the time of day `beside` it."""
    value = entry.op.values[0] if entry.op.how == "lone" else None
    near = max(entry.start - beside.end, beside.start - entry.end) <= _DAY_NEAR
    if not near or not isinstance(value, Point) or day_of(value.low) is None or ":" in value.low:
        return None
    return value


def _on_day(op: Op, day: Point) -> Op:
    number = day_of(day.low) or 0
    night = number < 0 or "night" in day.low

    def placed(value: Value) -> Value:
        if not isinstance(value, Clock):
            return value
        at = value.on(number, night=night)
        return Point(at, at, "day", sure=day.sure)

    return op._replace(values=tuple(placed(v) for v in op.values))


def _read(entry: _Entry, parsed: Parsed, scene: Scene, repeat: Repeat | None) -> Bounds | None:
    leads = entry.start == parsed.row.signs[0].start
    verbs = None if leads else entry.start  # its verb stands before it, or it leads and the verb comes after
    stopping = parsed.has("stop", before=verbs)
    context = Context(
        scene,
        forbid=scene.forbid or stopping or parsed.has("hold", before=entry.start),
        permit=parsed.has("permit", before=verbs),
        starting=parsed.has("start", before=verbs),
        stopping=stopping,
        booking=parsed.has("book", before=entry.start),
        keeping=parsed.has("keep"),
        conditional=not scene.before and any(z.end <= entry.start for z in parsed.zones),
        cycle=duration_hours(repeat.every or repeat.per or ZERO) if repeat else 0.0,
    )
    return bounds(entry.op, context)


def _waiting(op: Op, zone: Zone, scene: Scene) -> Bounds | None:
    """ "If it is still there after 2 weeks, take it off": from then on."""
    value = op.values[0] if op.values else None
    if not zone.waits or scene.symptom or value is None or isinstance(value, Clock):
        return None
    if isinstance(value, Point):
        late = not value.past and value.sort == "offset"
    else:
        late = op.how in ("after", "within", "in_quantity")
    if not late or duration_hours(value.low) < _DAY_HOURS:
        return None
    whence = value.anchor if isinstance(value, Point) else "procedure"
    return Bounds(value.low, None, whence, 0.8, how="waiting")


def together(found: Sequence[Bounds]) -> Bounds | None:
    """One reading of several: "the night before and again on the morning", "from ... until ..."."""
    dated = [b for b in found if b.start or b.end]
    dated = [b for b in dated if b.rank] or dated
    if not dated:
        return None
    made = dated[0]
    for before, after in pairwise(dated):
        near = after.spans[0][0] - before.spans[0][1] <= _NEAR
        if near or not (made.start and made.end):
            made = _joined(made, after)
    return made


def _joined(a: Bounds, b: Bounds) -> Bounds:
    """From the start of the first to the end of the second, where both can be meant as one."""
    if b.anchor == "arrival" and a.start and a.end and b.start and a.anchor == "procedure" and b.how == "lone":
        return a  # "at bedtime the night before, and again an hour before you arrive"
    if "waiting" in (a.how, b.how) or not a.start or not b.end or order(a.start) > order(b.end):
        return a
    stated = b.how in _JOIN_BARE or (b.how == "for" and b.sure > STATED)
    if a.end and (b.start in (None, a.start) or not stated):
        return a
    anchor = b.anchor if a.anchor == "procedure" else a.anchor
    return a._replace(end=b.end, anchor=anchor, sure=min(a.sure, b.sure) - 0.05, spans=a.spans + b.spans)
