import pytest

from careplan.documents import MEDIA_TYPES, READERS, load
from tests.documents import sheets
from tests.documents.outline import headings, outline

STRUCTURED = [media_type for media_type in sheets.ALL if media_type != "text/plain"]


@pytest.fixture(scope="module")
def texts():
    return {media_type: load(make(), media_type=media_type) for media_type, make in sheets.ALL.items()}


@pytest.mark.parametrize("media_type", STRUCTURED)
def test_the_same_sheet_has_the_same_blocks_in_every_format(texts, media_type):
    assert outline(texts[media_type], levels=False) == outline(texts["text/plain"], levels=False)


@pytest.mark.parametrize("media_type", STRUCTURED)
def test_headings_have_the_same_levels_in_every_format(texts, media_type):
    expected = [(rest[0], rest[1]) for kind, *rest in sheets.SHEET if kind == "heading"]
    assert headings(texts[media_type]) == expected


def test_the_sheet_has_what_the_comparison_is_about(texts):
    kinds = {(kind, level) for kind, level, *_ in outline(texts["text/html"])}
    assert {("heading", 1), ("heading", 2), ("item", 1), ("item", 2), ("text", 0)} <= kinds


@pytest.mark.parametrize("media_type", STRUCTURED)
def test_wrapped_lines_are_joined_where_the_format_knows(texts, media_type):
    assert f"  • {sheets.LONG}.\n" in texts[media_type].content


@pytest.mark.parametrize("media_type", STRUCTURED)
def test_the_title_is_the_main_heading(texts, media_type):
    assert texts[media_type].title == "Your endoscopy"


@pytest.mark.parametrize("media_type", STRUCTURED)
def test_table_rows_and_cells_are_marked(texts, media_type):
    text = texts[media_type]
    rows = [(m.level, text.content[m.start : m.end]) for m in text.marks if m.kind == "row"]
    assert rows[0] == (1, "When | What")
    assert rows[2] == (0, "Until 2 hours before: Water, black tea or black coffee.")
    cells = [(m.level, text.content[m.start : m.end]) for m in text.marks if m.kind == "cell"]
    assert cells[-2:] == [(1, "Until 2 hours before"), (2, "Water, black tea or black coffee.")]


@pytest.mark.parametrize("media_type", STRUCTURED)
def test_every_character_that_is_no_white_space_has_a_place(texts, media_type):
    text = texts[media_type]
    assert all(text.place(at) for at, char in enumerate(text.content) if not char.isspace())
    assert text.place(len(text.content)) is None


@pytest.mark.parametrize("media_type", STRUCTURED)
def test_marks_and_origins_are_in_order_and_within_the_text(texts, media_type):
    text = texts[media_type]
    assert [m.start for m in text.marks] == sorted(m.start for m in text.marks)
    assert all(0 <= m.start < m.end <= len(text.content) for m in text.marks)
    assert all(a.end <= b.start for a, b in zip(text.origins, text.origins[1:], strict=False))


@pytest.mark.parametrize("media_type", STRUCTURED)
def test_the_same_bytes_give_the_same_text(texts, media_type):
    assert load(sheets.ALL[media_type](), media_type=media_type).content == texts[media_type].content


def test_every_reader_is_there_and_the_envelope_too():
    assert set(sheets.ALL) == set(READERS)
    assert set(MEDIA_TYPES) - set(READERS) == {"application/fhir+json"}
