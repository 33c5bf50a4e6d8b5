"""Rules of the timing grammar that make points in time: days, nights, distances from the procedure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from careplan.reading.timing_amounts import Action, values
from careplan.reading.timing_scene import Made, Scene
from careplan.reading.timing_signs import Sign
from careplan.reading.timing_units import ZERO, Point, Quantity, iso, negative

_STATED, _PLAIN, _GUESSED = 0.97, 0.93, 0.6
_PARTS = {"afternoon": ("noon", "evening")}


def anchor(found: Sequence[Sign], scene: Scene) -> str | None:
    """What a phrase counts from, by its last noun; None when that is a later visit."""
    for sign in found[::-1]:
        if sign.name in ("arrival", "discharge"):
            return sign.name
        if sign.name == "meeting":
            return "procedure" if scene.before else None
        if sign.name == "anchor":
            return "procedure"
    return "procedure"


def _stated(found: Sequence[Sign]) -> bool:
    return any(s.name in ("anchor", "meeting", "arrival", "discharge") for s in found)


def on_day(number: int, part: str | None, sure: float = _STATED) -> Point:
    """The calendar point, or the stretch that an afternoon is."""
    low, high = _PARTS.get(part, (part, part)) if part else ("", "")
    return Point(f"day{number} {low}".strip(), f"day{number} {high}".strip(), "day", sure=sure)


def day(found: Sequence[Sign], argument: str, scene: Scene) -> Made:
    """The day before, of or after the procedure, or a part of it; "the week before" is a stretch."""
    number, unit = int(argument), (values(found, "unit") or ["day"])[0]
    if anchor(found, scene) is None:
        return "nothing", None
    if any(s.name == "unit" and not s.singular for s in found):
        return "nothing", None  # "in the weeks before"
    if unit != "day":
        if number == 0 or found[0].name in ("next", "following"):
            return "nothing", None
        long = iso(1, unit)
        span = (negative(long), ZERO) if number < 0 else (ZERO, long)
        return "point", Point(*span, "span", sure=_STATED)
    return "point", on_day(number, (values(found, "part") or [None])[0])


def next_day(found: Sequence[Sign], _argument: str, scene: Scene) -> Made:
    """ "The next morning": after the day that the heading names; among preparations, after the day before."""
    base = scene.day if scene.day is not None else -int(scene.before and scene.prepare and not scene.forbid)
    return day(found, str(base + 1), scene)


def night(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "two nights before"."""
    number = found[0].value
    return None if isinstance(number, tuple) else ("point", on_day(-int(number), found[1].value))


def numbered(found: Sequence[Sign], _argument: str, scene: Scene) -> Made:
    """ "day 3", "days 2 and 3"; "week 2" is the second one."""
    unit, number = found[0].value, values(found, "number")[0]
    if found[1].name == "dash":
        plain = scene.heading and unit == "day" and not isinstance(number, tuple)
        return ("point", on_day(-int(number), None)) if plain else None
    low, high = (int(n) for n in (number if isinstance(number, tuple) else (number, number)))
    if unit == "day" and high < 400:
        return "point", Point(f"day{low}", f"day{high}", "day", sure=0.9)
    if unit not in ("week", "month") or low < 1 or high > 60:
        return None
    if scene.heading:
        return "point", Point(iso(low - 1, unit) if low > 1 else ZERO, iso(high, unit), "span", sure=0.85)
    return "point", Point(iso(low, unit), iso(high, unit), "offset", sure=0.8)


def range_of(found: Sequence[Sign], _argument: str, scene: Scene) -> Made:
    """ "Stage 2 Days 3-14": a number goes before, but the unit belongs to the range after it."""
    return numbered(found, "", scene) if isinstance(found[1].value, tuple) and not found[0].singular else None


def ordinal(found: Sequence[Sign], _argument: str, scene: Scene) -> Made:
    """ "the third day"."""
    number = int(found[0].value)
    return ("point", on_day(number, None, 0.85)) if found[1].value == "day" and not scene.before else None


def that_day(found: Sequence[Sign], _argument: str, scene: Scene) -> Made:
    """ "that day", "that morning": the procedure's before it, after it only "that night"."""
    if found[1].name == "unit":
        plain = found[1].value == "day" and found[1].singular and found[1].start - found[0].end == 1
        return ("point", on_day(scene.day or 0, None, 0.85)) if plain and scene.before else None
    if scene.before or found[1].value in ("evening", "night"):
        return "point", on_day(scene.day or 0, found[1].value, 0.9)
    return None


def first_night(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "the first night"."""
    return ("point", on_day(0, "night", 0.9)) if found[1].value in ("night", "evening") else ("nothing", None)


def part_of(found: Sequence[Sign], _argument: str, scene: Scene) -> Made:
    """ "In the evening" under the heading of a day; else "in the morning", before a procedure on that day."""
    part = found[-1].value
    if scene.day is not None:
        return "point", on_day(scene.day, part, 0.8)
    plain = scene.before and not scene.heading and part == "morning"
    return ("point", on_day(0, part, _GUESSED)) if plain else None


def today(found: Sequence[Sign], _argument: str, scene: Scene) -> Made:
    """ "today", "tonight", on a sheet that is handed over on the day; under a heading it is that day."""
    part = "night" if found[0].name == "tonight" else None
    if part is None and scene.before and scene.day is None:
        return "nothing", None
    if part and scene.before and scene.prepare:
        return "point", on_day(-1, part, _GUESSED)
    return "point", on_day(scene.day or 0, part, 0.8)


def offset(found: Sequence[Sign], argument: str, scene: Scene) -> Made:
    """ "8 hours before the test", "one week later", "2 days before or after"; ?: the noun is not known."""
    amount: Quantity = found[0].value
    whence = anchor(found, scene)
    if whence is None:
        return "nothing", None
    sure = _STATED if _stated(found) else _PLAIN
    if argument.endswith("?"):
        if scene.before != argument.startswith("before"):
            return "nothing", None
        sure = _GUESSED
    if argument == "later" and scene.before:
        return "nothing", None  # "thirty minutes later" among preparations: after what went before
    if argument == "both" and amount.short:
        return "quantity", amount  # "for 20 seconds before and after you touch it"
    if argument == "both":
        return "point", Point(negative(amount.high), amount.high, "span", whence, sure)
    if argument == "through":
        return "point", Point(negative(amount.high), ZERO, "span", whence, sure)
    if argument.startswith("before"):
        return "point", Point(negative(amount.high), negative(amount.low), "offset", whence, sure)
    return "point", Point(amount.low, amount.high, "offset", whence, sure)


ACTIONS: Final[dict[str, Action]] = {
    f.__name__: f
    for f in (day, next_day, night, numbered, range_of, ordinal, that_day, first_night, part_of, today, offset)
}
