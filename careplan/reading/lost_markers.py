"""Lists whose markers were lost: short paragraphs below a lead-in, as text copied from a web page has them."""

from __future__ import annotations

from collections.abc import Sequence

from careplan.reading.layout import Block
from careplan.reading.model import SECTION_KINDS
from careplan.reading.page import Page
from careplan.reading.sentences import sentences

LONGEST = 160  # characters of an item
KNOWN = 2.5  # weight of a section's words from which a short line is a heading, and no item
_LEADS = ("g:call_lead", "g:lead_tell", "g:finite")


def restore(page: Page, blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, with kind "item" for the paragraphs that a sentence with a colon introduces."""
    kept = list(blocks)
    for n, block in enumerate(blocks):
        if block.kind != "para" or not _introduces(page, block):
            continue
        end = _end(page, kept, n + 1)
        if end - n > 2:
            for at in range(n + 1, end):
                kept[at] = kept[at]._replace(kind="item", level=block.level + 1, marker="bare")
    return kept


def _introduces(page: Page, block: Block) -> bool:
    if page.content[block.end - 1] != ":":
        return False
    first, last = page.tokens.range(block.start, block.end)
    return any(page.has(tag, first, last) for tag in _LEADS)


def _end(page: Page, blocks: Sequence[Block], at: int) -> int:
    """Where the short paragraphs from `at` on end that stand one blank line apart and close alike."""
    first, start = blocks[at] if at < len(blocks) else None, at
    while first is not None and at < len(blocks) and _is_item(page, blocks[at], first):
        at += 1
    if at < len(blocks) and at - start > 1 and blocks[at].kind == "para" and blocks[at].blanks == 1:
        at -= page.content[blocks[at - 1].end - 1] not in ".;,"  # the title of the running text that follows
    return at


def _is_item(page: Page, block: Block, like: Block) -> bool:
    if block.mark or block.kind == "item" or block.blanks != 1 or block.end - block.start > LONGEST:
        return False
    closed = [page.content[b.end - 1] in ".;," for b in (block, like)]
    if closed[0] != closed[1] or page.content[block.end - 1] in ":?":
        return False
    first, last = page.tokens.range(block.start, block.end)
    if page.has("g:boilerplate", first, last) or len(list(sentences(page, first, last))) > 1:
        return False
    return block.kind == "para" or not _names_section(page, first, last)


def _names_section(page: Page, first: int, last: int) -> bool:
    return any(h.weight >= KNOWN for kind in SECTION_KINDS for h in page.hits(f"head:{kind}", first, last))
