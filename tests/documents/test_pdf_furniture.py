import pytest
from reportlab.platypus import PageBreak

from tests.documents.outline import headings, marked
from tests.documents.pdfs import PROSE, para, put, read
from tests.documents.sheets import built


def footer(text):
    return lambda paper, document: paper.drawString(72, 30, text.format(document.page))


PAGES = [para(PROSE * 8), PageBreak(), para("Second page. " + PROSE), PageBreak(), para("Third page. " + PROSE)]


@pytest.mark.parametrize(
    "text", ["Page {} of 3", "Hill Hospital | {}", "{}", "- {} -", "© Hill Hospital. All rights reserved."]
)
def test_lines_that_come_again_on_each_page_are_furniture(text):
    found = read(built(PAGES, footer(text)))
    assert marked(found, "furniture") == [text.format(n) for n in (1, 2, 3)]


def test_a_sentence_in_the_footer_is_said_once():
    text = read(built(PAGES, footer("Call 555 0100 if you have a fever.")))
    assert text.content.count("Call 555 0100") == 3
    assert marked(text, "furniture") == ["Call 555 0100 if you have a fever."] * 2


def test_headings_that_differ_by_their_number_are_no_furniture():
    story = [part for n in (1, 2, 3) for part in (para(f"Day {n}", "Heading2"), para(PROSE), PageBreak())]
    text = read(built(story, footer("{}")))
    assert marked(text, "furniture") == ["1", "2", "3"]
    assert [h for _, h in headings(text)] == ["Day 1", "Day 2", "Day 3"]


def test_a_lone_number_word_at_the_foot_is_no_page_number():
    assert marked(read(put((72, 700, PROSE[:50]), (72, 60, "1 tablet daily"))), "furniture") == []


def test_a_sentence_goes_on_over_the_page_and_the_furniture_follows_it():
    text = read(built([para(PROSE * 30)], footer("Page {} of 2")))
    assert text.content == f"{(PROSE * 30).strip()}\n\nPage 1 of 2\n\nPage 2 of 2"


def test_what_browsers_print_at_the_edges_is_furniture():
    data = put(
        (30, 820, "11/24/26, 4:43 PM"), (72, 700, PROSE[:60]), (30, 20, "https://example.org/prep"), (560, 20, "1/1")
    )
    assert marked(read(data), "furniture") == ["11/24/26, 4:43 PM", "https://example.org/prep 1/1"]


def test_every_origin_is_a_page():
    text = read(built(PAGES))
    assert text.place(text.content.index("Second")) == "page 2"
    assert {o.place for o in text.origins} == {"page 1", "page 2", "page 3"}
