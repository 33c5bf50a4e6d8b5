"""What a reader of the plain layout sees: its own small parser, so that the tests don't believe the writer."""

from __future__ import annotations

import re

_ITEM = re.compile(r"(?P<indent> *)(?P<marker>•|\(?\w{1,4}[.)]) (?P<rest>.*)")


def outline(text, *, levels=True):
    """(kind, level, words) of each block that is no furniture, by lines, indentation and blank lines alone.

    A short line that stands alone and ends like no sentence is a heading; its level is that of the mark, or 0.
    """
    found = []
    at = 0
    for line in text.content.split("\n"):
        start, at = at, at + len(line) + 1
        if not line.strip() or _marked(text, "furniture", start + len(line) - len(line.lstrip())):
            found.append(None)
            continue
        item = _ITEM.fullmatch(line)
        if item:
            found.append(["item", len(item["indent"]) // 2, item["rest"].split(), item["marker"]])
        elif found and found[-1] and not _is_row(found[-1], line):
            found[-1][2] += line.split()
        else:
            found.append(["text", len(line) - len(line.lstrip()), line.split(), ""])
    lines = [None, *found, None]
    return [
        _heading(text, block, levels)
        if block[0] == "text" and before is None and after is None and _looks_like_a_heading(block[2])
        else tuple(block)
        for before, block, after in zip(lines, lines[1:], lines[2:], strict=False)
        if block
    ]


def headings(text):
    """(level, text) of the heading marks."""
    return [(m.level, text.content[m.start : m.end]) for m in text.marks if m.kind == "heading"]


def marked(text, kind):
    """The texts that have a mark of this kind."""
    return [text.content[m.start : m.end] for m in text.marks if m.kind == kind]


def _heading(text, block, levels):
    words = " ".join(block[2])
    level = next((level for level, heading in headings(text) if heading == words), 0) if levels else 0
    return ("heading", level, block[2], "")


def _looks_like_a_heading(words):
    return len(words) <= 4 and words[-1][-1] not in ".:,"


def _is_row(above, line):
    return above[0] == "text" and re.match(r"[^.:|]{1,30}(?:: | \| )\S", line) is not None


def _marked(text, kind, at):
    return any(m.kind == kind and m.start <= at < m.end for m in text.marks)
