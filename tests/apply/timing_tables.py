"""The tables of docs/timing.md, made by the code that they describe; run as a module, it writes them."""

import json
import re
from datetime import date
from pathlib import Path

from careplan.apply.schedule import parse_procedure_time, window
from careplan.apply.scheduled import period, scheduled
from careplan.reading.model import Repeat, Timing, to_json

PAGE = Path(__file__).parents[2] / "docs" / "timing.md"

PHRASES = [
    ("Do not eat for 8 hours before", Timing(start="-PT8H", end="PT0S")),
    ("Arrive at least 1 hour before", Timing(end="-PT1H")),
    ("Nothing after midnight", Timing(start="day0 00:00", end="PT0S")),
    ("Take it at 2:30 am that morning", Timing(start="day0 02:30", end="day0 02:30")),
    ("Take it at 10 pm the night before", Timing(start="day-1 22:00", end="day-1 22:00")),
    ("Shower the night before", Timing(start="day-1 night", end="day-1 night")),
    ("Nothing from the night before on", Timing(start="day-1 night", end="PT0S")),
    ("Take your tablets that morning", Timing(start="day0 morning", end="day0 morning")),
    ("Eat nothing until noon", Timing(end="day0 noon")),
    ("No lotion on the day", Timing(start="day0", end="day0")),
    ("Rest for the remainder of the day", Timing(start="PT0S", end="day0")),
    ("Stop aspirin 7 days before", Timing(start="-P7D", end="PT0S")),
    ("Do not drive for 24 hours", Timing(start="PT0S", end="PT24H")),
    ("Do not drive for 1 day", Timing(start="PT0S", end="P1D")),
    ("Take it off after 24 to 48 hours", Timing(start="PT24H", end="PT48H")),
    ("Shower from the next morning on", Timing(start="day1 morning")),
    ("Do not swim for 2 weeks", Timing(start="PT0S", end="P2W")),
    ("Contact sports after 3 months", Timing(start="P3M")),
    (
        "Ice for 20 minutes every 2 hours for 2 days",
        Timing(start="PT0S", end="P2D", duration="PT20M", repeat=Repeat(every="PT2H")),
    ),
    ("Do it 3 times a day", Timing(repeat=Repeat(times=3, per="P1D"))),
    ("Do not lift until your doctor agrees", Timing(until="until your doctor agrees")),
    ("Eat nothing for 8 hours before you arrive", Timing(anchor="arrival", start="-PT8H", end="PT0S")),
    ("See us 10 to 14 days after you go home", Timing(anchor="discharge", start="P10D", end="P14D")),
    ("Press on it for 15 minutes", Timing(anchor="symptom", duration="PT15M")),
]
PLAIN = parse_procedure_time("2026-12-01T09:00:00", timezone="America/New_York")
CHANGES = [
    ("New York, 31 October 2026, 14:00 (the day before clocks go back)", "2026-10-31T14:00:00", "America/New_York"),
    ("New York, 1 November 2026, 07:00 (clocks go back at 02:00)", "2026-11-01T07:00:00", "America/New_York"),
    ("Vienna, 29 March 2026, 07:00 (clocks go forward at 02:00)", "2026-03-29T07:00:00", "Europe/Vienna"),
    ("offset −05:00 alone, 1 November 2026, 07:00", "2026-11-01T07:00:00-05:00", None),
    ("1 November 2026, no hour", "2026-11-01", None),
]


def tables():
    """The Markdown tables by name."""
    return {"elements": _elements(), "dates": _dates()}


def _elements():
    rows = [["the sheet says", "timing as read", "`CarePlan.activity.detail`", "`Task.restriction.period`"]]
    for phrase, timing in PHRASES:
        made = window(timing, PLAIN)
        due = period(made)
        rows.append([phrase, _code(_read(timing)), _code(scheduled(made, phrase)), _code(due) if due else "–"])
    return _table(rows)


def _dates():
    rows = [["the sheet says", *(title for title, _, _ in CHANGES)]]
    for phrase, timing in PHRASES:
        if timing.start or timing.end:
            rows.append([phrase, *(_bounds(timing, at, zone) for _, at, zone in CHANGES)])
    return _table(rows)


def _read(timing):
    return {
        name: value
        for name, value in to_json(timing).items()
        if value is not None and (name, value) != ("anchor", "procedure")
    } | ({"repeat": _read_repeat(timing.repeat)} if timing.repeat else {})


def _read_repeat(repeat):
    return {name: value for name, value in to_json(repeat).items() if value is not None}


def _bounds(timing, at, zone):
    made = window(timing, parse_procedure_time(at, timezone=zone))
    if not made.bounded:
        return f"no date ({', '.join(made.notes)})"
    told = f"{_moment(made.start)} → {_moment(made.end)}"
    return told + (f" ({', '.join(made.notes)})" if made.notes else "")


def _moment(moment):
    if moment is None:
        return "…"
    if type(moment) is date:
        return moment.isoformat()
    return re.sub(r":00(?=[+-]\d\d:\d\d$)", "", moment.isoformat().replace("T", " "))


def _code(value):
    return f"`{json.dumps(value, ensure_ascii=False)}`" if value else "–"


def _table(rows):
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def filled(page):
    """The page with the tables between their markers as the code makes them now."""
    for name, table in tables().items():
        marked = rf"(<!-- table: {name} -->\n).*?(\n<!-- end -->)"
        page, n = re.subn(marked, lambda m, t=table: m[1] + t + m[2], page, flags=re.DOTALL)
        assert n == 1, f"docs/timing.md has no place for the table {name}"
    return page


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
