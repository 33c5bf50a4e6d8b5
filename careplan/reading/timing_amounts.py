"""Rules of the timing grammar that make amounts of time, times of day and repeats of figures and units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from careplan.reading.model import Repeat
from careplan.reading.timing_scene import Made, Scene
from careplan.reading.timing_signs import Sign
from careplan.reading.timing_units import Clock, Quantity, duration_hours, iso

Number = tuple[float, float]
_DAY, _WEEK = 24.0, 168.0


def values(found: Sequence[Sign], name: str) -> list[Any]:
    """What the signs called `name` stand for."""
    return [s.value for s in found if s.name == name]


def _number(value: float | Number) -> Number:
    return value if isinstance(value, tuple) else (value, value)


def first(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """The first sign stands for all."""
    return found[0].name, found[0].value


def numbers(found: Sequence[Sign], argument: str, _scene: Scene) -> Made:
    """ "13, 7 and 1", "4 to 6"; `rising`: only when the figures go up."""
    given = [_number(v) for v in values(found, "number")]
    low, high = min(n[0] for n in given), max(n[1] for n in given)
    if argument == "rising" and given[0][0] >= given[-1][1]:
        return None
    return "number", (low, high)


def noon(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "12 noon", "12 midnight"."""
    return ("clock", found[1].value) if found[0].value == 12 and ":" not in found[1].value.at else None


def oclock(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "6 o'clock in the evening"; without a part of the day it could be either."""
    hour, part = int(_number(found[0].value)[0]), values(found, "part")
    if not part or not 1 <= hour <= 12:
        return None
    return "clock", Clock(f"{hour % 12 + 12 * (part[0] != 'morning'):02}:00")


def figure(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "7.30" or "0730" after a preposition: a time when it is written like one."""
    sign, value = found[0], found[0].value
    length = sign.end - sign.start
    if isinstance(value, tuple) or length not in (4, 5):
        return None
    if value < 24:
        shaped, figures = length == 5 or value < 10, round(value * 100)
    else:
        shaped, figures = length == 4 and value < 1000, round(value)
    hour, minute = divmod(figures, 100)
    return ("clock", Clock(f"{hour:02}:{minute:02}")) if shaped and hour < 24 and minute < 60 else None


def clocks(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "between 6 and 7 pm", "8 am - 2 pm": the earlier without its own half of the day has the later's."""
    times = values(found, "clock")
    if len(times) == 2:
        return "clocks", tuple(times)
    hour = int(_number(values(found, "number")[0])[0])
    if not 1 <= hour <= 12:
        return None
    late = hour % 12 + 12
    start = late if times[0].hour >= 12 and late <= times[0].hour else hour % 12 or 12
    return "clocks", (Clock(f"{start:02}:00"), times[0])


def amount(found: Sequence[Sign], argument: str, _scene: Scene) -> Made:
    """ "3 days", "a week"; `strict`: "a 24 hour test" is no amount of time."""
    low, high = _number(values(found, "number")[0]) if values(found, "number") else (1.0, 1.0)
    unit = next(s for s in found if s.name == "unit")
    if argument == "strict" and unit.singular and high > 1:
        return "nothing", None
    return "quantity", Quantity.of(low, high, unit.value)


def nights(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "the first two nights" lasts two days."""
    low, high = _number(found[0].value)
    return "quantity", Quantity.of(low, high, "day")


def half(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "half an hour"."""
    return "quantity", Quantity.of(0.5, 0.5, found[-1].value)


def and_half(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "one and a half hours", "an hour and a half"."""
    units = values(found, "unit")
    if not units:
        return None
    number = (_number(values(found, "number")[0])[0] if values(found, "number") else 1.0) + 0.5
    return "quantity", Quantity.of(number, number, units[0])


def couple(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "a couple of days"."""
    return "quantity", Quantity.of(2, 2, found[-1].value)


def or_number(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "a day or two"."""
    return "quantity", Quantity.of(1, _number(found[-1].value)[1], values(found, "unit")[0])


def nth(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "(the end of) the second week": as many weeks."""
    return "quantity", Quantity.of(found[0].value, found[0].value, found[1].value)


def join(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "24 hours to 2 days" is a range, "1 hour and 30 minutes" a sum."""
    a, b = values(found, "quantity")
    if a.unit == "hour" and b.unit == "minute" and any(s.name == "and" for s in found):
        minutes = round((a.hours + b.hours) * 60)
        return "quantity", Quantity.of(minutes, minutes, "minute")
    if a.hours < b.hours and not any(s.name == "and" for s in found if found[0].name != "between"):
        return "quantity", Quantity(a.low, b.high, a.unit)
    return None


def spread(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "13 hours, 7 hours and 1 hour"."""
    amounts = sorted(values(found, "quantity"), key=lambda q: q.hours)
    return "quantity", Quantity(amounts[0].low, amounts[-1].high, amounts[0].unit)


def _times(found: Sequence[Sign]) -> int:
    if often := values(found, "often"):
        return int(often[0])
    return int(_number(values(found, "number")[0])[0]) if values(found, "number") else 1


def times_per(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "3 times a day", "once a week"."""
    return "repeat", Repeat(times=max(1, _times(found)), per=iso(1, found[-1].value))


def adverb(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "twice daily", "hourly"."""
    per = found[-1].value
    return "repeat", Repeat(every=per) if per == "PT1H" and len(found) == 1 else Repeat(_times(found), per)


def hourly(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "6-hourly"."""
    return "repeat", Repeat(every=iso(_number(found[0].value)[0], "hour"))


def every(found: Sequence[Sign], argument: str, _scene: Scene) -> Made:
    """ "every 4 to 6 hours" (the shorter), "every day", "each evening", "every other day"."""
    if amounts := values(found[-1:], "quantity"):
        return "repeat", Repeat(every=amounts[0].low)
    unit = "day" if found[-1].name == "part" else found[-1].value
    if argument == "other":
        return "repeat", Repeat(every=iso(2, unit))
    if unit in ("second", "minute", "hour") and not values(found, "often"):
        return "repeat", Repeat(every=iso(1, unit))
    return "repeat", Repeat(times=_times(found), per=iso(1, unit))


def round_the_clock(found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """ "24 hours a day", "7 days a week" say always, not when."""
    per = duration_hours(iso(1, found[-1].value))
    return ("nothing", None) if found[0].value.hours >= per and per in (_DAY, _WEEK) else None


def history(found: Sequence[Sign], _argument: str, scene: Scene) -> Made:
    """ "in the last 2 weeks" looks back, unless it is before a procedure and forbids."""
    return None if scene.forbid and scene.before else ("nothing", None)


def nothing(_found: Sequence[Sign], _argument: str, _scene: Scene) -> Made:
    """Only looks like a time."""
    return "nothing", None


Action = Callable[[Sequence[Sign], str, Scene], Made]
ACTIONS: Final[dict[str, Action]] = {
    f.__name__: f
    for f in (
        *(first, numbers, noon, oclock, figure, clocks, amount, nights, half, and_half, couple, or_number, nth),
        *(join, spread, times_per, adverb, hourly, every, round_the_clock, history, nothing),
    )
}
