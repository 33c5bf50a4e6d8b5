import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from tests.documents.outline import headings, marked
from tests.documents.pdfs import PROSE, drawn, para, put, read
from tests.documents.sheets import built


def test_wrapped_lines_become_one_line():
    assert read(built([para(PROSE * 2)])).content == (PROSE * 2).strip()


def test_lines_that_ended_early_stay_lines():
    data = put(
        (72, 700, "Hill Hospital"), (72, 686, "Endoscopy Unit"), (72, 672, "Telephone 555 0100"), (72, 600, PROSE[:75])
    )
    assert read(data).content.startswith("Hill Hospital\nEndoscopy Unit\nTelephone 555 0100\n\n")


def test_more_white_than_between_lines_parts_paragraphs():
    data = put((72, 700, PROSE[:60]), (72, 686, "and goes on."), (72, 650, "Another one."))
    assert read(data).content == f"{PROSE[:60].strip()} and goes on.\n\nAnother one."


def test_a_first_line_indent_begins_a_paragraph():
    style = ParagraphStyle("indented", firstLineIndent=18)
    text = read(built([Paragraph(PROSE, style), Paragraph(PROSE, style)])).content
    assert text == f"{PROSE.strip()}\n\n{PROSE.strip()}"


def test_bullets_drawn_apart_belong_to_their_items():
    data = put(
        (72, 700, "•"),
        (90, 700, "No food"),
        (72, 686, "•"),
        (90, 686, "No milk"),
        (108, 672, "o"),
        (126, 672, "not even tea"),
    )
    assert read(data).content == "  • No food\n  • No milk\n    • not even tea"


@pytest.mark.parametrize("glyph", ["•", "-", "*", "–", "·"])
def test_any_bullet_becomes_the_one(glyph):
    data = put((72, 700, glyph), (90, 700, "No food"), (72, 686, glyph), (90, 686, "No milk"))
    assert read(data).content == "  • No food\n  • No milk"


def test_a_bullet_glued_to_its_text_is_parted():
    assert read(put((72, 700, "•No food"), (72, 686, "•No milk"))).content == "  • No food\n  • No milk"


def test_bullets_that_are_drawn_as_shapes_are_bullets():
    def draw(paper, _):
        for y, text in ((700, "No food"), (686, "No milk")):
            paper.circle(80, y + 4, 1.8, fill=1)
            paper.drawString(90, y, text)
        paper.rect(102, 671, 3.5, 3.5)
        paper.drawString(110, 670, "not even tea")
        paper.drawString(72, 640, "At the margin.")

    assert read(drawn(draw)).content == "  • No food\n  • No milk\n    • not even tea\n\nAt the margin."


def test_a_dash_in_running_text_is_no_bullet():
    data = put((72, 700, PROSE[:80]), (72, 686, "- as it were - and more."))
    assert read(data).content == f"{PROSE[:80].strip()} - as it were - and more."


def test_numbers_and_letters_are_markers():
    lines = [
        (72, 700, "1."),
        (90, 700, "Wash."),
        (90, 686, "a)"),
        (108, 686, "hands"),
        (90, 672, "b)"),
        (108, 672, "arms"),
        (72, 658, "2."),
        (90, 658, "Dry."),
    ]
    assert read(put(*lines)).content == "  1. Wash.\n    a) hands\n    b) arms\n  2. Dry."


def test_an_items_second_paragraph_stands_under_it():
    data = put((72, 700, "•"), (90, 700, "No food"), (90, 670, "Not even sweets."), (72, 640, "At the margin."))
    assert read(data).content == "  • No food\n\n    Not even sweets.\n\nAt the margin."


def test_much_white_parts_two_lists():
    lines = [(72, 700, "•"), (90, 700, "a"), (72, 686, "•"), (90, 686, "b"), (72, 640, "•"), (90, 640, "c")]
    assert read(put(*lines)).content == "  • a\n  • b\n\n  • c"


def test_a_dash_list_is_told_by_its_repetition():
    data = put((72, 700, "Avoid hot things:"), (72, 686, "- hot baths"), (72, 672, "- heat packs"))
    assert read(data).content == "Avoid hot things:\n\n  • hot baths\n  • heat packs"


def test_an_item_that_does_not_hang_goes_on_at_the_margin():
    data = put((72, 700, "1. Place your foot on the floor."), (72, 686, "2. Rock your"), (72, 672, "foot gently."))
    assert read(data).content == "  1. Place your foot on the floor.\n  2. Rock your\n    foot gently."


def test_double_spacing_within_a_sentence_parts_nothing():
    data = put((72, 700, PROSE[:93]), (72, 675, "that bends, and"), (72, 625, PROSE[:93]), (72, 611, "again."))
    assert read(data).content == f"{PROSE[:93].strip()} that bends, and\n\n{PROSE[:93].strip()} again."


def test_lines_beside_a_picture_go_on_though_they_are_short():
    data = put((72, 700, PROSE[:93]), (72, 686, PROSE[:70]), (72, 672, "Clinic or the ward."))
    assert read(data).content == f"{PROSE[:93].strip()} {PROSE[:70].strip()} Clinic or the ward."


def test_headings_are_told_by_size_and_ranked():
    text = read(
        built([para("Your test", "Title"), para("Before", "Heading1"), para("Food", "Heading3"), para(PROSE * 3)])
    )
    # reportlab sets its title and its first heading in the same size
    assert headings(text) == [(1, "Your test"), (1, "Before"), (2, "Food")]
    assert text.title == "Your test"


def test_a_bold_line_as_large_as_the_text_is_a_heading_by_its_looks():
    text = read(
        built(
            [para("Your test", "Title"), para("<b>Before</b>"), para(PROSE), para("<b>Do not drive.</b>"), para(PROSE)]
        )
    )
    assert headings(text) == [(1, "Your test"), (2, "Before")]
    assert marked(text, "strong") == ["Before"]


def test_a_large_sentence_is_no_heading():
    data = built([para("Do not eat anything after midnight.", "Heading2"), para(PROSE * 3)])
    assert headings(read(data)) == []


def test_a_heading_of_two_lines_is_one():
    text = read(
        built(
            [
                para("How to get ready for your test and what you should bring along to the clinic", "Title"),
                para(PROSE * 3),
            ]
        )
    )
    assert headings(text) == [(1, "How to get ready for your test and what you should bring along to the clinic")]


def broken(first, rest, extra=""):
    return put((72, 700, f"Please read this {first}"), (72, 686, f"{rest} carefully."), (72, 640, extra or "End."))


@pytest.mark.parametrize(
    ("first", "rest", "extra", "expected"),
    [
        ("informa-", "tion", "More information below.", "this information carefully."),
        ("post-", "operative", "", "this post-operative carefully."),
        ("about pre-", "and post-operative care", "Wash and rest.", "about pre- and post-operative care"),
        ("for 6-", "8 weeks", "", "for 6-8 weeks"),
        ("low-", "fat", "A low-fat diet, or a lowfat one.", "this low-fat carefully."),
        ("COVID-", "19", "", "this COVID-19 carefully."),
    ],
)
def test_a_hyphen_at_a_line_end_goes_only_where_the_document_shows_that_it_may(first, rest, extra, expected):
    assert expected in read(broken(first, rest, extra)).content


def test_a_document_that_breaks_words_breaks_unknown_ones_too():
    lines = [
        (72, 700, "Please read this informa-"),
        (72, 686, "tion. After the opera-"),
        (72, 672, "tion rest. More information below."),
    ]
    assert "After the operation rest." in read(put(*lines)).content
