"""The verb that decides what a clause with a subject says: the earliest of the main clause."""

from __future__ import annotations

from careplan.reading.lexicon import Hit
from careplan.reading.page import Page
from careplan.reading.verbs import is_plural_verb


def earliest(page: Page, first: int, head: int, last: int) -> tuple[Hit, str] | None:
    """The hit that decides the clause [first, last) whose main clause begins at `head`, and its subject's words."""
    candidates: list[tuple[int, int, int, Hit]] = []
    for rank, tag in enumerate(
        ("g:maybe", "g:experience", "g:med_passive", "g:clinic_passive", "g:prohibit", "g:duty", "g:permit")
    ):
        for hit in page.hits(tag, head, last):
            if (
                hit.first == head
                and not _elided(
                    page,
                    head if page.words[head] in ("it", "we", "you", "it's", "you'll", "no") else first,
                    tag,
                )
            ) or not _is_verb_of_main(page, head, hit):
                continue
            if tag == "g:prohibit" and not _forbids_within(page, head, hit, last):
                continue
            candidates.append((hit.first, -hit.last, rank, hit))
            break
    if not candidates:
        return None
    hit = min(candidates)[3]
    return hit, " ".join(page.words[head : hit.first])


def _elided(page: Page, first: int, tag: str) -> bool:
    """Whether a hit at the very head counts: it holds its subject ("it is best to"), or that stands before.

    "(The bandage is waterproof) and should stay on": the subject stands in the part before. "OK to chill"."""
    if page.words[first] == "no":
        return tag == "g:permit"
    if page.words[first] in ("it", "we", "you", "you'll", "it's") and tag in (
        "g:duty",
        "g:permit",
        "g:maybe",
    ):
        return True
    return tag in ("g:duty", "g:permit") and (
        page.words[first] in page.language.words["coordinators"]
        or page.words[first] in ("ok", "okay", "safe", "free", "fine", "need", "who", "no")
    )


def _is_verb_of_main(page: Page, head: int, hit: Hit) -> bool:
    """Whether the words before `hit` are a plain subject: no clause of their own."""
    before = page.words[head : hit.first]
    if len(before) > 18:
        return False
    opens = next(
        (
            n
            for n, w in enumerate(before)
            if w in page.language.words["clause_openers"] and not _no_clause(page, head, n)
        ),
        None,
    )
    if opens is None:
        return True
    # "A cast that gets damp can be dried": the relative clause has had its verb.
    relative = before[opens] in ("that", "which", "who")
    return relative and (
        page.has("g:finite", head + opens, hit.first) or is_plural_verb(page, head + opens - 1, hit.first)
    )


def _no_clause(page: Page, head: int, n: int) -> bool:
    """ "such as", "that person", "that morning": words of clauses that open none here."""
    word, before = page.words[head + n], page.words[head + n - 1] if n else ""
    following = page.words[head + n + 1] if head + n + 1 < len(page) else ""
    return (word == "as" and before == "such") or (
        word == "that" and (n == 0 or following in page.language.words["time_nouns"])
    )


def _forbids_within(page: Page, head: int, hit: Hit, last: int) -> bool:
    word = page.words[hit.first]
    if word in (
        "no",
        "stop",
        "hold",
        "held",
        "nothing",
        "none",
        "nil",
        "skip",
        "omit",
        "quit",
        "avoid",
        "stopping",
        "avoiding",
        "never",
        "give",
        "cut",
    ):
        return False
    if word in (
        "can't",
        "cannot",
        "won't",
        "don't",
        "do",
        "may",
        "can",
        "should",
        "shouldn't",
        "not",
        "ought",
        "must",
        "mustn't",
    ) and page.at("g:do_not_tell", hit.first, last):
        return False
    subject = page.words[head : hit.first]
    if word == "not":
        if page.words[hit.first - 1] in page.language.words["not_before"]:
            return False
        return (hit.last - hit.first > 1 and page.words[hit.last - 1] != "be") or (
            bool(subject) and subject[-1] in ("you", "child")
        )
    if word in ("do", "don't", "cannot", "can't", "can", "may", "not"):
        return bool(subject) and subject[-1] in ("you", "child", "patients") and word not in ("do", "don't")
    return True
