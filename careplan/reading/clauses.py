"""A sentence -> the parts of it that say separate things.

A sentence is cut before a conjunction (or after a semicolon) where both sides direct somebody, or one does and the
other only tells, and they differ: in topic, in polarity, or each with a time of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from careplan.reading.cuts import DASHES, cuts, denied, gapped_time, is_negated, negated_time
from careplan.reading.form import Form
from careplan.reading.forms import form
from careplan.reading.heads import heads_prohibition, skip_openers
from careplan.reading.main_clauses import main_clause
from careplan.reading.page import Page
from careplan.reading.topics import own_scores, top_score

CALL = 4  # words of "call us now."
MINIMUM = 2.5  # the least topic score that makes a part a thing of its own


class Part(NamedTuple):
    """A part of a sentence. `shares` says that it has no verb phrase of its own: the one before it is meant too."""

    first: int
    last: int
    shares: bool = False


def parts(page: Page, first: int, last: int) -> list[Part]:
    """The parts of the sentence at tokens [first, last), in order, without gaps."""
    found: list[Part] = []
    start, shares, banned = first, False, False
    head = main_clause(page, first, last)
    for cut, gapped in cuts(page, first, last):
        if cut - start < 2 or (cut <= head and page.words[cut - 1] not in DASHES):
            continue
        ends = next((at for at in range(cut, last) if page.words[at] == ";"), last)
        if not _separate(page, (start, cut), (cut, ends), gapped, banned):
            continue
        found.append(Part(start, cut, shares))
        # what goes on with a prohibition is forbidden too: "don't drive, | drink alcohol, | or sign papers"
        banned = gapped and (form(page, start, cut).prohibition or (shares and banned))
        start, shares = cut, gapped
    found.append(Part(start, last, shares))
    return found


def _separate(page: Page, left: tuple[int, int], right: tuple[int, int], gapped: bool, banned: bool) -> bool:
    """Whether `left` and `right` say two things; `gapped`: the right goes on with the left's verb phrase.

    `banned`: the left goes on with a prohibition itself.
    """
    before, after = form(page, *left), form(page, *right)
    if _held_together(page, left, right, before, after, gapped):
        return False
    if gapped:
        return _gap_separates(page, left, right, before._replace(prohibition=before.prohibition or banned), after)
    if page.words[left[1] - 1] == ":" and before.directs and before.prohibition == after.prohibition:
        return False  # "Cut down week by week: stop by week six"
    if page.words[left[1] - 1] == ":" and not page.sets.emergency_words.isdisjoint(page.words[left[0] : left[1]]):
        # "This is an emergency: call 911" is one thing
        return not (after.directs and page.words[after.head] in page.sets.call_verbs)
    if page.words[left[1] - 1] in DASHES and page.words[right[0]] not in page.sets.politeness:
        return after.prohibition and not before.prohibition  # "Showers only - no baths"
    if page.words[left[1] - 1] in ";:":
        return _semicolon_separates(page, right, before, after)
    if before.directs and after.kind == "permit" and page.at("g:exception", *right):
        return False  # "or until your doctor says you can"
    if before.directs and after.directs:
        return _differ(page, left, right, before, after, False)
    if not (before.directs or after.directs):
        return False
    joint = page.words[right[0]]
    if joint in page.sets.contrast:
        if after.kind == "fragment" and not page.has("g:time_end", *right):
            return False  # "but only with your doctor's consent"
        return not (_is_reason(page, joint, before, after) or _is_bare_ban(page, right, before, after))
    told = before.kind != "fragment" and after.directs
    if joint in page.sets.politeness:
        return told and not _leads_in(page, *left)
    return told and joint in page.sets.coordinators and _has_subject(page, right, after)


def _leads_in(page: Page, first: int, last: int) -> bool:
    """Whether the left side only says when or if: the order to the right is its main clause."""
    head = skip_openers(page, first, last)
    return page.has("g:condition", first, last) or page.at("g:subordinator", head, last) is not None


def _semicolon_separates(page: Page, right: tuple[int, int], before: Form, after: Form) -> bool:
    """A semicolon parts where a side directs, a list goes on with its times, or another condition begins."""
    if before.directs or after.directs:
        return True
    timed = any(page.has(tag, *right) for tag in ("g:time_end", "g:repeat"))
    return (before.kind == after.kind == "fragment" and timed) or page.at("g:condition", *right) is not None


def _is_reason(page: Page, joint: str, before: Form, after: Form) -> bool:
    """ "Walk often, so you do not get clots": what an order is good for, told after it."""
    return before.directs and not after.directs and joint in page.sets.purpose


def _is_bare_ban(page: Page, right: tuple[int, int], before: Form, after: Form) -> bool:
    """ "You will see lights but no detail": what is told is denied, and nothing forbidden."""
    bare = page.words[after.head] in page.sets.nothing or page.words[after.head] in page.sets.negation
    bare = bare and page.words[right[0]] not in page.sets.purpose  # but "so no driving today"
    return bare and not before.directs and after.prohibition and not page.has("g:finite", *right)


def _held_together(
    page: Page, left: tuple[int, int], right: tuple[int, int], before: Form, after: Form, gapped: bool
) -> bool:
    """Whether a clause that is open at the end of the left side goes on in the right one."""
    if page.words[left[1] - 1] == ";" or not _embedded(page, before.head, left[1]):
        return False
    weak = page.words[right[0]] in page.sets.joins and page.words[right[0] - 1] != ","
    return gapped or before.prohibition == after.prohibition or (weak and after.kind == "permit")


def _gap_separates(page: Page, left: tuple[int, int], right: tuple[int, int], before: Form, after: Form) -> bool:
    """ "and stay with you", "and clear fluids until noon": whether the shared verb phrase says another thing here."""
    opens = skip_openers(page, *right)
    if is_negated(page, opens, right[1]):
        return before.kind == "permit" or (before.directs and negated_time(page, opens, right[1]))
    if denied(page, *right) or gapped_time(page, opens, left[0], right[1]):
        return before.directs
    lets = not page.sets.causatives.isdisjoint(page.words[before.head : before.head + 4])  # "do not let anyone ..."
    alternative = page.words[right[0]] in page.sets.or_words and (lets or not before.prohibition)
    listed = before.prohibition and page.words[left[1] - 1] == ","  # "do not drive, run machines, ..."
    if listed and page.words[right[0]] not in page.sets.coordinators:
        return False
    if alternative or _has_no_object(page, before, left[1]):
        return False
    if before.kind == "permit" and not _both_timed(page, left, right):
        return False  # "You may drive and walk about the next day"
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
    comma = page.words[last - 1] == "," and page.word(last) not in page.sets.coordinators
    listed = comma and page.at("g:imperative", last - 2, last) is not None
    end = last - 1 if listed else last  # "if you need to cough, | sneeze or strain"
    for at in range(end - 1, head, -1):
        if page.words[at] == ",":
            return False
        if page.words[at] in page.sets.embedding and not _is_time(page, at, last):
            return True
    return False


def _is_time(page: Page, at: int, last: int) -> bool:
    """ "until six hours", "before admission": no clause."""
    if page.at("g:time_end", at, last):
        return True
    if page.words[at] not in page.sets.time_prepositions:
        return False
    if page.word(at + 1) in page.sets.pronouns:
        return True  # "until they are used up | and drink plenty": no order goes on with that
    personal = not page.sets.personal.isdisjoint(page.words[at + 1 : last])
    return not personal and not page.has("g:finite", at, last)


_TELLING = ("g:duty", "g:prohibit", "g:permit")


def _has_subject(page: Page, right: tuple[int, int], after: Form) -> bool:
    """ "..., so please try not to smoke" after what is merely told: an order or a passive of duty with a topic."""
    verb = right[0] + 1
    elided = page.words[verb] in page.sets.elided_modals and any(page.at(tag, verb, right[1]) for tag in _TELLING)
    if not (after.subject != "" or page.words[right[0] - 1] == "," or elided):
        return False
    return after.prohibition or top_score(page, "instruction", *right) >= MINIMUM


def _differ(page: Page, left: tuple[int, int], right: tuple[int, int], before: Form, after: Form, gapped: bool) -> bool:
    if not gapped and (before.prohibition != after.prohibition or _tells_another(page, right, before, after)):
        return True
    if not gapped and page.at("g:condition", skip_openers(page, *right), right[1]):
        return True  # "and, while it is flat, put the plug back"
    if not gapped and (page.words[after.head] in page.sets.repeats or page.words[right[0]] in page.sets.but):
        return True
    if gapped and _both_timed(page, left, right):
        return True
    if gapped and _then_calls(page, left, right):
        return False
    one, other = _topic(page, left), _topic(page, right)
    if one is None or other is None:
        return False
    if page.words[left[1] - 1] in ";:":
        return True
    return one != other


def _then_calls(page: Page, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """ "If it swells, raise your foot and call us": one answer to one case."""
    opens = skip_openers(page, *right)
    calls = page.words[opens] in page.sets.call_verbs and right[1] - opens <= CALL
    return calls and page.at("g:condition", *left) is not None and page.words[left[1] - 1] != ","


def _both_timed(page: Page, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether each has a time of its own."""
    return page.has("g:time_end", *left) and page.has("g:time_end", *right) and right[1] - right[0] > 4


def _tells_another(page: Page, right: tuple[int, int], before: Form, after: Form) -> bool:
    """ "He should stay indoors, and someone ought to sit beside him": the right side has a subject of its own."""
    own = after.subject.split()
    if page.words[right[0]] not in page.sets.joins - page.sets.or_words or not own:
        return False
    return own != before.subject.split() and page.sets.pronouns.isdisjoint(own)


def _topic(page: Page, span: tuple[int, int]) -> str | None:
    scores = own_scores(page, "instruction", *span)
    if not scores:
        return None
    best, top = max(sorted(scores.items()), key=lambda kv: kv[1])
    return best if top >= MINIMUM else None
