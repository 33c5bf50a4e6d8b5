"""What form a clause has: does it tell, forbid or allow something, or only say how things are.

The rules name only tags of `grammar.toml` and sets of `words.toml`; the words are data.
"""

from __future__ import annotations

from careplan.reading.form import Form
from careplan.reading.heads import forbids, is_imperative
from careplan.reading.main_clauses import main_clause
from careplan.reading.modals import modal
from careplan.reading.page import Page
from careplan.reading.verbs import is_plural_verb


def form(page: Page, first: int, last: int) -> Form:
    """The form of the clause at tokens [first, last)."""
    known: Form | None = page.memo.get(("form", first, last))
    if known is None:
        known = page.memo["form", first, last] = _form(page, first, last)
    return known


def _form(page: Page, first: int, last: int) -> Form:
    head = main_clause(page, first, last)
    return (
        _label_at(page, first, head, last)
        or _urge_at(page, head, last)
        or _comfort_at(page, head, last)
        or _prohibition_at(page, head, last)
        or _permit_at(page, head, last)
        or _imperative_at(page, head, last)
        or modal(page, first, head, last)
        or _without_verb(page, head, last)
    )


def _comfort_at(page: Page, head: int, last: int) -> Form | None:
    """ "You need not worry": what sounds like a prohibition and is none."""
    found = next(iter(page.hits("g:reassure", head, min(last, head + 12))), None)
    if found and (found.first == head or page.words[found.first - 1] in page.sets.reassured):
        return Form("comfort", head, confidence=0.95, evidence=(page.text(found.first, found.last),))
    return None


def _label_at(page: Page, first: int, head: int, last: int) -> Form | None:
    """ "NOT OK: milk, cream", "Allowed: black tea": the label in front of the colon forbids or allows."""
    if head - first < 2 or page.words[head - 1] != ":":
        return None
    labels: tuple[tuple[str, Form], ...] = (("g:label_ban", _BANNED), ("g:label_permit", _ALLOWED))
    for tag, what in labels:
        found = page.at(tag, first, head)
        if found is not None and found.last == head - 1:
            return what._replace(head=head, evidence=(page.text(first, head - 1),))
    return None


_BANNED = Form("instruct", 0, True, "must", confidence=0.95)
_ALLOWED = Form("permit", 0, False, "may", confidence=0.9)


def _urge_at(page: Page, head: int, last: int) -> Form | None:
    """ "Do not delay: call us": an order in the form of a prohibition."""
    found = page.at("g:urge", head, last)
    if found is None:
        return None
    return Form("instruct", head, False, "must", confidence=0.9, evidence=(page.text(found.first, found.last),))


def _prohibition_at(page: Page, head: int, last: int) -> Form | None:
    found = forbids(page, head, last)
    if found is None:
        return None
    cause = (page.text(found.first, found.last),)
    return Form("instruct", head, True, "must", confidence=0.97, evidence=cause)


def _permit_at(page: Page, head: int, last: int) -> Form | None:
    """ "Feel free to": an order in form only."""
    freely = page.at("g:permit", head, last)
    if freely is None or freely.last - freely.first < 2:
        return None
    return Form("permit", head, False, "may", evidence=(page.text(freely.first, freely.last),))


def _imperative_at(page: Page, head: int, last: int) -> Form | None:
    if not is_imperative(page, head, last):
        return None
    verb, following = page.words[head], page.word(head + 1, last)
    if _nothing_after(page, head, last):
        return Form("instruct", head, True, "must", confidence=0.93, evidence=(page.text(head, head + 2),))
    if verb in page.sets.be and following.endswith(page.sets.participle_endings):
        return None
    soft = verb in page.sets.soft_bans or page.at("g:no_ban", head, last) is not None
    banned = not soft and page.at("g:prohibit", head, last) is not None
    return Form("instruct", head, banned, "must", confidence=0.93, evidence=(page.text(head, head + 1),))


def _nothing_after(page: Page, head: int, last: int) -> bool:
    """ "Eat nothing", "Take no aspirin", but not "Take no more than two"."""
    sets = page.sets
    forbids = page.words[head] in sets.nothing_verbs and page.word(head + 1, last) in sets.nothing
    return forbids and page.word(head + 2) not in sets.limits


def _without_verb(page: Page, head: int, last: int) -> Form:
    main = next((at for at in range(head + 1, last) if page.words[at] in page.sets.reasons), last)
    if page.has("g:finite", head, main) or is_plural_verb(page, head, main):
        return Form("tell", head, confidence=0.8)
    return Form("fragment", head, confidence=0.6)
