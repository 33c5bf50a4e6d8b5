"""What a statement says of a point or an amount ("until", "for", "by"), and the bounds that gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypedDict

from careplan.reading.timing_amounts import Action, values
from careplan.reading.timing_points import anchor
from careplan.reading.timing_scene import Made, Scene
from careplan.reading.timing_signs import Sign
from careplan.reading.timing_units import ZERO, Clock, Point, Quantity, negative, order

Value = Quantity | Point | Clock
_GUESS = 0.6
_AT_ONCE = 2  # hours: "if your child is sick, stop food for an hour" counts from the symptom


class _Here(TypedDict):
    anchor: str
    sure: float
    rank: int


@dataclass(frozen=True, slots=True)
class Op:
    """`how` (a key of BOUNDS) with the points or amounts it is said of."""

    how: str
    values: tuple[Value, ...]
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The scene, and what stands around the operation in the text; `cycle` is the hours from one time to the next."""

    scene: Scene
    forbid: bool
    permit: bool = False
    starting: bool = False
    stopping: bool = False
    booking: bool = False
    cycle: float = 0.0
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """A reading of one operation. `rank` is low for one that says little when another is there."""

    start: str | None
    end: str | None
    anchor: str = "procedure"
    sure: float = 0.95
    duration: str | None = None
    rank: int = 1
    spans: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    how: str = ""

    @property
    def point(self) -> bool:
        """Says a point or a range of points, not how long something holds."""
        return self.start is not None and self.end is not None and self.how == "lone"


def op(found: Sequence[Sign], argument: str, scene: Scene) -> Made:
    """A sign "op" of the points and amounts among `found`."""
    given: list[Value] = []
    for sign in found:
        if sign.name in ("quantity", "point", "clock"):
            given.append(sign.value)
        elif sign.name == "clocks":
            given.extend(sign.value)
    whence = anchor(found, scene)
    if whence is None and not given:
        return None
    return "op", Op(argument, tuple(given), whence)


ACTIONS: Final[dict[str, Action]] = {"op": op}

Maker = Callable[[Op, Context], Bounds | None]


def bounds(operation: Op, context: Context) -> Bounds | None:
    """The bounds that `operation` gives in its context, None when it says nothing of when."""
    found = BOUNDS[operation.how](operation, context)
    return replace(found, how=operation.how) if found else None


def _lone(operation: Op, c: Context) -> Bounds | None:
    value = operation.values[0]
    if isinstance(value, Quantity):
        return _lone_amount(value, c)
    if isinstance(value, Clock):
        if not c.scene.before and c.scene.day is None:
            return None
        at = clock(value, c)
        end = ZERO if c.forbid and c.scene.before else None if c.starting or c.forbid else at
        return Bounds(at, end, sure=0.75)
    here = _Here(anchor=value.anchor, sure=value.sure, rank=int(value.sure > _GUESS))
    if value.sort == "span":
        return Bounds(value.low, value.high, **here)
    if value.sort == "offset" and c.forbid and (value.past or not c.stopping):
        return Bounds(value.low, ZERO, **here) if value.past else Bounds(ZERO, value.high, **here)
    if c.starting:
        return Bounds(value.low, ZERO if c.forbid else None, **here)
    if c.forbid and c.scene.before and ":" in value.low:
        return Bounds(value.low, ZERO, **here)
    later = order(value.low) > 0 and (value.sort == "offset" or order(value.low) > 12)
    if later and c.permit and not c.forbid and value.low == value.high:
        return Bounds(value.low, None, **here)
    return Bounds(value.low, value.high, **here)


def _lone_amount(value: Quantity, c: Context) -> Bounds | None:
    if value.short:
        return Bounds(None, None, duration=value.low, rank=0)
    return replace(_held(value, c), sure=0.65, rank=0) if c.forbid else None


def clock(value: Clock, c: Context, day: int | None = None, *, night: bool = False) -> str:
    """The calendar point of a time of day: on `day`, on the heading's, or on the day that goes without saying."""
    if day is None and c.scene.day is not None:
        day, night = c.scene.day, c.scene.day < 0
    if day is not None:
        return value.on(day, night=night)
    if value.at == "midnight":
        return value.on(0, night=not c.scene.before)
    evening = c.scene.before and value.hour >= 17 and c.scene.topic != "arrival"
    return value.on(-1 if evening else 0)


def _at(value: Value, c: Context, *, late: bool = False) -> tuple[str, str, float]:
    """One end of `value` as a point, its anchor and how sure that is."""
    if isinstance(value, Clock):
        return clock(value, c), "procedure", 0.85
    if isinstance(value, Quantity):
        return (value.high if late else value.low), "procedure", 0.85
    return (value.high if late else value.low), value.anchor, value.sure


def _until(operation: Op, c: Context) -> Bounds:
    value = operation.values[0]
    past = isinstance(value, Point) and value.past
    end, whence, sure = _at(value, c, late=not past)
    return Bounds(ZERO if c.forbid and not c.scene.before else None, end, whence, sure)


def _until_event(operation: Op, c: Context) -> Bounds | None:
    if operation.anchor == "procedure" and not c.scene.before:
        return None
    return Bounds(None, ZERO, operation.anchor or "procedure", 0.8, rank=0)


def _by(operation: Op, c: Context) -> Bounds:
    end, whence, sure = _at(operation.values[0], c, late=True)
    return Bounds(None, end, whence, sure)


def _at_least(operation: Op, c: Context) -> Bounds:
    value = operation.values[0]
    if not isinstance(value, Point) or value.sort != "offset":
        return _by(operation, c) if isinstance(value, Point) and value.past else _lone(operation, c) or _by(operation, c)
    if value.past:
        window = (value.low, ZERO) if c.forbid else (None, value.high)
    else:
        window = (ZERO, value.high) if c.forbid else (value.low, None)
    return Bounds(*window, value.anchor, value.sure)


def _at_most(operation: Op, _c: Context) -> Bounds:
    value = operation.values[0]
    assert isinstance(value, Point)  # noqa: S101  # the rule's pattern takes points only
    window = (value.low, ZERO) if value.past else (ZERO, value.high)
    return Bounds(*window, value.anchor, value.sure)


def _after(operation: Op, c: Context) -> Bounds:
    value = operation.values[0]
    if isinstance(value, Quantity):
        return Bounds(value.low, value.high if value.low != value.high else None, sure=0.9)
    start, whence, sure = _at(value, c, late=True)
    return Bounds(start, ZERO if c.forbid and order(start) < 0 or _blocks(c, start) else None, whence, sure)


def _blocks(c: Context, start: str) -> bool:
    """A ban from a time on the day itself, before the procedure, ends with the procedure."""
    return c.forbid and c.scene.before and start.startswith("day0")


def _from(operation: Op, c: Context) -> Bounds:
    start, whence, sure = _at(operation.values[0], c)
    if isinstance(value := operation.values[0], Point) and value.sort == "span":
        return Bounds(value.low, value.high, whence, sure)
    return Bounds(start, ZERO if c.forbid and order(start) < 0 or _blocks(c, start) else None, whence, sure)


def _between(operation: Op, c: Context) -> Bounds | None:
    (start, one, sure), (end, other, _) = _at(operation.values[0], c), _at(operation.values[-1], c, late=True)
    return Bounds(start, end, other if one == "procedure" else one, sure) if order(start) <= order(end) else None


def _first(operation: Op, _c: Context) -> Bounds | None:
    value = operation.values[0]
    if isinstance(value, Quantity):
        return Bounds(ZERO, value.high, sure=0.93)
    if not isinstance(value, Point) or value.past:
        return None
    return Bounds(ZERO, value.high, value.anchor, value.sure) if value.sort == "offset" else Bounds(value.low, value.high)


def _last(operation: Op, c: Context) -> Bounds | None:
    value = operation.values[0]
    if isinstance(value, Quantity) and (c.scene.before or c.forbid):
        return Bounds(negative(value.high), ZERO, sure=0.88)
    if isinstance(value, Point) and value.past:
        return Bounds(value.low, ZERO, value.anchor, value.sure)
    return None


def _held(value: Quantity, c: Context) -> Bounds:
    """ "For 3 days", the side unsaid."""
    before = c.scene.before
    return Bounds(*((negative(value.high), ZERO) if before else (ZERO, value.high)), sure=0.8 if before else 0.88)


def _for(operation: Op, c: Context) -> Bounds | None:
    value = operation.values[0]
    if isinstance(value, Quantity):
        once = value.short or value.hours < c.cycle or (c.conditional and value.hours <= _AT_ONCE)
        if not once and c.scene.before and not c.scene.prepare:
            return None
        return Bounds(None, None, duration=value.low) if once else _held(value, c)
    if isinstance(value, Clock):
        return None
    if value.sort == "span" or value.sort == "day" or (c.booking and not c.forbid and not value.past):
        return Bounds(value.low, value.high, value.anchor, value.sure)
    window = (value.low, ZERO) if value.past else (ZERO, value.high)
    return Bounds(*window, value.anchor, value.sure)


def _within_of(operation: Op, c: Context) -> Bounds:
    value, whence = operation.values[0], operation.anchor or "procedure"
    assert isinstance(value, Quantity)  # noqa: S101  # the rule's pattern takes amounts only
    before = c.scene.before and whence != "discharge"
    return Bounds(*((negative(value.high), ZERO) if before else (ZERO, value.high)), whence, 0.9)


def _within(operation: Op, c: Context) -> Bounds:
    value = operation.values[0]
    assert isinstance(value, Quantity)  # noqa: S101  # the rule's pattern takes amounts only
    return Bounds(*((negative(value.high), ZERO) if c.scene.before else (ZERO, value.high)), sure=0.85)


def _in_amount(operation: Op, c: Context) -> Bounds | None:
    value = operation.values[0]
    if isinstance(value, Quantity) and not c.scene.before and not value.short:
        return Bounds(value.low, None if c.permit and value.low == value.high else value.high, sure=0.85)
    return None


def _over(operation: Op, _c: Context) -> Bounds | None:
    value = operation.values[0]
    return Bounds(None, None, duration=value.low) if isinstance(value, Quantity) and value.hours <= 24 else None


def _wait(operation: Op, _c: Context) -> Bounds | None:
    value = operation.values[0]
    if not isinstance(value, Quantity) or value.short:
        return None
    return Bounds(ZERO, value.high, sure=0.88)


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
    "within_of": _within_of,
    "within": _within,
    "in": _for,
    "in_quantity": _in_amount,
    "over": _over,
    "wait": _wait,
    "notice": _notice,
    "rest": _rest,
    "event": _event,
    "by_event": _by_event,
}
