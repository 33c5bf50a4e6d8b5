"""How sure a reading is, and what is put up for review."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from careplan import knowledge
from careplan.documents.text import Mark
from careplan.errors import MappingError
from careplan.reading.model import Confidence, Statement
from careplan.reading.review import FIELDS, Curve, Rules, rules, withdrawn

KNOWN = rules("en", knowledge.default())
STEPS = Rules(KNOWN.reasons, {"topic": 0.9}, {"topic": Curve((0.0, 0.5), (0.6, 0.95))})


def statement(text: str = "Rest.") -> Statement:
    return Statement("s1", "after", "instruction", 10, 10 + len(text), text, topic="rest", prohibition=False)


def struck_out(one: Statement, *spans: tuple[int, int]) -> Statement:
    return withdrawn([one], [Mark("struck", *span) for span in spans], STEPS)[0]


@pytest.mark.parametrize(("given", "right"), [(0.0, 0.6), (0.49, 0.6), (0.5, 0.95), (1.0, 0.95)])
def test_a_confidence_is_how_often_such_a_one_is_right(given: float, right: float) -> None:
    assert STEPS.confidence(0.8, 0.8, given, 0.8) == Confidence(0.8, 0.8, right, 0.8)


def test_below_the_threshold_the_field_is_named_with_its_figure() -> None:
    assert STEPS.doubts("question", "Asthma.", Confidence(topic=0.6)) == ("topic 0.60",)
    assert STEPS.doubts("question", "Asthma.", Confidence(topic=0.95)) == ()


def test_what_nobody_acts_on_is_not_put_up() -> None:
    assert STEPS.doubts("information", "Rest is good ____.", Confidence(topic=0.3)) == ()


@pytest.mark.parametrize("spans", [[(10, 15)], [(0, 90)], [(10, 12), (12, 15)], [(2, 11), (11, 40)]])
def test_all_struck_out_is_information(spans: list[tuple[int, int]]) -> None:
    found = struck_out(statement(), *spans)
    assert (found.role, found.topic, found.prohibition, found.review) == ("information", None, None, ("struck out",))


@pytest.mark.parametrize("span", [(10, 12), (14, 15), (11, 13), (14, 80)])
def test_a_part_struck_out_is_doubt(span: tuple[int, int]) -> None:
    assert struck_out(statement(), span).review == ("partly struck out",)


def test_a_mark_beside_the_statement_is_none_of_its_own() -> None:
    assert struck_out(statement(), (0, 10), (15, 20)) == statement()


def test_white_space_alone_may_be_left_when_all_is_struck_out() -> None:
    assert struck_out(statement("Rest a lot."), (10, 14), (15, 16), (17, 21)).review == ("struck out",)


def test_curves_never_go_down_and_every_field_has_one() -> None:
    assert set(KNOWN.right) == set(KNOWN.below) == set(FIELDS)
    for curve in KNOWN.right.values():
        assert all(a < b for a, b in pairwise(curve.least))
        assert all(a <= b for a, b in pairwise(curve.right))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("[below]\nsize = 1", "unknown field 'size'"),
        ("[right.topic]\nleast = [0.5]\nright = [0.1]\nleft = []", "unknown key 'left'"),
        ("[right.topic]\nleast = [0.6]\nright = []", "never go down"),
        ("[reasons]\nbad = 'x'", "unknown key 'bad'"),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, body: str, says: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "review.toml").write_text(body, "utf-8")
    with pytest.raises(MappingError, match=f"en/review.toml.*{says}"):
        rules("en", knowledge.load(tmp_path))
