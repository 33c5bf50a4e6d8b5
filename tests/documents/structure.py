"""The structure of a sheet that is kept as a text file, as `tests.documents.sheets` writes it in every format."""

from __future__ import annotations

import re

_ITEM = re.compile(r"(?P<indent> *)(?P<marker>[•○–*-]|o(?= [A-Z])|\d{1,2}\.) +(?P<rest>.*)")


def structure(content):
    """("heading", level, text) · ("text", text) · ("list", ordered, items), of a text with blank lines between blocks.

    A single line that stands alone and ends like no sentence is a heading, the first one that of the sheet.
    """
    found = []
    for block in re.split(r"\n\s*\n", content.strip("\n")):
        lines = block.split("\n")
        if len(lines) == 1 and not _ITEM.match(lines[0]) and _is_heading(lines[0]):
            found.append(("heading", 2 if found else 1, lines[0].strip()))
            continue
        _read(lines, found)
    return found


def _is_heading(line):
    return len(line.split()) <= 9 and line.rstrip()[-1] not in ".:;,!"


def _read(lines, found):
    """Lines of one block: text, and the items below it; lines that go on are joined."""
    fresh = True
    for line in lines:
        item = _ITEM.fullmatch(line)
        if item:
            _add_item(found, len(item["indent"]), item["marker"][0].isdigit(), item["rest"].strip())
        elif not fresh and found[-1][0] == "text":
            found[-1] = ("text", f"{found[-1][1]} {line.strip()}")
        elif not fresh:
            _go_on(found[-1][2], line.strip())
        else:
            found.append(("text", line.strip()))
        fresh = False


def _add_item(found, indent, ordered, body):
    """An item of the list that is open, or of a new one; deeper than the list's own it is one of the last item's."""
    if not found or found[-1][0] != "list":
        found.append(("list", ordered, [], indent))
    items, own = found[-1][2], found[-1][3]
    if indent > own + 1 and items:
        last = items[-1] if isinstance(items[-1], tuple) else (items[-1], [])
        items[-1] = (last[0], [*last[1], body])
    else:
        items.append(body)


def _go_on(items, words):
    last = items[-1]
    if isinstance(last, tuple):
        items[-1] = (last[0], [*last[1][:-1], f"{last[1][-1]} {words}"])
    else:
        items[-1] = f"{last} {words}"
