"""Which lines belong together, what is an item, and of which level: no language is needed for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from careplan.documents.text import Mark, Text
from careplan.reading.layout import Block, blocks
from tests.reading.sheet import text


def cut(content: str) -> list[str]:
    """The text of each block."""
    return [content[b.start : b.end] for b in blocks(text(content))]


def levels(content: str) -> list[tuple[str, int]]:
    """The first word and the level of each block."""
    return [(content[b.start : b.end].split()[0], b.level) for b in blocks(text(content))]


def test_an_empty_text_has_no_blocks() -> None:
    assert blocks(text("")) == ()
    assert blocks(text(" \n\t\n\n")) == ()


@pytest.mark.parametrize("bullet", [*list("•◦○●▪▫■□►➢→✓✗‣·⁃☐☑"), "*", "-", "–", "—", "+", "[ ]", "[x]", "[]", "\uf0b7"])
def test_a_bullet_is_no_part_of_its_item(bullet: str) -> None:
    assert cut(f"{bullet} walk daily\n{bullet} drink water\n") == ["walk daily", "drink water"]
    assert {b.kind for b in blocks(text(f"{bullet} walk daily\n{bullet} drink water\n"))} == {"item"}


@pytest.mark.parametrize(
    "numbers", [("1.", "2."), ("1)", "2)"), ("(1)", "(2)"), ("a)", "b)"), ("A.", "B."), ("i.", "ii."), ("(b)", "(c)")]
)
def test_a_number_or_letter_is_no_part_of_its_item(numbers: tuple[str, str]) -> None:
    content = f"{numbers[0]} walk daily\n{numbers[1]} drink water\n"
    assert cut(content) == ["walk daily", "drink water"]


@pytest.mark.parametrize("line", ["-5 degrees is cold", "*note well", "–not a list", "3.5 ml is enough", "10th of May"])
def test_what_is_glued_to_a_word_is_no_marker(line: str) -> None:
    assert cut(line + "\n\nMore text here.") == [line, "More text here."]


def test_a_lone_letter_o_is_a_word_and_two_of_them_are_bullets() -> None:
    assert cut("o one thing\n\nAnother line.")[0] == "o one thing"
    assert cut("o one thing\no other thing") == ["one thing", "other thing"]


def test_a_lone_question_mark_is_kept_and_two_of_them_are_bullets() -> None:
    assert cut("? one thing\n\nAnother line.")[0] == "? one thing"
    assert cut("? one thing\n? other thing") == ["one thing", "other thing"]


def test_indentation_gives_the_level() -> None:
    content = "Pack:\n• clothes\n    ◦ socks\n        ▪ wool\n    ◦ shirt\n• papers\n"
    assert levels(content) == [("Pack:", 0), ("clothes", 1), ("socks", 2), ("wool", 3), ("shirt", 2), ("papers", 1)]


def test_where_indentation_is_lost_another_marker_is_another_level() -> None:
    content = "• clothes\n- socks\n- shirt\n• papers\n"
    assert levels(content) == [("clothes", 1), ("socks", 2), ("shirt", 2), ("papers", 1)]


def test_letters_within_numbers_are_a_level_of_their_own() -> None:
    content = "1. Wash\na) with soap\nb) twice\n2. Dry\n"
    assert levels(content) == [("Wash", 1), ("with", 2), ("twice", 2), ("Dry", 1)]


@pytest.mark.parametrize("width", [72, 76, 80])
def test_lines_that_were_wrapped_are_one_block(width: int) -> None:
    words = (
        "the wound stays covered with the film that we put on it and Mrs Hill will look at it when you come back " * 4
    ).split()
    lines, line = [], ""
    for word in words:
        if len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    content = "\n".join([*lines, line])
    assert cut(content) == [content]


def test_an_item_goes_on_in_the_lines_below_it() -> None:
    content = "• keep the film on it for\n  three days\n• come back\n"
    assert cut(content) == ["keep the film on it for\n  three days", "come back"]


def test_short_lines_that_begin_with_capitals_are_not_joined() -> None:
    assert cut("Keep it dry.\nCome back on Monday.\n") == ["Keep it dry.", "Come back on Monday."]


def test_a_marker_on_a_line_of_its_own_belongs_to_the_line_below() -> None:
    content = "•\nkeep it dry\n•\ncome back\n"
    assert cut(content) == ["keep it dry", "come back"]
    assert [b.kind for b in blocks(text(content))] == ["item", "item"]


@pytest.mark.parametrize("box", ["[ ]", "□", "☐"])
def test_boxes_side_by_side_are_items_of_their_own(box: str) -> None:
    assert cut(f"{box} fasted    {box} has a driver    {box} signed\n") == ["fasted", "has a driver", "signed"]


def test_short_lines_below_a_colon_are_items() -> None:
    found = blocks(text("Bring with you:\nyour card\nyour glasses\nyour list\n"))
    assert [(b.kind, b.level) for b in found] == [("para", 0), ("item", 1), ("item", 1), ("item", 1)]


def test_a_blank_line_ends_the_list_below_a_colon() -> None:
    found = blocks(text("Bring with you:\nyour card\nyour glasses\n\nWe look forward to meeting you on the day.\n"))
    assert [b.kind for b in found] == ["para", "item", "item", "para"]


def test_a_run_of_bare_lines_is_a_list_though_nothing_introduces_it() -> None:
    found = blocks(text("Rest today.\n\nA high fever\nA stiff neck\nPus in the wound\n"))
    assert [b.kind for b in found] == ["para", "item", "item", "item"]


def test_sentences_one_a_line_are_no_run() -> None:
    found = blocks(text("Rest today.\n\nYou slept.\nYou woke up.\nYou went home.\n"))
    assert {b.kind for b in found} == {"para"}


def test_rows_of_a_table_stay_apart() -> None:
    rows = ["Driving      after two weeks", "Swimming     after ten days", "lifting      after a month"]
    assert cut("\n".join(rows)) == rows


@pytest.mark.parametrize("rule", ["-----", "______________", "=====", "* * * *", "~~~~", "·····", "|---|---|"])
def test_a_rule_is_a_gap_and_no_text(rule: str) -> None:
    found = blocks(text(f"Rest today.\n{rule}\nCome back.\n"))
    assert [(b.start, b.blanks) for b in found] == [(0, 0), (13 + len(rule), 1)]


@pytest.mark.parametrize("space", ["\u00a0", "\t", "\u2003"])
def test_any_white_space_may_follow_a_marker_or_stand_at_the_margins(space: str) -> None:
    assert cut(f"{space}•{space}walk{space}\n{space}•{space}drink{space}\n") == ["walk", "drink"]


def test_short_lines_set_in_or_unended_below_a_colon_and_a_blank_line_are_items() -> None:
    assert levels("Call if you have:\n\nFever\nChills\n\nRest.\n") == [
        ("Call", 0),
        ("Fever", 1),
        ("Chills", 1),
        ("Rest.", 0),
    ]
    assert levels("Diet:\n\n   Eat.\n   Drink.\n\nRest.\n") == [("Diet:", 0), ("Eat.", 1), ("Drink.", 1), ("Rest.", 0)]
    assert levels("Diet:\n\nEat.\nDrink.\n\nRest.\n") == [("Diet:", 0), ("Eat.", 0), ("Drink.", 0), ("Rest.", 0)]


def test_blank_lines_are_counted() -> None:
    assert [b.blanks for b in blocks(text("One.\n\n\nTwo.\n\nThree.\nFour."))] == [0, 2, 1, 0]


def test_a_heading_of_the_format_stands_alone_even_before_a_line_in_lower_case() -> None:
    content = "Aftercare\nrest for two days\n"
    marked = blocks(text_with(content, Mark("heading", 0, 9, 2)))
    assert [(b.kind, content[b.start : b.end]) for b in marked] == [
        ("heading", "Aftercare"),
        ("para", "rest for two days"),
    ]
    assert cut(content) == ["Aftercare\nrest for two days"]


def test_furniture_of_the_format_is_marked_on_the_block() -> None:
    content = "Home Search\n\nRest for two days.\n"
    assert [b.mark for b in blocks(text_with(content, Mark("furniture", 0, 11)))] == ["furniture", ""]


def text_with(content: str, *marks: Mark) -> Text:
    return replace(text(content), marks=marks)


def test_blocks_are_plain_frozen_data() -> None:
    assert blocks(text("• walk"))[0] == Block("item", 2, 6, 1, 0, "•", 1)
