"""Which blocks are headings, and what kind of section their words announce."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from careplan.reading import lost_markers
from careplan.reading.forms import form
from careplan.reading.layout import Block
from careplan.reading.model import SECTION_KINDS
from careplan.reading.page import Page
from careplan.reading.topics import own_scores, top_score

LONGEST = 90  # characters; a longer line is a sentence
KNOWN = 2.5  # weight of a section's words from which a clause that ends with a colon is a heading
SHORT = 45  # and one that stands out in a sheet without blank lines is no longer than this
TIGHT = 0.1  # the share of blocks with a blank line before them up to which a sheet counts as without
TOPIC_SAYS = 2.0  # what a topic says of the section
_ROW = re.compile(r"\S(?: {3,}|\t)\S")
NAVIGATION = frozenset("|>»_@")


def find(page: Page, blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, with kind "heading" where a block is one."""
    found: list[Block] = []
    tight = sum(block.blanks > 0 for block in blocks) <= TIGHT * len(blocks)
    for n, block in enumerate(blocks):
        before = found[-1] if found else None
        after = blocks[n + 1] if n + 1 < len(blocks) else None
        # where no blank lines are, the form of a line says that it stands alone
        alone = tight and after is not None and _stands_out(page, block, before, after)
        line = block._replace(blanks=1) if alone else block
        below = after._replace(blanks=1) if alone and after is not None else after
        found.append(line._replace(kind="heading", level=0) if _is_heading(page, line, before, below) else line)
    return lost_markers.restore(page, _leads_of_runs(page, _not_furniture(page, found)))


def _stands_out(page: Page, block: Block, before: Block | None, after: Block) -> bool:
    """ "Wound" above a sentence and below one: a short line that nothing ends, in a sheet without blank lines."""
    text, content = page.content[block.start : block.end], page.content
    short = block.kind == "para" and len(text) <= SHORT and text[-1].isalnum() and text[0].isupper()
    parted = before is None or before.kind == "heading" or content[before.end - 1] in ".!?" or before.kind == "item"
    return short and parted and (after.kind == "item" or content[after.end - 1] in ".!?:")


def kinds(page: Page, block: Block) -> Mapping[str, float]:
    """The weights of the section kinds that the heading's words speak for."""
    first, last = page.tokens.range(block.start, block.end)
    scores: dict[str, float] = {}
    for kind in SECTION_KINDS:
        hits = [h.weight for h in page.hits(f"head:{kind}", first, last)]
        if hits:
            scores[kind] = max(hits) + 0.3 * (len(hits) - 1)
    for kind, weight in by_topic(page, first, last).items():
        scores[kind] = max(scores.get(kind, 0.0), weight)
    return scores


def by_topic(page: Page, first: int, last: int) -> Mapping[str, float]:
    """What the topics of instructions named in tokens [first, last) say of the section: "Driving" comes after."""
    scores = own_scores(page, "instruction", first, last)
    if not scores:
        return {}
    topic, top = max(sorted(scores.items()), key=lambda kv: kv[1])
    if top < 2.5:
        return {}
    return {
        kind: TOPIC_SAYS
        for kind, of_section in (
            ("before", page.sets.before_topics),
            ("after", page.sets.after_topics),
            ("follow-up", page.sets.follow_up_topics),
        )
        if topic in of_section
    }


def _is_heading(page: Page, block: Block, before: Block | None, after: Block | None) -> bool:
    if block.mark == "heading":
        return True
    text = page.content[block.start : block.end]
    if block.kind != "para" or block.lines > 1 or after is None or len(text) > LONGEST:
        return False
    if _ROW.search(text) and any(c.isdigit() for c in text):
        return False  # a row of a table
    if text[-1] in ".!;," or "; " in text or NAVIGATION.intersection(text) or len(text.split()) > 12:
        return False
    first, last = page.tokens.range(block.start, block.end)
    if first >= last or (page.has("g:boilerplate", first, last) and not kinds(page, block)):
        return False
    return _reads_as_heading(page, block, before, after, first, last)


def _reads_as_heading(page: Page, block: Block, before: Block | None, after: Block, first: int, last: int) -> bool:
    text = page.content[block.start : block.end]
    alone = block.blanks > 0 or before is None or (before.kind == "heading" and after.blanks > 0)
    capitals = _capitals(text)
    shape = form(page, first, last)
    known = max(kinds(page, block).values(), default=0.0)
    if shape.directs and after.kind == "item" and page.words[last - 1] in page.sets.open_leads:
        return False  # "PLEASE CALL 555 0193 IF"
    if text[-1] == ":":
        return _colon_heading(page, shape.directs, known, first, last)
    if text[-1] == "?":
        return alone or before is not None
    if shape.directs and (shape.prohibition or page.has("g:time_end", first, last)) and last - first > 2:
        return False  # "DO NOT EAT AFTER MIDNIGHT": no order with all that it says is taken for a heading
    if shape.directs and shape.kind != "permit":
        if known >= 4 and len(text.split()) <= 4 and not any(c.isdigit() for c in text):
            return alone or capitals
        return (
            alone
            and known >= 2.5
            and len(text.split()) <= 6
            and (capitals or (after.blanks > 0 and after.kind != "item"))
        )
    label, _, told = text.partition(": ")
    if told and not capitals and any(c.isdigit() for c in told) and not any(c.isdigit() for c in label):
        return False  # "Biopsy results: 7-10 days by mail"
    if capitals or (known >= 3 and not page.has("g:finite", first, last)):
        return alone or capitals
    if _is_sign_below(page, before, first, last):
        return False
    return alone and not _is_sentence(page, first, last) and len(text.split()) <= 9


def _is_sign_below(page: Page, before: Block | None, first: int, last: int) -> bool:
    """ "A fever of 101 or higher" below "Call us if you have:" is the first of what is listed, and no heading."""
    sign = top_score(page, "warning-sign", first, last) >= 3
    if sign and any(word[0].isdigit() for word in page.words[first:last]):
        return True
    if before is None or before.kind == "heading" or page.content[before.end - 1] != ":":
        return False
    return sign or page.has("g:call_lead", *page.tokens.range(before.start, before.end))


def _colon_heading(page: Page, directs: bool, known: float, first: int, last: int) -> bool:
    if page.words[first] in page.sets.no_heading:
        return False
    finite = page.has("g:finite", first, last) and page.words[first] not in page.sets.heading_openers
    if directs or finite or last - first > 9 or "." in page.words[first:last]:
        return False
    if page.at("g:subordinator", first, last) and not page.sets.you.isdisjoint(page.words[first : first + 3]):
        return known >= KNOWN  # "As you begin solid food:"
    return known >= 1 or (last - first <= 4 and page.at("g:subordinator", first, last) is None)


def _is_sentence(page: Page, first: int, last: int) -> bool:
    return not page.names_only(first, last) and page.words[first] not in page.sets.heading_openers


def _capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) >= 0.8 * len(letters)


def _not_furniture(page: Page, blocks: list[Block]) -> list[Block]:
    """A line that stands right above page furniture at the top of a sheet belongs to it, and is no heading."""
    kept = list(blocks)
    for n in range(min(4, len(blocks) - 1)):
        below = blocks[n + 1]
        text = page.content[below.start : below.end]
        if kept[n].kind == "heading" and below.kind == "para" and "|" in text and not kept[n].mark:
            kept[n] = kept[n]._replace(kind="para", mark="navigation")
    return kept


def _leads_of_runs(page: Page, blocks: list[Block]) -> list[Block]:
    """ "Call the clinic" above a run of bare lines introduces them, and is no item itself."""
    kept = list(blocks)
    for n, block in enumerate(blocks[:-1]):
        if block.marker == "run" and (n == 0 or blocks[n - 1].marker != "run" or block.blanks):
            first, last = page.tokens.range(block.start, block.end)
            calls = first < last and page.words[first] in page.sets.call_verbs
            whole = top_score(page, "warning-sign", first, last) >= 3
            if calls and not whole and _bare_below(page, blocks, n):
                kept[n] = block._replace(kind="para", level=0, marker="")
    return kept


def _bare_below(page: Page, blocks: list[Block], n: int) -> bool:
    """Whether nothing but what is told stands in the rest of the run: symptoms, no orders."""
    at = n + 1
    while at < len(blocks) and blocks[at].marker == "run" and not blocks[at].blanks:
        if form(page, *page.tokens.range(blocks[at].start, blocks[at].end)).kind not in ("fragment", "tell"):
            return False
        at += 1
    return at > n + 1
