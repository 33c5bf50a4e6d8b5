"""Where the main clause of a sentence begins: past labels, openers and subordinate clauses."""

from __future__ import annotations

from collections.abc import Callable

from careplan.reading.heads import after_label, begins_order, heads_prohibition, row_cells, skip_openers
from careplan.reading.page import Page

LEAD = 26  # words within which a main clause must begin after an opening subordinate clause,
FAR = 60  # and within which one that begins with "please" must
_TELLS_READER = ("g:duty", "g:maybe", "g:prohibit", "g:permit")


def main_clause(page: Page, first: int, last: int) -> int:
    """The token where the main clause begins; of "Bring: a list ..." that is the order in front of the colon."""
    key = ("main", first, last)
    known: int | None = page.memo.get(key)
    if known is None:
        known = page.memo[key] = _main_clause(page, first, last)
    return known


def _main_clause(page: Page, first: int, last: int) -> int:
    labelled = after_label(page, first, last)
    if labelled > first and not begins_order(page, skip_openers(page, labelled, last), last):
        start = skip_openers(page, first, last)
        if begins_order(page, start, labelled) and labelled not in row_cells(page):
            return start
    return _past_subordinate(page, labelled, last)


def _past_subordinate(page: Page, first: int, last: int) -> int:
    """The token where the main clause begins: past labels, openers and a subordinate clause with its comma."""
    head = skip_openers(page, first, last)
    if begins_order(page, head, last):
        return head
    if not _opens_subordinate(page, head, last):
        return head
    for found in _WAYS_IN:
        main = found(page, head, last)
        if main is not None:
            return main
    return head


def _opens_subordinate(page: Page, head: int, last: int) -> bool:
    if page.words[head][:1].isdigit():
        return True
    return page.at("g:subordinator", head, last) is not None or page.at("g:time_end", head, last) is not None


def _order_after_comma(page: Page, head: int, last: int) -> int | None:
    """ "If the wound bleeds, press on it": behind a condition first an order is looked for."""
    if not page.at("g:condition", head, last):
        return None
    return _after_comma(page, head, last, begins_order, reach=FAR)


def _main_after_comma(page: Page, head: int, last: int) -> int | None:
    """Behind a condition ("If fever or pain occur, help should be sought") what tells or allows comes first."""
    conditional = page.at("g:condition", head, last) is not None
    told = _after_comma(page, head, last, _begins_told, marks=",–-") if conditional else None
    main = told if told is not None else _after_comma(page, head, last, _begins_main)
    told = None if conditional else _without_comma(page, head, main or head)
    return told if told is not None and page.words[told - 1] not in page.sets.time_nouns else main


def _after_comma(
    page: Page,
    head: int,
    last: int,
    begins: Callable[[Page, int, int], bool],
    *,
    marks: str = ",:–-;",
    reach: int = LEAD,
) -> int | None:
    for comma in range(head + 1, min(last - 1, head + reach)):
        if page.words[comma] not in marks or page.words[comma + 1] in page.sets.contrast:
            continue  # not ", but not on your face"
        after = skip_openers(page, comma + 1, last)
        if after < last and begins(page, after, last):
            return after
    return None


def _begins_told(page: Page, head: int, last: int) -> bool:
    """Whether a main clause that tells or allows something begins here."""
    if page.words[head] in page.sets.main_subjects:
        return True
    stop = min(last, head + 8)
    comma = next((k for k in range(head, stop) if page.words[k] in ",;"), stop)
    return any(page.has(tag, head, comma) for tag in ("g:duty", "g:permit"))


def _begins_main(page: Page, head: int, last: int) -> bool:
    """Whether a main clause may begin here: an order, or a subject whose modal follows soon."""
    if begins_order(page, head, last) or page.words[head] in page.sets.main_subjects:
        return True
    stop = min(last, head + 8)
    comma = next((k for k in range(head, stop) if page.words[k] in ",;"), stop)
    return any(page.has(tag, head, comma) for tag in ("g:duty", "g:permit", "g:finite"))


def _order_unmarked(page: Page, head: int, last: int) -> int | None:
    """ "If it swells please call us", "If you have asthma do not take it": an order with no comma before it."""
    conditional = page.at("g:condition", head, last) is not None
    near = head + LEAD
    for at in range(head + 2, min(last - 1, head + FAR)):
        if at >= near and page.words[at] not in page.sets.politeness:
            continue
        if page.words[at] in page.sets.you and any(page.at(tag, at + 1, last) for tag in _TELLS_READER):
            return None
        opens = page.words[at] in page.sets.unmarked_openers and (conditional or _calls_number(page, at))
        if opens and _unmarked(page, at, last):
            return skip_openers(page, at, last)
    return None


def _calls_number(page: Page, at: int) -> bool:
    """ "After 5 pm call 555 0134"."""
    return page.words[at] in page.sets.call_verbs and (page.word(at + 1)[:1].isdigit() or page.word(at + 1) == "(")


def _unmarked(page: Page, at: int, last: int) -> bool:
    """Whether an order begins at `at`, whose first word has no subject before it."""
    sets, before = page.sets, page.words[at - 1]
    if page.words[at] in sets.politeness:
        return begins_order(page, skip_openers(page, at, last), last)
    tied = {*sets.personal, *sets.relatives, *sets.coordinators, *sets.to, *sets.firm_modals, *sets.bare_modals}
    if page.at("g:urge", at, last):
        return True  # "If you have any questions do not hesitate to call"
    if before in tied:
        return False
    if page.at("g:care_place", at + 1, last) or _calls_number(page, at):
        return True
    return not before.endswith(sets.plural_endings) and heads_prohibition(page, at, last) is not None


def _after_condition(page: Page, head: int, last: int) -> int | None:
    """ "If needed, paracetamol": a main clause without a verb."""
    stop = next((k for k in range(head + 1, min(last - 1, head + LEAD)) if page.words[k] in ",:"), None)
    if stop is None or not page.at("g:condition", head, last) or page.has("g:finite", stop, last):
        return None
    return skip_openers(page, stop + 1, last)


def _after_time(page: Page, head: int, last: int) -> int | None:
    """ "For the next 3 days give ...": an order right after a time, with no comma between."""
    for hit in page.hits("g:time_end", head, min(last, head + 9)):
        if (
            hit.last < last
            and page.words[hit.last - 1] not in page.sets.time_prepositions
            and begins_order(page, hit.last, last)
        ):
            return hit.last
    return None


def _without_comma(page: Page, head: int, last: int) -> int | None:
    """ "If it grows germs you must take ...": the main clause begins at a "you" that is told something."""
    sets = page.sets
    for at in range(head + 2, min(last - 1, head + LEAD)):
        if page.words[at] in sets.tellers and page.at("g:duty", at, last):
            return at
        if page.words[at] not in sets.you:
            continue
        if any(page.at(tag, at + 1, last) for tag in ("g:duty", "g:maybe", "g:prohibit")):
            return at
        if page.words[at + 1] in sets.may and page.words[at - 1] not in sets.that:
            return at
    return None


# The ways past a subordinate clause, in the order in which they are tried.
_WAYS_IN = (_after_time, _order_after_comma, _order_unmarked, _main_after_comma, _without_comma, _after_condition)


def subordinate(page: Page, first: int, head: int, last: int) -> list[tuple[int, int]]:
    """The ranges that only say when, why or unless what: before the main clause, and from an embedding word on."""
    ranges = [(first, head)] if head > first and page.at("g:subordinator", first, head) else []
    opens = next((at for at in range(head + 1, last) if page.words[at] in page.sets.quiet_from), None)
    if opens is not None:
        ranges.append((opens, last))
    return ranges
