"""One sheet, written in every format by the usual tools of that format."""

from __future__ import annotations

import io
from html import escape

import docx
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import ListFlowable, ListItem, Paragraph, SimpleDocTemplate, Spacer, Table

LONG = (
    "Take your usual heart and blood pressure tablets on the morning of the test with no more than two small sips "
    "of plain water, and leave any tablets for diabetes at home until you have eaten again afterwards"
)
# ("heading", level, text) · ("text", text) · ("list", ordered, [text or (text, [inner, ...]), ...]) · ("table", rows)
SHEET = [
    ("heading", 1, "Your endoscopy"),
    ("text", "An endoscopy looks at the inside of your stomach. It takes about fifteen minutes, and you are awake."),
    ("heading", 2, "Getting ready"),
    ("text", "Please do these things before you come:"),
    (
        "list",
        False,
        [
            f"{LONG}.",
            ("Tell the nurse if you", ["take warfarin or another blood thinner", "are allergic to latex"]),
            "Wear loose clothes.",
        ],
    ),
    ("text", "What you may still eat and drink, and until when:"),
    (
        "table",
        [
            ("When", "What"),
            (
                "Until 6 hours before",
                "A light breakfast, such as toast or cereal, and after that no solid food at all.",
            ),
            ("Until 2 hours before", "Water, black tea or black coffee."),
        ],
    ),
    ("heading", 2, "On the day"),
    ("list", True, ["Report to the front desk.", "Hand in your form.", "Wait until you are called."]),
    ("heading", 2, "When to call us"),
    ("text", "Ring the ward at once if you have"),
    ("list", False, ["pain in your chest that does not go away", "black stools", "a temperature above 38 °C"]),
]


def text(sheet=SHEET) -> bytes:
    """As a text file, lines wrapped at 72."""
    import textwrap

    out = []
    for kind, *rest in sheet:
        if kind == "heading":
            out.append(rest[1])
        elif kind == "text":
            out.append(textwrap.fill(rest[0], 72))
        elif kind == "table":
            out.append("\n".join([" | ".join(rest[0][0]), *(": ".join(row) for row in rest[0][1:])]))
        else:
            out.append("\n".join(_text_list(*rest, indent="  ")))
    return "\n\n".join(out).encode()


def _text_list(ordered, items, indent):
    import textwrap

    for n, item in enumerate(items, 1):
        body, inner = item if isinstance(item, tuple) else (item, [])
        mark = f"{n}. " if ordered else "• "
        yield textwrap.fill(body, 72, initial_indent=indent + mark, subsequent_indent=indent + " " * len(mark))
        yield from _text_list(False, inner, indent + "  ")


def markdown(sheet=SHEET) -> bytes:
    """As Markdown."""
    out = []
    for kind, *rest in sheet:
        if kind == "heading":
            out.append("#" * rest[0] + " " + rest[1])
        elif kind == "text":
            out.append(rest[0])
        elif kind == "table":
            head, *rows = [f"| {' | '.join(row)} |" for row in rest[0]]
            out.append("\n".join([head, "|---" * len(rest[0][0]) + "|", *rows]))
        else:
            out.append("\n".join(_markdown_list(*rest, indent="")))
    return "\n\n".join(out).encode()


def _markdown_list(ordered, items, indent):
    for n, item in enumerate(items, 1):
        body, inner = item if isinstance(item, tuple) else (item, [])
        yield f"{indent}{f'{n}.' if ordered else '-'} {body}"
        yield from _markdown_list(False, inner, indent + "  ")


def html(sheet=SHEET) -> bytes:
    """As a web page with a menu, a cookie bar and a footer."""
    out = []
    for kind, *rest in sheet:
        if kind == "heading":
            out.append(f"<h{rest[0]}>{escape(rest[1])}</h{rest[0]}>")
        elif kind == "text":
            out.append(f"<p>{escape(rest[0])}</p>")
        elif kind == "table":
            rows = [
                "".join(f"<{tag}>{escape(c)}</{tag}>" for c in row)
                for tag, row in zip(["th", *["td"] * 9], rest[0], strict=False)
            ]
            out.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        else:
            out.append(_html_list(*rest))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Endoscopy - Hill Hospital</title></head>'
        "<body>"
        '<nav><a href="/">Home</a><a href="/wards">Wards</a></nav><main>'
        + "\n".join(out)
        + '</main><footer><a href="/privacy">Privacy</a></footer></body></html>'
    ).encode()


def _html_list(ordered, items):
    tag = "ol" if ordered else "ul"
    rows = []
    for item in items:
        body, inner = item if isinstance(item, tuple) else (item, [])
        rows.append(f"<li>{escape(body)}{_html_list(False, inner) if inner else ''}</li>")
    return f"<{tag}>{''.join(rows)}</{tag}>"


def word(sheet=SHEET) -> bytes:
    """As a Word document with the styles that Word offers."""
    document = docx.Document()
    for kind, *rest in sheet:
        if kind == "heading":
            document.add_heading(rest[1], rest[0])
        elif kind == "text":
            document.add_paragraph(rest[0])
        elif kind == "table":
            table = document.add_table(0, len(rest[0][0]), style="Light Grid Accent 1")
            for row in rest[0]:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
        else:
            _word_list(document, *rest)
    document.sections[0].footer.paragraphs[0].text = "Hill Hospital"
    return saved(document)


def _word_list(document, ordered, items):
    for item in items:
        body, inner = item if isinstance(item, tuple) else (item, [])
        document.add_paragraph(body, "List Number" if ordered else "List Bullet")
        for deeper in inner:
            document.add_paragraph(deeper, "List Bullet 2")


def saved(document) -> bytes:
    """The bytes of a python-docx document."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(sheet=SHEET) -> bytes:
    """As a PDF with a running footer."""
    styles = getSampleStyleSheet()
    story = []
    for kind, *rest in sheet:
        if kind == "heading":
            story.append(Paragraph(escape(rest[1]), styles["Title" if rest[0] == 1 else "Heading2"]))
        elif kind == "text":
            story += [Paragraph(escape(rest[0]), styles["Normal"]), Spacer(1, 8)]
        elif kind == "table":
            rows = [
                [Paragraph(f"<b>{c}</b>" if n == 0 else c, styles["Normal"]) for c in row]
                for n, row in enumerate(rest[0])
            ]
            story += [
                Table(
                    rows,
                    colWidths=[130, *[300 / (len(rows[0]) - 1)] * (len(rows[0]) - 1)],
                    style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)],
                ),
                Spacer(1, 8),
            ]
        else:
            story += [_pdf_list(styles, *rest), Spacer(1, 8)]
    return built(story)


def _pdf_list(styles, ordered, items):
    rows = []
    for item in items:
        body, inner = item if isinstance(item, tuple) else (item, [])
        parts = [Paragraph(escape(body), styles["Normal"])]
        rows.append(ListItem(parts + ([_pdf_list(styles, False, inner)] if inner else [])))
    kind = {"bulletType": "1", "bulletFormat": "%s."} if ordered else {"bulletType": "bullet", "start": "bulletchar"}
    return ListFlowable(rows, **kind)


def built(story, footer=None, **options) -> bytes:
    """The bytes of a PDF of flowables; `footer(canvas, document)` draws on each page."""
    stream = io.BytesIO()
    options.setdefault("invariant", 1)
    document = SimpleDocTemplate(stream, **options)
    draw = footer or (lambda canvas, _: None)
    document.build(list(story), onFirstPage=draw, onLaterPages=draw)
    return stream.getvalue()


ALL = {
    "text/plain": text,
    "text/markdown": markdown,
    "text/html": html,
    "application/pdf": pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": word,
}


def docx_type() -> str:
    """The media type of Word documents."""
    return list(ALL)[-1]
