import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.documents import load
from careplan.errors import CareplanError, UnreadableDocument
from tests.documents.outline import headings, marked


def page(body, **options):
    data = body if isinstance(body, bytes) else f"<!doctype html><meta charset=utf-8><body>{body}".encode()
    return load(data, media_type="text/html", **options)


def content(body):
    return page(body).content


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One<p>Two", "One\n\nTwo"),
        ("<p>a \n\t b&nbsp;&nbsp;c</p>", "a b c"),
        ("<p>One<br>two<br/>three", "One\ntwo\nthree"),
        ("<p>One<br><br>Two", "One\n\nTwo"),
        ("<p>temp &lt; 38 &amp; <3 &eacute;&#8217;&#x2019;", "temp < 38 & <3 é’’"),
        ("a<div>b</div>c<section>d</section>", "a\n\nb\n\nc\n\nd"),
        ("<p>post&shy;op<wbr>erative</p>", "postoperative"),
        ("<p><span>Do</span> <b>not</b>&#32;<i>eat</i>.", "Do not eat."),
        ("<p>He said <q>stop</q>.", "He said “stop”."),
        ("<pre>  08:00  water\n  10:00  tea</pre>", "  08:00  water\n  10:00  tea"),
        ("<p>H<sub>2</sub>O at 10<sup>3</sup>", "H2O at 103"),
        ("<textarea>Notes\nhere</textarea>", "Notes\nhere"),
        ("<x-card>One</x-card><x-card>Two</x-card>", "One\n\nTwo"),
        ("<span style='display: block'>One</span><span style='display:block'>Two</span>", "One\n\nTwo"),
        ("<svg><title>icon</title><text>Fast</text></svg>", "Fast"),
        ("<p>One</p></body></html><p>trailing", "One\n\ntrailing"),
        ("<p>•&nbsp;typed<br>•&nbsp;by hand", "• typed\n• by hand"),
    ],
)
def test_blocks_and_inline_text_read_as_in_a_browser(body, expected):
    assert content(body) == expected


@pytest.mark.parametrize("tag", ["script", "style", "template", "noscript", "iframe"])
def test_what_is_never_shown_is_dropped(tag):
    assert content(f"<p>Fast.</p><{tag}>x</{tag}><!-- y -->") == "Fast."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ul><li>a<li>b</ul>", "  • a\n  • b"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "  • a\n    • b\n  • c"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "  • a\n    • b\n  • c"),
        ("<ul><ul><li>a</ul></ul>", "  • a"),
        ("<ul><li>a<div><div><ul><li>b</ul></div></div></ul>", "  • a\n    • b"),
        ("<ol><li>a<li>b</ol>", "  1. a\n  2. b"),
        ("<ol start=4><li>a<li value=9>b<li>c</ol>", "  4. a\n  9. b\n  10. c"),
        ("<ol reversed><li>a<li>b</ol>", "  2. a\n  1. b"),
        ("<ol type=a><li>a<li>b</ol>", "  a. a\n  b. b"),
        ("<ol style='list-style-type: upper-roman' start=4><li>a<li>b</ol>", "  IV. a\n  V. b"),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "  1. a\n    • b\n  2. c"),
        ("<ul><li><p>a</p><p>more</p></li><li>b</ul>", "  • a\n\n    more\n\n  • b"),
        ("<ul><li>a<br>line<li>b</ul>", "  • a\n    line\n  • b"),
        ("<ul><li>a</ul><ul><li>b</ul>", "  • a\n\n  • b"),
        ("<ul><li></li><li>a</li></ul>", "  • a"),
        ("<li>stray", "  • stray"),
        ("Call if:<ul><li>fever</ul>or come in.", "Call if:\n\n  • fever\n\nor come in."),
    ],
)
def test_lists_keep_their_levels_and_numbers(body, expected):
    assert content(body) == expected


def test_a_tick_that_stands_alone_marks_what_follows():
    assert (
        content("<div><span>✓</span><div>Water</div></div><div><span>•</span><p>Tea</p></div>")
        == "  • ✓ Water\n  • Tea"
    )


def test_a_list_of_cards_is_no_list_of_items():
    text = page("<ul><li><h3>Day before</h3><p>Eat little.</p><li><h3>Day</h3><p>Fast.</p></ul>")
    assert text.content == "Day before\n\nEat little.\n\nDay\n\nFast."
    assert headings(text) == [(3, "Day before"), (3, "Day")]


def word(level, marker, body):
    return (
        f"<p class=MsoListParagraph style='margin-left:36pt;mso-list:l0 level{level} lfo1'><![if !supportLists]>"
        f"<span style='mso-list:Ignore'>{marker}<span>&nbsp;&nbsp;&nbsp;</span></span><![endif]>{body}</p>"
    )


def test_lists_that_word_saved_as_paragraphs_are_lists():
    body = word(1, "·", "One") + word(2, "o", "Inner") + word(1, "·", "Two")
    assert content(body) == "  • One\n    • Inner\n  • Two"


def test_numbers_that_word_wrote_out_are_markers():
    assert content(word(1, "1.", "One") + word(1, "2.", "Two")) == "  1. One\n  2. Two"


def test_headings_are_marked_with_their_level():
    text = page("<h1>A</h1><h2>B<br>b</h2><div role=heading aria-level=4>C</div><h6></h6>")
    assert text.content == "A\n\nB b\n\nC"
    assert headings(text) == [(1, "A"), (2, "B b"), (4, "C")]


@pytest.mark.parametrize(
    "body",
    [
        "<p><strong>Before</strong></p><p>x",
        "<div><b> Before </b></div>x",
        "<p style='font-weight:700'>Before</p><ul><li>x</ul>",
    ],
)
def test_a_short_bold_line_above_text_is_a_heading_by_its_looks(body):
    text = page("<h2>Top</h2>" + body)
    assert headings(text) == [(2, "Top"), (3, "Before")]
    assert marked(text, "strong") == ["Before"]


@pytest.mark.parametrize(
    "body",
    [
        "<p><b>Do not eat after midnight.</b><p>x",
        "<p><b>Call us if you have:</b><ul><li>x</ul>",
        "<p><b>Before</b> you go<p>x",
        "<p>x<p><b>Last</b>",
        "<p><b>Not a heading</b><h2>Next</h2>x",
        "<ul><li><b>Bold item</b><li>x</ul>",
        "<p><b>One two three four five six seven eight nine ten eleven</b><p>x",
    ],
)
def test_bold_that_heads_nothing_is_no_heading(body):
    assert [h for h in headings(page(body)) if h[1] != "Next"] == []


def test_a_fold_is_headed_by_its_summary_or_button():
    text = page(
        "<h2>Help</h2><details><summary>Pain</summary>Take it.</details>"
        "<button class=accordion aria-expanded=false>Fever</button>"
        "<div style='display:none'><p>Call us at once.</p></div>"
    )
    assert headings(text) == [(2, "Help"), (3, "Pain"), (3, "Fever")]
    assert "Call us at once." in text.content
    assert "Call us at once." not in marked(text, "furniture")


def test_line_ends_of_the_author_are_marked():
    text = page("<p>One<br>two</p><ul><li>a<br>b</ul>")
    assert [text.content[m.start - 1 : m.end + 1].strip(" ") for m in text.marks if m.kind == "break"] == [
        "e\nt",
        "a\n",
    ]


def test_text_that_is_crossed_out_is_marked():
    text = page("<p>Take <del>two</del> <s>old</s> one <span style='text-decoration: line-through'>daily</span>.")
    assert text.content == "Take two old one daily."
    assert " ".join(marked(text, "struck")).split() == ["two", "old", "daily"]


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>Prep | Hill Hospital</title><h1>Prep</h1><p>x", "Prep"),
        ("<title>Prep |\n Hill</title><p>x", "Prep | Hill"),
        ("<title>Prep</title><h1>Hill Hospital</h1><h1>Ward 3</h1>x", "Prep"),
        ("<h1>First</h1><h1>Second</h1>x", "First"),
        ("<p>x", None),
    ],
)
def test_the_title_is_the_only_main_heading_or_the_page_title(markup, title):
    assert page(markup.encode()).title == title


def test_the_language_is_the_pages():
    assert page(b"<html lang=' en-GB '><p>x").language == "en-GB"
    assert page(b"<html><p>x").language is None


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=windows-1252><p>38 °C – ok".encode("cp1252"),
        b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>38 \xb0C \x96 ok',
        b"<meta charset=utf-8><p>38 \xb0C \x96 ok",  # not true, as often
        b"<p>38 \xb0C \x96 ok",
        "<p>38 °C – ok".encode(),
        "<meta charset=windows-1252>\ufeff<p>38 °C – ok".encode("utf-8-sig").replace(b"\xef\xbb\xbf<p>", b"<p>"),
        b'<?xml version="1.0" encoding="windows-1252"?><html><p>38 \xb0C \x96 ok</p></html>',
    ],
)
def test_the_charset_is_found(data):
    assert page(data).content == "38 °C – ok"


def test_the_senders_charset_goes_before_the_pages():
    assert page("<meta charset=utf-8><p>Не ешьте".encode("koi8-r"), charset="koi8-r").content == "Не ешьте"


def test_a_place_is_the_path_of_elements():
    text = page("<div><p>x</p><ul><li>a</li><li>b</li></ul></div>")
    assert text.place(text.content.index("b")) == "/html/body/div[1]/ul[1]/li[2]"


@pytest.mark.parametrize("tags", ["<div>" * 1001, "<b>" * 1000 + "<p>x" * 3000, "<select>" + "<option>x" * 10_001])
def test_a_page_that_no_parser_reads_in_linear_time_is_refused(tags):
    with pytest.raises(UnreadableDocument, match="broken"):
        page(tags + "x")


def test_deep_but_honest_nesting_is_read():
    assert content("<div>" * 900 + "deep" + "</div>" * 900 + "<p>after") == "deep\n\nafter"
    assert content("<table><tr><td>" * 60 + "deep" + "</table>" * 60 + "<p>after") == "deep\n\nafter"


# The property: whatever the nesting, all words that are shown come out, once and in order.
_WORDS = st.text("abcdefgh", min_size=1, max_size=4)
_TAGS = (
    "p", "div", "ul", "ol", "li", "table", "tr", "td", "th", "dl", "dt", "dd", "h2", "b", "em", "a", "section",
    "nav", "aside", "footer", "header", "details", "summary", "button", "pre", "blockquote", "s",
)  # fmt: skip


def _element(inner):
    attributes = st.sampled_from(
        ["", ' class="nav"', ' style="display:none"', " hidden", ' role="heading"', ' style="mso-list:l0 level2"']
    )
    return st.builds(
        lambda tag, attribute, parts: f"<{tag}{attribute}> {' '.join(parts)} </{tag}>",
        st.sampled_from(_TAGS),
        attributes,
        st.lists(inner, max_size=4),
    )


_TREES = st.lists(st.recursive(_WORDS | st.just("<br>"), _element, max_leaves=12), max_size=4).map(" ".join)


def visible(markup):
    """The words of a browser's own tree, text nodes in order."""
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(markup).root
    return [w for node in root.traverse(include_text=True) if node.is_text_node for w in node.text_content.split()]


@given(_TREES)
def test_every_word_that_is_shown_comes_out_once_and_in_order(body):
    expected = visible(body)
    if not expected:
        return
    found = content(body)
    # what the layout adds: markers of items, and what joins cells
    found = re.sub(r"^ *(?:•|\d+\.) ", "", found, flags=re.MULTILINE)
    found = re.sub(r": | \| |:\n", " ", found)
    table_order = sorted(found.split()) if "<t" in body else found.split()
    assert table_order == (sorted(expected) if "<t" in body else expected)


@given(st.text(st.sampled_from("<>/ \n\"'=&;!-abulitdrph1"), max_size=120))
def test_any_markup_is_read_or_refused_by_our_own_errors(markup):
    try:
        text = load(markup.encode(), media_type="text/html")
    except CareplanError:
        return
    assert all(0 <= m.start < m.end <= len(text.content) for m in text.marks)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_our_own_errors(data):
    with contextlib.suppress(CareplanError):
        assert load(data, media_type="text/html").content.strip()
