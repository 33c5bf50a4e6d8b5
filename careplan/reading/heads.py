"""What stands at the head of a clause: labels, openers, an order or a prohibition."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from careplan.reading.lexicon import Hit
from careplan.reading.page import Page

SKIP = frozenset(',–-"()/&:*※')
LABEL = 18  # tokens within which a label ends
_DASHES = frozenset("–-")
_LABEL_STOPS = frozenset('.?!;"')
_LABEL_MARKS = _LABEL_STOPS | _DASHES | frozenset("():")
_PAUSES = frozenset(",:–-;")
COLUMN = 3  # spaces between the cells of a row
NOUNS = 4  # words of a plain subject with its verb
SHORT = 6  # words of a label that a dash ends


def after_label(page: Page, first: int, last: int) -> int:
    """The token after a run-in label ("Ice: ...", "Blood thinners - ..."), or `first` when there is none."""
    depth, cells, marks = 0, row_cells(page), _marks(page)
    for at in marks[bisect_right(marks, first) : bisect_left(marks, min(last - 1, first + LABEL))]:
        word = page.words[at]
        if at in cells:
            return at  # the first cell of a row: "Warfarin     stop 5 days before"
        depth += (word == "(") - (word == ")")
        if depth:
            continue
        if word == ":" or (word in _DASHES and at - first <= SHORT):
            return first if _says_more(page, first, at) else at + 1
        if page.words[at] in '.?!;"':
            return at + 1 if page.words[at] == "?" else first
    return first


def _marks(page: Page) -> Sequence[int]:
    """The tokens of the page that end a label, or no label: marks and the beginnings of cells."""
    known: Sequence[int] | None = page.memo.get("marks")
    if known is None:
        cells = row_cells(page)
        marks = [at for at, word in enumerate(page.words) if word in _LABEL_MARKS or at in cells]
        known = page.memo["marks"] = marks
    return known


def _says_more(page: Page, first: int, at: int) -> bool:
    """Whether what stands before the colon or dash at `at` is a clause, and no label."""
    if at - first == 2 and page.words[first] not in {*page.sets.pronouns, *page.sets.personal, *page.sets.nothing}:
        return False  # "Eye drops: 1 drop 4 times a day"
    if page.has("g:finite", first, at) and page.words[at - 1] != ")":
        return True
    if at - first > SHORT and page.words[at] == ":" and page.at("g:subordinator", first, at):
        return True
    return at - first > 2 and (is_imperative(page, first, at) or heads_prohibition(page, first, at) is not None)


def row_cells(page: Page) -> frozenset[int]:
    """The tokens before which a wide gap stands on their line: each begins a cell of a row."""
    known: frozenset[int] | None = page.memo.get("cells")
    if known is None:
        gaps = enumerate(zip(page.tokens.ends, page.tokens.starts[1:], strict=False), 1)
        wide = ((at, end, start) for at, (end, start) in gaps if start - end >= COLUMN)
        known = page.memo["cells"] = frozenset(at for at, end, start in wide if "\n" not in page.content[end:start])
    return known


def skip_openers(page: Page, first: int, last: int) -> int:
    """Past what may stand before the verb ("Please", "and then", a comma)."""
    at = first
    while at < last:
        if page.words[at] in SKIP:
            at += 1
            continue
        opener = page.at("g:opener", at, last)
        if opener is None or opener.last >= last or _is_longer(page, opener, last):
            return at
        if page.words[opener.last - 1] in page.sets.you and page.words[opener.last] in page.sets.states:
            return at  # "make sure you are well hydrated": the opener is the order
        at = opener.last
    return min(at, last - 1)


def _is_longer(page: Page, opener: Hit, last: int) -> bool:
    """ "Instead of driving, ...": the opener is the first word of what opens a subordinate phrase."""
    clause = page.at("g:subordinator", opener.first, last)
    return clause is not None and clause.last > opener.last


def begins_order(page: Page, head: int, last: int) -> bool:
    """Whether an order or a prohibition stands at `head`."""
    return is_imperative(page, head, last) or heads_prohibition(page, head, last) is not None


def is_imperative(page: Page, head: int, last: int) -> bool:
    """Whether a verb in the imperative stands at `head`."""
    found = page.at("g:imperative", head, last)
    if found is None:
        return False
    if page.words[head] in page.sets.contact_labels and page.word(head + 1, last) == ":":
        return False
    if head + 2 < last and page.words[head + 1] in page.sets.joins and _is_gerund(page, head + 2):
        return False  # "Bandage and bathing"
    if head + 1 < last and page.at("g:noun_after", head + 1, last):
        if page.words[head + 1] in page.sets.often and not page.has("g:finite", head + 2, last):
            return True  # "Walk often", but not "Swelling often lasts"
        return f"{page.words[head]} {page.words[head + 1]}" in page.sets.ordered_nouns
    # "Clear fluids are ...", "Pain tablets may ...": a noun phrase without an article before a verb.
    sets, following = page.sets, page.word(head + 1, last)
    if page.words[head] in sets.adjectives and not (following in sets.determiners or following in sets.particles):
        return False  # "clear soup", "Clear or yellow fluid"
    return not _is_noun(page, head, last)


def _is_gerund(page: Page, at: int) -> bool:
    word = page.words[at]
    return word.endswith(page.sets.gerund_endings) and word not in page.language.verbs


def _is_noun(page: Page, head: int, last: int) -> bool:
    """ "Pain relief tablets may ...": nouns up to a verb, with nothing between that an order would have."""
    for at in range(head + 1, min(last, head + NOUNS)):
        word = page.words[at]
        if word in page.sets.verbs_after_noun:
            return at > head + 1 and page.words[at - 1] not in page.sets.coordinators
        if not word.isalpha() or word in page.sets.determiners:
            return False
    return False


def heads_prohibition(page: Page, head: int, last: int) -> Hit | None:
    """What forbids at the very head of a clause, or None."""
    found = _at_head_alone(page, head, last) or page.at("g:prohibit", head, last)
    if found is not None and page.words[head] in page.sets.bare_modals:
        return None  # "(you feel sick,) or cannot eat": its subject stands before
    negated = page.words[head] in page.sets.negation and head + 1 < last
    if found is None and negated and is_imperative(page, head + 1, last):
        return Hit("g:prohibit", 1.0, head, head + 1, page.words[head])
    if found is None or _is_no_ban(page, found, last):
        return None
    if page.words[head] in page.sets.nothings and page.has("g:finite", found.last, last):
        return found if _no_with_verb_forbids(page, found, last) else None
    return found


def _is_no_ban(page: Page, found: Hit, last: int) -> bool:
    """ "No more than two", "hold still": the longer phrase says what the shorter means."""
    longer = page.at("g:no_ban", found.first, last), page.at("g:hold_steady", found.first, last)
    return any(hit is not None and hit.last >= found.last for hit in longer)


def _at_head_alone(page: Page, head: int, last: int) -> Hit | None:
    """ "Hold off driving"; "Not for two weeks", where nothing else in the clause is a verb."""
    found = page.at("g:ban_at_head", head, last)
    if found is None or page.words[head] not in page.sets.negation:
        return found
    return None if page.has("g:finite", found.last, last) else found


def forbids(page: Page, head: int, last: int) -> Hit | None:
    """What forbids at the very head of a clause; "hold" does so only where it is said of a medicine."""
    found = heads_prohibition(page, head, last)
    bare = found is not None and found.last - found.first == 1 and not page.at("g:ban_at_head", head, last)
    if bare and page.words[head] in page.sets.holds and not _holds_medicine(page, head, last):
        return None
    return found


def _holds_medicine(page: Page, head: int, last: int) -> bool:
    near = page.topic_hits("instruction", max(0, head - 8), last)
    return head + 1 >= last or any(h.tag in page.language.medicines and h.last != head + 1 for h in near)


def _no_with_verb_forbids(page: Page, found: Hit, last: int) -> bool:
    """ "No aspirin should be taken", "No driving until you are off tablets" forbid; "No stitches are used" does not."""
    finite = page.hits("g:finite", found.last, last)[0]
    between = page.words[found.last : finite.first]
    sets = page.sets
    if page.words[finite.first - 1] in (sets.determiners & sets.noun_determiners) - sets.pronouns:
        return True  # "No weight on the left leg": no verb
    if "," in between or not sets.after_nothings.isdisjoint(between):
        return True
    return page.words[finite.first] in sets.nothing_modals or finite.first - found.first > SHORT
