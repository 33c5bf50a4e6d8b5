"""The mapping of the timing grammar: what a hospital can add, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from careplan import knowledge
from careplan.errors import MappingError
from careplan.reading.model import Timing
from careplan.reading.timing_bounds import BOUNDS
from careplan.reading.timing_lexicon import lexicon
from careplan.reading.timing_rules import ACTIONS
from tests.reading import timing_cases as cases


def overlay(folder: Path, text: str) -> knowledge.Knowledge:
    (folder / "en").mkdir()
    (folder / "en" / "timing.toml").write_text(text, "utf-8")
    return knowledge.load(folder)


def test_every_rule_gives_something_that_there_is() -> None:
    for rule in lexicon().rules:
        assert rule.gives in ACTIONS
        assert rule.gives != "op" or rule.argument in BOUNDS


def test_every_function_and_operation_is_given_by_some_rule() -> None:
    rules = lexicon().rules
    assert {r.gives for r in rules} == set(ACTIONS)
    assert {r.argument for r in rules if r.gives == "op"} == set(BOUNDS) - {"lone"}


def test_an_overlay_adds_a_word_for_what_is_counted_from(tmp_path: Path) -> None:
    known = overlay(tmp_path, '[signs]\nanchor = ["zapping"]\n')
    text = "Come 2 hours before your zapping."
    assert cases.timing(text, section="after") is None
    found = cases.timing(text, section="after", knowledge=known)
    assert found == Timing(start="-PT2H", end="-PT2H")


def test_an_overlay_adds_a_rule(tmp_path: Path) -> None:
    rule = '[signs]\nminus = ["minus"]\n[[rules]]\npattern = "minus quantity"\ngives = "op"\nas = "notice"\n'
    known = overlay(tmp_path, rule)
    found = cases.timing("Bloods at minus 3 days.", section="before", topic="tests", knowledge=known)
    assert found == Timing(end="-P3D")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("nonsense = 1\n", "unknown key 'nonsense'"),
        ('[[rules]]\npattern = "quantity soonish"\ngives = "nothing"\n', "names 'soonish'"),
        ('[[rules]]\npattern = "quantity ("\ngives = "nothing"\n', "the rule with the pattern 'quantity ('"),
        ('[[rules]]\npattern = "quantity"\n', "gives"),
        ('[[rules]]\npattern = "quantity"\ngives = "nothing"\nwhy = "x"\n', "unknown key 'why'"),
        ('[[rules]]\npattern = "quantity"\ngives = "wishes"\n', "'wishes' is none of"),
        ('[macros]\nbefore = "after"\n', "both a sign and a macro"),
    ],
)
def test_a_broken_mapping_is_refused_with_its_file_and_fault(tmp_path: Path, text: str, fault: str) -> None:
    known = overlay(tmp_path, text)
    with pytest.raises(MappingError, match=r"timing\.toml") as error:
        cases.timing("For 2 days before.", section="before", knowledge=known)
    assert fault in str(error.value)
