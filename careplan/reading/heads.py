"""Where the main clause of a sentence begins, and whether an order or a prohibition stands at its head."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from careplan.reading.lexicon import Hit
from careplan.reading.page import Page

SKIP = frozenset(',–-"()/&:')
LABEL = 18  # tokens within which a label ends
_DASHES = frozenset("–-")
_LABEL_STOPS = frozenset('.?!;"')
_LABEL_MARKS = _LABEL_STOPS | _DASHES | frozenset("():")
_PAUSES = frozenset(",:–-;")
COLUMN = 3  # spaces between the cells of a row
NOUNS = 4  # words of a plain subject with its verb
SHORT = 6  # words of a label that a dash ends
LEAD = 26  # words within which a main clause must begin after an opening subordinate clause


def main_clause(page: Page, first: int, last: int) -> int:
    """The token where the main clause begins; of "Bring: a list ..." that is the order in front of the colon."""
    key = ("main", first, last)
    known: int | None = page.memo.get(key)
    if known is None:
        known = page.memo[key] = _main_clause(page, first, last)
    return known


def _main_clause(page: Page, first: int, last: int) -> int:
    labelled = after_label(page, first, last)
    if labelled > first and not _begins_order(page, skip_openers(page, labelled, last), last):
        start = skip_openers(page, first, last)
        if _begins_order(page, start, labelled) and labelled not in _cells(page):
            return start
    return _past_subordinate(page, labelled, last)


def _past_subordinate(page: Page, first: int, last: int) -> int:
    """The token where the main clause begins: past labels, openers and a subordinate clause with its comma."""
    head = skip_openers(page, first, last)
    if _begins_order(page, head, last):
        return head
    if not _opens_subordinate(page, head, last):
        return head
    for found in (_after_time, _after_comma, _without_comma, _after_condition):
        main = found(page, head, last)
        if main is not None:
            return main
    return head


def _opens_subordinate(page: Page, head: int, last: int) -> bool:
    if page.words[head][:1].isdigit():
        return True
    return page.at("g:subordinator", head, last) is not None or page.at("g:time_end", head, last) is not None


def _after_comma(page: Page, head: int, last: int) -> int | None:
    """ "If the wound bleeds, press on it": behind a condition first an order is looked for."""
    contrast = page.sets.contrast
    ends = (k for k in range(head + 1, min(last - 1, head + LEAD)) if page.words[k] in ",:–-;")
    commas = [k for k in ends if page.words[k + 1] not in contrast]  # not ", but not on your face"
    conditional = page.at("g:condition", head, last) is not None
    for begins in (_begins_order, _begins_main) if conditional else (_begins_main,):
        for comma in commas:
            after = skip_openers(page, comma + 1, last)
            if after < last and begins(page, after, last):
                return after
    return None


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
            and _begins_order(page, hit.last, last)
        ):
            return hit.last
    return None


def _without_comma(page: Page, head: int, last: int) -> int | None:
    """ "If it grows germs you must take ...": the main clause begins at a "you" that is told something."""
    sets = page.sets
    for at in range(head + 2, min(last - 1, head + LEAD)):
        if page.words[at] not in sets.you:
            continue
        if any(page.at(tag, at + 1, last) for tag in ("g:duty", "g:maybe", "g:prohibit")):
            return at
        if page.words[at + 1] in sets.may and page.words[at - 1] not in sets.that:
            return at
    return None


def subordinate(page: Page, first: int, head: int, last: int) -> list[tuple[int, int]]:
    """The ranges that only say when, why or unless what: before the main clause, and from an embedding word on."""
    ranges = [(first, head)] if head > first and page.at("g:subordinator", first, head) else []
    opens = next((at for at in range(head + 1, last) if page.words[at] in page.sets.quiet_from), None)
    if opens is not None:
        ranges.append((opens, last))
    return ranges


def after_label(page: Page, first: int, last: int) -> int:
    """The token after a run-in label ("Ice: ...", "Blood thinners - ..."), or `first` when there is none."""
    depth, cells, marks = 0, _cells(page), _marks(page)
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
        cells = _cells(page)
        marks = [at for at, word in enumerate(page.words) if word in _LABEL_MARKS or at in cells]
        known = page.memo["marks"] = marks
    return known


def _says_more(page: Page, first: int, at: int) -> bool:
    """Whether what stands before the colon or dash at `at` is a clause, and no label."""
    if page.has("g:finite", first, at) and page.words[at - 1] != ")":
        return True
    if at - first > SHORT and page.words[at] == ":" and page.at("g:subordinator", first, at):
        return True
    return at - first > 2 and (is_imperative(page, first, at) or heads_prohibition(page, first, at) is not None)


def _cells(page: Page) -> frozenset[int]:
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
        at = opener.last
    return min(at, last - 1)


def _is_longer(page: Page, opener: Hit, last: int) -> bool:
    """ "Instead of driving, ...": the opener is the first word of what opens a subordinate phrase."""
    clause = page.at("g:subordinator", opener.first, last)
    return clause is not None and clause.last > opener.last


def _begins_order(page: Page, head: int, last: int) -> bool:
    return is_imperative(page, head, last) or heads_prohibition(page, head, last) is not None


def _begins_main(page: Page, head: int, last: int) -> bool:
    """Whether a main clause may begin here: an order, or a subject whose modal follows soon."""
    if _begins_order(page, head, last) or page.words[head] in page.sets.main_subjects:
        return True
    stop = min(last, head + 8)
    comma = next((k for k in range(head, stop) if page.words[k] in ",;"), stop)
    return any(page.has(tag, head, comma) for tag in ("g:duty", "g:permit", "g:finite"))


def is_imperative(page: Page, head: int, last: int) -> bool:
    """Whether a verb in the imperative stands at `head`."""
    found = page.at("g:imperative", head, last)
    if found is None:
        return False
    if head + 1 < last and page.at("g:noun_after", head + 1, last):
        if page.words[head + 1] in page.sets.often and not page.has("g:finite", head + 2, last):
            return True  # "Walk often", but not "Swelling often lasts"
        return f"{page.words[head]} {page.words[head + 1]}" in page.sets.ordered_nouns
    # "Clear fluids are ...", "Pain tablets may ...": a noun phrase without an article before a verb.
    sets, following = page.sets, page.word(head + 1, last)
    if page.words[head] in sets.adjectives and not (following in sets.determiners or following in sets.particles):
        return False  # "clear soup", "Clear or yellow fluid"
    return not _is_noun(page, head, last)


def _is_noun(page: Page, head: int, last: int) -> bool:
    """ "Pain relief tablets may ...": nouns up to a verb, with nothing between that an order would have."""
    for at in range(head + 1, min(last, head + NOUNS)):
        word = page.words[at]
        if word in page.sets.verbs_after_noun:
            return at > head + 1
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
    if "," in between or not page.sets.after_nothings.isdisjoint(between):
        return True
    return page.words[finite.first] in page.sets.nothing_modals or finite.first - found.first > SHORT
