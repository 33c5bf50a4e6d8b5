"""Text -> Reading: the steps in order, and what passes from one to the next."""

from __future__ import annotations

from dataclasses import replace

from careplan import knowledge as _knowledge
from careplan.documents.text import Text
from careplan.knowledge import Knowledge
from careplan.reading import headings, layout, learnt, procedure, quantities, report, review, sections
from careplan.reading.context import Context
from careplan.reading.language import common_words, detect, language
from careplan.reading.model import Document, Reading, Section
from careplan.reading.page import Page, page
from careplan.reading.statements import statements as read_statements
from careplan.reading.tokens import tokenize


def read(text: Text, *, knowledge: Knowledge | None = None) -> Reading:
    """The reading of `text`. Deterministic: the same text and mappings give the same reading.

    Raises UnknownLanguage when no lexicon knows the language.
    """
    known = knowledge or _knowledge.default()
    tokens = tokenize(text.content)
    code = text.language if text.language and text.language in common_words(known) else detect(text, tokens, known)
    sheet = page(text.content, language(code, known), tokens)
    blocks = headings.find(sheet, layout.blocks(text, open_ends=sheet.sets.open_ends))
    decided = sections.decide(sheet, blocks)
    named = procedure.find(sheet, blocks)
    context = Context(
        sheet,
        blocks,
        decided,
        procedure.names(sheet, named),
        _is_for_parents(sheet),
        quantities.units(code, known),
        review.rules(code, known),
        learnt.learnt(code, known),
        known,
    )
    statements = review.withdrawn(read_statements(context), text.marks, context.review)
    return Reading(
        document=Document(text.media_type, code, text.sha256, len(text.content), text.title, named),
        sections=review.sections(_sections(context, len(text.content)), context.review),
        statements=tuple(statements),
        findings=report.findings(statements, code, known),
    )


def _is_for_parents(sheet: Page) -> bool:
    return len(sheet.hits("g:child", 0, len(sheet))) >= 2


def _sections(context: Context, length: int) -> list[Section]:
    """Runs of blocks of one kind, split at headings, from the first to the last character."""
    runs: list[Section] = []
    for block, decided in zip(context.blocks, context.decided, strict=True):
        heading = context.page.content[block.start : block.end] if block.kind == "heading" else None
        if runs and runs[-1].kind == decided.kind and heading is None:
            continue
        if runs and runs[-1].heading and runs[-1].kind == decided.kind and runs[-1].start == block.start:
            continue
        runs.append(Section(decided.kind, block.start, block.end, heading, decided.confidence, decided.evidence))
    starts = [0, *(r.start for r in runs[1:]), length]
    return [replace(r, start=starts[n], end=starts[n + 1]) for n, r in enumerate(runs)]
