"""What stands around a statement and has a say in it: its lead-in, its heading, the statement before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from careplan.reading import roles, topics
from careplan.reading import timing as timings
from careplan.reading.bans import ends_in
from careplan.reading.context import WITH_TOPIC, Context, Done
from careplan.reading.form import Form
from careplan.reading.model import Statement, Timing
from careplan.reading.page import Page
from careplan.reading.unit import Unit

# The shares of its topic scores that a statement is lent by what stands around it, measured on our own sheets.
LEAD_SHARE = 0.45
LEANING_SHARE = 0.5  # by the statement before, to one with a pronoun
BEFORE_SHARE = 0.2
HEADING_SHARE = 0.3
HEADING_REACH = 14  # blocks
NAMED = 2.2  # warning-sign score from which a sentence that is no item names a sign: its words fade as they come later
EARLY = frozenset({"transport"})  # told in an overview, these are to be arranged before


def lead_in(context: Context, done: Done) -> roles.Lead:
    """What a lead-in was read as, for what hangs from it."""
    statement = done.statement
    sheet = context.page
    first, last = sheet.tokens.range(statement.start, statement.end)
    early = statement.topic == "seek-care" and statement.section in ("before", "disclosure")
    tells = (
        statement.topic == "tell-team"
        or early
        or (
            statement.role in ("instruction", "information")
            and statement.section == "disclosure"
            and sheet.has("g:lead_tell", first, last)
        )
    )
    return roles.Lead(
        role=statement.role,
        topic=statement.topic,
        prohibition=bool(statement.prohibition) and statement.topic != "seek-care" and _ends_in_ban(sheet, first, last),
        bans_things=bool(statement.prohibition) and statement.topic != "seek-care" and statement.condition is None,
        permits=statement.obligation == "may" and ends_in(sheet, "g:label_permit", first, last) is not None,
        obligation=statement.obligation,
        watches=statement.role == "instruction" and not sheet.sets.watch_verbs.isdisjoint(sheet.words[first:last]),
        tells=tells,
        signs=statement.role == "information"
        and statement.section not in ("overview", "disclosure", "risks", "before", "during")
        and sheet.has("g:call_lead", first, last),
        only_tells=statement.role == "information"
        and (statement.section in ("overview", "during") or sheet.word(last - 2, last) in sheet.sets.to),
    )


def _ends_in_ban(sheet: Page, first: int, last: int) -> bool:
    return any(h.last >= last - 2 for h in sheet.hits("g:prohibit", first, last))


def around(context: Context, unit: Unit, done: Sequence[Done], role: str) -> dict[str, float]:
    """Scores lent by the lead-in, by the statement before in the same block, and by the heading."""
    lent: dict[str, float] = {}

    def add(found: Mapping[str, float], share: float) -> None:
        for topic, score in found.items():
            lent[topic] = lent.get(topic, 0.0) + share * min(score, 6.0)

    if unit.lead is not None and done[unit.lead].statement.role == role:
        add(done[unit.lead].scores, LEAD_SHARE)
    if (unit.sentence or unit.part) and done and done[-1].statement.role == role:
        pronouns = context.page.sets.pronouns
        silent = not context.page.topic_hits(role, unit.first, unit.last)
        leans = silent or unit.shares or not pronouns.isdisjoint(context.page.words[unit.first : unit.last])
        add(done[-1].scores, LEANING_SHARE if leans else BEFORE_SHARE)
    heading = context.heading(unit)
    if heading is not None and role in WITH_TOPIC and unit.block - (context.headings[unit.block] or 0) <= HEADING_REACH:
        add(
            topics.own_scores(context.page, role, *context.page.tokens.range(heading.start, heading.end)), HEADING_SHARE
        )
    return lent


def opens_list(context: Context, unit: Unit) -> bool:
    """Whether a unit introduces a list: it ends with a colon, or its block with nothing, and items follow."""
    text, block = context.page.content, context.blocks[unit.block]
    if text[unit.end - 1] == ":":
        return True
    following = context.blocks[unit.block + 1] if unit.block + 1 < len(context.blocks) else block
    return unit.end == block.end and following.level > block.level and text[unit.end - 1] not in ".!?;"


def introduces_signs(context: Context, unit: Unit) -> bool:
    """Whether a unit is the lead-in of a list of warning signs ("Call us if:")."""
    inside = unit.first < unit.last and opens_list(context, unit)
    return inside and context.page.has("g:call_lead", unit.first, unit.last)


def calls_for_signs(context: Context, unit: Unit, shape: Form, topic: str | None) -> bool:
    """Whether an instruction is to call because of signs that follow, or that it names itself."""
    sheet = context.page
    urgent = sheet.has("g:urgent", unit.first, unit.last)
    if topic == "tell-team" and not (_is_at_home(context, unit) and (urgent or _signs_below(context, unit))):
        return False
    if introduces_signs(context, unit):
        return True
    if not urgent and not _names_sign(sheet, unit):
        return False
    if sheet.words[shape.head] in sheet.sets.call_verbs and topic in ("other", None):
        return True
    return shape.kind == "instruct" and not shape.prohibition and _turns_to_care(sheet, unit, shape.head)


def _signs_below(context: Context, unit: Unit) -> bool:
    """Whether most of the items that hang from a unit are signs, and hardly anything that is asked before."""
    sheet, signs, rest = context.page, 0, 0
    level = context.blocks[unit.block].level
    for block in context.blocks[unit.block + 1 :]:
        if block.level <= level or block.kind != "item":
            break
        span = sheet.tokens.range(block.start, block.end)
        sign = topics.top_score(sheet, "warning-sign", *span) >= max(3.0, topics.top_score(sheet, "question", *span))
        signs, rest = signs + sign, rest + (not sign)
    return signs > rest


def _is_at_home(context: Context, unit: Unit) -> bool:
    return context.decided[unit.block].kind not in ("before", "disclosure", "during", "overview")


def _names_sign(sheet: Page, unit: Unit) -> bool:
    return topics.top_score(sheet, "warning-sign", unit.first, unit.last) >= NAMED


def _turns_to_care(sheet: Page, unit: Unit, head: int) -> bool:
    """ "If it swells, please contact our office": a sign is the condition of an order to turn to somebody."""
    if not sheet.has("g:condition", unit.first, unit.last):
        return False
    start = next((at for at in range(head, min(head + 6, unit.last)) if sheet.words[at] in sheet.sets.care_verbs), None)
    if start is None:
        return False
    spoken = sheet.words[start : unit.last]
    return sheet.has("g:care_place", start, unit.last) or not sheet.sets.emergency_names.isdisjoint(spoken)


def acted_in(sheet: Page, section: str, role: str, topic: str | None, unit: Unit, *, opens: bool) -> str:
    """The phase in which a statement is to be acted on, where that is another than its neighbours'."""
    if role != "instruction":
        return section
    if opens and topic in ("seek-care", "tell-team"):
        if topic == "tell-team" or section in ("before", "disclosure"):
            return "disclosure"
        return "warning-signs"
    if section in ("after", "follow-up", "other") and topic == "seek-care":
        emergency = any(w in sheet.sets.emergency_words for w in sheet.words[unit.first : unit.last])
        urgent = sheet.has("g:urgent", unit.first, unit.last)
        return "warning-signs" if emergency or urgent or _names_sign(sheet, unit) else section
    if section == "before" and topic in sheet.sets.after_topics and _is_timed_after(sheet, unit):
        return "after"
    if section == "overview":
        if topic in sheet.sets.before_topics or topic in EARLY:
            return "before"
        if topic in sheet.sets.after_topics:
            return "after"
    return section


def _is_timed_after(sheet: Page, unit: Unit) -> bool:
    """ "No work for two days following your exam", told among what is to be done before it."""
    spoken = sheet.words[unit.first : unit.last]
    timed = sheet.has("g:time_end", unit.first, unit.last) and sheet.has("cue:after", unit.first, unit.last)
    return timed and not sheet.sets.afterwards.isdisjoint(spoken)


def given_time(context: Context, unit: Unit, done: Sequence[Done]) -> Timing | None:
    """The time that the lead-in ("For the first 12 weeks:") or else the heading above gives ("5 days before").

    Of headings only those that count down to the procedure are handed down: what stands under "Day of surgery" or
    "Weeks 2 to 6" is told there for many reasons, and the sentence itself gives no time.
    """
    if unit.lead is not None:
        lead = done[unit.lead].statement
        return lead.timing or _time_of_lead(context, lead)
    heading = context.heading(unit)
    if heading is None or context.decided[unit.block].kind != "before":
        return None
    memo, key = context.page.memo, ("time", heading.start, heading.end)
    if key not in memo:
        memo[key] = timings.heading_timing(
            context.page.content[heading.start : heading.end],
            knowledge=context.knowledge,
            language=context.page.language.code,
        )
    found: Timing | None = memo[key]
    counts_down = found is not None and (found.start or "").startswith(("-P", "day-"))
    return found if counts_down else None


def _time_of_lead(context: Context, lead: Statement) -> Timing | None:
    memo, key = context.page.memo, ("time", lead.id)
    if key not in memo:
        memo[key] = _found_in_lead(context, lead)
    found: Timing | None = memo[key]
    return found


def _found_in_lead(context: Context, lead: Statement) -> Timing | None:
    found = timings.find(
        lead.text,
        section=lead.section,
        procedure=context.procedure_words,
        knowledge=context.knowledge,
        language=context.page.language.code,
    )
    return found.timing if found and found.timing.start else None


def time_before(context: Context, unit: Unit, done: Sequence[Done]) -> Timing | None:
    """The last time that was given under the same heading, no more than four statements back ("before then")."""
    for earlier in reversed(done[-4:]):
        if context.headings[earlier.unit.block] != context.headings[unit.block]:
            return None
        if earlier.statement.timing:
            return earlier.statement.timing
    return None


def actor(context: Context, unit: Unit, shape: Form) -> str:
    """Who is to do it: "patient", "companion" or "clinician"."""
    sheet = context.page
    if sheet.at("g:companion_subject", shape.head, unit.last):
        return "companion"
    lay = not sheet.sets.persons.isdisjoint(shape.subject.split()[-1:])  # "office workers", no office
    if not lay and sheet.at("g:clinician", shape.head, unit.last) and shape.kind != "maybe":
        return "clinician"
    heading = context.heading(unit)
    if context.child or (heading and sheet.has("g:carer_heading", *sheet.tokens.range(heading.start, heading.end))):
        return "companion"
    return "patient"
