"""What sheets forbid, order, allow or only say: never one read as another, over all the ways they put it."""

from __future__ import annotations

import re
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


@pytest.mark.parametrize(("section", "marked", "expected"), ROWS, ids=[row[1] for row in ROWS])
def test_what_is_forbidden_ordered_or_allowed(section: str, marked: str, expected: str) -> None:
    body = re.sub(r"\[(.+?)\] ", r"\n\1\n\n", marked.replace("\\n", "\n"))
    wanted = [part.rpartition("• ")[2].strip() for part in marked.replace("\\n", "").split(" | ")]
    found = under(section, re.sub(r" \|\s", " ", body.replace(" | \n", "\n")))
    assert [" ".join(s.text.split()) for s in found] == wanted
    kinds = [kind(s) for s in found]
    assert all(k in e.split("/") for k, e in zip(kinds, expected.split(" | "), strict=True)), kinds
