"""The review Task: a clinician approves the CarePlan, and is told where to look first.

Nothing reaches a patient before this Task is completed (the CarePlan and the patient's Tasks are drafts).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from careplan.apply.context import Context, Json
from careplan.apply.doubts import time_notes
from careplan.apply.signs import Signs, groups
from careplan.apply.story import review_text
from careplan.apply.tasks import approve, base, owned
from careplan.apply.trace import cited
from careplan.fhir.extensions import find_all
from careplan.fhir.statement import fhir_string
from careplan.fhir.systems import EXT_EVIDENCE
from careplan.populate import said
from careplan.populate.response import given_answers
from careplan.reading.model import Statement


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the reviewer is to look at: `text` says what, of which statements.

    `kind` is of words.DOUBTS, or words for the kind itself.
    """

    kind: str
    text: str
    statements: tuple[Statement, ...] = ()


def review_task(context: Context, more: Sequence[Doubt] = ()) -> Json:
    """The Task to approve the plan; each doubt is an input of it that cites the statements it speaks of.

    `more` are what there is to tell besides, before all else.
    """
    doubts = [*more, *find_doubts(context)]
    return {
        **base(context, "review", text=_text(context, doubts)),
        "status": "requested",
        "intent": "order",
        "code": approve(),
        "description": context.words.review,
        "focus": context.care_plan,
        **owned(context),
        **({"input": [_input(context, doubt) for doubt in doubts]} if doubts else {}),
    }


def find_doubts(context: Context) -> Iterator[Doubt]:
    """What is not certain: of the sheet, of single statements as they were read, of their times."""
    notes = context.words.notes
    if context.at.fixed_offset:
        yield Doubt("time", notes["fixed-offset"])
    known = {s.id: s for s in context.reading.statements}
    for finding in context.reading.findings:
        yield Doubt("sheet", finding.text, tuple(known[i] for i in finding.statements if i in known))
    for group in groups(context):
        if group.lead is None and not _says_what_to_do(context, group):
            yield Doubt("signs", notes["no-lead-in"], group.signs)
    for statement in context.reading.statements:
        yield from (Doubt("reading", reason, (statement,)) for reason in statement.review)
        yield from (Doubt("time", notes[note], (statement,)) for note in time_notes(context, statement))
        verdict = context.verdict(statement)
        if verdict and verdict.state == "conflict":
            yield Doubt("conditions", f"{notes['disagree']} {verdict.words}", (statement,))
    yield from _charted(context, known)


def _charted(context: Context, known: Mapping[str, Statement]) -> Iterator[Doubt]:
    """What was answered from the chart, for the reviewer to confirm, and what of it could not be had."""
    yield from (Doubt("chart", issue["diagnostics"]) for issue in context.known.issues)
    answered = context.known.answered
    for link, _, answer in given_answers(answered.response if answered else {}):
        if link in known and (shown := find_all(answer, EXT_EVIDENCE)):
            sources = dict.fromkeys(e["valueReference"].get("display") for e in shown)
            words = f"{said(answer)}: {', '.join(filter(None, sources))}" if any(sources) else said(answer)
            yield Doubt("chart", words, (known[link],))


def _says_what_to_do(context: Context, group: Signs) -> bool:
    """Whether an instruction to seek care stands in the same section, before or after the signs."""
    kind = group.first.section
    return any(s.topic == "seek-care" and s.section == kind for s in context.reading.statements)


def _input(context: Context, doubt: Doubt) -> Json:
    said = "\n".join(f"“{s.text}”" for s in doubt.statements)
    cites = [cited(s) for s in doubt.statements]
    return {
        **({"extension": cites} if cites else {}),
        "type": {"text": _kind(context, doubt)},
        "valueString": fhir_string(f"{doubt.text}\n{said}" if said else doubt.text),
    }


def _kind(context: Context, doubt: Doubt) -> str:
    return context.words.doubts.get(doubt.kind, doubt.kind)


def _text(context: Context, doubts: list[Doubt]) -> Json:
    """What is to be done, for which procedure, and each doubt with the words that it is about."""
    told = []
    for doubt in doubts:
        said = " ".join(f"“{s.text}”" for s in doubt.statements)
        told.append((_kind(context, doubt), f"{doubt.text} {said}".rstrip()))
    return review_text(context, told)
