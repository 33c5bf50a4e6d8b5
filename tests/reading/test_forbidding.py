"""What sheets forbid, order, allow or only say: never one read as another, over all the ways they put it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from careplan.reading.model import Statement
from tests.reading.sheet import under

Row = tuple[str, str, str]


def _rows() -> list[Row]:
    lines = Path(__file__).with_name("forbidding_cases.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(section, marked, expected) for section, marked, expected in rows]


ROWS = _rows()


def kind(statement: Statement) -> str:
    """The kind of a statement, as the table calls it."""
    if statement.role == "instruction":
        return "forbid" if statement.prohibition else str(statement.obligation)
    return {"information": "tell", "warning-sign": "sign"}.get(statement.role, statement.role)


# the same sentence as it may stand on other sheets
DRESSED: dict[str, Callable[[str], str]] = {
    "an item": lambda s: f"• {s}\n• Keep this sheet at home.",
    "a numbered item": lambda s: f"1. {s}\n2. Keep this sheet at home.",
    "capitals": str.upper,
    "small letters": str.lower,
    "no full stop": lambda s: s.rstrip("."),
    "an exclamation mark": lambda s: s.rstrip(".") + "!",
    "another sentence before": lambda s: f"The ward is on level two. {s}",
}
PLAIN = [row for row in ROWS if not any(mark in row[1] + row[2] for mark in ("\\n", " | ", "/", "["))]


@pytest.mark.parametrize("dress", DRESSED)
def test_however_it_is_written_what_is_forbidden_stays_so_and_nothing_else_becomes_so(dress: str) -> None:
    for section, sentence, expected in PLAIN:
        found = under(section, DRESSED[dress](sentence))
        assert any(s.prohibition for s in found) == (expected == "forbid"), (sentence, [kind(s) for s in found])


@pytest.mark.parametrize(("section", "marked", "expected"), ROWS, ids=[row[1] for row in ROWS])
def test_what_is_forbidden_ordered_or_allowed(section: str, marked: str, expected: str) -> None:
    body = re.sub(r"\[(.+?)\] ", r"\n\1\n\n", marked.replace("\\n", "\n"))
    wanted = [part.rpartition("• ")[2].strip() for part in marked.replace("\\n", "").split(" | ")]
    found = under(section, re.sub(r" \|\s", " ", body.replace(" | \n", "\n")))
    assert [" ".join(s.text.split()) for s in found] == wanted
    kinds = [kind(s) for s in found]
    assert all(k in e.split("/") for k, e in zip(kinds, expected.split(" | "), strict=True)), kinds
