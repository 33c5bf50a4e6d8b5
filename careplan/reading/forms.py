"""What form a clause has: does it tell, forbid or allow something, to whom, or only say how things are.

The rules name only tags of `grammar.toml`; the words are data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from careplan.reading.lexicon import Hit
from careplan.reading.page import Page
from careplan.reading.topics import MEDICINES

SKIP = frozenset(',–-"()/&:')
LEAD = 26  # words within which a main clause must begin after an opening subordinate clause


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a clause.

    `kind`: "instruct" (imperative, duty, prohibition), "permit", "maybe" (may be asked to), "tell" (how things are),
    "comfort" (a false prohibition) or "fragment" (no verb). `head` is the token where the main clause begins and
    `confidence` says how sure the form is.
    """

    kind: str
    head: int
    prohibition: bool = False
    obligation: str | None = None
    passive: bool = False
    subject: str = ""
    confidence: float = 0.9
    evidence: tuple[str, ...] = ()

    @property
    def directs(self) -> bool:
        """Whether somebody is told, forbidden or allowed something."""
        return self.kind in ("instruct", "permit", "maybe")


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
        or _modal(page, first, head, last)
        or _without_verb(page, head, last)
    )


def main_clause(page: Page, first: int, last: int) -> int:
    """The token where the main clause begins: past labels, openers and a subordinate clause with its comma."""
    head = skip_openers(page, after_label(page, first, last), last)
    if _begins_order(page, head, last):
        return head
    if page.at("g:subordinator", head, last) or page.words[head][:1].isdigit() or page.at("g:time_end", head, last):
        timed = _after_time(page, head, last)
        if timed is not None:
            return timed
        commas = [k for k in range(head + 1, min(last - 1, head + LEAD)) if page.words[k] in ",:–-;"]
        conditional = page.at("g:condition", head, last) is not None
        for begins in (_begins_order, _begins_main) if conditional else (_begins_main,):
            for comma in commas:
                after = skip_openers(page, comma + 1, last)
                if after < last and begins(page, after, last):
                    return after
        bare = _without_comma(page, head, last)
        if bare is not None:
            return bare
        stop = next((k for k in range(head + 1, min(last - 1, head + LEAD)) if page.words[k] in ",:"), None)
        if stop is not None and page.at("g:condition", head, last) and not page.has("g:finite", stop, last):
            return skip_openers(page, stop + 1, last)
    return head


def _after_time(page: Page, head: int, last: int) -> int | None:
    """ "For the next 3 days give ...": an order right after a time, with no comma between."""
    for hit in page.hits("g:time_end", head, min(last, head + 9)):
        if hit.last < last and page.words[hit.last - 1] not in page.language.words["time_prepositions"] and _begins_order(page, hit.last, last):
            return hit.last
    return None


def _without_comma(page: Page, head: int, last: int) -> int | None:
    """ "If it grows germs you must take ...": the main clause begins at a "you" that is told something."""
    for at in range(head + 2, min(last - 1, head + LEAD)):
        if page.words[at] == "you" and any(page.at(tag, at + 1, last) for tag in ("g:duty", "g:maybe", "g:prohibit")):
            return at
        if page.words[at] == "you" and page.words[at + 1] in ("may", "can") and page.words[at - 1] != "that":
            return at
    return None


def subordinate(page: Page, first: int, head: int, last: int) -> list[tuple[int, int]]:
    """The ranges that only say when, why or unless what: before the main clause, and from an embedding word on."""
    ranges = [(first, head)] if head > first and page.at("g:subordinator", first, head) else []
    opens = next((at for at in range(head + 1, last) if page.words[at] in page.language.words["quiet_from"]), None)
    if opens is not None:
        ranges.append((opens, last))
    return ranges


def after_label(page: Page, first: int, last: int) -> int:
    """The token after a run-in label ("Ice: ...", "Blood thinners - ..."), or `first` when there is none."""
    depth = 0
    for at in range(first + 1, min(last - 1, first + 18)):
        depth += (page.words[at] == "(") - (page.words[at] == ")")
        if depth:
            continue
        if page.words[at] in ":" or (page.words[at] in "–-" and at - first <= 6):
            told = page.has("g:finite", first, at) and page.words[at - 1] != ")" or at - first > 2 and is_imperative(page, first, at)
            return first if told or page.at("g:subordinator", first, at) and page.words[at] == ":" and at - first > 6 else at + 1
        if page.words[at] in '.?!;"':
            return first
    return first


def skip_openers(page: Page, first: int, last: int) -> int:
    """Past what may stand before the verb ("Please", "and then", a comma)."""
    at = first
    while at < last:
        if page.words[at] in SKIP:
            at += 1
            continue
        opener = page.at("g:opener", at, last)
        if opener is None or opener.last >= last:
            return at
        at = opener.last
    return min(at, last - 1)


def _begins_order(page: Page, head: int, last: int) -> bool:
    return is_imperative(page, head, last) or heads_prohibition(page, head, last) is not None


def _begins_main(page: Page, head: int, last: int) -> bool:
    """Whether a main clause may begin here: an order, or a subject whose modal follows soon."""
    if _begins_order(page, head, last) or page.words[head] in ("you", "your", "it", "we", "there"):
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
        return page.words[head + 1] == "time" and page.words[head] in ("take", "have")
    # "Clear fluids are ...", "Pain tablets may ...": a noun phrase without an article before a verb.
    if head + 2 < last and page.words[head + 2] in page.language.words["verbs_after_noun"]:
        return page.words[head + 1] in page.language.words["determiners"]
    return True


def heads_prohibition(page: Page, head: int, last: int) -> Hit | None:
    """What forbids at the very head of a clause, or None."""
    found = page.at("g:prohibit", head, last)
    if found is None and page.words[head] == "not" and head + 1 < last and is_imperative(page, head + 1, last):
        return Hit("g:prohibit", 1.0, head, head + 1, "not")
    if found is None or page.at("g:no_ban", head, last) or page.at("g:hold_steady", head, last):
        return None
    if page.words[head] in ("nothing", "nil", "no", "none", "npo") and page.has("g:finite", found.last, last):
        return found if _no_with_verb_forbids(page, found, last) else None
    return found


def _no_with_verb_forbids(page: Page, found: Hit, last: int) -> bool:
    """ "No aspirin should be taken" and "No driving until you are off tablets" forbid; "No stitches are used" does not."""
    finite = next(page.hits("g:finite", found.last, last))
    relative = any(
        w in ("until", "before", "after", "that", "which", "if", "when", "while", "unless", "as", "because", ",", "or", "who")
        for w in page.words[found.last : finite.first]
    )
    return relative or page.words[finite.first] in ("may", "should", "can", "must", "allowed") or finite.first - found.first > 6


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
    if not is_imperative(page, head, last):
        return None
    verb = page.text(head, head + 1)
    banned = page.at("g:prohibit", head, last) if page.words[head] not in ("hold", "stop") else None
    if head + 1 < last and page.words[head + 1] in ("nothing", "no") and page.words[head] in ("have", "take", "eat", "drink", "give", "put", "use", "wear"):
        return Form("instruct", head, True, "must", confidence=0.93, evidence=(page.text(head, head + 2),))
    if page.words[head] == "be" and head + 1 < last and page.words[head + 1].endswith("ed"):
        return None
    return Form("instruct", head, banned is not None, "must", confidence=0.93, evidence=(verb,))


def _modal(page: Page, first: int, head: int, last: int) -> Form | None:
    """A subject with something that tells, allows or foretells; the earliest and there the longest decides."""
    found = _earliest(page, first, head, last)
    if found is None:
        return None
    hit, subject = found
    cause = (page.text(hit.first, hit.last),)
    base = Form("tell", head, subject=subject, confidence=0.85, evidence=cause)
    kind = hit.tag[2:]
    if page.at("g:team_subject", head, hit.first) and kind in ("prohibit", "duty", "permit"):
        team = page.at("g:team_subject", head, hit.first)
        near = page.topic_hits("instruction", hit.first, last)
        if team is not None and team.last == hit.first and not any(h.tag.endswith("/companion") for h in near):
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
    medicine = any(h.tag in MEDICINES and h.weight >= 1 for h in page.topic_hits("instruction", base.head, hit.first))
    if not medicine or any(w in ("by", "through", "into") for w in page.words[hit.last : hit.last + 2]):
        return base
    stopped = page.at("g:prohibit", hit.last - 1, last) or page.words[hit.last - 1] in page.language.words["ban_participles"]
    return replace(base, kind="instruct", obligation="must", prohibition=bool(stopped or page.words[hit.last - 1] == "out"), passive=True, confidence=0.7)


def _bans(page: Page, base: Form, hit: Hit, last: int) -> bool:
    """ "It should not frighten you" bans nothing: a thing must have something done to it, or a person do it."""
    subject = base.subject.split()
    if not subject or page.words[hit.first] not in ("should", "must", "may", "shouldn't", "mustn't", "will"):
        return True
    return bool(page.language.words["persons"].intersection(subject[-6:])) or any(
        page.words[at] in ("be", "rest", "get", "stay", "go", "come") for at in range(hit.first, min(last, hit.last + 1))
    )


def _may_have(page: Page, base: Form, hit: Hit, last: int) -> bool:
    """ "You may have a light breakfast" allows; "you may have some pain" foretells."""
    if page.words[hit.last - 1] != "have" or base.subject not in ("you", "your child") or page.words[hit.first] not in ("may", "can"):
        return False
    topic = max((h.weight for h in page.topic_hits("instruction", hit.last, last)), default=0.0)
    symptom = max((h.weight for h in page.topic_hits("warning-sign", hit.last, last)), default=0.0)
    return topic >= 1.5 and topic > symptom


def _earliest(page: Page, first: int, head: int, last: int) -> tuple[Hit, str] | None:
    candidates: list[tuple[int, int, int, Hit]] = []
    for rank, tag in enumerate(("g:maybe", "g:experience", "g:med_passive", "g:clinic_passive", "g:prohibit", "g:duty", "g:permit")):
        for hit in page.hits(tag, head, last):
            if hit.first == head and not _elided(page, head if page.words[head] in ("it", "we", "you", "it's", "you'll", "no") else first, tag) or not _is_verb_of_main(page, head, hit):
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
    if page.words[first] in ("it", "we", "you", "you'll", "it's") and tag in ("g:duty", "g:permit", "g:maybe"):
        return True
    return tag in ("g:duty", "g:permit") and (page.words[first] in page.language.words["coordinators"] or page.words[first] in ("ok", "okay", "safe", "free", "fine", "need", "who", "no"))




def _is_verb_of_main(page: Page, head: int, hit: Hit) -> bool:
    """Whether the words before `hit` are a plain subject: no clause of their own."""
    before = page.words[head : hit.first]
    if len(before) > 18:
        return False
    opens = next((n for n, w in enumerate(before) if w in page.language.words["clause_openers"] and not _no_clause(page, head, n)), None)
    if opens is None:
        return True
    # "A cast that gets damp can be dried": the relative clause has had its verb.
    relative = before[opens] in ("that", "which", "who")
    return relative and (page.has("g:finite", head + opens, hit.first) or _plural_verb(page, head + opens - 1, hit.first))


def _no_clause(page: Page, head: int, n: int) -> bool:
    """ "such as", "that person", "that morning": words of clauses that open none here."""
    word, before = page.words[head + n], page.words[head + n - 1] if n else ""
    following = page.words[head + n + 1] if head + n + 1 < len(page) else ""
    return word == "as" and before == "such" or word == "that" and (n == 0 or following in page.language.words["time_nouns"])


def _forbids_within(page: Page, head: int, hit: Hit, last: int) -> bool:
    word = page.words[hit.first]
    if word in ("no", "stop", "hold", "held", "nothing", "none", "nil", "skip", "omit", "quit", "avoid", "stopping", "avoiding", "never", "give", "cut"):
        return False
    if word in ("can't", "cannot", "won't", "don't", "do", "may", "can", "should", "shouldn't", "not", "ought", "must", "mustn't") and page.at("g:do_not_tell", hit.first, last):
        return False
    subject = page.words[head : hit.first]
    if word == "not":
        if page.words[hit.first - 1] in page.language.words["not_before"]:
            return False
        return hit.last - hit.first > 1 and page.words[hit.last - 1] != "be" or bool(subject) and subject[-1] in ("you", "child")
    if word in ("do", "don't", "cannot", "can't", "can", "may", "not"):
        return bool(subject) and subject[-1] in ("you", "child", "patients") and word not in ("do", "don't")
    return True


def _maybe(page: Page, base: Form, hit: Hit, last: int) -> Form:
    words = page.words[hit.last : last]
    to_patient = bool(page.language.words["persons"].intersection(base.subject.split()[-2:])) or "you" in page.words[hit.first : hit.last]
    asked = any(w in page.words[hit.first : hit.last] for w in ("asked", "told", "ask", "tell", "advised", "instructed", "advise", "taught", "required"))
    if not to_patient and not asked or words[:1] == ("be",):
        return base
    negative = "not" in words[:2] or "stop" in words[:1] or "avoid" in words[:1]
    return replace(base, kind="maybe", obligation="may", prohibition=negative, confidence=0.8)


def _duty_or_permit(page: Page, base: Form, hit: Hit, last: int) -> Form:
    following = skip_openers(page, hit.last, last) if hit.last < last else hit.last
    negative = hit.last < last and page.words[hit.last] in ("not", "never", "only", "no") and page.words[hit.last] != "only"
    duty = hit.tag == "g:duty"
    freed = page.at("g:permit", hit.first, last)
    if freed and "not" in page.words[freed.first : freed.last] or page.words[hit.first] in ("doesn't", "don't"):
        return replace(base, kind="permit", obligation="may", confidence=0.6)
    if not duty and page.words[hit.last : hit.last + 1] == ("be",) and base.subject.endswith("you") and page.words[hit.last + 1 : hit.last + 2] not in (("able",), ("allowed",)):
        return replace(base, confidence=0.7)
    negative = negative or duty and _stops(page, hit, last)
    subject = base.subject.split()
    if page.has("g:people", base.head, hit.first) and not page.language.words["modals_of_duty"].intersection(page.words[hit.first : hit.last]):
        return replace(base, confidence=0.75)
    if negative and hit.last + 1 < last and page.words[hit.last + 1] in ",;." and not page.language.words["persons"].intersection(subject):
        return replace(base, kind="instruct", prohibition=True, obligation="must", confidence=0.7)  # "Ibuprofen may not, unless"
    if subject and subject[-1] not in ("you", "child", "there") and not _subject_is_done_to(page, hit, last, subject):
        return replace(base, confidence=0.7)
    felt = page.at("g:experience", hit.first, last)
    if duty and felt and felt.last > hit.last:
        return replace(base, confidence=0.7)
    if subject[:1] in (["nothing"], ["no"], ["none"]):
        return replace(base, confidence=0.8)
    if subject[:1] in (["this"], ["these"], ["both"], ["results"]) and not duty:
        return replace(base, confidence=0.7)
    obligation = "may" if not duty else "should" if page.words[hit.first] in ("should", "ought") else "must"
    passive = following < last and bool(page.at("g:self_passive", hit.first, last) or page.at("g:self_passive", hit.last, last))
    return replace(
        base, kind="instruct" if duty else "permit", obligation=obligation, prohibition=negative, passive=passive, confidence=0.85
    )




def _subject_is_done_to(page: Page, hit: Hit, last: int, subject: list[str]) -> bool:
    """A thing that must or may be dealt with, a thing that is allowed, or a person who is to do something."""
    if page.language.words["persons"].intersection(subject[-6:]):
        return True
    adjective = page.words[hit.first] in ("is", "are") or page.words[hit.last - 1] in (
        "ok", "okay", "fine", "allowed", "permitted", "required", "safe", "acceptable", "recommended", "needed"
    )  # fmt: skip
    if adjective and page.words[hit.first : hit.last] not in (("is",), ("are",)):
        return True
    return any(_done_by_reader(page, at, last) for at in range(hit.first, min(hit.last + 3, last)))


def _stops(page: Page, hit: Hit, last: int) -> bool:
    """ "should be stopped", "are to be avoided", "has never to be": what is to be done is to leave off."""
    stops = page.language.words["stop_participles"]
    return any(w in stops or w in ("not", "never") for w in page.words[hit.first : min(last, hit.last + 3)])


def _done_by_reader(page: Page, at: int, last: int) -> bool:
    found = page.at("g:self_passive", at, last)
    if found is None:
        return _passive_of_order(page, at, last)
    if page.words[found.last - 1] in ("given", "used", "done", "made", "taken", "placed", "put"):
        # done by whom? Only what the patient handles counts: "clear fluids may be given", not "a sedative may be given"
        return max((h.weight for h in page.topic_hits("instruction", max(0, at - 14), last)), default=0.0) >= 3.0
    return True


def _passive_of_order(page: Page, at: int, last: int) -> bool:
    """ "may be sipped", "should be discontinued": the participle of a verb that instructions begin with."""
    if page.words[at] != "be" or page.at("g:clinic_passive", at, last):
        return False
    verbs = page.language.words["verbs"]
    for word in page.words[at + 1 : min(last, at + 3)]:
        if word.endswith("ed") and any(stem in verbs for stem in (word[:-2], word[:-1], word[:-3])):
            return max((h.weight for h in page.topic_hits("instruction", max(0, at - 14), last)), default=0.0) >= 2.0
    return False


def _without_verb(page: Page, head: int, last: int) -> Form:
    main = next((at for at in range(head + 1, last) if page.words[at] in page.language.words["reasons"]), last)
    if page.has("g:finite", head, main) or _plural_verb(page, head, main):
        return Form("tell", head, confidence=0.8)
    return Form("fragment", head, confidence=0.6)


def _plural_verb(page: Page, head: int, last: int) -> bool:
    """ "Results take 3 days", "You keep vomiting": a plural or a pronoun, then a verb in its base form."""
    if page.words[head].endswith("ing"):
        return False
    words = page.language.words
    pronoun = page.words[head] in words["pronouns"] or page.words[head] in words["personal"]
    if pronoun and head + 1 < last and page.words[head + 1].endswith("s"):
        return True  # "It hardens in 20 minutes"
    determined = page.words[head] in words["noun_determiners"]
    for at in range(head + 1, min(last, head + 7)):
        before, word = page.words[at - 1], page.words[at]
        if determined and at > head + 1 and at + 1 < last and _third_person(page, word) and page.words[at + 1] not in ",.;:)":
            return True
        if (page.at("g:imperative", at, last) or word in page.language.words["plural_verbs"]) and (_opens_clause(page, at - 1, head) or before.endswith("s") and len(before) > 3):
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
