import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.documents import load
from careplan.errors import CareplanError, UnreadableDocument
from tests.documents.outline import headings, marked


def read(source):
    return load(source.encode(), media_type="text/markdown")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*Do* **not** `eat` [now](http://x)\nplease.", "Do not eat now please."),
        ("Line one  \nline two", "Line one\nline two"),
        ("a\\*b &amp; &lt;", "a*b & <"),
        ("- a\n  - b\n- c", "  • a\n    • b\n  • c"),
        ("* a\n\n  more of a\n\n* b", "  • a\n\n    more of a\n\n  • b"),
        ("3. a\n4. b", "  3. a\n  4. b"),
        ("| When | What |\n|---|:-:|\n| now | *rest* |", "When | What\nnow: rest"),
        ("> quoted", "quoted"),
        ("    08:00  water\n    10:00  tea", "08:00  water\n10:00  tea"),
        ("Bring:\n• a card\n• a list", "Bring:\n• a card\n• a list"),
        ("Bring:\n\n1) a card\n2) a list", "Bring:\n\n  1. a card\n  2. a list"),
        ("A text\nthat wraps\nthree times.", "A text that wraps three times."),
        ("<div>raw <b>markup</b></div>\n\n<!-- note -->", "raw markup"),
        ("![picture](x.png)Fast.", "Fast."),
    ],
)
def test_markdown_reads_as_what_it_stands_for(source, expected):
    assert read(source).content == expected


def test_headings_of_both_kinds_are_marked():
    assert headings(read("One\n===\n\n### Three ###\n\ntext")) == [(1, "One"), (3, "Three")]


def test_a_bold_line_is_a_heading_by_its_looks():
    text = read("**Before**\n\nFast.\n\n**Do not drive.**\n\nRest.")
    assert headings(text) == [(2, "Before")]
    assert marked(text, "strong") == ["Before"]


def test_crossed_out_text_is_marked():
    assert marked(read("Take ~~two~~ one."), "struck") == ["two"]


def test_a_place_is_a_line_of_the_source():
    text = read("# Title\n\nText\ngoes on.\n\n- a\n- b\n\n| x | y |\n|---|---|\n| c | d |")
    places = {line.strip("• "): text.place(text.content.index(line)) for line in text.content.split("\n") if line}
    assert places == {
        "Title": "line 1",
        "Text goes on.": "line 3",
        "a": "line 6",
        "b": "line 7",
        "x | y": "line 9",
        "c: d": "line 11",
    }


def test_front_matter_is_furniture_and_gives_the_title():
    text = read("---\ntitle: 'Your test'\ndraft: false\n---\n# Before & after\n\nFast.")
    assert text.title == "Your test"
    assert marked(text, "furniture") == ["title: 'Your test'", "draft: false"]
    assert text.place(text.content.index("Before")) == "line 5"


def test_a_rule_at_the_top_is_no_front_matter():
    assert marked(read("---\nStop eating now\n---\nThen rest."), "furniture") == []


def test_nesting_that_the_parser_would_cut_is_refused():
    with pytest.raises(UnreadableDocument, match="nested"):
        read("> " * 200 + "Do not eat.")
    assert read("> " * 60 + "Do not eat.").content == "Do not eat."


@given(st.text(st.sampled_from("#*_-+>|`~[]()!\\ \n\t1.ab<&"), max_size=120))
def test_any_markdown_is_read_or_refused_by_our_own_errors(source):
    with contextlib.suppress(CareplanError):
        assert read(source).content.strip()


@given(
    st.lists(st.text("abcdef", min_size=1, max_size=5), min_size=1, max_size=12),
    st.sampled_from(["- ", "1. ", "> ", "## ", ""]),
)
def test_no_word_is_lost(words, marker):
    text = read("\n\n".join(marker + word for word in words))
    assert [w for w in text.content.split() if w not in ("•",) and not w[0].isdigit()] == words


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_our_own_errors(data):
    with contextlib.suppress(CareplanError):
        assert load(data, media_type="text/markdown").content.strip()
