"""Blocks -> units: the smallest parts that may be statements, with where each stands and what it hangs from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from careplan.reading import inline
from careplan.reading.clauses import parts
from careplan.reading.heads import is_imperative
from careplan.reading.layout import Block
from careplan.reading.page import Page
from careplan.reading.sentences import sentences
from careplan.reading.topics import own_scores
from careplan.reading.unit import Unit


def units(page: Page, blocks: Sequence[Block]) -> list[Unit]:
    """All units of all blocks that are no headings, in order; together they hold every character of those blocks."""
    found: list[Unit] = []
    leads = _Leads(page, blocks)
    for n, block in enumerate(blocks):
        if block.kind == "heading":
            leads.close_all()
            continue
        lead = leads.lead_of(n, found)
        made = inline.units_of(page, n, block, len(found)) or list(_of_block(page, n, block, lead))
        found.extend(made)
        leads.open(n, len(found) - 1, page.content[block.start : block.end])
    return found


def _of_block(page: Page, n: int, block: Block, lead: int | None) -> Iterator[Unit]:
    first, last = page.tokens.range(block.start, block.end)
    ranges = [
        (sentence, part, piece)
        for sentence, (start, end) in enumerate(sentences(page, first, last))
        for part, piece in enumerate(parts(page, start, end))
    ]
    if not ranges:
        yield Unit(block.start, block.end, first, last, n, 0, 0, False, lead)
        return
    for at, (sentence, part, piece) in enumerate(ranges):
        begin = block.start if at == 0 else page.tokens.starts[piece.first]
        limit = page.tokens.starts[ranges[at + 1][2].first] if at + 1 < len(ranges) else block.end
        end = limit
        while end > begin and page.content[end - 1].isspace():
            end -= 1
        yield Unit(begin, end, piece.first, piece.last, n, sentence, part, piece.shares, lead if at == 0 else None)


class _Leads:
    """The lead-ins that are open: (level, unit, block, whether its list lost its indentation)."""

    def __init__(self, page: Page, blocks: Sequence[Block]) -> None:
        self._page, self._blocks = page, blocks
        self._open: list[tuple[int, int, int, bool]] = []

    def close_all(self) -> None:
        self._open.clear()

    def lead_of(self, n: int, units: Sequence[Unit]) -> int | None:
        """The unit that block `n` hangs from, if it is an item of a list that one introduces."""
        block = self._blocks[n]
        if block.kind != "item":
            self._close(0 if block.level == 0 else block.level)
            return None
        while self._open and (self._is_past(block) or (self._open[-1][0] >= block.level and not self._holds(n, block))):
            self._open.pop()
        return self._open[-1][1] if self._open else None

    def open(self, n: int, unit: int, text: str) -> None:
        """Block `n`, whose last unit is `unit`, has been read; it may introduce what follows."""
        block = self._blocks[n]
        following = self._blocks[n + 1] if n + 1 < len(self._blocks) else None
        if following is None or following.kind != "item":
            return
        colon = text.endswith((":", ":-", "…", "–", "-"))
        if following.level > block.level:
            if colon or block.kind == "item" or text[-1] not in ".!?;":
                self._open.append((block.level, unit, n, False))
        elif colon and block.kind == "item" and following.level == block.level and following.blanks <= block.blanks + 1:
            self._open.append((block.level, unit, n, True))

    def _is_past(self, block: Block) -> bool:
        """Whether a gap wider than the list's own has ended the list."""
        first = self._blocks[self._open[-1][2] + 1]
        return block.blanks >= 2 and block.blanks > first.blanks and block is not first

    def _close(self, level: int) -> None:
        while self._open and self._open[-1][0] >= level:
            self._open.pop()

    def _holds(self, n: int, block: Block) -> bool:
        """Whether an item of the lead-in's own level is still of its list: where the indentation was lost."""
        level, _, lead, lost = self._open[-1]
        if not lost or level != block.level or block.blanks > self._blocks[lead + 1].blanks:
            return False
        return _kin(self._page, self._blocks[lead], self._blocks[lead + 1], block)


def _kin(page: Page, lead: Block, first: Block, block: Block) -> bool:
    """Whether `block` is as the first item of the list is: of the lead-in's family of topics, or of its form."""

    def best(b: Block) -> str | None:
        scores = own_scores(page, "question", *page.tokens.range(b.start, b.end))
        return max(sorted(scores), key=lambda t: scores[t]) if scores else None

    family = page.sets.medicine_topics
    if best(lead) in family:
        return best(block) in family
    ranges = [page.tokens.range(b.start, b.end) for b in (first, block)]
    shapes = [is_imperative(page, *r) for r in ranges]
    short = block.end - block.start <= 3 * (first.end - first.start) + 40
    return shapes[0] == shapes[1] and short and not page.content[block.start : block.end].endswith(":")
