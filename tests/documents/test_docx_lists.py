import docx
import pytest
from docx.shared import Pt

from careplan.documents import load
from tests.documents.docxs import W, body, changed, numbered, read
from tests.documents.outline import headings
from tests.documents.sheets import docx_type, saved

LEVELS = [
    ("decimal", "%1."), ("lowerLetter", "%2)"), ("lowerRoman", "(%3)"), ("decimalZero", "%4."), ("bullet", "\uf0b7"),
    ("none", ""), ("decimal", "%1.%2"), ("upperRoman", "%8."), ("bullet", "\uf0fc"),
]  # fmt: skip


def with_lists(*parts, override="", levels=LEVELS):
    rows = "".join(
        f"<w:lvl w:ilvl='{n}'><w:start w:val='1'/><w:numFmt w:val='{kind}'/><w:lvlText w:val='{text}'/>"
        f"<w:pPr><w:ind w:left='{360 * (n + 1)}' w:hanging='360'/></w:pPr>"
        f"<w:rPr><w:rFonts w:ascii='{'Wingdings' if n == 8 else 'Symbol'}'/></w:rPr></w:lvl>"
        for n, (kind, text) in enumerate(levels)
    )
    numbering = (
        f"<w:numbering {W}><w:abstractNum w:abstractNumId='7'>{rows}</w:abstractNum>"
        f"<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
        f"<w:num w:numId='2'><w:abstractNumId w:val='7'/>{override}</w:num></w:numbering>"
    )
    data = changed(saved(body(*parts)), **{"word/numbering.xml": numbering})
    return load(data, media_type=docx_type()).content


def test_list_numbers_are_counted_as_word_does():
    parts = [
        numbered(t, 1, level) for t, level in [("a", 0), ("b", 1), ("c", 1), ("d", 2), ("e", 0), ("f", 1), ("g", 2)]
    ]
    assert with_lists(*parts) == "  1. a\n    a) b\n    b) c\n      (i) d\n  2. e\n    a) f\n      (i) g"


def test_a_list_goes_on_after_a_paragraph_and_a_restarted_one_does_not():
    override = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
    parts = [numbered("a", 1), "text", numbered("b", 1), "text", numbered("c", 2), numbered("d", 2)]
    assert with_lists(*parts, override=override) == "  1. a\n\ntext\n\n  2. b\n\ntext\n\n  1. c\n  2. d"


@pytest.mark.parametrize(("level", "marker"), [(3, "01."), (4, "•"), (6, "1.a"), (8, "• ✓")])
def test_the_levels_text_is_the_marker(level, marker):
    assert with_lists(numbered("a", 1, level)) == f"  {marker} a"


def test_a_level_that_shows_no_number_is_no_item():
    assert with_lists(numbered("a", 1, 5)) == "a"


def test_number_zero_and_unknown_lists_are_no_items():
    assert with_lists(numbered("a", 0), numbered("b", 99)) == "a\n\nb"


def test_levels_follow_the_indentation_not_words_own_levels():
    document = docx.Document()
    for style in ("List Bullet", "List Bullet 2", "List Bullet 3", "List Bullet 2", "List Bullet"):
        document.add_paragraph(style[-1], style)
    document.add_paragraph("goes on", "List Continue")
    document.add_paragraph("At the margin.")
    assert read(document).content == ("  • t\n    • 2\n      • 3\n    • 2\n  • t\n\n    goes on\n\nAt the margin.")


def test_an_empty_paragraph_parts_two_lists():
    document = docx.Document()
    for text in ("a", "", "b"):
        document.add_paragraph(text, "List Bullet" if text else None)
    assert read(document).content == "  • a\n\n  • b"


def test_a_list_number_of_a_heading_is_part_of_it():
    level = "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>"
    abstract = f"<w:abstractNum w:abstractNumId='0'>{level}</w:abstractNum>"
    numbering = f"<w:numbering {W}>{abstract}<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
    data = changed(saved(body(numbered("Before", 1, style="Heading1"), "Fast.")), **{"word/numbering.xml": numbering})
    assert headings(load(data, media_type=docx_type())) == [(1, "1. Before")]


def test_indentation_set_by_hand_makes_a_nested_item():
    document = docx.Document()
    document.add_paragraph("a", "List Bullet")
    document.add_paragraph("b", "List Bullet").paragraph_format.left_indent = Pt(54)
    assert read(document).content == "  • a\n    • b"
