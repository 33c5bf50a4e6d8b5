import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.documents.blocks import Block, compose, nested, tidy
from careplan.documents.headings import settle
from careplan.documents.numerals import numeral
from careplan.documents.symbols import bullet, is_bullet, symbol
from careplan.documents.text import Mark, Origin, Text


def para(text, **options):
    return Block("paragraph", text, "here", **options)


def item(text, level=1, group=1, **options):
    return Block("item", text, "there", level=level, marker="•", group=group, **options)


def test_blocks_are_parted_by_a_blank_line_and_items_of_a_list_are_not():
    content = compose([para("a"), item("b"), item("c"), item("d", group=2), para("e")]).content
    assert content == "a\n\n  • b\n  • c\n\n  • d\n\ne"


def test_blocks_without_text_are_left_out():
    assert compose([para(" "), para("a"), para("")]).content == "a"


def test_further_lines_stand_under_the_first():
    assert compose([item("a\nb"), para("c\nd", level=1)]).content == "  • a\n    b\n\n    c\n    d"


def test_marks_move_with_the_indentation():
    layout = compose([para("x"), item("one\ntwo", marks=(Mark("struck", 1, 5),))])
    struck = next(m for m in layout.marks if m.kind == "struck")
    assert layout.content[struck.start : struck.end] == "ne\n    t"


def test_a_mark_that_ends_with_a_line_takes_no_indentation_along():
    layout = compose([item("one\ntwo", marks=(Mark("struck", 0, 3), Mark("struck", 4, 7)))])
    assert [layout.content[m.start : m.end] for m in layout.marks if m.kind == "struck"] == ["one", "two"]


def test_soft_line_ends_are_no_breaks_of_the_author():
    assert [m.kind for m in compose([para("a\nb"), para("c\nd", soft=True)]).marks] == ["break"]


def test_levels_grow_by_one_at_most():
    levels = [
        b.level for b in nested([item("a", 3), item("b", 3), item("c", 1), para("d"), item("e", 2), para("f", level=4)])
    ]
    assert levels == [1, 2, 1, 0, 1, 1]


@given(st.text(max_size=60))
def test_tidy_text_has_no_white_space_but_single_spaces_and_line_ends(text):
    found = tidy(text)
    assert tidy(found) == found
    assert all(line and line == " ".join(line.split()) for line in found.split("\n") if found)


def test_a_heading_by_looks_stands_below_the_heading_above_it():
    looks = Block("heading", "Food", "here", strong=True)
    found = settle([Block("heading", "Before", "here", level=3), looks, para("a"), looks])
    assert [(b.kind, b.level) for b in found] == [("heading", 3), ("heading", 4), ("paragraph", 0), ("paragraph", 0)]


def test_a_place_is_found_by_bisection_and_gaps_have_none():
    text = Text("ab cd", "text/plain", "", origins=(Origin(0, 2, "one"), Origin(3, 5, "two")))
    assert [text.place(at) for at in range(-1, 6)] == [None, "one", "one", None, "two", "two", None]


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (3, "1", "3"),
        (1, "a", "a"),
        (26, "a", "z"),
        (27, "A", "AA"),
        (4, "i", "iv"),
        (1999, "I", "MCMXCIX"),
        (0, "a", "0"),
        (9999, "i", "9999"),
    ],
)
def test_list_numbers_are_written_as_letters_and_numerals(value, kind, expected):
    assert numeral(value, kind) == expected


@pytest.mark.parametrize(
    ("char", "font", "expected"),
    [
        ("\uf0b7", "", "•"), ("\uf0b7", "Symbol", "•"), ("\uf0b0", "Symbol", "°"), ("\uf0fc", "Wingdings", "✓"),
        ("\uf0fb", "", "✗"), ("a", "Arial", "a"), ("\uf0ff", "", "\uf0ff"), ("\u00b7", "Symbol", "•"),
    ],
)  # fmt: skip
def test_symbol_fonts_are_read_in_unicode(char, font, expected):
    assert symbol(char, font) == expected


def test_bullets_are_one_and_ticks_are_kept():
    assert [bullet(c) for c in "•▪o-✓✗"] == ["•", "•", "•", "•", "• ✓", "• ✗"]
    assert is_bullet("✗")
    assert not is_bullet("a")
    assert not is_bullet("••")
