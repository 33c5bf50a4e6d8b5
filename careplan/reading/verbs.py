"""What makes a clause of words: finite verbs beyond those that the grammar lists."""

from __future__ import annotations

from careplan.reading.page import Page


def is_plural_verb(page: Page, head: int, last: int) -> bool:
    """ "Results take 3 days", "You keep vomiting": a plural or a pronoun, then a verb in its base form."""
    if page.words[head].endswith("ing"):
        return False
    words = page.language.words
    if page.words[head] in words["tellers"] and any(
        page.words[k] in words["verbs"] for k in range(head + 1, min(last, head + 4))
    ):
        return True  # "I usually use ..."
    pronoun = page.words[head] in words["pronouns"] or page.words[head] in words["personal"]
    if pronoun and head + 1 < last and page.words[head + 1].endswith("s"):
        return True  # "It hardens in 20 minutes"
    determined = page.words[head] in words["noun_determiners"]
    for at in range(head + 1, min(last, head + 7)):
        before, word = page.words[at - 1], page.words[at]
        if (
            determined
            and at > head + 1
            and at + 1 < last
            and _third_person(page, word)
            and page.words[at + 1] not in ",.;:)"
        ):
            return True
        if (page.at("g:imperative", at, last) or word in page.language.words["plural_verbs"]) and (
            _opens_clause(page, at - 1, head)
            or ((before.endswith("s") and len(before) > 3) or before in page.language.words["plurals"])
        ):
            return True
    return False


def _opens_clause(page: Page, at: int, head: int) -> bool:
    """A pronoun that is a subject of the main clause, not of a relative one ("the medicines you take")."""
    if page.words[at] not in page.language.words["personal"]:
        return False
    return at == head or page.words[at - 1] in page.language.words["coordinators"] or page.words[at - 1] == ","


def _third_person(page: Page, word: str) -> bool:
    """ "peaks", "washes": a verb that an instruction may begin with, or a plural verb, with its ending."""
    if not word.endswith("s") or word.endswith("ss"):
        return False
    verbs = page.language.words["verbs"]
    return word[:-1] in verbs or word[:-2] in verbs
