"""Passives: what is done to a thing by the reader of the sheet, and not by the care team."""

from __future__ import annotations

from careplan.reading.lexicon import Hit
from careplan.reading.page import Page


def done_to(page: Page, hit: Hit, last: int, subject: list[str]) -> bool:
    """A thing that must or may be dealt with, a thing that is allowed, or a person who is to do something."""
    if page.language.words["persons"].intersection(subject[-6:]):
        return True
    adjective = page.words[hit.first] in ("is", "are") or page.words[hit.last - 1] in (
        "ok", "okay", "fine", "allowed", "permitted", "required", "safe", "acceptable", "recommended", "needed"
    )  # fmt: skip
    if adjective and page.words[hit.first : hit.last] not in (("is",), ("are",)):
        return True
    return any(_done_by_reader(page, at, last) for at in range(hit.first, min(hit.last + 3, last)))


def stops(page: Page, hit: Hit, last: int) -> bool:
    """ "should be stopped", "are to be avoided", "has never to be": what is to be done is to leave off."""
    stops = page.language.words["stop_participles"]
    return any(w in stops or w in ("not", "never") for w in page.words[hit.first : min(last, hit.last + 3)])


def _done_by_reader(page: Page, at: int, last: int) -> bool:
    found = page.at("g:self_passive", at, last)
    if found is None:
        return _passive_of_order(page, at, last)
    if found.last < last and page.words[found.last] in ("off", "out", "away", "back", "home", "on"):
        return True
    if page.words[found.last - 1] in ("given", "used", "done", "made", "taken", "placed", "put"):
        # done by whom? Only what the patient handles counts: "clear fluids may be given", not "a sedative may be given"
        return (
            max((h.weight for h in page.topic_hits("instruction", max(0, at - 14), last)), default=0.0) >= 3.0
        )
    return True


def _passive_of_order(page: Page, at: int, last: int) -> bool:
    """ "may be sipped", "should be discontinued": the participle of a verb that instructions begin with."""
    if page.words[at] != "be" or page.at("g:clinic_passive", at, last):
        return False
    verbs = page.language.words["verbs"]
    for word in page.words[at + 1 : min(last, at + 3)]:
        if word.endswith("ed") and any(stem in verbs for stem in (word[:-2], word[:-1], word[:-3])):
            return (
                max((h.weight for h in page.topic_hits("instruction", max(0, at - 14), last)), default=0.0)
                >= 2.0
            )
    return False
