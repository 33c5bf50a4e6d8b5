"""What makes a clause of words: finite verbs beyond those that the grammar lists."""

from __future__ import annotations

from careplan.reading.page import Page

REACH = 7  # words from the head of a clause within which its verb is looked for


def is_plural_verb(page: Page, head: int, last: int) -> bool:
    """ "Results take 3 days", "You keep vomiting": a plural or a pronoun, then a verb in its base form."""
    sets, subject = page.sets, page.words[head]
    if subject.endswith(sets.gerund_endings):
        return False
    if subject in sets.tellers and not page.language.verbs.isdisjoint(page.words[head + 1 : min(last, head + 4)]):
        return True  # "I usually use ..."
    pronoun = subject in sets.pronouns or subject in sets.personal
    if pronoun and page.word(head + 1, last).endswith(sets.third_person_endings):
        return True  # "It hardens in 20 minutes"
    if _often(page, head, last):
        return True
    verbs = range(head + 1, min(last, head + REACH))
    return any(_agrees(page, head, at, last) or _follows_plural(page, head, at, last) for at in verbs)


def _often(page: Page, head: int, last: int) -> bool:
    """ "People who sit at work often go back soon": what they do, however much stands between."""
    often = (at for at in range(head + 1, last - 1) if page.words[at] in page.sets.often)
    return page.words[head] in page.sets.plurals and any(page.at("g:imperative", at + 1, last) for at in often)


def _agrees(page: Page, head: int, at: int, last: int) -> bool:
    """ "The pain peaks on day two": a singular, and a verb with its ending."""
    if page.words[head] not in page.sets.noun_determiners or at <= head + 1 or at + 1 >= last:
        return False
    return _third_person(page, page.words[at]) and page.words[at + 1] not in ",.;:)"


def _follows_plural(page: Page, head: int, at: int, last: int) -> bool:
    if not page.at("g:imperative", at, last) and page.words[at] not in page.sets.plural_verbs:
        return False
    before = page.words[at - 1]
    plural = before in page.sets.plurals or (len(before) > 3 and before.endswith(page.sets.plural_endings))
    return plural or _opens_clause(page, at - 1, head)


def _opens_clause(page: Page, at: int, head: int) -> bool:
    """A pronoun that is a subject of the main clause, not of a relative one ("the medicines you take")."""
    if page.words[at] not in page.sets.personal:
        return False
    return at == head or page.words[at - 1] in page.sets.coordinators or page.words[at - 1] == ","


def _third_person(page: Page, word: str) -> bool:
    """ "peaks", "washes": a verb that an instruction may begin with, or a plural verb, with its ending."""
    if word.endswith(page.sets.no_third_person_endings):
        return False
    endings = page.sets.third_person_endings
    return any(word.endswith(e) and word[: -len(e)] in page.language.verbs for e in endings)
