"""The name of the procedure that a sheet is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from careplan.reading.layout import Block
from careplan.reading.model import Span
from careplan.reading.page import Page

EARLY = 900  # characters within which the procedure is named
LONGEST = 6  # words
WHAT = 2  # words of what is removed or mended
GENERAL = 5.0  # less for what names nothing by itself


def find(page: Page, blocks: Sequence[Block]) -> Span | None:
    """The first naming of the procedure in the title or the first paragraphs; None when nothing looks like one."""
    scored = sorted(_candidates(page, blocks), key=lambda c: (-c[0], c[1]))
    if not scored:
        return None
    _, first, last = scored[0]
    return Span(page.text(first, last), page.tokens.starts[first], page.tokens.ends[last - 1])


def names(page: Page, found: Span | None) -> frozenset[str]:
    """The words by which the sheet may call the procedure ("biopsy", "scan"), for the timing grammar."""
    general = {h for h in page.language.procedures.general if " " not in h}
    if found is None:
        return frozenset(general)
    first, last = page.tokens.range(found.start, found.end)
    return frozenset(general | set(page.words[first:last]))


def _candidates(page: Page, blocks: Sequence[Block]) -> Iterator[tuple[float, int, int]]:
    counts = Counter(page.words)
    for n, block in enumerate(blocks):
        if block.start > EARLY and n > 3:
            return
        first, last = page.tokens.range(block.start, block.end)
        for head in range(first, last):
            if _is_head(page, head) and not (head > first and page.words[head - 1] in page.sets.personal):
                start, end = _name(page, head, first, last)
                yield _score(page, n, block, start, end, head, counts), start, end


def _is_head(page: Page, at: int) -> bool:
    word = page.words[at]
    heads = page.sets.procedure_heads
    return word in heads or (len(word) > 6 and word.endswith(tuple(page.sets.procedure_endings)))


def _name(page: Page, head: int, first: int, last: int) -> tuple[int, int]:
    stop = page.language.procedures.stop
    start = head
    while (
        start > first
        and head - start < LONGEST
        and page.words[start - 1].isalpha()
        and page.words[start - 1] not in stop
    ):
        start -= 1
    end = head + 1
    while end < last and _is_head(page, end):
        end += 1
    if {*page.words[start:end]} <= {*page.language.procedures.general}:
        end = _of_what(page, end, last)
    return start, end


def _of_what(page: Page, end: int, last: int) -> int:
    """ "Removal of adenoids", "Repair of a hernia": what a general name is of belongs to it."""
    if page.word(end, last) not in page.sets.of_words:
        return end
    at = end + 1
    while at < last and page.words[at] in page.sets.determiners:
        at += 1
    named = at
    while named < min(at + WHAT, last) and _may_name(page, named):
        named += 1
    return named if named > at else end


def _may_name(page: Page, at: int) -> bool:
    if page.at("g:finite", at, at + 1):
        return False
    return page.words[at].isalpha() and page.words[at] not in page.language.procedures.stop


def _score(page: Page, n: int, block: Block, start: int, end: int, head: int, counts: Counter[str]) -> float:
    known = page.language.procedures
    general = {*page.words[start:end]} <= {*known.general, *known.departments}
    score = 3.0 if block.kind == "heading" else 2.0 if n <= 1 else 0.0
    score -= 0.3 * n
    score += min(2.0, 0.5 * counts[page.words[head]])
    if page.at("frame", end, len(page)) or _in_brackets_then_frame(page, end):
        score += 3.0
    if start == 0 or (page.words[start - 1] in page.sets.articles and start <= 2):
        score += 1.5
    if start >= 1 and page.words[start - 1] in page.sets.before_names:
        score += 0.7
    if any(w in page.sets.naming for w in page.words[max(0, start - 2) : start]):
        score += 3.0
    if page.word(end) in page.sets.naming:
        score -= 2.0  # "A colon test called a colonoscopy"
    if start >= 1 and page.words[start - 1] in page.sets.with_words:
        score -= 2.0  # "an MRI with sedation"
    return score - (GENERAL if general else 0.0)


def _in_brackets_then_frame(page: Page, end: int) -> bool:
    """ "An angiogram (also called ...) is a test"."""
    if end >= len(page) or page.words[end] not in ("(", ","):
        return False
    closing = ")" if page.words[end] == "(" else ","
    for at in range(end + 1, min(len(page), end + 12)):
        if page.words[at] == closing:
            return page.at("frame", at + 1, len(page)) is not None
    return False
