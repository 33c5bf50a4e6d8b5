"""The language of phrases: what each of its signs matches, and what is refused."""

from __future__ import annotations

import pytest

from careplan.errors import MappingError
from careplan.reading.lexicon import Lexicon
from careplan.reading.tokens import tokenize

CLASSES = {"staff": ["(the|your)? doctor", "us", "*ologist"], "drug": ["aspirin"]}


def found(phrase: str, content: str) -> list[str]:
    """The texts that `phrase` matches in `content`."""
    tokens = tokenize(content)
    hits = Lexicon({"t": [phrase]}, CLASSES).match(tokens)
    return [content[tokens.starts[h.first] : tokens.ends[h.last - 1]] for h in hits]


@pytest.mark.parametrize(
    ("phrase", "content", "matches"),
    [
        ("no milk", "No  milk, no\nMILK and no, milk", ["No  milk", "no\nMILK"]),
        ("bath|shower", "a bath or a shower", ["bath", "shower"]),
        ("take a bath|shower", "Take a bath. Take a shower. Take a nap.", ["Take a bath", "Take a shower"]),
        ("(take a|have a) bath", "have a bath, take a bath, a bath", ["have a bath", "take a bath"]),
        ("(warm|cold)? bath", "cold bath", ["cold bath", "bath"]),
        ("(a|the)? (warm)? bath", "the warm bath", ["the warm bath", "warm bath", "bath"]),
        ("bath*", "bathe in the bathtub, not sabbath", ["bathe", "bathtub"]),
        ("*ectomy", "a colectomy, an ectomy, ectomys", ["colectomy", "ectomy"]),
        ("no _ today", "no food today, no today, no , today", ["no food today"]),
        ("stop .. bath", "stop bath", ["stop bath"]),
        ("stop .. bath", "stop taking a long hot bath", ["stop taking a long hot bath"]),
        ("stop .. bath", "stop taking a very long hot bath", []),
        ("stop .. bath", "Stop there. A bath", []),
        ("stop .. bath", "stop, then bath", ["stop, then bath"]),
        (
            "ask @staff",
            "ask us, ask your doctor, ask a cardiologist, ask cardiologist",
            ["ask us", "ask your doctor", "ask cardiologist"],
        ),
        ("@drug", "Aspirin", ["Aspirin"]),
        (
            "@staff .. @drug",
            "the doctor gives you aspirin",
            ["the doctor gives you aspirin", "doctor gives you aspirin"],
        ),
        ("follow up", "follow-up, follow up, followup", ["follow-up", "follow up"]),
        ("don't", "Don’t. DON'T. dont", ["Don’t", "DON'T"]),
        ("a.m.", "at 7 a.m. today", ["a.m."]),
        ("38.5", "38.5 or 38", ["38.5"]),
    ],
)
def test_a_phrase_matches(phrase: str, content: str, matches: list[str]) -> None:
    assert sorted(found(phrase, content)) == sorted(matches)


def test_a_weight_is_kept_and_is_one_when_absent() -> None:
    hits = Lexicon({"t": ["bath=2.5", "shower"]}).match(tokenize("bath shower"))
    assert [(h.weight, h.phrase) for h in hits] == [(2.5, "bath"), (1.0, "shower")]


def test_hits_stand_in_order_and_name_their_tag() -> None:
    hits = Lexicon({"x": ["hot bath"], "y": ["bath", "hot"]}).match(tokenize("a hot bath"))
    assert [h.first for h in hits] == sorted(h.first for h in hits)
    assert {(h.tag, h.first, h.last) for h in hits} == {("x", 1, 3), ("y", 1, 2), ("y", 2, 3)}


def test_two_phrases_with_the_same_words_are_both_found() -> None:
    assert {h.tag for h in Lexicon({"x": ["bath"], "y": ["bath"]}).match(tokenize("bath"))} == {"x", "y"}


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("ask @nobody", "no class is named @nobody"),
        ("take (a|the bath", "parentheses do not match"),
        ("take a) bath", "parentheses do not match"),
    ],
)
def test_a_broken_phrase_is_refused_by_name(phrase: str, says: str) -> None:
    with pytest.raises(MappingError, match=says):
        Lexicon({"g:duty": [phrase]}, CLASSES)


def test_the_tag_of_a_broken_phrase_is_named() -> None:
    with pytest.raises(MappingError, match="g:duty: ask @nobody"):
        Lexicon({"g:duty": ["ask @nobody"]}, CLASSES)


@pytest.mark.parametrize("phrase", ["", "=2", "bath=heavy"])
def test_an_empty_phrase_and_a_weight_that_is_no_number_are_refused(phrase: str) -> None:
    with pytest.raises(MappingError, match="g:duty"):
        Lexicon({"g:duty": [phrase]}, CLASSES)


def test_a_text_of_one_word_many_times_takes_no_longer_than_its_length() -> None:
    lexicon = Lexicon({"t": ["a .. a .. b"]})
    assert lexicon.match(tokenize("a " * 2000)) == ()
