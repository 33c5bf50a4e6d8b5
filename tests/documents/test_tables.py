import pytest

from careplan import knowledge
from careplan.documents import load, tables
from tests.documents.outline import headings, marked


def page(rows, head=""):
    return load(f"<body><table>{head}{rows}</table>".encode(), media_type="text/html")


def row(*cells, tag="td"):
    return "<tr>" + "".join(f"<{tag}>{c}</{tag}>" for c in cells) + "</tr>"


def head(*cells):
    return row(*cells, tag="th")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            row("5 days before", "Stop warfarin.") + row("8 hours", "No food."),
            "5 days before: Stop warfarin.\n8 hours: No food.",
        ),
        (row("Date:", "______") + row("Time:", "____"), "Date: ______\nTime: ____"),
        (
            row("Warfarin", "5 days", "next day") + row("Aspirin", "go on", ""),
            "Warfarin | 5 days | next day\nAspirin | go on",
        ),
        (head("When", "What") + row("Now", "Rest."), "When | What\nNow: Rest."),
        (row("<b>When</b>", "<b>What</b>") + row("Now", "Rest."), "When | What\nNow: Rest."),
        (row("•", "No food") + row("•", "No milk"), "  • No food\n  • No milk"),
        (row("✓", "Water") + row("✗", "Milk"), "  • ✓ Water\n  • ✗ Milk"),
        (row("Layout only") + row("<p>a</p><p>b</p>"), "Layout only\n\na\n\nb"),
        (row("<h2>Left</h2>a", "<h2>Right</h2>b"), "Left\n\na\n\nRight\n\nb"),
        (row("What should I bring?", "Your card."), "What should I bring?\n\nYour card."),
        (row("a", row("b", "c").join(("<table>", "</table>"))), "a\n\nb: c"),
    ],
)
def test_tables_read_row_by_row(rows, expected):
    assert page(rows).content == expected


def test_a_row_with_a_list_is_headed_by_its_label():
    text = page(
        head("When", "What") + row("The night before", "<ul><li>Shower.<li>Pack.</ul>") + row("The day", "Fast.")
    )
    assert text.content == "When | What\n\nThe night before\n\n  • Shower.\n  • Pack.\n\nThe day: Fast."
    assert headings(text) == [(2, "The night before")]


def test_lists_side_by_side_are_read_one_after_the_other_each_under_its_header():
    text = page(head("Do", "Don't") + row("<ul><li>walk<li>rest</ul>", "<ul><li>drive<li>swim</ul>"))
    assert text.content == "Do\n\n  • walk\n  • rest\n\nDon't\n\n  • drive\n  • swim"
    assert headings(text) == [(2, "Do"), (2, "Don't")]


def test_columns_that_the_mappings_name_as_parallel_are_read_one_after_the_other(monkeypatch, tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "language.toml").write_text("")
    (tmp_path / "en" / "tables.toml").write_text('parallel_headers = ["do", "don\'t"]')
    monkeypatch.setattr(knowledge, "default", lambda: knowledge.Knowledge((tmp_path,)))
    tables.parallel_headers.cache_clear()
    try:
        text = page(head("DO:", "Don’t") + row("Walk", "Drive") + row("Rest", "Swim"))
    finally:
        tables.parallel_headers.cache_clear()
    assert text.content == "DO:\n\nWalk\n\nRest\n\nDon’t\n\nDrive\n\nSwim"


def test_a_header_across_the_table_is_a_heading():
    text = page("<tr><th colspan=2>Medicines</th></tr>" + head("Name", "Stop") + row("Warfarin", "5 days before"))
    assert text.content == "Medicines\n\nName | Stop\nWarfarin: 5 days before"
    assert headings(text) == [(2, "Medicines")]


def test_rows_and_cells_are_marked_and_what_joins_them_is_not():
    text = page(head("Name", "Stop", "Start") + row("Warfarin", "", "day 1"))
    assert [(m.kind, m.level, text.content[m.start : m.end]) for m in text.marks] == [
        ("row", 1, "Name | Stop | Start"),
        ("cell", 1, "Name"),
        ("cell", 2, "Stop"),
        ("cell", 3, "Start"),
        ("row", 0, "Warfarin | day 1"),
        ("cell", 1, "Warfarin"),
        ("cell", 3, "day 1"),
    ]


def test_a_cell_that_spans_rows_leaves_the_columns_right():
    text = page(row("<td rowspan=2>Warfarin", "Stop").replace("<td><td", "<td") + row("Start"))
    assert [m.level for m in text.marks if m.kind == "cell"] == [1, 2, 2]


def test_a_caption_stands_above_its_table():
    assert page(row("a", "b"), "<caption>Times</caption>").content == "Times\n\na: b"


def test_marks_within_cells_stay_on_their_words():
    assert marked(page(row("Now", "take <s>two</s> one")), "struck") == ["two"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<dl><dt>Warfarin<dd>Stop 5 days before.</dl>", "Warfarin: Stop 5 days before."),
        ("<dl><dt>May I eat?<dd>No.<dd>Not even sweets.</dl>", "May I eat?\n\nNo.\n\nNot even sweets."),
        ("<dl><div><dt>Arrive<dd>8 am</div><div><dt>Leave<dd>noon</div></dl>", "Arrive: 8 am\nLeave: noon"),
        ("<dl><dt>Bring<dd><ul><li>card<li>list</ul></dl>", "Bring\n\n  • card\n  • list"),
        ("<dl><dt>Alone</dl>", "Alone"),
    ],
)
def test_definition_lists_are_tables_of_two_columns(markup, expected):
    assert load(markup.encode(), media_type="text/html").content == expected
