"""A list within a line: "CALL US - fever over 101; bleeding that does not stop; pus"."""

from __future__ import annotations

import re
from itertools import pairwise

from careplan.reading.forms import form
from careplan.reading.heads import is_imperative
from careplan.reading.layout import Block
from careplan.reading.page import Page
from careplan.reading.unit import Unit

_LEAD = re.compile(r"(?P<lead>[^.;|\n]{3,90}?)(?::\s|[ \t][-–—][ \t]|[ \t]{2,})")
_BETWEEN = (re.compile(r"\s*\|\s*"), re.compile(r";\s+"), re.compile(r"\s+/\s+"))
LEAST = 3  # members; two may be two clauses


def units_of(page: Page, n: int, block: Block, at: int) -> list[Unit] | None:
    """The lead-in and the members as units (the first gets index `at`), or None where there is no such list."""
    text = page.content[block.start : block.end]
    lead = _LEAD.match(text)
    if lead is None or not _leads(page, block.start, block.start + lead.end("lead")):
        return None
    for between in _BETWEEN:
        cuts = [
            block.start + lead.end(),
            *(block.start + m.end() for m in between.finditer(text, lead.end())),
            block.end,
        ]
        if len(cuts) > LEAST and all(_is_member(page, a, b) for a, b in pairwise(cuts)):
            first = _unit(page, n, block.start, block.start + lead.end(), 0, None)
            return [first, *(_unit(page, n, a, b, k + 1, at) for k, (a, b) in enumerate(pairwise(cuts)))]
    return None


def _leads(page: Page, start: int, end: int) -> bool:
    first, last = page.tokens.range(start, end)
    if first < last and page.words[first] in page.sets.call_verbs:
        return True
    if form(page, first, last).prohibition:
        return True
    return any(page.has(tag, first, last) for tag in ("g:call_lead", "g:lead_tell"))


def _is_member(page: Page, start: int, end: int) -> bool:
    first, last = page.tokens.range(start, end)
    return first < last <= first + 24 and not is_imperative(page, first, last)


def _unit(page: Page, n: int, start: int, end: int, part: int, lead: int | None) -> Unit:
    while end > start and (
        page.content[end - 1].isspace()
        or page.content[end - 1] in "|/"
        or (lead is None and page.content[end - 1] in "-–—")
    ):
        end -= 1
    first, last = page.tokens.range(start, end)
    return Unit(start, end, first, last, n, part, 0, False, lead)
