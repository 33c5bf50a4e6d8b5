"""Makes PDF files for the tests, and reads them."""

import io

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from careplan.documents import load
from tests.documents.sheets import built

STYLES = getSampleStyleSheet()
NORMAL = STYLES["Normal"]
PROSE = (
    "A colonoscopy lets the doctor look at the lining of your bowel with a thin tube that bends. It is used to find "
    "the cause of bleeding or of a change in your bowel habit, and small growths can be taken away in the same test. "
)


def para(text, style="Normal"):
    return Paragraph(text, STYLES[style])


def read(data):
    return load(data, media_type="application/pdf")


def drawn(draw, pages=1, **options):
    """A PDF on whose pages `draw(canvas, number)` draws."""
    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=A4, invariant=1, **options)
    for number in range(1, pages + 1):
        draw(paper, number)
        paper.showPage()
    paper.save()
    return stream.getvalue()


def put(*lines, size=11):
    """Draws (x, y, text) lines; bold with a fourth member."""

    def draw(paper, _):
        for x, y, text, *bold in lines:
            paper.setFont("Helvetica-Bold" if bold else "Helvetica", size)
            paper.drawString(x, y, text)

    return drawn(draw)


def words(content):
    return [word for word in content.split() if word != "•"]


def columns(story, count, pagesize=A4, gap=20):
    stream = io.BytesIO()
    width = (pagesize[0] - 80 - gap * (count - 1)) / count
    frames = [
        Frame(40 + n * (width + gap), 40, width, pagesize[1] - 80, leftPadding=0, rightPadding=0) for n in range(count)
    ]
    document = BaseDocTemplate(stream, pagesize=pagesize, invariant=1)
    document.addPageTemplates([PageTemplate(frames=frames)])
    document.build(story)
    return stream.getvalue()


def grid(rows, style, widths=(110, 320)):
    return built(
        [Table([[para(c) if isinstance(c, str) else c for c in row] for row in rows], colWidths=widths, style=style)]
    )


def picture():
    stream = io.BytesIO()
    Image.new("L", (200, 200), 128).save(stream, "PNG")
    stream.seek(0)
    return ImageReader(stream)
