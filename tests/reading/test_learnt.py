"""The tie-breaker that was learnt of labelled sheets: plain data, and only where the phrases are in doubt."""

import pytest

from careplan.documents.text import Text
from careplan.errors import MappingError
from careplan.knowledge import Knowledge, default, load
from careplan.reading import read, topics
from careplan.reading.learnt import features, learnt
from careplan.reading.topics import Topics

ROWS = """# counts
*	bathing=4	driving=6
+	bathing=5	driving=11
wash	bathing=3
car	driving=5
your	bathing=2	driving=4
your car	driving=2
"""


@pytest.fixture
def taught(tmp_path):
    """What a table of the folder teaches."""

    def teach(rows):
        folder = tmp_path / "xx"
        folder.mkdir(exist_ok=True)
        (folder / "learnt.tsv").write_text(rows, "utf-8")
        return learnt("xx", Knowledge((tmp_path,)))

    return teach


def test_words_and_pairs_count_and_marks_do_not():
    assert list(features(["don't", "wash", ",", "for", "2", "days"])) == [
        *("don't", "wash", "for", "days"),
        *("don't wash", "wash for", "for days"),
    ]


def test_shares_follow_the_words_and_add_up(taught):
    known = taught(ROWS)
    car = known.shares(("park", "your", "car"))
    assert car["driving"] > 0.8 > car["bathing"]
    assert sum(car.values()) == pytest.approx(1)
    assert known.shares(("wash",))["bathing"] > 0.6


def test_words_never_seen_say_nothing(taught):
    assert taught(ROWS).shares(("zebra", "9", "!")) == {}


def test_a_language_without_a_table_has_no_tie_breaker(tmp_path):
    assert learnt("xx", Knowledge((tmp_path,))) is None
    assert learnt("en", default()) is not None


@pytest.mark.parametrize(
    "row",
    ["wash", "wash\tbathing", "wash\tbathing=x", "wash\tbathing=0", "\tbathing=1", "wash\tcooking=1", "# late"],
)
def test_a_broken_table_is_refused_by_its_row(taught, row):
    with pytest.raises(MappingError, match=r"xx/learnt\.tsv"):
        taught(f"{ROWS}{row}\n")


def test_a_tie_is_broken_and_the_scores_stay():
    chosen = Topics("driving", 1.0, 0.4, {"driving": 1.0, "bathing": 0.8})
    made = topics.broken(chosen, {"bathing": 0.9, "driving": 0.1})
    assert made.best == "bathing"
    assert (made.scores, made.confidence) == (chosen.scores, chosen.confidence)
    assert topics.broken(chosen, {}).best == "driving"


def test_what_nobody_speaks_for_stays():
    chosen = Topics("other", 0.0, 0.4, {})
    assert topics.broken(chosen, {"bathing": 0.1}) is chosen


def test_every_learnt_topic_is_one_of_the_contract():
    known = {path.stem for path in (default().roots[0] / "en/topics/instruction").glob("*.toml")}
    assert set(learnt("en", default()).base) <= known


def test_the_reader_asks_it_where_no_phrase_speaks(tmp_path):
    (tmp_path / "en").mkdir()
    words = "*\tdriving=5\tbathing=5\n+\tdriving=8\tbathing=1\nzorble\tdriving=4\nsoap\tbathing=1\n"
    (tmp_path / "en" / "learnt.tsv").write_text(words, "utf-8")
    text = Text("Before the test\n\nDo not zorble the frumbles.\n", "text/plain", "0" * 64)

    def topic_by(knowledge):
        (said,) = [s for s in read(text, knowledge=knowledge).statements if s.role == "instruction"]
        return said.topic

    assert topic_by(load(tmp_path)) == "driving"
    assert topic_by(default()) == "other"
