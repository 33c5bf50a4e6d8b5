"""Where a sentence may be cut, and what stands to the right of such a place."""

from __future__ import annotations

from collections.abc import Iterator

from careplan.reading.heads import heads_prohibition, is_imperative, skip_openers
from careplan.reading.main_clauses import main_clause
from careplan.reading.page import Page

NEAR = 10  # words within which the time of a part without a verb stands
DASHES = frozenset("–-—")
SHORT = 8  # words of "a bath is not"


def cuts(page: Page, first: int, last: int) -> Iterator[tuple[int, bool]]:
    """Places where a sentence may be cut, with whether the right side goes on with the left side's verb phrase."""
    depth = 0
    for at in range(first + 1, last - 1):
        word = page.words[at]
        depth += (word == "(") - (word == ")")
        if depth:
            continue
        whole = word == ":" and _whole_clauses(page, first, at, last)
        if word == ";" or whole or (word in DASHES and _only_before(page, first, at, last)):
            yield at + 1, False
        elif word in page.sets.politeness and _spliced(page, at, first, last):
            yield at, False
        elif word in page.sets.coordinators or word == ",":
            yield from _cut_at(page, at, first, last)


def _spliced(page: Page, at: int, first: int, last: int) -> bool:
    """ "Some bleeding is normal, please call if it goes on": an order that only a comma or a dash joins."""
    if page.words[at - 1] not in ",–-" or at - first < 5:
        return False
    right = skip_openers(page, at, last)
    return is_imperative(page, right, last) or heads_prohibition(page, right, last) is not None


def _only_before(page: Page, first: int, at: int, last: int) -> bool:
    """ "Showers only - no baths": what alone is allowed, and what is forbidden."""
    spoken = page.sets.only.isdisjoint(page.words[first:at])
    return not spoken and at - first > 1 and heads_prohibition(page, at + 1, last) is not None


def _whole_clauses(page: Page, first: int, at: int, last: int) -> bool:
    """ "This is no cause for alarm: rest for a day": a colon between two clauses is a semicolon."""
    right = skip_openers(page, at + 1, last)
    if at - first < 4 or last - at < 4 or page.words[right] in page.sets.negation:
        return False
    whole = page.has("g:finite", first, at) or is_imperative(page, first, at)
    told = page.words[right] in page.sets.you and page.at("g:duty", right + 1, last) is not None
    return whole and (told or is_imperative(page, right, last) or heads_prohibition(page, right, last) is not None)


def _cut_at(page: Page, at: int, first: int, last: int) -> Iterator[tuple[int, bool]]:
    if page.words[at] == ",":
        if page.words[at + 1] in page.sets.coordinators:
            return  # the conjunction after the comma is looked at next
        if _comma_parts(page, at + 1, first, last):
            yield at + 1, True
        return
    if f"{page.words[at]} {page.words[at + 1]}" in page.sets.no_cuts or page.words[at + 1] in ".;:!?":
        return
    if page.words[at - 1] in page.sets.no_cut_after or _is_purpose(page, at, last):
        return
    right = skip_openers(page, at + 1, last)
    if right < last and page.words[right] not in page.sets.relatives:
        goes_on = page.words[at] not in page.sets.contrast and _goes_on(page, first, right, last)
        goes_on = goes_on and not _turns(page, at, first)
        yield at, goes_on or is_negated(page, right, last)


def _turns(page: Page, at: int, first: int) -> bool:
    """ "Do not let anyone lean on the arm, and keep it dry": after one thing that is forbidden an order."""
    if page.words[at] not in page.sets.joins - page.sets.or_words:
        return False
    if _takes_nothing(page, main_clause(page, first, at), at):
        return True
    if page.words[at - 1] != ",":
        return False
    lone = "," not in page.words[first : at - 1]
    return lone and heads_prohibition(page, skip_openers(page, first, at), at) is not None


def _takes_nothing(page: Page, head: int, last: int) -> bool:
    """ "Eat nothing for 6 hours": the ban stands behind the verb, and holds for no verb that follows."""
    return is_imperative(page, head, last) and page.word(head + 1, last) in page.sets.nothing


def _comma_parts(page: Page, right: int, first: int, last: int) -> bool:
    """Whether a comma without a conjunction may part: "..., not on the day", "..., tea until noon"."""
    if negated_time(page, right, last) or denied(page, right, last):
        return True
    if is_imperative(page, right, last) and right - first > 3:
        return True
    ban = heads_prohibition(page, right, last)
    if ban is not None and ban.last - right > 1 and right - first > 2 and is_imperative(page, ban.last, last):
        return True  # "Do not strain, do not sit too long"
    return page.at("g:subordinator", right, last) is None and gapped_time(page, right, first, last)


def is_negated(page: Page, right: int, last: int) -> bool:
    """ "(Showers are fine) but not baths": nothing but what the verb phrase before does not hold for."""
    return page.words[right] in page.sets.negation and not page.has("g:finite", right, last)


def negated_time(page: Page, right: int, last: int) -> bool:
    """ "(Do it at home,) not on the day": another time than before; "not on your side" says the same again."""
    if not is_negated(page, right, last) or not page.at("g:ban_at_head", right, last):
        return False
    if page.words[right - 2] in page.sets.no_cut_after:
        return False
    near = page.words[right : right + 6]
    return page.has("g:time_end", right, last) or not page.sets.time_nouns.isdisjoint(near)


def denied(page: Page, right: int, last: int) -> bool:
    """ "(A shower is fine,) a bath is not."."""
    end = last - 1 if page.words[last - 1] in ".!" else last
    short = 2 < end - right < SHORT
    return short and page.words[end - 1] in page.sets.negation and page.words[end - 2] in page.sets.is_words


def _is_purpose(page: Page, at: int, last: int) -> bool:
    """ "Wear the shield so you don't rub your eye": "so that"."""
    if page.words[at] not in page.sets.purpose or page.words[at - 1] == ",":
        return False
    return page.words[at + 1] in page.sets.personal and not page.at("g:duty", at + 2, last)


def _goes_on(page: Page, first: int, right: int, last: int) -> bool:
    """ "and stay with you", "and to stay", "or sign papers": an infinitive of the verb phrase before."""
    if page.words[right] in page.sets.to and right + 1 < last:
        return True
    if heads_prohibition(page, right, last) or page.word(right + 1) in page.sets.nothing:
        return False
    return is_imperative(page, right, last) or gapped_time(page, right, first, last)


def gapped_time(page: Page, right: int, first: int, last: int) -> bool:
    """ "(may be given until 9 am) and clear fluids until 12 noon": a thing and a time, no verb, after a time."""
    if right + 1 >= last or page.at("g:subordinator", right, last) or is_imperative(page, right, last):
        return False
    time = next(iter(page.hits("g:time_end", right + 1, min(last, right + NEAR))), None)
    if time is None or page.has("g:finite", right, time.first) or not _names_only(page, right, time.first):
        return False
    return page.has("g:time_end", main_clause(page, first, right), right)


def _names_only(page: Page, first: int, last: int) -> bool:
    """Whether tokens [first, last) are names and what joins them: no clause opens, no sentence ends, no number."""
    if not page.words[first].isalpha() or page.words[first] in page.sets.time_nouns:
        return False  # "day and night", "20 minutes on and 20 off"
    stops = page.sets.embedding
    return not any(word in stops or word in ".;:" for word in page.words[first:last])
