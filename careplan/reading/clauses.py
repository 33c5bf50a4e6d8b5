"""A sentence -> the parts of it that say separate things.

A sentence is cut before a conjunction (or after a semicolon) where both sides direct somebody, or one does and the
other only tells, and they differ: in topic, in polarity, or each with a time of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from careplan.reading.form import Form
from careplan.reading.forms import form
from careplan.reading.heads import heads_prohibition, is_imperative, main_clause, skip_openers
from careplan.reading.page import Page
from careplan.reading.topics import own_scores

MINIMUM = 2.5  # the least topic score that makes a part a thing of its own


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sentence. `shares` says that it has no verb phrase of its own: the one before it is meant too."""

    first: int
    last: int
    shares: bool = False


def parts(page: Page, first: int, last: int) -> list[Part]:
    """The parts of the sentence at tokens [first, last), in order, without gaps."""
    found: list[Part] = []
    start, shares, banned = first, False, False
    head = main_clause(page, first, last)
    for cut, gapped in _cuts(page, first, last):
        if cut - start < 2 or cut <= head or not _separate(page, (start, cut), (cut, last), gapped, banned):
            continue
        found.append(Part(start, cut, shares))
        # what goes on with a prohibition is forbidden too: "don't drive, | drink alcohol, | or sign papers"
        banned = gapped and (form(page, start, cut).prohibition or (shares and banned))
        start, shares = cut, gapped
    found.append(Part(start, last, shares))
    return found


def _cuts(page: Page, first: int, last: int) -> Iterator[tuple[int, bool]]:
    """Places where a sentence may be cut, with whether the right side goes on with the left side's verb phrase."""
    depth = 0
    for at in range(first + 1, last - 1):
        word = page.words[at]
        depth += (word == "(") - (word == ")")
        if depth:
            continue
        if word == ";" or (word == ":" and _whole_clauses(page, first, at, last)):
            yield at + 1, False
        elif word in page.sets.coordinators or word == ",":
            yield from _cut_at(page, at, first, last)


def _whole_clauses(page: Page, first: int, at: int, last: int) -> bool:
    """ "This is no cause for alarm: rest for a day": a colon between two clauses is a semicolon."""
    if at - first < 4 or last - at < 3:
        return False
    right = skip_openers(page, at + 1, last)
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
        yield at, goes_on or _is_negated(page, right, last)


def _comma_parts(page: Page, right: int, first: int, last: int) -> bool:
    """Whether a comma without a conjunction may part: "..., not on the day", "..., keep it dry", "..., tea until noon"."""
    if _negated_time(page, right, last) or _denied(page, right, last):
        return True
    if is_imperative(page, right, last) and right - first > 3:
        return True
    return page.at("g:subordinator", right, last) is None and _gapped_time(page, right, first, last)


def _is_negated(page: Page, right: int, last: int) -> bool:
    """ "(Showers are fine) but not baths": nothing but what the verb phrase before does not hold for."""
    return page.words[right] in page.sets.negation and not page.has("g:finite", right, last)


def _negated_time(page: Page, right: int, last: int) -> bool:
    """ "(Do it at home,) not on the day": another time than before; "not on your side" says the same again."""
    if not _is_negated(page, right, last) or not page.at("g:ban_at_head", right, last):
        return False
    if page.words[right - 2] in page.sets.no_cut_after:
        return False
    near = page.words[right : right + 6]
    return page.has("g:time_end", right, last) or not page.sets.time_nouns.isdisjoint(near)


def _denied(page: Page, right: int, last: int) -> bool:
    """ "(A shower is fine,) a bath is not."."""
    end = last - 1 if page.words[last - 1] in ".!" else last
    short = 2 < end - right < 8
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
    return is_imperative(page, right, last) or _gapped_time(page, right, first, last)


def _gapped_time(page: Page, right: int, first: int, last: int) -> bool:
    """ "(may be given until 9 am) and clear fluids until 12 noon": a thing and a time, no verb, after a time."""
    if last - right > 9 or page.has("g:finite", right, last) or right + 1 >= last:
        return False
    if page.at("g:subordinator", right, last):
        return False
    return page.has("g:time_end", right + 1, last) and page.has("g:time_end", max(0, first), right)


def _separate(page: Page, left: tuple[int, int], right: tuple[int, int], gapped: bool, banned: bool) -> bool:
    """Whether `left` and `right` say two things; `gapped`: the right goes on with the left's verb phrase.

    `banned`: the left goes on with a prohibition itself.
    """
    before, after = form(page, *left), form(page, *right)
    if _held_together(page, left, right, before, after, gapped):
        return False
    if gapped:
        return _gap_separates(page, left, right, replace(before, prohibition=before.prohibition or banned), after)
    if before.directs and after.directs:
        return _differ(page, left, right, before, after, False)
    if not (before.directs or after.directs):
        return False
    joint = page.words[right[0]]
    if page.words[left[1] - 1] in ";:" or joint in page.sets.contrast:
        return True
    told = before.kind != "fragment" and after.directs
    return told and joint in page.sets.coordinators and _has_subject(page, right, after)


def _held_together(
    page: Page, left: tuple[int, int], right: tuple[int, int], before: Form, after: Form, gapped: bool
) -> bool:
    """Whether a clause that is open at the end of the left side goes on in the right one."""
    if not _embedded(page, before.head, left[1]):
        return False
    weak = page.words[right[0]] in page.sets.joins and page.words[right[0] - 1] != ","
    return gapped or before.prohibition == after.prohibition or (weak and after.kind == "permit")


def _gap_separates(page: Page, left: tuple[int, int], right: tuple[int, int], before: Form, after: Form) -> bool:
    """ "and stay with you", "and clear fluids until noon": whether the shared verb phrase says another thing here."""
    opens = skip_openers(page, *right)
    if _is_negated(page, opens, right[1]):
        return before.kind == "permit" or (before.directs and _negated_time(page, opens, right[1]))
    if _denied(page, *right) or _gapped_time(page, opens, left[0], right[1]):
        return before.directs
    alternative = page.words[right[0]] in page.sets.or_words and not before.prohibition
    if alternative or _has_no_object(page, before, left[1]):
        return False
    if page.words[opens] in page.sets.to:
        after = form(page, opens + 1, right[1])
    return before.directs and after.directs and _differ(page, left, right, before, after, True)


def _has_no_object(page: Page, before: Form, last: int) -> bool:
    """ "Do not eat | or drink after midnight": a bare verb on the left shares what follows."""
    ban = heads_prohibition(page, before.head, last)
    verb = ban.last if ban and ban.last - before.head > 1 else before.head
    if before.subject:
        return False
    bare = sum(
        w in ",;" or page.at("g:imperative", verb + n, last) is not None for n, w in enumerate(page.words[verb:last])
    )
    return last - verb - max(1, bare) <= 0


def _embedded(page: Page, head: int, last: int) -> bool:
    """Whether a clause is open at the end of the left side: "ask when you can drive | and go back to work"."""
    for at in range(last - 1, head, -1):
        if page.words[at] == ",":
            return False
        if page.words[at] in page.sets.embedding:
            return True
    return False


_TELLING = ("g:duty", "g:prohibit", "g:permit")


def _has_subject(page: Page, right: tuple[int, int], after: Form) -> bool:
    """ "..., so please try not to smoke" after what is merely told: an order or a passive of duty with a topic."""
    verb = right[0] + 1
    elided = page.words[verb] in page.sets.elided_modals and any(page.at(tag, verb, right[1]) for tag in _TELLING)
    if not (after.subject != "" or page.words[right[0] - 1] == "," or elided):
        return False
    return after.prohibition or max(own_scores(page, "instruction", *right).values(), default=0.0) >= MINIMUM


def _differ(page: Page, left: tuple[int, int], right: tuple[int, int], before: Form, after: Form, gapped: bool) -> bool:
    if not gapped and before.prohibition != after.prohibition:
        return True
    if not gapped and (page.words[after.head] in page.sets.repeats or page.words[right[0]] in page.sets.but):
        return True
    if gapped and page.has("g:time_end", *left) and page.has("g:time_end", *right) and right[1] - right[0] > 4:
        return True  # each has a time of its own
    one, other = _topic(page, left), _topic(page, right)
    if one is None or other is None:
        return False
    if page.words[left[1] - 1] in ";:":
        return True
    return one != other


def _topic(page: Page, span: tuple[int, int]) -> str | None:
    scores = own_scores(page, "instruction", *span)
    if not scores:
        return None
    best, top = max(sorted(scores.items()), key=lambda kv: kv[1])
    return best if top >= MINIMUM else None
