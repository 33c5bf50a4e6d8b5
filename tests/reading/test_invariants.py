"""What holds of every reading, whatever the text: arbitrary characters, sheets cut up, and long ones."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careplan import reading
from careplan.errors import CareplanError
from careplan.reading import model
from careplan.reading.model import Reading, from_json, to_json
from tests.reading.sheet import text

SHEETS = [p.read_text("utf-8") for p in sorted((Path(__file__).parents[1] / "sheets" / "develop").glob("*.txt"))]
# What may lie outside statements and headings, besides white space: the marker of an item (or several where items
# stand side by side), what separates the members of a list within a line, and lines that are drawn.
_MARKERS = re.compile(
    r"\s*(?:(?:[•◦○●▪▫■□►▶➢➔→✓✔✗✘‣·∙⁃§\uf0b7\uf0a7\u2610\u2611\u2612*+–—o?-]|\[[ \u00a0xX_]*\]|_{2,4}"
    r"|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|[|/])\s*)*+"
)
_DRAWN = re.compile(r"[\s_=*~#·.\-–—|+]*")
_POINT = re.compile(
    r"[+-]?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+(\.\d+)?D)?(T(?=.)(\d+(\.\d+)?H)?(\d+M)?(\d+S)?)?"
    r"|day-?\d+( (morning|noon|evening|night|\d\d:\d\d))?"
)
_LENGTH = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+(\.\d+)?D)?(T(?=.)(\d+(\.\d+)?H)?(\d+M)?(\d+S)?)?")

PIECES = (
    *(
        "Do not",
        "eat",
        "or drink",
        "after midnight",
        "unless",
        "if",
        "when",
        "you",
        "your doctor",
        "says so",
        "before",
        "for 24 hours",
        "(",
        ")",
    ),
    *(
        ":",
        ".",
        ",",
        ";",
        "?",
        "•",
        "- ",
        "1. ",
        "a) ",
        "o ",
        "[ ] ",
        "____",
        "-----",
        "\n",
        "\n\n",
        "\n\n\n",
        "    ",
        "\t",
        " | ",
        "Call us",
        "fever",
    ),
    *(
        "WHEN TO CALL",
        "Before your test",
        "may",
        "will be",
        "38 °C",
        "100.4°F",
        "Dr.",
        "J.",
        "7 a.m.",
        "to",
        "and",
        "the",
        "of",
        "Warfarin",
        "no",
        "_",
    ),
)


def limited(examples: int) -> settings:
    """So many examples, the same ones every time."""
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=True,
        database=None,
    )


def spans(found: Reading, content: str) -> list[tuple[int, int]]:
    """The statements and headings of a reading."""
    held = [(s.start, s.end) for s in found.statements]
    for section in found.sections:
        if section.heading is not None:
            at = content.index(section.heading, section.start)
            held.append((at, at + len(section.heading)))
            assert not content[section.start : at].strip() or section.start == 0
    return sorted(held)


def lost(found: Reading, content: str) -> list[str]:
    """The pieces of lines that lie in no statement or heading and are neither markers nor drawn lines."""
    bare = list(content)
    for start, end in spans(found, content):
        bare[start:end] = [c if c.splitlines() == [""] else "\0" for c in content[start:end]]
    lines = "".join(bare).splitlines()
    left = [line for line in lines if "\0" in line or not _DRAWN.fullmatch(line)]
    pieces = [piece for line in left for piece in line.split("\0") if piece.strip()]
    return [p for p in pieces if not _MARKERS.fullmatch(p)]


def check(content: str) -> None:
    """All invariants of the reading of `content`, which may also be refused."""
    try:
        found = reading.read(text(content, language=None))
    except CareplanError:
        return
    _statements(found, content)
    _sections(found, content)
    for statement in found.statements:
        _words(statement)
    assert lost(found, content) == []
    data = to_json(found)
    assert from_json(json.loads(json.dumps(data))) == found
    assert to_json(reading.read(text(content, language=None))) == data


def _statements(found: Reading, content: str) -> None:
    at, seen = 0, set[str]()
    for s in found.statements:
        assert s.start < s.end
        assert s.start >= at, "overlap or disorder"
        assert content[s.start : s.end] == s.text == s.text.strip()
        assert s.id not in seen
        assert s.parent is None or s.parent in seen
        assert all(content[q.start : q.end] == q.text and s.start <= q.start < q.end <= s.end for q in s.quantities)
        at = s.end
        seen.add(s.id)
    assert all(set(f.statements) <= seen for f in found.findings)
    name = found.document.procedure
    assert name is None or content[name.start : name.end] == name.text


def _sections(found: Reading, content: str) -> None:
    ends = [0, *(s.end for s in found.sections)]
    assert [s.start for s in found.sections] == ends[:-1]
    assert not found.sections or ends[-1] == len(content)
    assert found.sections or not found.statements
    assert all(s.kind in model.SECTION_KINDS and 0 <= s.confidence <= 1 for s in found.sections)


def _words(s: model.Statement) -> None:
    assert s.section in model.SECTION_KINDS
    assert s.role in model.ROLES
    told = (s.actor, s.prohibition, s.obligation)
    if s.role == "instruction":
        assert s.actor in model.ACTORS
        assert s.prohibition in (True, False)
        assert s.obligation in model.OBLIGATIONS
    else:
        assert told == (None, None, None)
        assert s.timing is None
    assert (s.topic is not None) == (s.role in ("instruction", "question", "warning-sign"))
    sure = s.confidence
    assert all(0 <= value <= 1 for value in (sure.section, sure.role, sure.topic, sure.timing))
    if s.timing is not None:
        _timing(s.timing)


def _timing(t: model.Timing) -> None:
    assert t.anchor in model.ANCHORS
    assert all(point is None or _POINT.fullmatch(point) for point in (t.start, t.end)), t
    assert t.duration is None or _LENGTH.fullmatch(t.duration), t
    if t.repeat is not None:
        assert (t.repeat.every is None) != (t.repeat.times is None and t.repeat.per is None)
        assert all(p is None or _LENGTH.fullmatch(p) for p in (t.repeat.per, t.repeat.every)), t


@limited(120)
@given(st.text(max_size=300))
def test_any_characters(content: str) -> None:
    check(content.replace("\r", ""))


@limited(250)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))
def test_any_words_that_mean_something_in_any_order(content: str) -> None:
    check(f"You will have a test. {content}")


def mutated(content: str, seed: int) -> str:
    """The sheet with some damage of the kinds that happen: order, markers, indentation, case, cuts, odd characters."""
    dice = random.Random(seed)
    lines = content.split("\n")
    for _ in range(dice.randint(1, 6)):
        lines = _damage(dice, lines or [""])
    return "\n".join(lines)


def _damage(dice: random.Random, lines: list[str]) -> list[str]:
    at = dice.randrange(len(lines))
    line, cut = lines[at], dice.randint(0, len(lines[at]))
    strange = "".join(
        dice.choice("\u2028\x85\x0b\x0c\u200b\ufeffİßﬁ•☐|_?!.,;:()[]{}-–—\t\xa0😀٣½°")
        for _ in range(dice.randint(1, 5))
    )
    ways = {
        "delete": [*lines[:at], *lines[at + 1 :]],
        "duplicate": [*lines[:at], line, *lines[at:]],
        "swap": [*lines[at:], *lines[:at]],
        "no markers": [re.sub(r"^\s*[•*o-]\s+", "", one) for one in lines],
        "capitals": [one.upper() for one in lines],
        "small letters": [one.lower() for one in lines],
        "no indentation": [one.strip() for one in lines],
        "truncate": [*lines[:at], line[:cut]],
        "strange characters": [*lines[:at], line[:cut] + strange + line[cut:], *lines[at + 1 :]],
        "stretch": [*lines[:at], line * 3, *lines[at + 1 :]],
        "one line": [" ".join(lines)],
        "gaps": [one for line in lines for one in (line, *([""] if dice.random() < 0.3 else []))],
        "no gaps": [one for one in lines if one.strip()],
    }
    return ways[dice.choice(sorted(ways))]


@limited(250)
@given(st.sampled_from(SHEETS), st.integers(0, 2**32))
def test_damaged_sheets(content: str, seed: int) -> None:
    check(mutated(content, seed))


@limited(40)
@given(st.sampled_from(SHEETS), st.data())
def test_a_sheet_cut_off_anywhere(content: str, data: st.DataObject) -> None:
    check(content[: data.draw(st.integers(0, len(content)))])


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n\n\n",
        "•",
        "1.",
        "_____",
        "?",
        "You will rest if",
        "Call us when you are",
        "You are the:",
        "a " * 3000,
        "(" * 500 + "you are the",
        "you if " * 500,
        "Do not " * 500,
        "• you\n" * 500,
        "You are:\n" * 200,
        "You are the one\u2028and you\x85or the\x0bnext",
        "\u200b\u200b",
        "you\u200b the\u200b to",
        "The end of the\n5.\n",
    ],
    ids=range(19),
)
def test_odd_texts(content: str) -> None:
    check(content)


@pytest.mark.parametrize("sheet", SHEETS, ids=range(len(SHEETS)))
def test_whole_sheets(sheet: str) -> None:
    check(sheet)


def test_the_check_sees_what_is_lost() -> None:
    content = "You will rest.\n\nThen you walk.\n"
    found = reading.read(text(content))
    assert lost(replace(found, statements=found.statements[:1]), content) == ["Then you walk."]
