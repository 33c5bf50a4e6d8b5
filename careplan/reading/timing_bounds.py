"""How each operation of the timing grammar becomes a start and an end (docs/reading.md, "timing")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from careplan.reading.timing_ops import Bounds, Context, Op, Value
from careplan.reading.timing_units import ZERO, Clock, Point, Quantity, negative, order

_GUESS = 0.6  # a point as unsure as this counts only when there is no other
_AT_ONCE = 2  # hours: "if your child is sick, stop food for an hour" counts from the symptom
_EVENING = 17  # among preparations, 5 pm and later is the day before
_HALF_DAY = 12.0

Maker = Callable[[Op, Context], Bounds | None]


def bounds(operation: Op, context: Context) -> Bounds | None:
    """The bounds that `operation` gives in its context, None when it says nothing of when."""
    found = BOUNDS[operation.how](operation, context)
    return found._replace(how=operation.how) if found else None


def _window(point: Point, start: str | None, end: str | None) -> Bounds:
    """Bounds with the anchor and the confidence of `point`."""
    return Bounds(start, end, point.anchor, point.sure, rank=int(point.sure > _GUESS))


def _to_anchor(point: Point) -> Bounds:
    """From a point before the anchor until the anchor, or from the anchor until a point after it."""
    return _window(point, point.low, ZERO) if point.past else _window(point, ZERO, point.high)


def _held(amount: Quantity, c: Context) -> Bounds:
    """An amount of time next to the anchor, on the side that goes without saying."""
    if c.scene.before:
        return Bounds(negative(amount.high), ZERO, sure=0.8)
    return Bounds(ZERO, amount.high, sure=0.88)


def _placed(clock: Clock, c: Context) -> str:
    """The calendar point of a time of day: on the heading's day, or the one that goes without saying."""
    if c.scene.day is not None:
        return clock.on(c.scene.day, night=c.scene.day < 0)
    if clock.at == "midnight":
        return clock.on(0, night=not c.scene.before)
    evening = c.scene.before and clock.hour >= _EVENING and c.scene.topic != "arrival"
    return clock.on(-1 if evening else 0)


def _at(value: Value, c: Context, *, late: bool = False) -> tuple[str, str, float]:
    """One end of `value` as a point, its anchor, and how sure that is."""
    if isinstance(value, Clock):
        return _placed(value, c), "procedure", 0.85
    at = value.high if late else value.low
    return (at, "procedure", 0.85) if isinstance(value, Quantity) else (at, value.anchor, value.sure)


def _lone(operation: Op, c: Context) -> Bounds | None:
    """Nothing is said of it: it is when something is done, or how long it is not done."""
    value = operation.values[0]
    if isinstance(value, Quantity):
        return _lone_amount(value, c)
    if isinstance(value, Clock):
        return _lone_clock(value, c)
    if value.sort == "span":
        return _window(value, value.low, value.high)
    return _lone_ban(value, c) if c.forbid else _lone_deed(value, c)


def _lone_amount(amount: Quantity, c: Context) -> Bounds | None:
    if amount.short:
        return Bounds(None, None, duration=amount.low, rank=0)
    return _held(amount, c)._replace(sure=0.65, rank=0) if c.forbid else None


def _lone_clock(clock: Clock, c: Context) -> Bounds | None:
    if not c.scene.before and c.scene.day is None:
        return None
    at = _placed(clock, c)
    end = ZERO if c.forbid and c.scene.before else None if c.starting or c.forbid else at
    return Bounds(at, end, sure=0.75)


def _lone_ban(point: Point, c: Context) -> Bounds:
    if point.sort == "offset" and (point.past or not c.stopping):
        return _to_anchor(point)
    if c.starting or (c.scene.before and ":" in point.low):
        return _window(point, point.low, ZERO)
    return _window(point, point.low, point.high)


def _lone_deed(point: Point, c: Context) -> Bounds:
    if c.starting:
        return _window(point, point.low, None)
    if c.keeping and point.past and point.sort == "offset":
        return _window(point, point.low, ZERO)
    later = order(point.low) > (0 if point.sort == "offset" else _HALF_DAY)
    opens = later and c.permit and point.low == point.high
    return _window(point, point.low, None if opens else point.high)


def _until(operation: Op, c: Context) -> Bounds:
    """Of a range before the procedure the earlier end, after it the later: the safe reading of both."""
    value = operation.values[0]
    if isinstance(value, Quantity) and c.scene.before:
        return Bounds(None, negative(value.high), sure=0.75)  # "(eat) until six hours (and drink until ... before)"
    end, anchor, sure = _at(value, c, late=not (isinstance(value, Point) and value.past))
    return Bounds(ZERO if c.forbid and not c.scene.before else None, end, anchor, sure)


def _until_event(operation: Op, c: Context) -> Bounds | None:
    if operation.anchor == "procedure" and not c.scene.before:
        return None
    return Bounds(None, ZERO, operation.anchor or "procedure", 0.8, rank=0)


def _by(operation: Op, c: Context) -> Bounds:
    return Bounds(None, *_at(operation.values[0], c, late=True))


def _at_least(operation: Op, c: Context) -> Bounds | None:
    value = operation.values[0]
    if not isinstance(value, Point):
        return _by(operation, c)
    if value.sort != "offset":
        return _by(operation, c) if value.past else _lone(operation, c)
    if c.forbid:
        return _to_anchor(value)
    return _window(value, None, value.high) if value.past else _window(value, value.low, None)


def _at_most(operation: Op, _c: Context) -> Bounds | None:
    value = operation.values[0]
    return _to_anchor(value) if isinstance(value, Point) else None


def _onwards(start: str, c: Context) -> str | None:
    """Where a ban from `start` on ends: with the procedure, when it begins before it."""
    same_day = c.scene.before and start.startswith("day0")
    return ZERO if c.forbid and (order(start) < 0 or same_day) else None


def _after(operation: Op, c: Context) -> Bounds:
    value = operation.values[0]
    if isinstance(value, Quantity):
        return Bounds(value.low, value.high if value.low != value.high else None, sure=0.9)
    start, anchor, sure = _at(value, c, late=True)
    return Bounds(start, _onwards(start, c), anchor, sure)


def _from(operation: Op, c: Context) -> Bounds:
    value = operation.values[0]
    if isinstance(value, Point) and value.sort == "span":
        return _window(value, value.low, value.high)
    start, anchor, sure = _at(value, c)
    return Bounds(start, _onwards(start, c), anchor, sure)


def _between(operation: Op, c: Context) -> Bounds | None:
    start, anchor, sure = _at(operation.values[0], c)
    end, other, _ = _at(operation.values[-1], c, late=True)
    if order(start) > order(end):
        return None
    return Bounds(start, end, other if anchor == "procedure" else anchor, sure)


def _first(operation: Op, _c: Context) -> Bounds | None:
    value = operation.values[0]
    if isinstance(value, Quantity):
        return Bounds(ZERO, value.high, sure=0.93)
    if not isinstance(value, Point) or value.past:
        return None
    return _to_anchor(value) if value.sort == "offset" else _window(value, value.low, value.high)


def _last(operation: Op, c: Context) -> Bounds | None:
    value = operation.values[0]
    if isinstance(value, Quantity) and (c.scene.before or c.forbid):
        return Bounds(negative(value.high), ZERO, sure=0.88)
    return _to_anchor(value) if isinstance(value, Point) and value.past else None


def _for(operation: Op, c: Context) -> Bounds | None:
    """How long something holds; or how long it is done each time; "a visit for 2 weeks after" is when."""
    value = operation.values[0]
    if isinstance(value, Quantity):
        return _for_amount(value, c)
    if isinstance(value, Clock):
        return None
    when = value.sort in ("span", "day") or (c.booking and not c.forbid and not value.past)
    return _window(value, value.low, value.high) if when else _to_anchor(value)


def _for_amount(amount: Quantity, c: Context) -> Bounds | None:
    each_time = amount.hours < c.cycle or (amount.short and not c.scene.forbid)
    if each_time or (c.conditional and amount.hours <= _AT_ONCE):
        return Bounds(None, None, duration=amount.low)
    return None if c.scene.before and not c.scene.prepare else _held(amount, c)


def _within_of(operation: Op, c: Context) -> Bounds | None:
    value, anchor = operation.values[0], operation.anchor or "procedure"
    if not isinstance(value, Quantity):
        return None
    if c.scene.before and anchor != "discharge":
        return Bounds(negative(value.high), ZERO, anchor, 0.9)
    return Bounds(ZERO, value.high, anchor, 0.9)


def _within(operation: Op, c: Context) -> Bounds | None:
    value = operation.values[0]
    if not isinstance(value, Quantity) or (c.scene.before and not c.forbid):
        return None  # "pick it up within a week" counts from now
    return _held(value, c)._replace(sure=0.85)


def _in_amount(operation: Op, c: Context) -> Bounds | None:
    value = operation.values[0]
    if not isinstance(value, Quantity) or c.scene.before or value.short:
        return None
    return Bounds(value.low, None if c.permit and value.low == value.high else value.high, sure=0.85)


def _over(operation: Op, _c: Context) -> Bounds | None:
    value = operation.values[0]
    each_time = isinstance(value, Quantity) and value.hours <= 24
    return Bounds(None, None, duration=value.low) if isinstance(value, Quantity) and each_time else None


def _wait(operation: Op, _c: Context) -> Bounds | None:
    value = operation.values[0]
    return Bounds(ZERO, value.high, sure=0.88) if isinstance(value, Quantity) and not value.short else None


def _notice(operation: Op, _c: Context) -> Bounds | None:
    value = operation.values[0]
    return Bounds(None, negative(value.low), sure=0.93) if isinstance(value, Quantity) else None


def _rest(_operation: Op, c: Context) -> Bounds:
    day = c.scene.day or 0
    return Bounds(ZERO if day == 0 and not c.scene.before else f"day{day}", f"day{day}", sure=0.9)


def _event(operation: Op, _c: Context) -> Bounds:
    return Bounds(ZERO, None, operation.anchor or "procedure", 0.8, rank=0)


def _by_event(operation: Op, _c: Context) -> Bounds:
    return Bounds(None, ZERO, operation.anchor or "procedure", 0.75, rank=0)


BOUNDS: Final[dict[str, Maker]] = {
    "lone": _lone,
    "until": _until,
    "until_event": _until_event,
    "by": _by,
    "at_least": _at_least,
    "at_most": _at_most,
    "after": _after,
    "from": _from,
    "between": _between,
    "first": _first,
    "last": _last,
    "for": _for,
    "in": _for,
    "within_of": _within_of,
    "within": _within,
    "in_quantity": _in_amount,
    "over": _over,
    "wait": _wait,
    "notice": _notice,
    "rest": _rest,
    "event": _event,
    "by_event": _by_event,
}
"""What "op" rules may be `as`, and "lone" for a point or an amount that no rule has taken up."""
