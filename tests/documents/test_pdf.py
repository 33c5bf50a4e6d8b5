import io

import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, PageBreak, PageTemplate, Paragraph, Table

from careplan.documents import load
from careplan.errors import CareplanError, DocumentTooLarge, UnreadableDocument
from tests.documents.outline import headings, marked
from tests.documents.sheets import built

STYLES = getSampleStyleSheet()
NORMAL = STYLES["Normal"]
PROSE = (
    "A colonoscopy lets the doctor look at the lining of your bowel with a thin tube that bends. It is used to find the cause of "
    "bleeding or of a change in your bowel habit, and small growths can be taken away in the same test. "
)


def para(text, style="Normal"):
    return Paragraph(text, STYLES[style])


def read(data):
    return load(data, media_type="application/pdf")


def drawn(draw, pages=1, **options):
    """A PDF on whose pages `draw(canvas, number)` draws."""
    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=A4, invariant=1, **options)
    for number in range(1, pages + 1):
        draw(paper, number)
        paper.showPage()
    paper.save()
    return stream.getvalue()


def put(*lines, size=11):
    """Draws (x, y, text) lines; bold with a fourth member."""

    def draw(paper, _):
        for x, y, text, *bold in lines:
            paper.setFont("Helvetica-Bold" if bold else "Helvetica", size)
            paper.drawString(x, y, text)

    return drawn(draw)


def words(content):
    return [word for word in content.split() if word != "•"]


def test_wrapped_lines_become_one_line():
    assert read(built([para(PROSE * 2)])).content == (PROSE * 2).strip()


def test_lines_that_ended_early_stay_lines():
    data = put((72, 700, "Hill Hospital"), (72, 686, "Endoscopy Unit"), (72, 672, "Telephone 555 0100"), (72, 600, PROSE[:75]))
    assert read(data).content.startswith("Hill Hospital\nEndoscopy Unit\nTelephone 555 0100\n\n")


def test_more_white_than_between_lines_parts_paragraphs():
    data = put((72, 700, PROSE[:60]), (72, 686, "and goes on."), (72, 650, "Another one."))
    assert read(data).content == f"{PROSE[:60].strip()} and goes on.\n\nAnother one."


def test_a_first_line_indent_begins_a_paragraph():
    style = ParagraphStyle("indented", firstLineIndent=18)
    text = read(built([Paragraph(PROSE, style), Paragraph(PROSE, style)])).content
    assert text == f"{PROSE.strip()}\n\n{PROSE.strip()}"


def test_bullets_drawn_apart_belong_to_their_items():
    data = put((72, 700, "•"), (90, 700, "No food"), (72, 686, "•"), (90, 686, "No milk"), (108, 672, "o"), (126, 672, "not even tea"))
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
    lines = [(72, 700, "1."), (90, 700, "Wash."), (90, 686, "a)"), (108, 686, "hands"), (90, 672, "b)"), (108, 672, "arms"), (72, 658, "2."), (90, 658, "Dry.")]
    assert read(put(*lines)).content == "  1. Wash.\n    a) hands\n    b) arms\n  2. Dry."


def test_an_items_second_paragraph_stands_under_it():
    data = put((72, 700, "•"), (90, 700, "No food"), (90, 670, "Not even sweets."), (72, 640, "At the margin."))
    assert read(data).content == "  • No food\n\n    Not even sweets.\n\nAt the margin."


def test_much_white_parts_two_lists():
    lines = [(72, 700, "•"), (90, 700, "a"), (72, 686, "•"), (90, 686, "b"), (72, 640, "•"), (90, 640, "c")]
    assert read(put(*lines)).content == "  • a\n  • b\n\n  • c"


def test_headings_are_told_by_size_and_ranked():
    text = read(built([para("Your test", "Title"), para("Before", "Heading1"), para("Food", "Heading3"), para(PROSE * 3)]))
    # reportlab sets its title and its first heading in the same size
    assert headings(text) == [(1, "Your test"), (1, "Before"), (2, "Food")]
    assert text.title == "Your test"


def test_a_bold_line_as_large_as_the_text_is_a_heading_by_its_looks():
    text = read(built([para("Your test", "Title"), para("<b>Before</b>"), para(PROSE), para("<b>Do not drive.</b>"), para(PROSE)]))
    assert headings(text) == [(1, "Your test"), (2, "Before")]
    assert marked(text, "strong") == ["Before"]


def test_a_large_sentence_is_no_heading():
    data = built([para("Do not eat anything after midnight.", "Heading2"), para(PROSE * 3)])
    assert headings(read(data)) == []


def test_a_heading_of_two_lines_is_one():
    text = read(built([para("How to get ready for your test and what you should bring along to the clinic", "Title"), para(PROSE * 3)]))
    assert headings(text) == [(1, "How to get ready for your test and what you should bring along to the clinic")]


def footer(text):
    return lambda paper, document: paper.drawString(72, 30, text.format(document.page))


PAGES = [para(PROSE * 8), PageBreak(), para("Second page. " + PROSE), PageBreak(), para("Third page. " + PROSE)]


@pytest.mark.parametrize("text", ["Page {} of 3", "Hill Hospital | {}", "{}", "- {} -", "© Hill Hospital. All rights reserved."])
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
    data = put((30, 820, "11/24/26, 4:43 PM"), (72, 700, PROSE[:60]), (30, 20, "https://example.org/prep"), (560, 20, "1/1"))
    assert marked(read(data), "furniture") == ["11/24/26, 4:43 PM", "https://example.org/prep 1/1"]


def columns(story, count, pagesize=A4, gap=20):
    stream = io.BytesIO()
    width = (pagesize[0] - 80 - gap * (count - 1)) / count
    frames = [Frame(40 + n * (width + gap), 40, width, pagesize[1] - 80, leftPadding=0, rightPadding=0) for n in range(count)]
    document = BaseDocTemplate(stream, pagesize=pagesize, invariant=1)
    document.addPageTemplates([PageTemplate(frames=frames)])
    document.build(story)
    return stream.getvalue()


def test_two_columns_are_read_one_after_the_other():
    story = [para("Before", "Heading2"), para(PROSE * 9), para("After", "Heading2"), para(PROSE * 12)]
    text = read(columns(story, 2))
    assert words(text.content) == words(" ".join(["Before", PROSE * 9, "After", PROSE * 12]))
    assert [h for _, h in headings(text)] == ["Before", "After"]


def test_three_panels_are_read_one_after_the_other():
    panel = [para("Panel", "Heading2"), para(PROSE * 2), *(Paragraph(PROSE[: 70 + n], STYLES["Bullet"], bulletText="•") for n in range(4))]
    text = read(columns([*panel, FrameBreak(), *panel, FrameBreak(), *panel], 3, landscape(A4)))
    one = ["Panel", *words(PROSE * 2), *(w for n in range(4) for w in words(PROSE[: 70 + n]))]
    assert words(text.content) == one * 3


def grid(rows, style, widths=(110, 320)):
    return built([Table([[para(c) if isinstance(c, str) else c for c in row] for row in rows], colWidths=widths, style=style)])


ROWS = [["<b>When</b>", "<b>What</b>"], ["5 days before", PROSE * 2], ["The night before the day of the test", "Shower."]]
READ = f"When | What\n5 days before: {(PROSE * 2).strip()}\nThe night before the day of the test: Shower."


@pytest.mark.parametrize(
    "style",
    [
        [("GRID", (0, 0), (-1, -1), 0.5, "black")],
        [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
        [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
        [("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 9)],
    ],
    ids=["grid", "centred", "rules", "bare"],
)
def test_tables_are_read_row_by_row_with_rules_and_without(style):
    assert read(grid(ROWS, style)).content == READ


def test_cells_that_span_rows_keep_their_label():
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (0, 0), (0, 1)), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    text = read(grid([["Warfarin", "Stop."], ["", "Start."], ["Aspirin", "Go on."]], style))
    assert text.content == "Warfarin: Stop.\nStart.\nAspirin: Go on."


def test_narrow_columns_are_parted_by_their_rules():
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]
    text = read(grid([["Warfarin", "5 days", "day 1"], ["Apixaban", "2 days", "day 2"]], style, (47, 36, 40)))
    assert text.content == "Warfarin | 5 days | day 1\nApixaban | 2 days | day 2"


def test_a_frame_round_text_is_no_table():
    def draw(paper, _):
        paper.rect(60, 600, 400, 120)
        paper.drawString(72, 700, "Important")
        paper.drawString(72, 680, "Do not drive.")

    assert words(read(drawn(draw)).content) == ["Important", "Do", "not", "drive."]


def test_form_blanks_stay_on_their_line():
    data = put((72, 700, "Date: ________"), (300, 700, "Time: ______"), (72, 670, PROSE[:70]))
    assert read(data).content.split("\n")[0] == "Date: ________ Time: ______"


def test_every_origin_is_a_page():
    text = read(built(PAGES))
    assert text.place(text.content.index("Second")) == "page 2"
    assert {o.place for o in text.origins} == {"page 1", "page 2", "page 3"}


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
    lines = [(72, 700, "Please read this informa-"), (72, 686, "tion. After the opera-"), (72, 672, "tion rest. More information below.")]
    assert "After the operation rest." in read(put(*lines)).content


def picture():
    stream = io.BytesIO()
    Image.new("L", (200, 200), 128).save(stream, "PNG")
    stream.seek(0)
    return ImageReader(stream)


def test_a_page_that_is_a_picture_is_refused_by_its_number():
    def draw(paper, number):
        if number == 2:
            paper.drawImage(picture(), 0, 0, 595, 842)
        else:
            paper.drawString(72, 700, "Do not eat.")

    with pytest.raises(UnreadableDocument, match="page 2 has no text layer"):
        read(drawn(draw, pages=3))


def test_a_page_whose_text_is_drawn_as_curves_is_refused():
    def draw(paper, _):
        for n in range(300):
            paper.bezier(n, 0, n, 10, n + 5, 10, n + 5, 0)

    with pytest.raises(UnreadableDocument, match="page 1 has no text layer"):
        read(drawn(draw))


def test_a_blank_page_and_a_picture_beside_text_are_fine():
    def draw(paper, number):
        if number != 2:
            paper.drawImage(picture(), 300, 300, 50, 50)
            paper.drawString(72, 700, "Do not eat.")

    assert read(drawn(draw, pages=3)).content == "Do not eat.\n\nDo not eat."


def test_an_encrypted_file_is_refused():
    data = drawn(lambda paper, _: paper.drawString(72, 700, "x"), encrypt=pdfencrypt.StandardEncryption("secret"))
    with pytest.raises(UnreadableDocument, match="password"):
        read(data)


def test_a_file_that_only_forbids_printing_is_read():
    lock = pdfencrypt.StandardEncryption("", ownerPassword="owner", canPrint=0)
    assert read(drawn(lambda paper, _: paper.drawString(72, 700, "Fast."), encrypt=lock)).content == "Fast."


def test_hundreds_of_pages_are_refused():
    with pytest.raises(DocumentTooLarge, match="501 pages; 500 are allowed"):
        read(drawn(lambda paper, number: paper.drawString(72, 700, str(number)), pages=501))


def test_a_page_that_is_turned_reads_the_same():
    document = pdfium.PdfDocument(built([para("Before", "Heading1"), para(PROSE * 3)]))
    expected = read(built([para("Before", "Heading1"), para(PROSE * 3)])).content
    document[0].set_rotation(90)
    stream = io.BytesIO()
    document.save(stream)
    assert read(stream.getvalue()).content == expected


def test_text_written_up_the_page_reads_upright():
    def draw(paper, _):
        paper.rotate(90)
        for y, text in ((-100, "Do not eat"), (-114, "for 6 hours.")):
            paper.drawString(100, y, text)

    assert read(drawn(draw)).content == "Do not eat for 6 hours."


def test_a_watermark_and_a_margin_note_are_furniture_after_the_text():
    def draw(paper, _):
        paper.drawString(72, 700, "Do not eat for 6 hours before the test.")
        paper.saveState()
        paper.rotate(45)
        paper.drawString(400, 100, "DRAFT")
        paper.restoreState()
        paper.rotate(90)
        paper.drawString(300, -20, "PI-17 Rev 3")

    text = read(drawn(draw))
    assert text.content == "Do not eat for 6 hours before the test.\n\nDRAFT\n\nPI-17 Rev 3"
    assert marked(text, "furniture") == ["DRAFT", "PI-17 Rev 3"]


def test_a_filled_in_field_is_read():
    def draw(paper, _):
        paper.drawString(72, 700, "Arrive at")
        paper.acroForm.textfield(name="time", value="07:30", x=130, y=695, width=80, height=16, fontSize=11, borderWidth=0)

    assert read(drawn(draw)).content == "Arrive at 07:30"


def test_text_drawn_twice_for_boldness_is_read_once_and_double_letters_stay():
    def draw(paper, _):
        for _ in range(2):
            paper.drawString(72, 700, "Offer all staff coffee")

    assert read(drawn(draw)).content == "Offer all staff coffee"


def test_small_raised_text_stays_on_its_line():
    text = read(built([para("A fever of 38<super>o</super>C or more"), para(PROSE)]))
    assert text.content.startswith("A fever of 38oC or more")


def test_the_title_of_the_file_counts_where_no_heading_does_unless_it_is_a_file_name():
    assert read(built([para(PROSE)], title="Endoscopy leaflet")).title == "Endoscopy leaflet"
    assert read(built([para(PROSE)], title="Microsoft Word - endo.doc")).title is None


@pytest.mark.parametrize("cut", [10, 200, 600])
def test_a_cut_file_is_read_or_refused(cut):
    try:
        read(built([para(PROSE)])[:-cut])
    except CareplanError:
        pass


_SAMPLE = built([para("Before", "Heading1"), para(PROSE), Table([["a", "b"], ["c", "d"]])], pageCompression=0)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_damage_is_read_or_refused_by_our_own_errors(data):
    whole = bytearray(_SAMPLE)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(whole))
    except CareplanError:
        pass


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(20, 500), st.integers(20, 800), st.text("ab•1.-", min_size=1, max_size=12), st.sampled_from([6, 11, 24])),
        min_size=1,
        max_size=25,
    )
)
def test_no_letter_is_lost_wherever_it_stands(lines):
    def draw(paper, _):
        for x, y, text, size in lines:
            paper.setFont("Helvetica", size)
            paper.drawString(x, y, text)

    drawn_letters = sorted({(x, y, t, s) for x, y, t, s in lines})
    expected = sum(text.count(letter) for *_, text, _ in drawn_letters for letter in "ab")
    if expected:
        content = read(drawn(draw)).content
        found = sum(content.count(letter) for letter in "ab")
        overlaps = len({(x, y) for x, y, *_ in drawn_letters}) < len(drawn_letters)
        assert found == expected or overlaps
