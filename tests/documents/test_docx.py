import io
import re
import zipfile

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careplan.documents import load
from careplan.errors import BinaryDocument, CareplanError, UnreadableDocument
from tests.documents.outline import headings, marked
from tests.documents.sheets import docx_type, saved

W = nsdecls("w")
MC = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def read(document):
    return load(saved(document), media_type=docx_type())


def body(*parts):
    """A Word document of raw WordprocessingML (paragraphs, tables) and strings (paragraphs of that text)."""
    document = docx.Document()
    for part in parts:
        if part.startswith("<"):
            element = parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {W}", part))
            document.element.body.insert(len(document.element.body) - 1, element)
        else:
            document.add_paragraph(part)
    return document


def raw(inner):
    return read(body(f"<w:p>{inner}</w:p>")).content


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def changed(data, **parts):
    """The file with parts replaced, or added."""
    source, stream = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, value in parts.items():
            target.writestr(name, value)
    return stream.getvalue()


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
        ("<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>" + run("In a control") + "</w:sdtContent></w:sdt>", "In a control"),
        ("<w:fldSimple w:instr='PAGE'>" + run("3") + "</w:fldSimple>", "3"),
        (
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>IF 1</w:instrText></w:r>" + run("hidden")
            + "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" + run("shown") + "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
            "shown",
        ),
        (run("seen") + run("unseen", "<w:vanish/>"), "seen"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t></w:r>", "a b-cd"),
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
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc><w:p>" + run("Now") + "</w:p></w:tc><w:sdt><w:sdtContent><w:tc><w:p>"
        + run("rest") + "</w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>"
    )
    control = "<w:sdt><w:sdtContent><w:p>" + run("In a control") + "</w:p></w:sdtContent></w:sdt>"
    assert read(body(control, table)).content == "In a control\n\nNow: rest"


def numbered(text, number, level=0, style=None, left=None):
    indent = f"<w:ind w:left='{left}'/>" if left is not None else ""
    style = f"<w:pStyle w:val='{style}'/>" if style else ""
    numbering = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"
    return f"<w:p><w:pPr>{style}{numbering}{indent}</w:pPr>{run(text)}</w:p>"


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
    parts = [numbered(t, 1, level) for t, level in [("a", 0), ("b", 1), ("c", 1), ("d", 2), ("e", 0), ("f", 1), ("g", 2)]]
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
    assert read(document).content == (
        "  • t\n    • 2\n      • 3\n    • 2\n  • t\n\n    goes on\n\nAt the margin."
    )


def test_an_empty_paragraph_parts_two_lists():
    document = docx.Document()
    for text in ("a", "", "b"):
        document.add_paragraph(text, "List Bullet" if text else None)
    assert read(document).content == "  • a\n\n  • b"


def test_a_list_number_of_a_heading_is_part_of_it():
    part = numbered("Before", 1, style="Heading1")
    document = changed(saved(body(part, "Fast.")), **{"word/numbering.xml": f"<w:numbering {W}><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"})
    assert headings(load(document, media_type=docx_type())) == [(1, "1. Before")]


def test_headings_come_from_style_and_outline_level_and_looks():
    document = docx.Document()
    document.add_heading("By style", 2)
    document.add_paragraph("By outline")._p.get_or_add_pPr().append(parse_xml(f"<w:outlineLvl {W} w:val='2'/>"))
    document.add_paragraph().add_run("By looks").bold = True
    document.add_paragraph("text")
    text = read(document)
    assert headings(text) == [(2, "By style"), (3, "By outline"), (4, "By looks")]
    assert marked(text, "strong") == ["By looks"]


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


def test_footnotes_follow_the_text_under_their_number():
    notes = f"<w:footnotes {W}><w:footnote w:id='5'><w:p>{run('Or as told.', '<w:dstrike/>')}</w:p></w:footnote></w:footnotes>"
    part = "<w:p>" + run("Stop aspirin") + "<w:r><w:footnoteReference w:id='5'/></w:r></w:p>"
    data = saved(body(part))
    rels = zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/document.xml.rels").decode()
    added = (
        "<Relationship Id='rIdN' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes' "
        "Target='footnotes.xml'/></Relationships>"
    )
    rels = rels.replace("</Relationships>", added)
    text = load(changed(data, **{"word/footnotes.xml": notes, "word/_rels/document.xml.rels": rels}), media_type=docx_type())
    assert text.content == "Stop aspirin[1]\n\n[1] Or as told."
    assert text.place(len(text.content) - 1) == "footnote 1"
    assert marked(text, "struck") == ["Or as told."]


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


def test_indentation_set_by_hand_makes_a_nested_item():
    document = docx.Document()
    document.add_paragraph("a", "List Bullet")
    document.add_paragraph("b", "List Bullet").paragraph_format.left_indent = Pt(54)
    assert read(document).content == "  • a\n    • b"


@pytest.mark.parametrize("declaration", ["<!DOCTYPE x [<!ENTITY e 'evil'>]>", "<!DOCTYPE x SYSTEM 'http://example.org/x'>"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_declaration_is_refused(declaration, part, encoding):
    data = saved(docx.Document())
    xml = zipfile.ZipFile(io.BytesIO(data)).read(part).decode().split("?>", 1)[1]
    attack = f"<?xml version='1.0' encoding='{encoding}'?>{declaration}{xml}".encode(encoding)
    with pytest.raises(UnreadableDocument, match="DTD"):
        load(changed(data, **{part: attack}), media_type=docx_type())


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    data = saved(docx.Document())
    with pytest.raises(UnreadableDocument, match="more than a document can hold"):
        load(changed(data, **{"word/media/x.xml": bytes(201_000_000)}), media_type=docx_type())


def test_a_huge_part_is_refused():
    data = changed(saved(docx.Document()), **{"word/document.xml": b"<x>" + bytes(51_000_000)})
    with pytest.raises(UnreadableDocument, match="more than a document can hold"):
        load(data, media_type=docx_type())


def test_thousands_of_parts_are_refused():
    parts = {f"x{n}": b"" for n in range(5001)}
    with pytest.raises(UnreadableDocument, match="more than a document can hold"):
        load(changed(saved(docx.Document()), **parts), media_type=docx_type())


def test_another_file_embedded_as_text_is_refused_not_left_out():
    with pytest.raises(UnreadableDocument, match="embedded"):
        read(body("Fast.", "<w:altChunk></w:altChunk>"))


def test_a_word_file_with_a_password_is_told_by_its_bytes():
    with pytest.raises(BinaryDocument, match="password"):
        load(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_damage_is_read_or_refused_by_our_own_errors(data):
    whole = bytearray(_SAMPLE)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        load(bytes(whole), media_type=docx_type())
    except CareplanError:
        pass


_FRAGMENTS = [
    "<w:p/>", "<w:tbl/>", "<w:tbl><w:tr/></w:tbl>", "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>", numbered("x", 1, 3), numbered("x", -1, -5),
    numbered("x", 1, 999), "<w:p><w:pPr><w:ind w:left='99999999999'/></w:pPr></w:p>", "<w:sdt/>", "<w:p><w:r><w:sym/></w:r></w:p>",
    "<w:p><w:r><w:sym w:char='FFFFFFFFF'/></w:r></w:p>", "<w:p><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
    "<w:tbl><w:tblPr><w:tblLook w:val='zz'/></w:tblPr><w:tr><w:trPr><w:gridBefore w:val='9'/></w:trPr></w:tr></w:tbl>",
    "<w:p><w:r><w:footnoteReference w:id='1'/></w:r></w:p>", "<w:p><w:pPr><w:outlineLvl w:val='-3'/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>",
    "<w:sectPr><w:headerReference/></w:sectPr>",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(_FRAGMENTS), max_size=5))
def test_any_order_of_odd_elements_is_read(parts):
    assert read(body("Fast.", *parts)).content.startswith("Fast.")


_SAMPLE = saved(body("Fast.", numbered("x", 1)))
