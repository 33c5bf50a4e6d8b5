"""Passives: what is done to a thing by the reader of the sheet, and not by the care team."""

from __future__ import annotations

from careplan.reading.heads import skip_openers
from careplan.reading.lexicon import Hit
from careplan.reading.page import Page
from careplan.reading.topics import strongest

HANDLED = 3.0  # topic score from which a thing that is "given" or "used" is the reader's own to take
SPOKEN_OF = 2.0  # and one with a verb that instructions begin with
NEAR = 14  # words before the verb within which the thing is named


def done_to(page: Page, hit: Hit, last: int, subject: list[str]) -> bool:
    """A thing that must or may be dealt with, a thing that is allowed, or a person who is to do something."""
    if page.sets.persons.intersection(subject):
        return True
    if _allows(page, hit) or of_group(page, hit, last, subject):
        return True
    return any(_done_by_reader(page, at, last) for at in range(hit.first, min(hit.last + 3, last)))


def of_group(page: Page, hit: Hit, last: int, subject: list[str]) -> bool:
    """ "People with asthma should not take it", "they must stay in bed": a group that the reader may be of."""
    sets = page.sets
    if page.words[hit.first] not in sets.firm_modals or sets.groups.isdisjoint(subject):
        return False
    at = skip_openers(page, hit.last, last) if hit.last < last else hit.last
    if page.word(at, last) in sets.never:
        at += 1
    return page.at("g:imperative", at, last) is not None


def _allows(page: Page, hit: Hit) -> bool:
    """ "is fine", "are allowed"; not "is" alone."""
    copula = page.words[hit.first] in page.sets.is_words
    adjective = copula or page.words[hit.last - 1] in page.sets.allowing
    return adjective and not (copula and hit.last - hit.first == 1)


def stops(page: Page, hit: Hit, last: int) -> bool:
    """ "should be stopped", "are to be avoided", "has never to be": what is to be done is to leave off."""
    stopping, never = page.sets.stop_participles, page.sets.never
    near = range(hit.first, min(last, hit.last + 3))
    if any(page.words[at] in stopping or page.words[at] in never for at in near):
        return True
    # "should be left out": a ban of more than one word
    bans = (page.at("g:prohibit", at, last) for at in near if at > hit.first)
    return any(ban is not None and ban.last - ban.first > 1 for ban in bans)


def own_act(page: Page, hit: Hit, last: int) -> bool:
    """ "These may be removed": a passive of what only the reader does, and nobody else is named."""
    found = page.at("g:self_passive", hit.last - 1, last) or page.at("g:self_passive", hit.last, last)
    if found is None or page.words[found.last - 1] in page.sets.handled:
        return False
    return page.word(found.last, last) not in page.sets.passive_by


def _done_by_reader(page: Page, at: int, last: int) -> bool:
    found = page.at("g:self_passive", at, last)
    if found is None:
        return _passive_of_order(page, at, last)
    if page.word(found.last, last) in page.sets.particles:
        return True
    if page.words[found.last - 1] in page.sets.handled:
        # done by whom? Only what the patient handles counts: "clear fluids may be given", not "a sedative may be given"
        return strongest(page, "instruction", max(0, at - NEAR), last) >= HANDLED
    return True


def _passive_of_order(page: Page, at: int, last: int) -> bool:
    """ "may be sipped", "should be discontinued": the participle of a verb that instructions begin with."""
    if page.words[at] not in page.sets.be or page.at("g:clinic_passive", at, last):
        return False
    if not any(_is_participle(page, word) for word in page.words[at + 1 : min(last, at + 3)]):
        return False
    return strongest(page, "instruction", max(0, at - NEAR), last) >= SPOKEN_OF


def _is_participle(page: Page, word: str) -> bool:
    """Whether a known verb is left without the ending, a part of it ("use|d") or a doubled letter ("sip|ped")."""
    ending = next((e for e in page.sets.participle_endings if word.endswith(e)), "")
    return bool(ending) and any(word[:-n] in page.language.verbs for n in range(1, len(ending) + 2))
