"""The role of a unit, by its form, its section and what it hangs from."""

from __future__ import annotations

from typing import NamedTuple

from careplan.reading.form import Form
from careplan.reading.layout import Block
from careplan.reading.page import Page
from careplan.reading.topics import top_score
from careplan.reading.unit import Unit

BOILERPLATE = 3.0  # weight from which a unit is furniture
STRONG = 2.5  # topic score from which a verbless line is an instruction


class Lead(NamedTuple):
    """What the lead-in of a unit was read as."""

    role: str
    topic: str | None
    prohibition: bool  # it ends in a prohibition: what hangs from it is forbidden ("Do not:")
    bans_things: bool  # it is one: bare things that hang from it are ("Hold these medicines:")
    permits: bool  # it ends in a permission: what hangs from it is allowed ("You may have:")
    obligation: str | None  # that of the lead-in, when it is an instruction
    watches: bool  # it says to check for what hangs from it
    tells: bool  # it asks to tell the team
    signs: bool  # it tells what is not normal: what hangs from it is a sign
    only_tells: bool  # it is information: what hangs from it is no order


class Role(NamedTuple):
    """A role with its confidence (0..1) and the section it forces, if any."""

    name: str
    confidence: float
    section: str | None = None


def decide(page: Page, unit: Unit, block: Block, shape: Form, section: str, lead: Lead | None) -> Role:
    """The role of `unit`, which lies in `block` and in a section of kind `section`."""
    listed = section in ("disclosure", "risks", "warning-signs")
    if not listed and lead is None and _is_label(page, unit, block, shape):
        return Role("information", 0.8)
    furniture = _furniture(page, unit, block, shape, section)
    if furniture:
        return furniture
    if lead is not None:
        hung = _hung(page, unit, shape, lead)
        if hung:
            return hung
    if shape.prohibition and _of_procedure(page, unit, shape):
        return Role("information", 0.75)
    if not shape.directs and _sends_for_help(page, unit):
        return Role("instruction", 0.8)
    match section:
        case "disclosure":
            return _in_disclosure(page, unit, block, shape)
        case "risks":
            return _in_risks(page, unit, block, shape, lead)
        case "warning-signs":
            return _in_warning_signs(page, unit, block, shape)
    return _elsewhere(page, unit, block, shape, section, lead)


def _score(page: Page, role: str, unit: Unit) -> float:
    return top_score(page, role, unit.first, unit.last)


def _furniture(page: Page, unit: Unit, block: Block, shape: Form, section: str) -> Role | None:
    weight = sum(h.weight for h in page.hits("g:boilerplate", unit.first, unit.last))
    if section == "other":
        weight += 1.5
    if block.mark in ("furniture", "navigation") or page.content[unit.start : unit.end].count("|") >= 2:
        weight += 3.0
    clinical = shape.directs and max(_score(page, "instruction", unit), _score(page, "warning-sign", unit)) >= 3.0
    if weight >= BOILERPLATE + (2.0 if clinical else 0.0):
        return Role("boilerplate", min(0.97, 0.6 + 0.06 * weight), "other")
    return None


def _is_label(page: Page, unit: Unit, block: Block, shape: Form) -> bool:
    """ "WOUND. Keep it dry ...": a run-in heading that ends with a full stop."""
    text = page.content[unit.start : unit.end]
    short = unit.last - unit.first <= (5 if text.isupper() else 3)
    opens = unit.sentence == 0 and unit.end < block.end and text.endswith(".")
    return opens and short and not shape.prohibition and (text.isupper() or shape.kind == "fragment")


def _sends_for_help(page: Page, unit: Unit) -> bool:
    """ "If you cannot breathe, it's 911": told, and meant as an order."""
    named = page.sets.emergency_names.intersection(page.words[unit.first : unit.last])
    numbers = any(n.isdigit() or n in page.sets.emergency_rooms for n in named)
    return numbers and (page.has("g:condition", unit.first, unit.last) or _score(page, "warning-sign", unit) >= 3)


def _hung(page: Page, unit: Unit, shape: Form, lead: Lead) -> Role | None:
    """The role that the lead-in gives its items."""
    if lead.tells:
        return Role("question", 0.93, "disclosure")
    if lead.role == "instruction" and lead.topic == "seek-care":
        named = page.word(unit.first + 1, unit.last) in page.sets.relatives  # "Cough that does not go away"
        orders = shape.kind == "instruct" and not shape.subject and not named
        orders = orders and _score(page, "warning-sign", unit) < 3.0
        return None if orders else Role("warning-sign", 0.95, "warning-signs")
    if lead.role in ("question", "warning-sign", "risk"):
        return Role(lead.role, 0.93)
    if lead.signs and (shape.kind == "fragment" or page.names_only(unit.first, unit.last)):
        return Role("warning-sign", 0.85, "warning-signs")
    if lead.watches and shape.kind == "fragment":
        return Role("warning-sign", 0.85)
    if lead.role == "instruction":
        named = not unit.sentence and page.word(unit.first + 1, unit.last) in page.sets.relatives  # "Steps that ..."
        return Role("instruction", 0.9) if shape.kind != "tell" or named else None
    if lead.only_tells and shape.kind == "instruct" and not shape.prohibition and not shape.subject:
        return Role("information", 0.8)
    return None


def _in_disclosure(page: Page, unit: Unit, block: Block, shape: Form) -> Role:
    opener = page.words[unit.first] in page.sets.question_openers
    told = page.words[shape.head] in page.sets.tell_verbs or page.has("g:lead_tell", unit.first, unit.last)
    if told and shape.directs:
        return Role("instruction", 0.9)
    score = _score(page, "question", unit)
    listed = block.kind == "item" and unit.sentence == 0 and unit.part == 0
    if listed and (opener or shape.kind == "fragment" or (score >= 3 and shape.kind != "instruct")):
        return Role("question", 0.95 if score >= 3 else 0.8)
    if shape.kind == "instruct" and not shape.subject:
        return Role("instruction", 0.85)
    if (shape.kind == "fragment" and score >= 2) or page.content[unit.start : unit.end].endswith("?"):
        return Role("question", 0.7)
    if shape.directs:
        return Role("instruction", 0.7)
    return Role("information", 0.75)


def _in_risks(page: Page, unit: Unit, block: Block, shape: Form, lead: Lead | None) -> Role:
    calls = page.has("g:call_lead", unit.first, unit.last)
    if shape.kind == "instruct" and shape.confidence >= 0.8 and (not shape.subject or shape.passive or calls):
        return Role("instruction", 0.8)
    if page.has("g:rare", unit.first, unit.last) and unit.last - unit.first <= 9:
        return Role("information", 0.9)
    harm = page.has("g:harm", unit.first, unit.last)
    colon = page.content[unit.start : unit.end].endswith(":")
    if (
        block.kind == "item"
        and unit.sentence == 0
        and not colon
        and (harm or shape.kind == "fragment" or lead is not None)
    ):
        return Role("risk", 0.93 if harm else 0.75)
    if harm and not colon and not page.has("g:reassure", unit.first, unit.last):
        return Role("risk", 0.7)
    return Role("information", 0.75)


def _in_warning_signs(page: Page, unit: Unit, block: Block, shape: Form) -> Role:
    score = _score(page, "warning-sign", unit)
    opens = page.words[unit.first] in page.sets.symptom_openers
    colon = page.content[unit.start : unit.end].endswith(":")
    subject = shape.subject.split()[:1]
    calls = shape.kind == "instruct" and page.has("g:call_lead", unit.first, unit.last)
    if _lacks(page, unit, block):
        return Role("warning-sign", 0.85)
    if shape.directs and (calls or not subject or subject[0] not in page.sets.symptom_openers):
        return Role("instruction", 0.92)
    if block.kind == "item" and unit.sentence == 0 and not colon and (opens or shape.kind == "fragment" or score >= 3):
        return Role("warning-sign", 0.95 if score >= 3 else 0.75)
    if shape.directs and _score(page, "instruction", unit) >= 3 and not (opens and score >= 3):
        return Role("instruction", 0.75)
    alone = opens and (block.kind == "item" or (unit.start, unit.end) == (block.start, block.end))
    if score >= 3 and not colon and (shape.kind == "fragment" or alone or page.names_only(unit.first, unit.last)):
        return Role("warning-sign", 0.7)
    return Role("information", 0.7)


def _lacks(page: Page, unit: Unit, block: Block) -> bool:
    """ "No urine for 8 hours" in a list: what does not come is a sign, and forbids nothing."""
    if block.kind != "item" or page.words[unit.first] not in page.sets.nothing:
        return False
    score = _score(page, "warning-sign", unit)
    return score >= 3 and score > _score(page, "instruction", unit) and page.names_only(unit.first, unit.last)


def _elsewhere(page: Page, unit: Unit, block: Block, shape: Form, section: str, lead: Lead | None) -> Role:
    quiet = section in ("overview", "during", "other")
    if shape.kind == "comfort":
        return Role("information", 0.9)
    if page.content[unit.start : unit.end].endswith("?"):
        return Role("information", 0.8)
    if shape.kind == "instruct":
        if quiet and shape.prohibition and _is_bare(page, unit, shape):
            return Role("information", 0.7)
        if quiet and shape.subject and not shape.prohibition and _score(page, "instruction", unit) < STRONG:
            return Role("information", 0.6)
        return Role("instruction", shape.confidence)
    if shape.kind in ("permit", "maybe"):
        return Role("information" if quiet and not shape.prohibition else "instruction", 0.75)
    if shape.kind == "fragment":
        return _fragment(page, unit, block, section, lead)
    return Role("information", shape.confidence)


def _is_bare(page: Page, unit: Unit, shape: Form) -> bool:
    """ "No needles." where it is told how things go."""
    bare = page.words[shape.head] in page.sets.nothing and not page.has("g:finite", shape.head, unit.last)
    return bare and _score(page, "instruction", unit) < STRONG


def _labels_results(page: Page, unit: Unit) -> bool:
    """ "Biopsy results: 7 to 10 days": when something comes, nothing to do."""
    words = page.words[unit.first : min(unit.last, unit.first + 5)]
    return ":" in words and words.index(":") > 0 and words[words.index(":") - 1] in page.sets.vague_subjects


def _of_procedure(page: Page, unit: Unit, shape: Form) -> bool:
    """ "Lithotripsy must not be done in pregnancy": what the team does not do, unless it says until when."""
    subject, sets = shape.subject.split()[-2:], page.sets
    named = any(w in sets.procedure_heads or w.endswith(sets.procedure_endings) for w in subject)
    if not named or page.has("g:time_end", unit.first, unit.last):
        return False
    return not sets.done_by_team.isdisjoint(page.words[shape.head : unit.last])


def _fragment(page: Page, unit: Unit, block: Block, section: str, lead: Lead | None) -> Role:
    if section in ("overview", "during", "other"):
        return Role("information", 0.7)
    score = _score(page, "instruction", unit)
    if page.content[unit.start : unit.end].endswith("?") or _labels_results(page, unit):
        return Role("information", 0.6)
    often = page.has("g:repeat", unit.first, unit.last)
    timed = often or (block.kind == "item" and score >= 1.5 and page.has("g:time_end", unit.first, unit.last))
    return Role("instruction", 0.65) if score >= STRONG or timed else Role("information", 0.55)
