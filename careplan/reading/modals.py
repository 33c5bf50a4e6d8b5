"""A subject with something that tells, allows, forbids or foretells."""

from __future__ import annotations

from dataclasses import replace

from careplan.reading.form import Form
from careplan.reading.heads import skip_openers
from careplan.reading.lexicon import Hit
from careplan.reading.page import Page
from careplan.reading.passives import done_to, stops
from careplan.reading.subjects import earliest
from careplan.reading.topics import MEDICINES


def modal(page: Page, first: int, head: int, last: int) -> Form | None:
    """A subject with something that tells, allows or foretells; the earliest and there the longest decides."""
    found = earliest(page, first, head, last)
    if found is None:
        return None
    hit, subject = found
    cause = (page.text(hit.first, hit.last),)
    base = Form("tell", head, subject=subject, confidence=0.85, evidence=cause)
    kind = hit.tag[2:]
    if page.at("g:team_subject", head, hit.first) and kind in ("prohibit", "duty", "permit"):
        team = page.at("g:team_subject", head, hit.first)
        near = page.topic_hits("instruction", hit.first, last)
        if (
            team is not None
            and team.last == hit.first
            and not any(h.tag.endswith("/companion") for h in near)
        ):
            return base
    if kind == "med_passive":
        return _medicine_is(page, base, hit, last)
    if kind == "prohibit":
        if not _bans(page, base, hit, last):
            return base
        return replace(base, kind="instruct", prohibition=True, obligation="must", passive=True)
    if kind == "maybe":
        return _maybe(page, base, hit, last)
    if kind in ("duty", "permit"):
        return _duty_or_permit(page, base, hit, last)
    if _may_have(page, base, hit, last):
        return replace(base, kind="permit", obligation="may", confidence=0.7)
    return base


def _medicine_is(page: Page, base: Form, hit: Hit, last: int) -> Form:
    """ "Clopidogrel is stopped seven days before": the sheet tells what is done with medicines, and means it."""
    medicine = any(
        h.tag in MEDICINES and h.weight >= 1 for h in page.topic_hits("instruction", base.head, hit.first)
    )
    if not medicine or any(w in ("by", "through", "into") for w in page.words[hit.last : hit.last + 2]):
        return base
    stopped = (
        page.at("g:prohibit", hit.last - 1, last)
        or page.words[hit.last - 1] in page.language.words["ban_participles"]
    )
    return replace(
        base,
        kind="instruct",
        obligation="must",
        prohibition=bool(stopped or page.words[hit.last - 1] == "out"),
        passive=True,
        confidence=0.7,
    )


def _bans(page: Page, base: Form, hit: Hit, last: int) -> bool:
    """ "It should not frighten you" bans nothing: a thing must have something done to it, or a person do it."""
    subject = base.subject.split()
    if not subject or page.words[hit.first] not in ("should", "must", "may", "shouldn't", "mustn't", "will"):
        return True
    return bool(page.language.words["persons"].intersection(subject[-6:])) or any(
        page.words[at] in ("be", "rest", "get", "stay", "go", "come")
        for at in range(hit.first, min(last, hit.last + 1))
    )


def _may_have(page: Page, base: Form, hit: Hit, last: int) -> bool:
    """ "You may have a light breakfast" allows; "you may have some pain" foretells."""
    if (
        page.words[hit.last - 1] != "have"
        or base.subject not in ("you", "your child")
        or page.words[hit.first] not in ("may", "can")
    ):
        return False
    topic = max((h.weight for h in page.topic_hits("instruction", hit.last, last)), default=0.0)
    symptom = max((h.weight for h in page.topic_hits("warning-sign", hit.last, last)), default=0.0)
    return topic >= 1.5 and topic > symptom


def _maybe(page: Page, base: Form, hit: Hit, last: int) -> Form:
    words = page.words[hit.last : last]
    to_patient = (
        bool(page.language.words["persons"].intersection(base.subject.split()[-2:]))
        or "you" in page.words[hit.first : hit.last]
    )
    asked = any(
        w in page.words[hit.first : hit.last]
        for w in ("asked", "told", "ask", "tell", "advised", "instructed", "advise", "taught", "required")
    )
    if (not to_patient and not asked) or words[:1] == ("be",):
        return base
    negative = "not" in words[:2] or "stop" in words[:1] or "avoid" in words[:1]
    return replace(base, kind="maybe", obligation="may", prohibition=negative, confidence=0.8)


def _duty_or_permit(page: Page, base: Form, hit: Hit, last: int) -> Form:
    following = skip_openers(page, hit.last, last) if hit.last < last else hit.last
    negative = (
        hit.last < last
        and page.words[hit.last] in ("not", "never", "only", "no")
        and page.words[hit.last] != "only"
    )
    duty = hit.tag == "g:duty"
    freed = page.at("g:permit", hit.first, last)
    if (freed and "not" in page.words[freed.first : freed.last]) or page.words[hit.first] in (
        "doesn't",
        "don't",
    ):
        return replace(base, kind="permit", obligation="may", confidence=0.6)
    if (
        not duty
        and page.words[hit.last : hit.last + 1] == ("be",)
        and base.subject.endswith("you")
        and page.words[hit.last + 1 : hit.last + 2] not in (("able",), ("allowed",))
    ):
        return replace(base, confidence=0.7)
    negative = negative or (duty and stops(page, hit, last))
    subject = base.subject.split()
    if page.has("g:people", base.head, hit.first) and not page.language.words["modals_of_duty"].intersection(
        page.words[hit.first : hit.last]
    ):
        return replace(base, confidence=0.75)
    if (
        negative
        and hit.last + 1 < last
        and page.words[hit.last + 1] in ",;."
        and not page.language.words["persons"].intersection(subject)
    ):
        return replace(
            base, kind="instruct", prohibition=True, obligation="must", confidence=0.7
        )  # "Ibuprofen may not, unless"
    if subject and subject[-1] not in ("you", "child", "there") and not done_to(page, hit, last, subject):
        return replace(base, confidence=0.7)
    felt = page.at("g:experience", hit.first, last)
    if duty and felt and felt.last > hit.last:
        return replace(base, confidence=0.7)
    if subject[:1] in (["nothing"], ["no"], ["none"]):
        return replace(base, confidence=0.8)
    if subject[:1] in (["this"], ["these"], ["both"], ["results"]) and not duty:
        return replace(base, confidence=0.7)
    softly = page.words[hit.first] in ("should", "ought")
    obligation = "must" if negative or (duty and not softly) else "should" if duty else "may"
    passive = following < last and bool(
        page.at("g:self_passive", hit.first, last) or page.at("g:self_passive", hit.last, last)
    )
    return replace(
        base,
        kind="instruct" if duty else "permit",
        obligation=obligation,
        prohibition=negative,
        passive=passive,
        confidence=0.85,
    )
