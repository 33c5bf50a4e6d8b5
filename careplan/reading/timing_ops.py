"""What a statement says of a point or an amount ("until", "for", "by"), and the bounds that gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from careplan.reading.timing_amounts import Action
from careplan.reading.timing_points import anchor
from careplan.reading.timing_scene import Made, Scene
from careplan.reading.timing_signs import Sign
from careplan.reading.timing_units import Clock, Point, Quantity

Value = Quantity | Point | Clock


class Op(NamedTuple):
    """`how` (a key of timing_bounds.BOUNDS), the points or amounts it is said of, its own noun's anchor."""

    how: str
    values: tuple[Value, ...]
    anchor: str | None = None


class Context(NamedTuple):
    """The scene, and what the words around an operation make of it.

    `forbid`, `permit`, `starting`, `stopping`, `keeping`, `booking`: such a verb goes with it. `cycle`:
    hours from one time to the next, 0 when nothing repeats. `conditional`: a condition goes before it.
    """

    scene: Scene
    forbid: bool
    permit: bool = False
    starting: bool = False
    stopping: bool = False
    booking: bool = False
    keeping: bool = False
    conditional: bool = False
    cycle: float = 0.0


class Bounds(NamedTuple):
    """A reading of one operation or of several. `rank` 0 counts only when there is nothing better."""

    start: str | None
    end: str | None
    anchor: str = "procedure"
    sure: float = 0.95
    duration: str | None = None
    rank: int = 1
    how: str = ""
    spans: tuple[tuple[int, int], ...] = ()


def op(found: Sequence[Sign], argument: str, scene: Scene) -> Made:
    """A sign "op" of the points and amounts among `found`."""
    given: list[Value] = []
    for sign in found:
        if sign.name in ("quantity", "point", "clock"):
            given.append(sign.value)
        elif sign.name == "clocks":
            given.extend(sign.value)
    whence = anchor(found, scene)
    return ("op", Op(argument, tuple(given), whence)) if given or whence else None


def all_day(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "all day"; "all week" is no time of its own."""
    return ("op", Op("rest", (), "procedure")) if found[-1].value == "day" and found[-1].singular else ("nothing", None)


ACTIONS: Final[dict[str, Action]] = {"op": op, "all_day": all_day}
