import pytest

from careplan import knowledge
from careplan.apply.words import has, words
from careplan.errors import MappingError


@pytest.fixture
def overlay(tmp_path):
    """Knowledge with a hospital's own apply.toml laid over ours."""

    def make(text, folder="en"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "apply.toml").write_text(text, "utf-8")
        return knowledge.load(tmp_path)

    yield make
    knowledge.load.cache_clear()
    knowledge._parse.cache_clear()


def test_a_language_without_words_has_the_english_ones():
    assert words(knowledge.default(), "xx") == words(knowledge.default(), "en-GB")


def test_a_hospitals_words_are_laid_over(overlay):
    made = words(overlay('review = "Please check"\n[decision_on]\nteam = ["matron"]\n'), "en")
    assert made.review == "Please check"
    assert made.decision_on.team[-1] == "matron"
    assert len(made.decision_on.team) > 1


def test_an_unknown_key_is_refused_with_the_file_and_what_is_allowed(overlay):
    with pytest.raises(MappingError, match=r"apply\.toml: unknown key 'reviewer'; allowed are .*review"):
        words(overlay('reviewer = "x"\n'), "en")


def test_an_unknown_note_is_refused(overlay):
    with pytest.raises(MappingError, match=r"apply\.toml \[notes\]"):
        words(overlay('[notes]\nsomehow = "x"\n'), "en")


@pytest.mark.parametrize(
    ("text", "phrases", "expected"),
    [
        ("Ask your Doctor.", ("doctor*",), True),
        ("Ask the doctors", ("doctor*",), True),
        ("It is because of us.", ("us",), True),
        ("because", ("us",), False),
        ("ask\n  your team", ("ask your",), True),
        (None, ("x",), False),
        ("x", (), False),
    ],
)
def test_a_phrase_is_found_as_whole_words(text, phrases, expected):
    assert has(text, phrases) is expected
