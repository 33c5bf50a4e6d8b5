import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import FrameBreak, Paragraph

from tests.documents.outline import headings
from tests.documents.pdfs import PROSE, STYLES, columns, drawn, grid, para, put, read, words


def test_two_columns_are_read_one_after_the_other():
    story = [para("Before", "Heading2"), para(PROSE * 9), para("After", "Heading2"), para(PROSE * 12)]
    text = read(columns(story, 2))
    assert words(text.content) == words(" ".join(["Before", PROSE * 9, "After", PROSE * 12]))
    assert [h for _, h in headings(text)] == ["Before", "After"]


def test_three_panels_are_read_one_after_the_other():
    panel = [
        para("Panel", "Heading2"),
        para(PROSE * 2),
        *(Paragraph(PROSE[: 70 + n], STYLES["Bullet"], bulletText="•") for n in range(4)),
    ]
    text = read(columns([*panel, FrameBreak(), *panel, FrameBreak(), *panel], 3, landscape(A4)))
    one = ["Panel", *words(PROSE * 2), *(w for n in range(4) for w in words(PROSE[: 70 + n]))]
    assert words(text.content) == one * 3


ROWS = [
    ["<b>When</b>", "<b>What</b>"],
    ["5 days before", PROSE * 2],
    ["The night before the day of the test", "Shower."],
]
READ = f"When | What\n5 days before: {(PROSE * 2).strip()}\nThe night before the day of the test: Shower."


@pytest.mark.parametrize(
    "style",
    [
        [("GRID", (0, 0), (-1, -1), 0.5, "black")],
        [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
        [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
        [("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 9)],
    ],
    ids=["grid", "centred", "rules", "bare"],
)
def test_tables_are_read_row_by_row_with_rules_and_without(style):
    assert read(grid(ROWS, style)).content == READ


def test_cells_that_span_rows_keep_their_label():
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (0, 0), (0, 1)), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    text = read(grid([["Warfarin", "Stop."], ["", "Start."], ["Aspirin", "Go on."]], style))
    assert text.content == "Warfarin: Stop.\nStart.\nAspirin: Go on."


def test_narrow_columns_are_parted_by_their_rules():
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
    text = read(grid([["Warfarin", "5 days", "day 1"], ["Apixaban", "2 days", "day 2"]], style, (47, 36, 40)))
    assert text.content == "Warfarin | 5 days | day 1\nApixaban | 2 days | day 2"


def test_columns_of_which_one_has_little_are_read_apart():
    left = [(40, 700 - 14 * n, PROSE[:40]) for n in range(8)]
    right = [(340, 691, "Patient information"), (340, 639, "Ankle sprain"), (340, 610, "Orthopaedics")]
    content = read(put(*left, *right)).content
    assert words(content)[-5:] == ["Patient", "information", "Ankle", "sprain", "Orthopaedics"]


def test_justified_text_is_no_table():
    data = put(
        (72, 700, "The leaflets"),
        (160, 700, "page is"),
        (230, 700, "on the site,"),
        (72, 686, "or you may"),
        (160, 686, "scan the code."),
    )
    assert words(read(data).content) == [
        "The",
        "leaflets",
        "page",
        "is",
        "on",
        "the",
        "site,",
        "or",
        "you",
        "may",
        "scan",
        "the",
        "code.",
    ]
    assert not [m for m in read(data).marks if m.kind == "row"]


def test_backgrounds_of_lines_are_no_cells():
    def draw(paper, _):
        for y, text in ((700, PROSE[:60]), (686, "and it goes on.")):
            paper.setFillColorRGB(0.9, 0.9, 0.9)
            paper.rect(70, y - 3, 400, 14, stroke=0, fill=1)
            paper.rect(200, y - 3, 20, 14, stroke=0, fill=1)
            paper.setFillColorRGB(0, 0, 0)
            paper.drawString(72, y, text)

    assert read(drawn(draw)).content == f"{PROSE[:60].strip()} and it goes on."


def test_a_row_of_one_line_between_taller_ones_is_of_the_table():
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
    assert read(grid([["a", "Long"], ["b", "Short"], ["c", "Last"]], style)).content == "a: Long\nb: Short\nc: Last"


def test_a_frame_round_text_is_no_table():
    def draw(paper, _):
        paper.rect(60, 600, 400, 120)
        paper.drawString(72, 700, "Important")
        paper.drawString(72, 680, "Do not drive.")

    assert words(read(drawn(draw)).content) == ["Important", "Do", "not", "drive."]


def test_form_blanks_stay_on_their_line():
    data = put((72, 700, "Date: ________"), (300, 700, "Time: ______"), (72, 670, PROSE[:70]))
    assert read(data).content.split("\n")[0] == "Date: ________ Time: ______"
