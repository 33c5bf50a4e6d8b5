"""What form a clause has: does it tell, forbid or allow something, or only say how things are.

The rules name only tags of `grammar.toml` and sets of `words.toml`; the words are data.
"""

from __future__ import annotations

from careplan.reading.form import Form
from careplan.reading.heads import heads_prohibition, is_imperative, main_clause
from careplan.reading.modals import modal
from careplan.reading.page import Page
from careplan.reading.topics import MEDICINES
from careplan.reading.verbs import is_plural_verb


def form(page: Page, first: int, last: int) -> Form:
    """The form of the clause at tokens [first, last)."""
    known: Form | None = page.memo.get(("form", first, last))
    if known is None:
        known = page.memo["form", first, last] = _form(page, first, last)
    return known


def _form(page: Page, first: int, last: int) -> Form:
    head = main_clause(page, first, last)
    comfort = next((h for h in page.hits("g:reassure", head, min(last, head + 12))), None)
    if comfort and (comfort.first == head or page.words[comfort.first - 1] in page.language.words["reassured"]):
        return Form("comfort", head, confidence=0.95, evidence=(page.text(comfort.first, comfort.last),))
    return (
        _prohibition_at(page, head, last)
        or _imperative_at(page, head, last)
        or modal(page, first, head, last)
        or _without_verb(page, head, last)
    )


def _prohibition_at(page: Page, head: int, last: int) -> Form | None:
    found = heads_prohibition(page, head, last)
    if found is None:
        return None
    if page.words[head] in ("hold", "held") and not _holds_medicine(page, head, last):
        return None
    cause = (page.text(found.first, found.last),)
    return Form("instruct", head, True, "must", confidence=0.97, evidence=cause)


def _holds_medicine(page: Page, head: int, last: int) -> bool:
    first = head - 8 if head >= 8 else 0
    return head + 1 >= last or any(
        h.tag in MEDICINES and h.last != head + 1 for h in page.topic_hits("instruction", first, last)
    )


def _imperative_at(page: Page, head: int, last: int) -> Form | None:
    freely = page.at("g:permit", head, last)
    if freely and freely.last - freely.first > 1:
        return Form("permit", head, False, "may", evidence=(page.text(freely.first, freely.last),))  # "Feel free to"
    if not is_imperative(page, head, last):
        return None
    verb = page.text(head, head + 1)
    banned = page.at("g:prohibit", head, last) if page.words[head] not in ("hold", "stop") else None
    if (
        head + 1 < last
        and page.words[head + 1] in ("nothing", "no")
        and page.words[head + 2 : head + 3] not in (("more",), ("less",), ("longer",))
        and page.words[head] in ("have", "take", "eat", "drink", "give", "put", "use", "wear")
    ):
        return Form("instruct", head, True, "must", confidence=0.93, evidence=(page.text(head, head + 2),))
    if page.words[head] == "be" and head + 1 < last and page.words[head + 1].endswith("ed"):
        return None
    return Form("instruct", head, banned is not None, "must", confidence=0.93, evidence=(verb,))


def _without_verb(page: Page, head: int, last: int) -> Form:
    main = next((at for at in range(head + 1, last) if page.words[at] in page.language.words["reasons"]), last)
    if page.has("g:finite", head, main) or is_plural_verb(page, head, main):
        return Form("tell", head, confidence=0.8)
    return Form("fragment", head, confidence=0.6)
