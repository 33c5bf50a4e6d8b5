"""What is forbidden or allowed by what stands above it: a heading, a lead-in, the first half of the sentence."""

from __future__ import annotations

from collections.abc import Sequence

from careplan.reading import roles, topics
from careplan.reading.context import Context, Done
from careplan.reading.form import Form
from careplan.reading.forms import form
from careplan.reading.layout import Block
from careplan.reading.page import Page
from careplan.reading.unit import Unit

REACH = 20  # blocks below a heading or lead-in within which it forbids


def taken_over(context: Context, unit: Unit, done: Sequence[Done], lead: roles.Lead | None, shape: Form) -> Form:
    """`shape` with what the unit takes over from the half before it, its lead-in or its heading."""
    shape = _of_half(context.page, unit, done, shape)
    if lead is not None:
        return _of_lead(lead, shape)
    if shape.kind == "fragment" and _medicine_under_ban(context, unit):
        return _forbidden(shape, 0.75)
    return _of_heading(context, unit, shape)


def ends_in(page: Page, tag: str, first: int, last: int) -> str | None:
    """The last word of the phrase of `tag` that tokens [first, last) end in, whatever punctuation follows."""
    while last > first and not page.words[last - 1][0].isalnum():
        last -= 1
    ending = next((h for h in page.hits(tag, first, last) if h.last == last), None)
    return page.words[ending.last - 1] if ending else None


def _forbidden(shape: Form, confidence: float | None = None) -> Form:
    sure = shape.confidence if confidence is None else confidence
    return shape._replace(kind="instruct", prohibition=True, obligation="must", confidence=sure)


def _of_half(page: Page, unit: Unit, done: Sequence[Done], shape: Form) -> Form:
    """A part with no verb phrase of its own goes on with that of the part before, or says what it does not hold for."""
    if not unit.part or not done or not done[-1].form.directs or shape.prohibition:
        return shape
    before = done[-1].form
    if page.words[shape.head] in page.sets.negation or _breaks_off(page, unit):
        return _forbidden(shape)
    if unit.shares:
        return shape._replace(kind=before.kind, prohibition=before.prohibition, obligation=before.obligation)
    return shape


def _breaks_off(page: Page, unit: Unit) -> bool:
    """ "(Water is fine,) but milk is not."."""
    words = [w for w in page.words[unit.first : unit.last] if w[0].isalnum()][-2:]
    denied = len(words) == 2 and words[0] in page.sets.is_words and words[1] in page.sets.negation
    return denied or not page.sets.denials.isdisjoint(words[-1:])


def _of_lead(lead: roles.Lead, shape: Form) -> Form:
    if (lead.prohibition and shape.kind != "tell") or (lead.bans_things and shape.kind == "fragment"):
        return _forbidden(shape)
    ordered = shape.kind == "instruct" and not shape.prohibition and not shape.subject
    if lead.permits and (ordered or shape.kind == "fragment"):
        return shape._replace(kind="permit", obligation="may")
    return shape._replace(obligation=lead.obligation) if shape.kind == "fragment" else shape


def _of_heading(context: Context, unit: Unit, shape: Form) -> Form:
    """Items under "Foods to avoid", "DO NOT", "You may eat"."""
    heading, page = context.heading(unit), context.page
    if heading is None or context.blocks[unit.block].kind != "item" or unit.sentence or unit.part:
        return shape
    ordered = shape.kind == "instruct" and not shape.prohibition and not shape.subject
    first, last = page.tokens.range(heading.start, heading.end)
    ban = ends_in(page, "g:label_ban", first, last)
    if ban is not None:
        fits = shape.kind == "fragment" or (ordered and ban in page.sets.bans_verbs)
        return _forbidden(shape, 0.8) if fits else shape
    if shape.kind == "fragment" and ends_in(page, "g:label_permit", first, last):
        return shape._replace(kind="permit", obligation="may")
    return shape


def _medicine_under_ban(context: Context, unit: Unit) -> bool:
    """Whether the nearest heading or lead-in forbids the medicines listed below it ("Stop these", "To hold")."""
    sheet, n = context.page, unit.block
    timed = sheet.has("g:time_end", unit.first, unit.last)  # a row of a table: "Atarax     7 days before"
    if not timed and not topics.names_medicine(sheet, unit.first, unit.last):
        return False
    for at in range(n - 1, max(-1, n - REACH), -1):
        block = context.blocks[at]
        if block.kind == "heading" or sheet.content[block.end - 1] == ":":
            introduces = block.kind == "heading" or block.level < max(1, context.blocks[n].level)
            return introduces and _forbids_below(sheet, block)
        if context.blocks[at + 1].blanks >= 2:
            return False
    return False


def _forbids_below(sheet: Page, block: Block) -> bool:
    first, last = sheet.tokens.range(block.start, block.end)
    bans = [sheet.words[h.first] for h in sheet.hits("g:prohibit", first, last)]
    named = any(word in sheet.sets.bans_below for word in bans)
    return named and (block.kind == "heading" or form(sheet, first, last).prohibition)
