import contextlib
import io
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careplan.documents import load
from careplan.errors import BinaryDocument, CareplanError, UnreadableDocument
from tests.documents.docxs import body, changed, numbered, read
from tests.documents.sheets import docx_type, saved


@pytest.mark.parametrize(
    "declaration", ["<!DOCTYPE x [<!ENTITY e 'evil'>]>", "<!DOCTYPE x SYSTEM 'http://example.org/x'>"]
)
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
    with contextlib.suppress(CareplanError):
        load(bytes(whole), media_type=docx_type())


_FRAGMENTS = [
    "<w:p/>", "<w:tbl/>", "<w:tbl><w:tr/></w:tbl>", "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>", "<w:sdt/>",
    numbered("x", 1, 3), numbered("x", -1, -5), numbered("x", 1, 999), "<w:p><w:r><w:sym/></w:r></w:p>",
    "<w:p><w:pPr><w:ind w:left='99999999999'/></w:pPr></w:p>",
    "<w:p><w:r><w:sym w:char='FFFFFFFFF'/></w:r></w:p>", "<w:p><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
    "<w:tbl><w:tblPr><w:tblLook w:val='zz'/></w:tblPr><w:tr><w:trPr><w:gridBefore w:val='9'/></w:trPr></w:tr></w:tbl>",
    "<w:p><w:r><w:footnoteReference w:id='1'/></w:r></w:p>",
    "<w:p><w:pPr><w:outlineLvl w:val='-3'/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>",
    "<w:sectPr><w:headerReference/></w:sectPr>",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(_FRAGMENTS), max_size=5))
def test_any_order_of_odd_elements_is_read(parts):
    assert read(body("Fast.", *parts)).content.startswith("Fast.")


_SAMPLE = saved(body("Fast.", numbered("x", 1)))
