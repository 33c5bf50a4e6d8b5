"""Readings made by hand, in our own words: a small sheet, and a builder for others."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from careplan.reading.model import Document, Finding, Reading, Repeat, Section, Span, Statement, Timing

SHEETS = Path(__file__).parents[3] / "shared" / "sheets"
GOLD = sorted(p for p in SHEETS.glob("*.txt") if p.with_name(p.stem + ".gold.json").is_file())
needs_sheets = pytest.mark.skipif(not GOLD, reason="the shared sheets are not beside this checkout")


def say(text, section="before", role="instruction", **fields):
    """A statement without its place: `build` numbers it and sets its offsets."""
    if role == "instruction":
        fields = {"topic": "other", "actor": "patient", "prohibition": False, "obligation": "must", **fields}
    return Statement(id="", section=section, role=role, start=0, end=0, text=text, **fields)


def build(*statements, procedure="knee arthroscopy", title=None, headings=(), findings=()):
    """The bytes and the Reading of a text that is these statements, one a line; ids are s1, s2 ..."""
    lead = f"{procedure}\n" if procedure else ""
    at, placed = len(lead), []
    for number, s in enumerate(statements, start=1):
        placed.append(replace(s, id=f"s{number}", start=at, end=at + len(s.text)))
        at += len(s.text) + 1
    text = lead + "".join(s.text + "\n" for s in statements)
    content = text.encode()
    document = Document(
        media_type="text/plain",
        language="en",
        sha256=hashlib.sha256(content).hexdigest(),
        characters=len(text),
        title=title,
        procedure=Span(procedure, 0, len(procedure)) if procedure else None,
    )
    sections = tuple(
        Section(kind=kind, start=placed[a - 1].start, end=placed[b - 1].end, heading=heading)
        for kind, a, b, heading in headings
    )
    return content, Reading(document, sections, tuple(placed), tuple(findings))


def arthroscopy():
    """A small sheet with something of everything."""
    return build(
        say("A thin camera is put into your knee.", "overview", "information"),
        say("Tell us about:", "disclosure", topic="tell-team"),
        say("Any allergies.", "disclosure", "question", topic="allergies", parent="s2"),
        say("Your tablets, as well as:", "disclosure", "question", topic="medications", parent="s2"),
        say("Herbal teas.", "disclosure", "question", topic="supplements", parent="s4"),
        say("How much wine you drink.", "disclosure", "question", topic="alcohol-drugs", parent="s2"),
        say("Clots can form.", "risks", "risk"),
        say(
            "Eat nothing for 6 hours before, unless we say otherwise.",
            topic="fasting",
            prohibition=True,
            exception="unless we say otherwise",
            timing=Timing(start="-PT6H", end="PT0S"),
        ),
        say(
            "If you take blood thinners, ask us when to stop.",
            topic="anticoagulant",
            condition="you take blood thinners",
        ),
        say("Be here at least 90 minutes ahead.", topic="arrival", timing=Timing(end="-PT90M")),
        say("Bring:", topic="bring-items"),
        say("your scans", topic="bring-items", parent="s11"),
        say("You lie on your back.", "during", "information"),
        say(
            "Ice the knee for 20 minutes 3 times a day.",
            "after",
            topic="ice-heat",
            timing=Timing(repeat=Repeat(times=3, per="P1D"), duration="PT20M", start="PT0S", end="P3D"),
        ),
        say("A friend should stay overnight.", "after", topic="companion", actor="companion"),
        say("You may shower after two days.", "after", topic="bathing", obligation="may"),
        say("Ring us if you have:", "warning-signs", topic="seek-care"),
        say("a fever", "warning-signs", "warning-sign", topic="fever", parent="s17"),
        say("Printed on recycled paper.", "other", "boilerplate"),
        headings=(("before", 8, 12, "GETTING READY"), ("after", 14, 16, None)),
        findings=(Finding("lacks", "no time for clear liquids", ("s8",)),),
    )
