"""What an instruction hangs on, and its stated ways out."""

from __future__ import annotations

from typing import NamedTuple

from careplan.reading.heads import is_imperative, skip_openers
from careplan.reading.lexicon import Hit
from careplan.reading.page import Page

LABEL = 7  # words within which a label before a colon ends


class Conditions(NamedTuple):
    """The token ranges of a condition (without its conjunction) and an exception (with it), or None."""

    condition: tuple[int, int] | None = None
    exception: tuple[int, int] | None = None


def conditions(page: Page, first: int, head: int, last: int) -> Conditions:
    """Condition and exception of the clause at tokens [first, last) whose main clause begins at `head`."""
    exception = _exception(page, first, last)
    condition = _label(page, first, head) or _condition(page, first, head, last, exception)
    return Conditions(condition, exception)


def _exception(page: Page, first: int, last: int) -> tuple[int, int] | None:
    for hit in page.hits("g:exception", first, last):
        longest = page.at("g:exception", hit.first, last) or hit
        if longest.first == first and page.words[first] not in page.sets.leading_exceptions:
            continue
        end = _end(page, longest.last, last, commas=longest.first == first)
        if end > longest.last or longest.last - longest.first > 1:
            return longest.first, end
    return None


def _condition(
    page: Page, first: int, head: int, last: int, exception: tuple[int, int] | None
) -> tuple[int, int] | None:
    for hit in page.hits("g:condition", first, last):
        if exception and exception[0] <= hit.first < exception[1]:
            continue
        longest = page.at("g:condition", hit.first, last) or hit
        if longest.last >= last or not _states(page, longest, first, head, last):
            continue
        limit = _limit(page, longest, head, last, exception)
        limit = next((urge.first for urge in page.hits("g:urge", longest.last, limit)), limit)
        end = _end(page, longest.last, limit, commas=False)
        if " ".join(page.words[longest.last : end]) in page.sets.bare_conditions:
            return None
        if end - longest.last >= (2 if page.words[longest.last] in page.sets.empty_conditions else 1):
            return longest.last, end
    return None


def _limit(page: Page, hit: Hit, head: int, last: int, exception: tuple[int, int] | None) -> int:
    """Where a condition ends at the latest: one that opens the sentence at the last comma before the main clause."""
    if hit.first < head:
        commas = (at for at in range(head - 1, hit.last, -1) if page.words[at] == ",")
        return next((at for at in commas if skip_openers(page, at + 1, last) >= head), head)
    return exception[0] if exception and exception[0] > hit.first else last


def _states(page: Page, hit: Hit, first: int, head: int, last: int) -> bool:
    """Whether the conjunction opens a condition, not a time, a question or "even if"."""
    word, sets = page.words[hit.first], page.sets
    before = page.words[hit.first - 1] if hit.first > first else ""
    if before in sets.no_condition_after and word in sets.if_or_when:
        return False
    if page.words[hit.last] in sets.to:
        return False  # "When to call:"
    if hit.first > head and " ".join(page.words[hit.first : hit.last]) in sets.precautions:
        return False  # "Pack a bag in case you have to stay"
    if " ".join(page.words[hit.first : hit.last]) in sets.no_conditions:
        return False
    if word in sets.when_like and (before in sets.only or before in sets.asks):
        return before in sets.only
    if word in sets.when_or_where and hit.first > head and page.words[head] in sets.asks:
        return False
    if page.word(hit.last, last) in sets.coordinators:
        return False  # "once or twice"
    if word in sets.when_or_while:
        return hit.last < last and (hit.first < head or _of_reader(page, hit))
    if word in sets.where or word in sets.inversions:
        opens = hit.first <= first + 1 and hit.first < head
        return opens and (word in sets.where or page.words[hit.last - 1] in sets.inversions)
    found_out = word in sets.if_words and hit.first > head and page.words[head] in sets.asked_if
    return before not in sets.found_out and not found_out


def _of_reader(page: Page, hit: Hit) -> bool:
    """ "(call us) when you feel faint", "while you are taking them", but not "once the drip is out"."""
    conjunction, subject = page.words[hit.first], page.words[hit.last]
    if conjunction in page.sets.while_words:
        return subject in page.sets.you or subject.endswith(page.sets.gerund_endings)  # "while taking them"
    return conjunction in page.sets.when and subject in page.sets.when_subjects


def _label(page: Page, first: int, head: int) -> tuple[int, int] | None:
    """ "Nursing mothers: ..." holds for nursing mothers; "For severe pain, ..." for that."""
    if page.words[first] in page.sets.for_words and page.word(first + 1) in page.sets.grades:
        comma = next((at for at in range(first + 2, min(head, first + LABEL)) if page.words[at] == ","), None)
        return (first, comma) if comma else None
    for at in range(first + 1, min(head, first + LABEL)):
        if page.words[at] == ":":
            return (first, at) if page.words[at - 1] in page.sets.label_people else None
    return None


def _abbreviation(page: Page, at: int, limit: int) -> bool:
    return page.words[at] == "." and at + 1 < limit and page.words[at - 1] in page.language.abbreviations


def _end(page: Page, start: int, limit: int, *, commas: bool) -> int:
    """The token where what begins at `start` is over; trailing punctuation is left out."""
    depth, end = 0, limit
    for at in range(start, limit):
        depth += (page.words[at] == "(") - (page.words[at] == ")")
        if _is_over(page, at, start, limit, depth, commas=commas):
            end = at
            break
    while end > start and (page.words[end - 1] in ".,;:–-!" or page.words[end - 1] in page.sets.politeness):
        end -= 1
    return end


def _is_over(page: Page, at: int, start: int, limit: int, depth: int, *, commas: bool) -> bool:
    if depth < 0:
        return True  # "(if you can)"
    word = page.words[at]
    if word in ".;:" and depth == 0 and at > start and not _abbreviation(page, at, limit):
        return True
    if at > start and word in page.sets.condition_enders and page.words[at - 1] == ",":
        return True
    if word != "," or depth:
        return False
    following = page.word(at + 1, limit)
    # "if you like, with breaks", "if you are a man, try to": what follows is no part of a list
    if following in page.sets.joins - page.sets.or_words and is_imperative(page, at + 2, limit):
        return True  # "while you eat, and stay so for an hour"
    if following in page.sets.coordinators:  # "if it hurts, or for two days"
        return commas or page.at("g:time_end", at + 2, limit) is not None or page.word(at + 2) in page.sets.limits
    return commas or following in page.sets.condition_stops or page.at("g:imperative", at + 1, limit) is not None
