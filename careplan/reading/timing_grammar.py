"""The timing grammar at work: text -> row of signs -> operations with their bounds, and how those go together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from careplan.errors import MappingError
from careplan.reading import timing_amounts, timing_ops, timing_points
from careplan.reading.model import Repeat
from careplan.reading.timing_lexicon import Lexicon
from careplan.reading.timing_ops import Bounds, Context, Op, bounds, clock
from careplan.reading.timing_scene import Scene
from careplan.reading.timing_signs import Row, Sign, signs
from careplan.reading.timing_units import Clock, Point, day_of, duration_hours, order

ACTIONS: Final = {**timing_amounts.ACTIONS, **timing_points.ACTIONS, **timing_ops.ACTIONS}
TIMES: Final = frozenset(("op", "point", "clock", "clocks", "quantity"))
_CLAUSE_ENDS = frozenset(("comma", "colon", "dash", "end", "hold", "stop"))
_NEAR = 45  # characters between two times that are told in one breath
_DAY_NEAR = 25


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation and where it was read."""

    op: Op
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text after the rules; `zones` are the characters of conditions and reasons, the first value true for one that still waits
    for something ("if it is still there after 2 weeks")."""

    row: Row
    zones: tuple[tuple[bool, int, int], ...]

    def signs(self, name: str) -> Iterator[Sign]:
        """The signs of a name that stand outside conditions."""
        return (s for s in self.row.signs if s.name == name and not self.zone(s.start))

    def zone(self, at: int) -> tuple[bool, int, int] | None:
        """The zone that holds the character `at`."""
        return next((z for z in self.zones if z[1] <= at < z[2]), None)

    def any_before(self, at: int, *names: str) -> bool:
        """Whether a sign of these names stands before `at`, outside conditions."""
        return any(s.name in names and s.start < at and not self.zone(s.start) for s in self.row.signs)


def parse(folded: str, lexicon: Lexicon, scene: Scene, procedure: frozenset[str]) -> Parsed:
    """`folded` (see timing_signs.fold) after all rules."""
    row = signs(folded, lexicon, procedure)
    zones = tuple(_zones(row.signs, len(folded)))
    for rule in lexicon.rules:
        if rule.needs not in row.string:
            continue
        action, at = _action(rule.gives), 0
        while found := rule.regex.search(row.string, at):
            first, last = found.span()
            made = action(row.signs[first:last], rule.argument, scene)
            if made:
                row.replace(first, last, Sign(*made, row.signs[first].start, row.signs[last - 1].end))
            at = first + 1
    return Parsed(row, zones)


def _action(name: str) -> timing_amounts.Action:
    try:
        return ACTIONS[name]
    except KeyError:
        raise MappingError(f"timing.toml: {name!r} is none of {', '.join(sorted(ACTIONS))}") from None


def _zones(row: Sequence[Sign], length: int) -> Iterator[tuple[bool, int, int]]:
    for at, sign in enumerate(row):
        if sign.name not in ("if", "because"):
            continue
        last = next((s for s in row[at + 1 :] if s.name in _CLAUSE_ENDS), None)
        end = last.start if last else length
        waits = sign.name == "if" and any(s.name == "not_yet" and sign.start < s.start < end for s in row)
        yield waits, sign.start, end


def entries(parsed: Parsed) -> list[Entry]:
    """The operations of a text; a point or an amount that nothing is said of stands alone ("lone")."""
    found = [_entry(s) for s in parsed.row.signs if s.name in TIMES]
    depths = _parentheses(parsed.row.signs)
    outside = [e for e in found if not any(a < e.start < b for a, b in depths)]
    return _with_days(outside or found)


def _entry(sign: Sign) -> Entry:
    if sign.name == "op":
        return Entry(sign.value, sign.start, sign.end)
    given = sign.value if sign.name == "clocks" else (sign.value,)
    return Entry(Op("between" if sign.name == "clocks" else "lone", given), sign.start, sign.end)


def _parentheses(row: Iterable[Sign]) -> list[tuple[int, int]]:
    opened, found = [], []
    for sign in row:
        if sign.name == "open":
            opened.append(sign.start)
        elif sign.name == "close" and opened:
            found.append((opened.pop(), sign.start))
    return found


def _with_days(found: list[Entry]) -> list[Entry]:
    """Times of day take the day that stands beside them ("after 10 pm", "the night before"), which then says no more."""
    for n, entry in enumerate(found):
        if any(isinstance(v, Clock) for v in entry.op.values):
            beside = [k for k in (n + 1, n - 1) if 0 <= k < len(found) and _names_day(found[k], entry)]
            if beside:
                day = found[beside[0]]
                joined = Entry(
                    _on_day(entry.op, day.op.values[0]), min(entry.start, day.start), max(entry.end, day.end)
                )
                return _with_days([joined if e is entry else e for e in found if e is not day])
    return found


def _names_day(entry: Entry, beside: Entry) -> bool:
    gap = max(entry.start - beside.end, beside.start - entry.end)
    value = entry.op.values[0] if entry.op.values else None
    return (
        entry.op.how == "lone"
        and isinstance(value, Point)
        and day_of(value.low) is not None
        and ":" not in value.low
        and gap <= _DAY_NEAR
    )


def _on_day(op: Op, day: object) -> Op:
    assert isinstance(day, Point)  # noqa: S101  # _names_day has seen to it
    number = day_of(day.low) or 0
    night = number < 0 or "night" in day.low

    def placed(value: object) -> object:
        if isinstance(value, Clock):
            at = value.on(number, night=night)
            return Point(at, at, "day", sure=day.sure)
        return value

    return replace(op, values=tuple(placed(v) for v in op.values))  # type: ignore[arg-type]  # a Value stays a Value


def readings(parsed: Parsed, scene: Scene, repeat: Repeat | None) -> list[Bounds]:
    """The bounds of all operations that count, in order."""
    found = []
    for entry in entries(parsed):
        zone = parsed.zone(entry.start)
        made = _waiting(entry, zone, scene) if zone else _read(entry, parsed, scene, repeat)
        if made:
            found.append(replace(made, spans=((entry.start, entry.end),)))
    return found


def _read(entry: Entry, parsed: Parsed, scene: Scene, repeat: Repeat | None) -> Bounds | None:
    stopping = parsed.any_before(entry.start, "stop")
    context = Context(
        scene,
        forbid=scene.forbid or stopping or parsed.any_before(entry.start, "hold"),
        permit=parsed.any_before(entry.start, "permit"),
        starting=parsed.any_before(entry.start, "start"),
        stopping=stopping,
        booking=parsed.any_before(entry.start, "book"),
        conditional=any(z[2] <= entry.start for z in parsed.zones) and not scene.before,
        cycle=duration_hours(repeat.every or repeat.per or "PT0S") if repeat else 0.0,
    )
    return bounds(entry.op, context)


def _waiting(entry: Entry, zone: tuple[bool, int, int], scene: Scene) -> Bounds | None:
    """ "If it is still there after 2 weeks, take it off": from then on."""
    value = entry.op.values[0] if entry.op.values else None
    if not zone[0] or scene.symptom or value is None or isinstance(value, Clock):
        return None
    late = isinstance(value, Point) and not value.past and value.sort == "offset"
    if not (late or entry.op.how in ("after", "within", "in_quantity") and not isinstance(value, Point)):
        return None
    if duration_hours(value.low) < 24:
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
        if after.spans[0][0] - before.spans[0][1] <= _NEAR or not (made.start and made.end):
            made = _joined(made, after)
    return made


def _joined(a: Bounds, b: Bounds) -> Bounds:
    start, end = a.start, b.end
    if a.how == "waiting" or b.how == "waiting" or not start or not end or order(start) > order(end):
        return a
    stated = b.how == "for" and b.sure > 0.9
    if a.end and (not b.start or not (stated or b.how in ("lone", a.how))):
        return a
    whence = b.anchor if a.anchor == "procedure" else a.anchor
    return replace(a, start=start, end=end, anchor=whence, sure=min(a.sure, b.sure) - 0.05, spans=a.spans + b.spans)


__all__ = ["Parsed", "clock", "entries", "parse", "readings", "together"]
