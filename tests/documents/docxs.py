"""Makes Word files for the tests, and reads them."""

import io
import re
import zipfile

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from careplan.documents import load
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


def numbered(text, number, level=0, style=None, left=None):
    indent = f"<w:ind w:left='{left}'/>" if left is not None else ""
    style = f"<w:pStyle w:val='{style}'/>" if style else ""
    numbering = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"
    return f"<w:p><w:pPr>{style}{numbering}{indent}</w:pPr>{run(text)}</w:p>"
