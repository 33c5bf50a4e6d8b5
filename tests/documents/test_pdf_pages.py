import contextlib
import io
from concurrent.futures import ThreadPoolExecutor

import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib import pdfencrypt
from reportlab.platypus import Table

from careplan.errors import CareplanError, DocumentTooLarge, UnreadableDocument
from tests.documents.outline import marked
from tests.documents.pdfs import PROSE, drawn, para, picture, read
from tests.documents.sheets import built


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


def test_threads_may_read_at_the_same_time():
    data = built([para(PROSE * 5) for _ in range(20)])
    expected = read(data).content
    with ThreadPoolExecutor(8) as pool:
        assert {text.content for text in pool.map(read, [data] * 24)} == {expected}


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
        paper.acroForm.textfield(
            name="time", value="07:30", x=130, y=695, width=80, height=16, fontSize=11, borderWidth=0
        )

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
    with contextlib.suppress(CareplanError):
        read(built([para(PROSE)])[:-cut])


_SAMPLE = built([para("Before", "Heading1"), para(PROSE), Table([["a", "b"], ["c", "d"]])], pageCompression=0)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_damage_is_read_or_refused_by_our_own_errors(data):
    whole = bytearray(_SAMPLE)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(CareplanError):
        read(bytes(whole))


_ROWS = st.lists(
    st.tuples(
        st.integers(0, 90), st.text("ab•1.-", max_size=12), st.text("ab•1.-", max_size=12), st.sampled_from([6, 11, 20])
    ),
    max_size=25,
)


@settings(deadline=None)
@given(_ROWS, st.integers(24, 60))
def test_no_letter_is_lost_wherever_it_stands(rows, step):
    def draw(paper, _):
        for n, (shift, left, right, size) in enumerate(rows):
            paper.setFont("Helvetica", size)
            paper.drawString(20 + shift, 800 - n * step, left)
            paper.drawString(300 + shift, 800 - n * step + shift / 20, right)

    rows = rows[: 780 // step]
    drawn_text = "".join(left + right for _, left, right, _ in rows)
    expected = [drawn_text.count(letter) for letter in "ab"]
    if any(expected):
        content = read(drawn(draw)).content
        assert [content.count(letter) for letter in "ab"] == expected
