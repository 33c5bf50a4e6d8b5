"""A block of text -> its sentences, as token ranges."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from careplan.reading.heads import heads_prohibition, is_imperative
from careplan.reading.page import Page
from careplan.reading.tokens import ENDS

ENOUGH = 3  # full stops that say how a text writes
CASE = 10  # words of a case before its question mark
LONGEST = 250  # tokens; no sheet speaks so, and what is done with a sentence takes longer than its length


def sentences(page: Page, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The sentences of tokens [first, last), in order, without gaps; none is longer than LONGEST tokens."""
    start, stops = first, _stops(page)
    for at in stops[bisect_left(stops, first) : bisect_left(stops, last)]:
        while at - start > LONGEST:
            yield start, start + LONGEST + 1
            start += LONGEST + 1
        if at - start == LONGEST or _ends(page, at, start, last):
            yield start, at + 1
            start = at + 1
    while last - start > LONGEST:
        yield start, start + LONGEST + 1
        start += LONGEST + 1
    if start < last:
        yield start, last


def _stops(page: Page) -> Sequence[int]:
    """The tokens of the page at which a sentence may end: the others need not be asked."""
    known: Sequence[int] | None = page.memo.get("stops")
    if known is None:
        stops = [at for at, word in enumerate(page.words) if word[-1] in _STOPS]
        known = page.memo["stops"] = stops
    return known


def _ends(page: Page, at: int, start: int, last: int) -> bool:
    words, content = page.words, page.content
    word = words[at]
    if at + 1 >= last:
        return False
    if word in _CLOSING and at > start and words[at - 1] in ENDS:
        return content[page.tokens.starts[at + 1]].isupper() and _spaced(page, at)
    following = content[page.tokens.starts[at + 1]]
    if word not in ENDS:
        # "by 7 a.m. Take ..." and "24 hrs. Then": the abbreviation swallowed the full stop.
        dotted = word.endswith(".") and len(word) > 1
        return dotted and word in page.language.ends_too and following.isupper() and _spaced(page, at)
    if words[at + 1] in ENDS or words[at + 1] in ')"' or not _spaced(page, at) or _is_case(page, at, start, last):
        return False
    if word == "." and at > start:
        before = words[at - 1]
        if before in page.language.abbreviations and not (before in page.language.ends_too and following.isupper()):
            return False
        if (
            len(before) == 1
            and before.isalpha()
            and before not in page.sets.letters
            and content[page.tokens.starts[at - 1]].isupper()
        ):
            return not _initial(page, at, start)
    return not following.islower() or word != "." or _no_capitals(page)


_CLOSING = frozenset(')"”’')
_STOPS = _CLOSING | ENDS


def _no_capitals(page: Page) -> bool:
    """Whether the text begins its sentences with small letters: most of its stops have one after them."""
    known: bool | None = page.memo.get("no capitals")
    if known is None:
        abbreviations = page.language.abbreviations
        stops = (at for at in _stops(page) if page.words[at] == "." and 0 < at < len(page) - 1)
        ends = [at for at in stops if _spaced(page, at) and page.words[at - 1] not in abbreviations]
        letters = [page.content[page.tokens.starts[at + 1]] for at in ends]
        small = sum(letter.islower() for letter in letters)
        known = small >= ENOUGH and small > 2 * sum(letter.isupper() for letter in letters)
        page.memo["no capitals"] = known
    return known


def _is_case(page: Page, at: int, start: int, last: int) -> bool:
    """ "No call by five? Ring us.": a case without a verb, with what to do in it, is one sentence."""
    if page.words[at] != "?" or at - start > CASE or page.words[start] in page.sets.heading_openers:
        return False
    if page.content[page.tokens.starts[start] : page.tokens.starts[at]].isupper():
        return False  # a heading
    if page.has("g:finite", start, at) and page.words[start] not in page.sets.nothing:
        return False
    near = page.words[at + 1 : min(last, at + 4)]
    if not page.sets.emergency_names.isdisjoint(near):
        return True
    follows = is_imperative(page, at + 1, last) or heads_prohibition(page, at + 1, last) is not None
    return follows and not page.words[at + 1].endswith("?")


def _spaced(page: Page, at: int) -> bool:
    return page.tokens.ends[at] < page.tokens.starts[at + 1]


def _initial(page: Page, at: int, start: int) -> bool:
    """A single capital before the full stop is an initial ("J. Smith") unless it ends a phrase ("hepatitis C.")."""
    before = at - 2
    while before > start and page.words[before] in ".:":
        before -= 1  # "Dr. A. Stone", "by: J. Hill"
    return (
        at - 1 == start
        or page.words[before] in page.language.abbreviations
        or (page.content[page.tokens.starts[before]].isupper() or page.words[before + 1] == ":")
    )
