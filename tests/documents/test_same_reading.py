"""The same sheet says the same in every format: statements, roles, timings, sections and topics."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from careplan import reading
from careplan.documents import load
from tests.documents import sheets
from tests.documents.structure import structure

LOTS = Path(__file__).parents[1] / "sheets"
# Sheets whose lines were broken by hand, or stand in columns, are left out: joined they are another sheet.
SAME = [
    "develop/bone-marrow-biopsy",
    "develop/hemorrhoidectomy",
    "develop/thyroidectomy",
    "develop2/carpal-tunnel-release-discharge",
    "develop2/cataract-surgery-nhs",
    "develop2/cesarean-discharge",
    "develop2/flexible-cystoscopy-nhs",
    "develop2/knee-arthroscopy-discharge",
    "develop2/mri-with-sedation-web",
    "develop2/transesophageal-echo",
]
STRUCTURED = [media_type for media_type in sheets.ALL if media_type != "text/plain"]


def read(data, media_type):
    return reading.read(load(data, media_type=media_type))


def said(data, media_type):
    """What a sheet says, page furniture left out: a menu or a footer belongs to the format, not to the sheet."""
    found = read(data, media_type)
    words = {s.id: " ".join(s.text.split()) for s in found.statements}
    return [
        (words[s.id], s.role, s.section, s.topic, s.timing, s.prohibition, s.actor, words.get(s.parent))
        for s in found.statements
        if s.role != "boilerplate"
    ]


@pytest.fixture(scope="module", params=SAME)
def sheet(request):
    blocks = structure((LOTS / f"{request.param}.txt").read_text("utf-8"))
    return [block[:3] for block in blocks]


@pytest.fixture(scope="module")
def plain(sheet):
    return said(sheets.text(sheet), "text/plain")


@pytest.mark.parametrize("media_type", STRUCTURED)
def test_the_same_sheet_says_the_same_in_every_format(sheet, plain, media_type):
    assert said(sheets.ALL[media_type](sheet), media_type) == plain


def test_there_is_something_to_compare(plain):
    assert len(plain) > 40
    assert sum(timing is not None for *_, timing, _, _, _ in plain) >= 3


TABLE = [
    ("heading", 1, "Preparing for your colonoscopy"),
    ("heading", 2, "Before the test"),
    (
        "table",
        [
            ("When", "What to do", "Why"),
            ("5 days before", "Stop taking iron tablets.", "They stain the bowel."),
            ("The day before", "Drink clear liquids only.", "The bowel must be empty."),
        ],
    ),
]


@pytest.mark.parametrize("media_type", STRUCTURED)
def test_a_table_of_three_columns_is_read_row_by_row(media_type):
    found = {text: (role, topic) for text, role, _, topic, *_ in said(sheets.ALL[media_type](TABLE), media_type)}
    stop = next(text for text in found if "iron tablets" in text)
    drink = next(text for text in found if "clear liquids" in text)
    assert stop != drink
    assert stop.startswith("5 days before")
    assert drink.startswith("The day before")
    assert found[stop][0] == found[drink][0] == "instruction"
    assert found[drink][1] == "clear-liquids"


def crossed_out_html(before, gone, after):
    return f"<html lang='en'><body><p>{before}<s>{gone}</s>{after}</p></body></html>".encode(), "text/html"


def crossed_out_markdown(before, gone, after):
    return f"{before}~~{gone}~~{after}".encode(), "text/markdown"


def crossed_out_word(before, gone, after):
    document = docx.Document()
    paragraph = document.add_paragraph(before)
    paragraph.add_run(gone).font.strike = True
    paragraph.add_run(after)
    return sheets.saved(document), sheets.docx_type()


CROSSED_OUT = [crossed_out_html, crossed_out_markdown, crossed_out_word]


@pytest.mark.parametrize("made", CROSSED_OUT)
def test_what_is_struck_out_is_no_instruction_and_says_so(made):
    parts = ("Do not eat for 6 hours before your operation. ", "Take your insulin that morning.", " Bring this sheet.")
    found = read(*made(*parts))
    gone = next(s for s in found.statements if "insulin" in s.text)
    assert (gone.role, gone.topic, gone.timing, gone.prohibition) == ("information", None, None, None)
    assert gone.review == ("struck out",)
    others = [s for s in found.statements if s is not gone]
    assert [s.role for s in others] == ["instruction", "instruction"]
    assert all("struck out" not in " ".join(s.review) for s in others)


@pytest.mark.parametrize("made", CROSSED_OUT)
def test_an_instruction_of_which_a_part_is_struck_out_is_put_up_for_review(made):
    parts = ("Do not eat for ", "6", " 8 hours before your operation.")
    found = read(*made(*parts))
    assert [s.role for s in found.statements] == ["instruction"]
    assert "partly struck out" in found.statements[0].review
