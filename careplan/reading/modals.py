"""A subject with something that tells, allows, forbids or foretells."""

from __future__ import annotations

from collections.abc import Callable

from careplan.reading.form import Form
from careplan.reading.heads import forbids, skip_openers
from careplan.reading.lexicon import Hit
from careplan.reading.page import Page
from careplan.reading.passives import HANDLED, done_to, of_group, own_act, stops
from careplan.reading.subjects import earliest
from careplan.reading.topics import strongest

LISTED = 12  # words of a list that say of what kind it is
ALLOWED = 1.5  # topic score of what the reader "may have" from which it is allowed, not foretold


def modal(page: Page, first: int, head: int, last: int) -> Form | None:
    """A subject with something that tells, allows or foretells; the earliest and there the longest decides."""
    found = earliest(page, first, head, last)
    if found is None:
        return None
    hit, subject = found
    base = Form("tell", head, subject=subject, confidence=0.85, evidence=(page.text(hit.first, hit.last),))
    if hit.tag in _BY_PERSON and _done_by_team(page, base, hit, last):
        return base
    return _RULES.get(hit.tag, _may_have)(page, base, hit, last)


_BY_PERSON = ("g:prohibit", "g:duty", "g:permit")


def _done_by_team(page: Page, base: Form, hit: Hit, last: int) -> bool:
    """ "Your surgeon may ...": what the team does, unless it speaks of who goes with the patient."""
    team = page.at("g:team_subject", base.head, hit.first)
    if team is None or team.last != hit.first:
        return False
    return not any(h.tag.endswith("/companion") for h in page.topic_hits("instruction", hit.first, last))


def _medicine_is(page: Page, base: Form, hit: Hit, last: int) -> Form:
    """ "Clopidogrel is stopped seven days before": the sheet tells what is done with medicines, and means it."""
    named = page.topic_hits("instruction", base.head, hit.first)
    kept = page.language.medicines | page.language.kept
    medicine = any(h.tag in kept and h.weight >= 1 for h in named)
    if not medicine or any(w in page.sets.passive_by for w in page.words[hit.last : hit.last + 2]):
        return base
    end = page.words[hit.last - 1]
    stopped = end in page.sets.ban_participles or end in page.sets.left_off
    banned = stopped or page.at("g:prohibit", hit.last - 1, last) is not None
    return base._replace(kind="instruct", obligation="must", prohibition=banned, passive=True, confidence=0.7)


def _ban(page: Page, base: Form, hit: Hit, last: int) -> Form:
    if not _bans(page, base, hit, last):
        return base
    return base._replace(kind="instruct", prohibition=True, obligation="must", passive=True)


def _bans(page: Page, base: Form, hit: Hit, last: int) -> bool:
    """ "It should not frighten you" bans nothing: a thing must have something done to it, or a person do it."""
    subject = base.subject.split()
    if subject and subject[0] in page.sets.no_subjects:
        return False  # "Nothing is off limits"
    if not subject or page.words[hit.first] not in page.sets.thing_modals:
        return True
    acts = any(page.words[at] in page.sets.thing_verbs for at in range(hit.first, min(last, hit.last + 1)))
    return acts or of_group(page, hit, last, subject) or not page.sets.persons.isdisjoint(subject)


def _may_have(page: Page, base: Form, hit: Hit, last: int) -> Form:
    """ "You may have a light breakfast" allows; "you may have some pain" foretells."""
    sets = page.sets
    have = page.words[hit.last - 1] in sets.have and page.words[hit.first] in sets.may
    if not have or base.subject not in sets.readers:
        return base
    # "You may have:" is what its list is, and what a condition names is not had
    open_ = next((at for at in range(hit.last, last) if page.words[at] in sets.if_or_when), last)
    end = last + LISTED if page.words[last - 1] == ":" else open_
    topic = strongest(page, "instruction", hit.last, end)
    if topic < ALLOWED or topic < strongest(page, "warning-sign", hit.last, end):
        return base
    if not sets.negation.isdisjoint(page.words[hit.first : hit.last]):
        return base._replace(kind="instruct", prohibition=True, obligation="must", confidence=0.7)
    return base._replace(kind="permit", obligation="may", confidence=0.7)


def _maybe(page: Page, base: Form, hit: Hit, last: int) -> Form:
    """ "You may be asked to stop your tablets": an order that is not given yet."""
    sets, said = page.sets, page.words[hit.first : hit.last]
    to_patient = not sets.persons.isdisjoint(base.subject.split()[-2:]) or not sets.you.isdisjoint(said)
    if (not to_patient and sets.asked.isdisjoint(said)) or page.word(hit.last, last) in sets.be:
        return base
    negative = not sets.negation.isdisjoint(said) or not sets.negation.isdisjoint(page.words[hit.last : hit.last + 1])
    negative = negative or _leaves_off(page, hit, last)
    return base._replace(kind="maybe", obligation="may", prohibition=negative, confidence=0.8)


def _duty_or_permit(page: Page, base: Form, hit: Hit, last: int) -> Form:
    if _frees(page, hit, last):
        return base._replace(kind="permit", obligation="may", confidence=0.6)
    if _foretells(page, base, hit, last):
        return base._replace(confidence=0.7)
    duty = hit.tag == "g:duty"
    thing = page.sets.persons.isdisjoint(base.subject.split()) and page.at("g:self_passive", hit.first, last)
    left_off = duty and not thing and _leaves_off(page, hit, last)  # but "rings must come off"
    negative = page.word(hit.last, last) in page.sets.negatives or left_off
    group = of_group(page, hit, last, base.subject.split())
    if negative and page.at("g:do_not_tell", hit.first, last) and not group:
        return base  # "You should not have much pain"
    if _of_people(page, base, hit):
        return base._replace(confidence=0.75)
    if negative and _breaks_off(page, base, hit, last):
        return base._replace(kind="instruct", prohibition=True, obligation="must", confidence=0.7)
    if _tells_of_thing(page, base, hit, last):
        return base._replace(confidence=0.7)
    return _told(page, base, hit, last, negative=negative)


def _leaves_off(page: Page, hit: Hit, last: int) -> bool:
    """ "You need to stop aspirin", "it is best to avoid", "we ask that you do not", "there must be no food"."""
    at = hit.last
    while at + 1 < last and (page.words[at] in page.sets.before_ban or page.at("g:opener", at, last)):
        at += 1
    if at < last and forbids(page, at, last):
        return True
    if stops(page, hit, last):
        return True
    return _be_none(page, hit, last)


def _be_none(page: Page, hit: Hit, last: int) -> bool:
    """ "There should be no lifting" forbids, "there should be no pain" foretells."""
    if page.word(hit.last, last) in page.sets.be:
        at = hit.last + 1
    else:
        at = hit.last if page.words[hit.last - 1] in page.sets.be else last
    if page.word(at, last) not in page.sets.nothing:
        return False
    spoken = strongest(page, "instruction", at, last)
    return spoken >= ALLOWED and spoken > strongest(page, "warning-sign", at, last)


def _told(page: Page, base: Form, hit: Hit, last: int, *, negative: bool) -> Form:
    """What is left: somebody must, should or may do it, or not do it."""
    duty = hit.tag == "g:duty"
    firmly = negative or (duty and page.words[hit.first] not in page.sets.soft_duties)
    following = skip_openers(page, hit.last, last) if hit.last < last else hit.last
    handled = page.at("g:self_passive", hit.first, last) or page.at("g:self_passive", hit.last, last)
    return base._replace(
        kind="instruct" if duty else "permit",
        obligation="must" if firmly else "should" if duty else "may",
        prohibition=negative,
        passive=following < last and handled is not None,
        confidence=0.85,
    )


def _frees(page: Page, hit: Hit, last: int) -> bool:
    """ "You don't need to fast": no duty."""
    freed = page.at("g:permit", hit.first, last)
    spoken = freed is not None and not page.sets.negation.isdisjoint(page.words[freed.first : freed.last])
    return spoken or page.words[hit.first] in page.sets.need_not


def _foretells(page: Page, base: Form, hit: Hit, last: int) -> bool:
    """ "You may be sleepy", but not "you may be able to"."""
    if hit.tag == "g:duty" or page.word(hit.last, last) not in page.sets.be:
        return False
    subject = base.subject.split()[-1:]
    person = not page.sets.you.isdisjoint(subject) or not page.sets.he_or_she.isdisjoint(subject)
    return person and page.word(hit.last + 1) not in page.sets.able


def _of_people(page: Page, base: Form, hit: Hit) -> bool:
    """ "Most people can ...": what others do."""
    if not page.has("g:people", base.head, hit.first):
        return False
    return page.words[hit.first] not in page.sets.modals_of_duty  # "most people will need"


def _breaks_off(page: Page, base: Form, hit: Hit, last: int) -> bool:
    """ "Ibuprofen may not, unless ..."."""
    stops_there = hit.last + 1 < last and page.words[hit.last + 1] in ",;."
    return stops_there and page.sets.persons.isdisjoint(base.subject.split())


def _tells_of_thing(page: Page, base: Form, hit: Hit, last: int) -> bool:
    """Whether it is told how things are: of a thing that nobody handles, of what is felt, of nothing at all."""
    subject, sets, duty = base.subject.split(), page.sets, hit.tag == "g:duty"
    said = page.words[hit.first : hit.last]
    told = not subject or subject[-1] in sets.told or not sets.you.isdisjoint(said)
    if not told and not done_to(page, hit, last, subject) and not _needs(page, hit, last):
        return True
    felt = page.at("g:experience", hit.first, last)
    if duty and felt and felt.last > hit.last:
        return True
    opens = subject[0] if subject else ""
    if duty and opens in sets.vague_subjects and _is_aim(page, hit, last):
        return True
    return opens in sets.no_subjects or (not duty and opens in sets.vague_subjects and not own_act(page, hit, last))


def _is_aim(page: Page, hit: Hit, last: int) -> bool:
    """ "This is to keep the toe straight", but not "this is to be worn"."""
    to = page.words[hit.last - 1] in page.sets.to and page.words[hit.first] in page.sets.is_words
    return to and hit.last - hit.first == 2 and page.word(hit.last, last) not in page.sets.be


def _needs(page: Page, hit: Hit, last: int) -> bool:
    """ "A graft on the leg needs bed rest": what a thing needs is to be done."""
    if page.words[hit.last - 1] not in page.sets.needs or page.word(hit.last, last) in page.sets.to:
        return False
    return strongest(page, "instruction", hit.last, min(last, hit.last + 5)) >= HANDLED


_Rule = Callable[[Page, Form, Hit, int], Form]
_RULES: dict[str, _Rule] = {
    "g:med_passive": _medicine_is,
    "g:prohibit": _ban,
    "g:maybe": _maybe,
    "g:duty": _duty_or_permit,
    "g:permit": _duty_or_permit,
}
