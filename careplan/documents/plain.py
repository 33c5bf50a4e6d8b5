"""Plain text: the content is the file itself, byte-order mark removed, line ends as "\\n"; nothing is trimmed."""

from __future__ import annotations

from careplan.documents.encoding import decode, lines
from careplan.documents.source import Source
from careplan.documents.text import Text


def read(source: Source) -> Text:
    """The text of a plain text file; its origins are none (an offset in it is the place)."""
    content = lines(decode(source.data, charset=source.charset))
    return Text(content=content, media_type=source.media_type, sha256=source.sha256)
