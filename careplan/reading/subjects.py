"""The verb that decides what a clause with a subject says: the earliest of the main clause."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from careplan.reading.lexicon import Hit
from careplan.reading.page import Page
from careplan.reading.verbs import is_plural_verb

LONGEST = 28  # words of a subject
# What may decide a clause; of two that begin and end at the same words the first of these.
_DECIDING = ("g:maybe", "g:experience", "g:med_passive", "g:clinic_passive", "g:prohibit", "g:duty", "g:permit")
_TELLING = ("g:duty", "g:permit", "g:maybe")


def earliest(page: Page, first: int, head: int, last: int) -> tuple[Hit, str] | None:
    """The hit that decides the clause [first, last) whose main clause begins at `head`, and its subject's words."""
    hits, firsts = _deciding(page)
    best: Hit | None = None
    asked: set[str] = set()
    for at in range(bisect_left(firsts, head), bisect_left(firsts, min(last, head + LONGEST + 1))):
        hit = hits[at]
        if best is not None and hit.first > best.first:
            break
        if hit.tag in asked or hit.last > last or not _decides(page, first, head, last, hit):
            continue
        asked.add(hit.tag)  # of a tag the first that decides there
        if best is None or hit.last > best.last:
            best = hit
    return (best, " ".join(page.words[head : best.first])) if best is not None else None


def _deciding(page: Page) -> tuple[Sequence[Hit], Sequence[int]]:
    """The hits of the page that may decide a clause, by first token and rank, and their first tokens."""
    known: tuple[Sequence[Hit], Sequence[int]] | None = page.memo.get("deciding")
    if known is None:
        hits = [hit for tag in _DECIDING for hit in page.hits(tag, 0, len(page))]
        hits.sort(key=lambda h: h.first)
        known = page.memo["deciding"] = hits, [hit.first for hit in hits]
    return known


def _decides(page: Page, first: int, head: int, last: int, hit: Hit) -> bool:
    if hit.first == head:
        own = page.words[head] in page.sets.subject_openers or page.words[head] in page.sets.no
        if not _elided(page, head if own else first, hit.tag):
            return False
    if not _is_verb_of_main(page, head, hit):
        return False
    return hit.tag != "g:prohibit" or _forbids_within(page, head, hit, last)


def _elided(page: Page, first: int, tag: str) -> bool:
    """Whether a hit at the very head counts: it holds its subject ("it is best to"), or that stands before.

    "(The bandage is waterproof) and should stay on": the subject stands in the part before. "OK to chill".
    """
    word, sets = page.words[first], page.sets
    if word in sets.no:
        return tag == "g:permit"
    if word in sets.head_modals and tag in ("g:duty", "g:permit"):
        return _acts_at(page, first)
    if word in sets.subject_openers and tag in _TELLING:
        return True
    return tag in ("g:duty", "g:permit", "g:experience") and (word in sets.coordinators or word in sets.elided_after)


def _acts_at(page: Page, at: int) -> bool:
    """ "May shower on day 2", "Must stay dry", but not "May cause some nausea": "you" or "it" is left out."""
    if page.at("g:experience", at, len(page)) is not None:
        return False
    verb = at + 1
    while verb + 1 < len(page) and page.at("g:opener", verb, len(page)):
        verb += 1
    return any(page.at(tag, verb, len(page)) is not None for tag in ("g:imperative", "g:self_passive"))


def _is_verb_of_main(page: Page, head: int, hit: Hit) -> bool:
    """Whether the words before `hit` are a plain subject: no clause of their own."""
    if hit.first - head > LONGEST:
        return False
    opens = next((at for at in range(head, hit.first) if _opens_clause(page, head, at)), None)
    if opens is None:
        return True
    # "A cast that gets damp can be dried": the relative clause has had its verb.
    had = page.has("g:finite", opens, hit.first) or is_plural_verb(page, opens - 1, hit.first)
    had = had or page.words[opens + 1] in page.language.verbs  # "people who use insulin"
    return had and page.words[opens] in page.sets.relatives


def _opens_clause(page: Page, head: int, at: int) -> bool:
    """Whether a clause within the subject opens at `at`: not at "such as", "that person", "that morning"."""
    word = page.words[at]
    if word not in page.sets.clause_openers:
        return False
    if at > head and f"{page.words[at - 1]} {word}" in page.sets.no_clauses:
        return False
    return word not in page.sets.that or (at > head and page.word(at + 1) not in page.sets.time_nouns)


def _forbids_within(page: Page, head: int, hit: Hit, last: int) -> bool:
    """Whether a prohibition that has a subject before it is one to those that the sheet speaks to."""
    word, sets = page.words[hit.first], page.sets
    longest = page.at("g:prohibit", hit.first, last) or hit
    if page.words[longest.last - 1] in sets.waits:  # "Sports must wait", but not "You must wait in the lounge"
        ends = page.word(hit.last, last) in ("", *".!;,")
        return ends and sets.persons.isdisjoint(page.words[head : hit.first])
    if word in sets.head_bans or word in sets.auxiliaries:
        return False
    if word in sets.reader_modals and longest.last - longest.first > 2:
        return True  # "Drains cannot get wet"
    told = page.at("g:do_not_tell", hit.first, last) if word in sets.telling_modals else None
    if told is not None and told.last >= longest.last:  # but "you won't be allowed to leave alone"
        return False
    to_reader = hit.first > head and page.words[hit.first - 1] in sets.forbidden
    if word in sets.negation:
        if page.words[hit.first - 1] in sets.not_before:
            return False
        return to_reader or (hit.last - hit.first > 1 and page.words[hit.last - 1] not in sets.be)
    return to_reader or word not in sets.reader_modals
