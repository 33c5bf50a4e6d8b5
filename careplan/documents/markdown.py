"""Markdown (CommonMark with tables and strike-through) to Text: the HTML that it stands for, read as HTML.

So the same sheet reads alike in both; places are lines of the source. Two habits of people who write Markdown by hand
are met: lines that begin with a typed bullet stay lines, and front matter between "---" lines is furniture.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from careplan.documents.encoding import decode, lines
from careplan.documents.html import from_markup
from careplan.documents.html_tags import LINE
from careplan.documents.source import Source
from careplan.documents.symbols import is_bullet
from careplan.documents.text import Text
from careplan.errors import UnreadableDocument

_FRONT = re.compile(r"---[ \t]*\n(?P<matter>(?:[^\n]*\n){1,60}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEY = re.compile(r"[\w .-]{1,40}:|[ \t]|#|-|$")
_TITLE = re.compile(r"^title:[ \t]*[\"']?(?P<title>[^\"'\n]+)", re.MULTILINE)
# markdown-it leaves out what is nested deeper than its limit, without a word; we refuse at that depth.
_DEEPEST = 100
_NUMBER = re.compile(r"\(?[\dA-Za-z]{1,2}[.)]\s")


def read(source: Source) -> Text:
    """The text of a Markdown file; `Text.place` gives "line N"."""
    content = lines(decode(source.data, charset=source.charset))
    matter, first = _front_matter(content)
    body = "\n" * first + content[len(matter) :] if matter else content
    return from_markup(_furniture(matter) + _html(body), source, title=_title(matter))


def _html(content: str) -> str:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    try:
        tokens = parser.parse(content)
    except RecursionError:
        raise _too_deep() from None
    for token in tokens:
        if token.level >= _DEEPEST - 1:
            raise _too_deep()
        if token.map and token.nesting >= 0:
            token.attrSet(LINE, str(token.map[0] + 1))
        _keep_typed_items(token.children or ())
    return str(parser.renderer.render(tokens, parser.options, {}))


def _keep_typed_items(children: Sequence[Token]) -> None:
    """A line of a paragraph that begins with a bullet or number stays a line (CommonMark would run it on)."""
    for token, following in itertools.pairwise(children):
        head = following.content.lstrip()
        if token.type == "softbreak" and following.type == "text" and (is_bullet(head[:1]) or _NUMBER.match(head)):
            token.type = "hardbreak"


def _front_matter(content: str) -> tuple[str, int]:
    found = _FRONT.match(content)
    if not found or not all(_KEY.match(line) for line in found["matter"].splitlines()):
        return "", 0
    return found[0], found[0].count("\n")


def _title(matter: str) -> str | None:
    found = _TITLE.search(matter)
    return found["title"].strip() if found else None


def _furniture(matter: str) -> str:
    """Front matter as an element that the HTML reader takes for furniture."""
    rows = (line for line in matter.splitlines() if line.strip("-. "))
    return "".join(f'<nav {LINE}="1"><p>{_escaped(line)}</p></nav>' for line in rows)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _too_deep() -> UnreadableDocument:
    return UnreadableDocument(f"the Markdown is nested deeper than {_DEEPEST} levels")
