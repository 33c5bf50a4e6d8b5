"""Tokens, and where a sentence ends."""

from __future__ import annotations

import pytest

from careplan.reading.sentences import sentences
from careplan.reading.tokens import tokenize
from tests.reading.sheet import english


def cut(content: str) -> list[str]:
    page = english(content)
    return [page.text(first, last) for first, last in sentences(page, 0, len(page))]


@pytest.mark.parametrize(
    "content",
    [
        "Rest today. | Drink water.",
        "Does it hurt? | Tell us!",
        "Come at 7 a.m. | Bring a book.",
        "Come at 7 a.m. on Monday.",
        "Be here by 6:30 p.m. and bring a book.",
        "Ask Dr. Hill about it. | She knows.",
        "J. Hill will call you.",
        "You had hepatitis B. | Tell us.",
        "Take 2.5 ml. | Then rest.",
        "Take 2.5 mg of it.",
        "Bring e.g. a book.",
        "Wait 24 hrs. | Then shower.",
        "Wait 24 hrs. before you shower.",
        "The U.S. office is closed.",
        "Rest... | Then walk.",
        "Rest (all day). | Then walk.",
        'She said "rest." | Then she left.',
        "(Rest all day.) | Then walk.",
        "See Dr. A. Stone at 3.30 p.m. for a blood test.",
        "Rest. then walk.",
        "See www.hill.example for more. | Or call.",
        "It costs $3,000. | Pay later.",
        "Use approx. 3 drops.",
        "Rest; then walk.",
        "No",
    ],
)
def test_a_sentence_ends_where_it_does(content: str) -> None:
    parts = content.split(" | ")
    assert cut(" ".join(parts)) == parts


def test_a_text_without_capitals_has_sentences() -> None:
    first = ["keep it dry for 24 hours.", "take it off after that."]
    parts = [*first, "no soaking, e.g. in a tub.", "call us if it bleeds."]
    assert cut(" ".join(parts)) == parts


def test_a_small_letter_after_a_stop_ends_no_sentence_in_a_text_with_capitals() -> None:
    parts = ["Take 2 tabs. a day for pain.", "Rest.", "Call us if it bleeds."]
    assert cut(" ".join(parts)) == parts


def test_tokens_of_numbers_times_and_abbreviations_are_one_each() -> None:
    assert tokenize("By 7:30 a.m. take 1,500 ml (2.5 cups), don’t wait.").words == (
        *("by", "7:30", "a.m.", "take", "1,500", "ml", "(", "2.5", "cups", ")", ",", "don't", "wait", "."),
    )


def test_a_hyphen_separates_words_and_a_dash_is_a_token() -> None:
    assert tokenize("follow-up - or – not").words == ("follow", "up", "-", "or", "–", "not")


def test_offsets_of_tokens_count_characters() -> None:
    content = "İs it ½ a 😀 day?"
    tokens = tokenize(content)
    assert [content[a:b].lower() for a, b in zip(tokens.starts, tokens.ends, strict=True)][1:] == list(tokens.words)[1:]
    assert list(tokens.starts) == sorted(tokens.starts)


def test_a_range_of_characters_gives_the_tokens_that_begin_in_it() -> None:
    tokens = tokenize("rest all day")
    assert tokens.range(0, 12) == (0, 3)
    assert tokens.range(5, 8) == (1, 2)
    assert tokens.range(1, 4) == (1, 1)
