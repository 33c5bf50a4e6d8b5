import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml

from careplan.documents import load
from tests.documents.docxs import MC, W, body, changed, raw, read, run
from tests.documents.outline import headings, marked
from tests.documents.sheets import docx_type, saved


def test_paragraphs_and_tables_keep_their_order():
    document = docx.Document()
    document.add_paragraph("First.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "When", "Fast."
    document.add_paragraph("Last.")
    assert read(document).content == "First.\n\nWhen: Fast.\n\nLast."


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (run("Do ") + run("not", "<w:b/>") + run(" eat."), "Do not eat."),
        ("<w:hyperlink><w:r><w:t>Our site</w:t></w:r></w:hyperlink>", "Our site"),
        ("<w:ins>" + run("Stop") + "</w:ins>" + run(" now"), "Stop now"),
        (run("Stop ") + "<w:del><w:r><w:delText>never</w:delText></w:r></w:del>" + run("now"), "Stop now"),
        ("<w:moveFrom>" + run("gone ") + "</w:moveFrom>" + run("here"), "here"),
        ("<w:moveTo>" + run("moved ") + "</w:moveTo>" + run("here"), "moved here"),
        (
            "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>"
            + run("In a control")
            + "</w:sdtContent></w:sdt>",
            "In a control",
        ),
        ("<w:fldSimple w:instr='PAGE'>" + run("3") + "</w:fldSimple>", "3"),
        (
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>IF 1</w:instrText></w:r>"
            + run("hidden")
            + "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
            + run("shown")
            + "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
            "shown",
        ),
        (run("seen") + run("unseen", "<w:vanish/>"), "seen"),
        (
            "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t></w:r>",
            "a b-cd",
        ),
        ("<w:r><w:t>38</w:t><w:sym w:font='Symbol' w:char='F0B0'/><w:t>C</w:t></w:r>", "38°C"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FC'/><w:t xml:space='preserve'> water</w:t></w:r>", "✓ water"),
        (run("\uf0b3 38", "<w:rFonts w:ascii='Symbol'/>"), "≥ 38"),
        ("<w:r><w:t>One</w:t><w:br/><w:t>two</w:t></w:r>", "One\ntwo"),
        ("<w:proofErr/><w:bookmarkStart w:id='0' w:name='x'/>" + run("plain"), "plain"),
    ],
)
def test_a_paragraph_reads_with_all_changes_accepted(inner, expected):
    assert raw(inner) == expected


def test_a_paragraph_whose_end_was_deleted_runs_on():
    first = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("Do not ") + "</w:p>"
    assert read(body(first, "<w:p>" + run("eat.") + "</w:p>")).content == "Do not eat."


def test_a_field_that_never_ends_hides_no_later_paragraph():
    broken = "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r>" + run("code") + "</w:p>"
    assert read(body(broken, "Do not eat.")).content == "Do not eat."


def test_a_page_break_parts_nothing_that_a_line_break_would_not():
    document = docx.Document()
    document.add_paragraph("One").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Two")
    assert read(document).content == "One\n\nTwo"


def test_text_boxes_follow_the_paragraph_that_they_hang_on_once():
    box = "<w:txbxContent><w:p><w:r><w:t>Call 555 0100</w:t></w:r></w:p></w:txbxContent>"
    choice = f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    part = f"<w:p {MC}><w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>{run('Rest.')}</w:p>"
    text = read(body(part, "After."))
    assert text.content == "Rest.\n\nCall 555 0100\n\nAfter."
    assert text.place(text.content.index("Call")) == "text box"


def test_content_controls_and_insertions_round_paragraphs_and_rows_are_read():
    table = (
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc><w:p>"
        + run("Now")
        + "</w:p></w:tc><w:sdt><w:sdtContent><w:tc><w:p>"
        + run("rest")
        + "</w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>"
    )
    control = "<w:sdt><w:sdtContent><w:p>" + run("In a control") + "</w:p></w:sdtContent></w:sdt>"
    assert read(body(control, table)).content == "In a control\n\nNow: rest"


def test_a_title_stands_above_the_headings():
    document = docx.Document()
    document.add_heading("Your test", 0)
    document.add_heading("Before", 1)
    document.add_paragraph("Fast.")
    text = read(document)
    assert headings(text) == [(1, "Your test"), (2, "Before")]
    assert text.title == "Your test"


def test_without_a_heading_the_title_is_that_of_the_properties():
    document = docx.Document()
    document.core_properties.title = "Endoscopy leaflet"
    document.add_paragraph("Fast.")
    assert read(document).title == "Endoscopy leaflet"


def test_merged_cells_nested_tables_and_lists_in_cells_are_read_once():
    document = docx.Document()
    table = document.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Warfarin"
    table.cell(0, 1).text, table.cell(1, 1).text = "Stop.", "Start."
    table.cell(2, 0).text = "Bring"
    cell = table.cell(2, 1)
    cell.text = "your card"
    cell.add_paragraph("a list", "List Bullet")
    assert read(document).content == "Warfarin: Stop.\nStart.\n\nBring\n\nyour card\n\n  • a list"


def test_places_name_paragraph_and_table_row():
    document = docx.Document()
    document.add_paragraph("One")
    document.add_paragraph("")
    document.add_paragraph("Two")
    table = document.add_table(2, 1)
    table.cell(1, 0).text = "Cell"
    text = read(document)
    assert [o.place for o in text.origins] == ["paragraph 1", "paragraph 3", "table 1 row 2"]


def test_running_lines_are_furniture_unless_they_are_sentences():
    document = docx.Document()
    document.add_paragraph("Fast.")
    section = document.sections[0]
    section.header.paragraphs[0].text = "Hill Hospital"
    section.footer.paragraphs[0].text = "Call 555 0100 if you bleed."
    section.footer.add_paragraph("PI-17 Rev 3")
    text = read(document)
    assert text.content == "Hill Hospital\n\nFast.\n\nCall 555 0100 if you bleed.\n\nPI-17 Rev 3"
    assert marked(text, "furniture") == ["Hill Hospital", "PI-17 Rev 3"]


def test_a_first_page_header_that_is_not_shown_is_left_out():
    document = docx.Document()
    document.add_paragraph("Fast.")
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "First"
    assert read(document).content == "First\n\nFast."
    section.different_first_page_header_footer = False
    assert read(document).content == "Fast."


def test_contents_that_word_generated_are_furniture():
    document = docx.Document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("Before ..... 2", "toc 1")
    document.add_paragraph("Fast.")
    assert marked(read(document), "furniture") == ["Before ..... 2"]


def test_crossed_out_text_is_marked():
    document = docx.Document()
    paragraph = document.add_paragraph("Take ")
    paragraph.add_run("two").font.strike = True
    paragraph.add_run(" one")
    assert marked(read(document), "struck") == ["two"]


def test_headings_come_from_style_and_outline_level_and_looks():
    document = docx.Document()
    document.add_heading("By style", 2)
    document.add_paragraph("By outline")._p.get_or_add_pPr().append(parse_xml(f"<w:outlineLvl {W} w:val='2'/>"))
    document.add_paragraph().add_run("By looks").bold = True
    document.add_paragraph("text")
    text = read(document)
    assert headings(text) == [(2, "By style"), (3, "By outline"), (4, "By looks")]
    assert marked(text, "strong") == ["By looks"]


def test_footnotes_follow_the_text_under_their_number():
    note = f"<w:p>{run('Or as told.', '<w:dstrike/>')}</w:p>"
    notes = f"<w:footnotes {W}><w:footnote w:id='5'>{note}</w:footnote></w:footnotes>"
    part = "<w:p>" + run("Stop aspirin") + "<w:r><w:footnoteReference w:id='5'/></w:r></w:p>"
    data = saved(body(part))
    rels = zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/document.xml.rels").decode()
    added = (
        "<Relationship Id='rIdN' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes' "
        "Target='footnotes.xml'/></Relationships>"
    )
    rels = rels.replace("</Relationships>", added)
    text = load(
        changed(data, **{"word/footnotes.xml": notes, "word/_rels/document.xml.rels": rels}), media_type=docx_type()
    )
    assert text.content == "Stop aspirin[1]\n\n[1] Or as told."
    assert text.place(len(text.content) - 1) == "footnote 1"
    assert marked(text, "struck") == ["Or as told."]
