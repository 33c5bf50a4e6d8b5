"""Text -> Reading: the steps in order, and what passes from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from careplan import knowledge as _knowledge
from careplan.documents.text import Text
from careplan.knowledge import Knowledge
from careplan.reading import (
    conditions,
    headings,
    layout,
    procedure,
    quantities,
    report,
    roles,
    sections,
    topics,
)
from careplan.reading import timing as timings
from careplan.reading.form import Form
from careplan.reading.forms import form
from careplan.reading.heads import subordinate
from careplan.reading.language import detect, language
from careplan.reading.layout import Block
from careplan.reading.model import Confidence, Document, Reading, Section, Statement, Timing
from careplan.reading.page import Page, page
from careplan.reading.tokens import tokenize
from careplan.reading.topics import Topics
from careplan.reading.unit import Unit
from careplan.reading.units import units


@dataclass(frozen=True)
class _Context:
    """What is known before the statements are read one by one."""

    page: Page
    blocks: Sequence[Block]
    decided: Sequence[sections.Decided]
    procedure_words: frozenset[str]
    child: bool
    units: quantities.Units


def read(text: Text, *, knowledge: Knowledge | None = None) -> Reading:
    """The reading of `text`. Deterministic: the same text and mappings give the same reading.

    Raises UnknownLanguage when no lexicon knows the language.
    """
    known = knowledge or _knowledge.default()
    tokens = tokenize(text.content)
    code = text.language if text.language in known.languages() else detect(text, tokens, known)
    sheet = page(text.content, language(code, known), tokens)
    blocks = headings.find(sheet, layout.blocks(text))
    decided = sections.decide(sheet, blocks)
    named = procedure.find(sheet, blocks)
    context = _Context(
        sheet,
        blocks,
        decided,
        procedure.names(sheet, named),
        _is_for_parents(sheet),
        quantities.units(code, known),
    )
    statements = _statements(context)
    return Reading(
        document=Document(text.media_type, code, text.sha256, len(text.content), text.title, named),
        sections=tuple(_sections(context, len(text.content))),
        statements=tuple(statements),
        findings=report.findings(statements, code, known),
    )


def _is_for_parents(sheet: Page) -> bool:
    return sum(1 for _ in sheet.hits("g:child", 0, len(sheet))) >= 2


def _statements(context: _Context) -> list[Statement]:
    found: list[Statement] = []
    shapes: list[Form] = []
    scores: list[Mapping[str, float]] = []
    for unit in units(context.page, context.blocks):
        statement, shape, own = _statement(context, unit, found, shapes, scores)
        found.append(statement)
        shapes.append(shape)
        scores.append(own)
    return found


def _statement(
    context: _Context,
    unit: Unit,
    before: list[Statement],
    shapes: list[Form],
    scores: list[Mapping[str, float]],
) -> tuple[Statement, Form, Mapping[str, float]]:
    sheet, block = context.page, context.blocks[unit.block]
    shape = form(sheet, unit.first, unit.last) if unit.first < unit.last else Form("fragment", unit.first)
    if unit.shares and shapes:
        shape = _shared(sheet, unit, shape, shapes[-1])
    lead = _lead(context, before[unit.lead], shapes[unit.lead]) if unit.lead is not None else None
    if lead and lead.prohibition and shape.kind != "tell":
        shape = replace(shape, kind="instruct", prohibition=True, obligation="must")
    decided = context.decided[unit.block]
    if shape.kind == "fragment" and unit.lead is None and _under_ban(context, unit):
        shape = replace(shape, kind="instruct", prohibition=True, obligation="must", confidence=0.75)
    role = roles.decide(sheet, unit, block, shape, decided.kind, lead)
    section = role.section or decided.kind
    if lead and unit.lead is not None and role.name == before[unit.lead].role:
        section = role.section or before[unit.lead].section
    around = _around(context, unit, before, scores, role.name)
    chosen = _topic(sheet, unit, role.name, section, shape, around)
    if (
        unit.first < unit.last
        and _opens_list(context, unit)
        and role.name == "instruction"
        and sheet.has("g:call_lead", unit.first, unit.last)
    ):
        if chosen.best != "tell-team":
            chosen = replace(chosen, best="seek-care")
    section = _acted_in(sheet, section, role.name, chosen.best, unit, opens=_opens_list(context, unit))
    statement = Statement(
        id=f"s{len(before) + 1}",
        section=section,
        role=role.name,
        start=unit.start,
        end=unit.end,
        text=sheet.content[unit.start : unit.end],
        parent=before[unit.lead].id if unit.lead is not None else None,
        topic=chosen.best if role.name in topics_of else None,
        confidence=Confidence(decided.confidence, role.confidence, chosen.confidence, 1.0),
        quantities=tuple(quantities.find(sheet.content[unit.start : unit.end], unit.start, context.units)),
        evidence=shape.evidence + chosen.evidence,
    )
    if role.name in ("instruction", "question", "warning-sign"):
        statement = _directed(context, unit, shape, statement, before)
    return doubted(statement), shape, chosen.scores


REVIEW_BELOW = 0.5  # a confidence below this is told to the reviewer
topics_of = frozenset({"instruction", "question", "warning-sign"})


def doubted(statement: Statement) -> Statement:
    """The statement with the reasons why a person should look at it; none for what nobody acts on."""
    if statement.role not in topics_of:
        return statement
    sure = statement.confidence
    low = [f"{name} {value:.2f}" for name, value in _fields(sure) if value < REVIEW_BELOW]
    blank = ["form blank"] if report.BLANK.search(statement.text) else []
    return replace(statement, review=(*low, *blank))


def _fields(sure: Confidence) -> tuple[tuple[str, float], ...]:
    return (("section", sure.section), ("role", sure.role), ("topic", sure.topic), ("timing", sure.timing))


def _shared(sheet: Page, unit: Unit, shape: Form, last: Form) -> Form:
    """A part with no verb phrase of its own goes on with that of the part before."""
    if not last.directs or shape.prohibition:
        return shape
    return replace(
        shape,
        kind=last.kind,
        prohibition=last.prohibition and not shape.prohibition,
        obligation=last.obligation,
    )


def _under_ban(context: _Context, unit: Unit) -> bool:
    """Whether the nearest heading or lead-in forbids the medicines listed below it ("Stop these", "To hold")."""
    sheet, n = context.page, unit.block
    if not topics.names_medicine(sheet, unit.first, unit.last):
        return False
    for at in range(n - 1, max(-1, n - 20), -1):
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
    named = any(word in sheet.language.words["bans_below"] for word in bans)
    return named and (block.kind == "heading" or form(sheet, first, last).prohibition)


def _lead(context: _Context, statement: Statement, shape: Form) -> roles.Lead:
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
        prohibition=bool(statement.prohibition)
        and statement.topic != "seek-care"
        and _ends_in_ban(sheet, first, last),
        tells=tells,
        only_tells=statement.role == "information"
        and (statement.section in ("overview", "during") or sheet.words[last - 2 : last - 1] == ("to",)),
    )


def _ends_in_ban(sheet: Page, first: int, last: int) -> bool:
    return any(h.last >= last - 2 for h in sheet.hits("g:prohibit", first, last))


def _around(
    context: _Context,
    unit: Unit,
    before: Sequence[Statement],
    scores: Sequence[Mapping[str, float]],
    role: str,
) -> dict[str, float]:
    """Scores lent by the lead-in, by the statement before in the same block, and by the heading."""
    lent: dict[str, float] = {}

    def add(found: Mapping[str, float], share: float) -> None:
        for topic, score in found.items():
            lent[topic] = lent.get(topic, 0.0) + share * min(score, 6.0)

    if unit.lead is not None and before[unit.lead].role == role:
        add(scores[unit.lead], 0.45)
    if (unit.sentence or unit.part) and before and before[-1].role == role:
        leans = context.page.language.words["pronouns"].intersection(
            context.page.words[unit.first : unit.last]
        )
        add(scores[-1], 0.5 if leans else 0.2)
    heading = next((b for b in reversed(context.blocks[: unit.block]) if b.kind == "heading"), None)
    if heading is not None and role in topics_of:
        first, last = context.page.tokens.range(heading.start, heading.end)
        if unit.block - context.blocks.index(heading) <= 14:
            add(topics.own_scores(context.page, role, first, last), 0.3)
    return lent


def _topic(
    sheet: Page, unit: Unit, role: str, section: str, shape: Form, around: Mapping[str, float]
) -> Topics:
    if role not in topics_of:
        return Topics(None, 0.0, 1.0, {})
    quiet = subordinate(sheet, unit.first, shape.head, unit.last) if role == "instruction" else ()
    own = topics.own_scores(sheet, role, unit.first, unit.last, quiet)
    chosen = topics.choose(sheet, role, own, section=section, prohibition=shape.prohibition, around=around)
    return replace(chosen, evidence=topics.evidence(sheet, role, chosen.best, unit.first, unit.last))


def _opens_list(context: _Context, unit: Unit) -> bool:
    """Whether a unit introduces a list: it ends with a colon, or its block with nothing, and items follow."""
    text, block = context.page.content, context.blocks[unit.block]
    if text[unit.end - 1] == ":":
        return True
    following = context.blocks[unit.block + 1] if unit.block + 1 < len(context.blocks) else block
    return unit.end == block.end and following.level > block.level and text[unit.end - 1] not in ".!?;"


def _acted_in(sheet: Page, section: str, role: str, topic: str | None, unit: Unit, *, opens: bool) -> str:
    """The phase in which a statement is to be acted on, where that is another than its neighbours'."""
    if role != "instruction":
        return section
    if opens and topic in ("seek-care", "tell-team"):
        if topic == "tell-team" or section in ("before", "disclosure"):
            return "disclosure"
        return "warning-signs"
    if section in ("after", "follow-up", "other") and topic == "seek-care":
        emergency = any(
            w in sheet.language.words["emergency_words"] for w in sheet.words[unit.first : unit.last]
        )
        symptom = max(topics.own_scores(sheet, "warning-sign", unit.first, unit.last).values(), default=0.0)
        return "warning-signs" if emergency or symptom >= 3 else section
    if section == "overview":
        if topic in sheet.language.words["before_topics"] | {"transport"}:
            return "before"
        if topic in sheet.language.words["after_topics"]:
            return "after"
    return section


def _directed(
    context: _Context, unit: Unit, shape: Form, statement: Statement, before: Sequence[Statement]
) -> Statement:
    """The statement with what only instructions (and in part questions and signs) have."""
    sheet = context.page
    found = conditions.conditions(sheet, unit.first, shape.head, unit.last)
    condition = sheet.text(*found.condition) if found.condition else None
    if statement.role != "instruction":
        return statement
    timing, sure = _timing(context, unit, shape, statement, before)
    return replace(
        statement,
        actor=_actor(context, unit, shape),
        prohibition=shape.prohibition,
        obligation=shape.obligation or "should",
        condition=condition,
        exception=sheet.text(*found.exception) if found.exception else None,
        timing=timing,
        confidence=replace(statement.confidence, timing=sure),
    )


def _timing(
    context: _Context, unit: Unit, shape: Form, statement: Statement, before: Sequence[Statement]
) -> tuple[Timing | None, float]:
    found = timings.find(
        statement.text,
        section=statement.section,
        prohibition=shape.prohibition,
        topic=statement.topic,
        previous=next((s.timing for s in reversed(before[-4:]) if s.timing), None),
        heading=_time_heading(context, unit),
        procedure=context.procedure_words,
        role=statement.role,
    )
    return (found.timing, found.confidence) if found else (None, 0.9)


def _time_heading(context: _Context, unit: Unit) -> Timing | None:
    """The time that the heading above gives: of days before, or of one day; "Weeks 2 to 6" says too little of each item."""
    for n in range(unit.block - 1, -1, -1):
        block = context.blocks[n]
        if block.kind == "heading":
            found = timings.heading_timing(context.page.content[block.start : block.end])
            close = found is not None and (
                context.decided[unit.block].kind == "before" or found.start == found.end
            )
            return found if close else None
    return None


def _actor(context: _Context, unit: Unit, shape: Form) -> str:
    sheet = context.page
    if sheet.at("g:companion_subject", shape.head, unit.last):
        return "companion"
    if sheet.at("g:clinician", shape.head, unit.last) and shape.kind != "maybe":
        return "clinician"
    heading = next((b for b in reversed(context.blocks[: unit.block]) if b.kind == "heading"), None)
    if context.child or (
        heading and sheet.has("g:carer_heading", *sheet.tokens.range(heading.start, heading.end))
    ):
        return "companion"
    return "patient"


def _sections(context: _Context, length: int) -> list[Section]:
    """Runs of blocks of one kind, split at headings, from the first to the last character."""
    runs: list[Section] = []
    for block, decided in zip(context.blocks, context.decided, strict=True):
        heading = context.page.content[block.start : block.end] if block.kind == "heading" else None
        if runs and runs[-1].kind == decided.kind and heading is None:
            continue
        if runs and runs[-1].heading and runs[-1].kind == decided.kind and runs[-1].start == block.start:
            continue
        runs.append(
            Section(decided.kind, block.start, block.end, heading, decided.confidence, decided.evidence)
        )
    starts = [0, *(r.start for r in runs[1:]), length]
    return [replace(r, start=starts[n], end=starts[n + 1]) for n, r in enumerate(runs)]
