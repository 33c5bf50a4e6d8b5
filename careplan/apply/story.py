"""The narratives of the patient layer (http://hl7.org/fhir/R4/narrative.html): what a clinician reads in a resource.

The sheet's words stand verbatim; what is said beside them (when, who, what is open) comes from mappings,
`apply.toml` [narrative], and from the same data as the coded elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from careplan.apply.context import Context, Json
from careplan.apply.doubts import noted
from careplan.apply.signs import described, groups
from careplan.apply.trace import applies_if
from careplan.apply.when import Calendar
from careplan.apply.words import fill
from careplan.fhir.narrative import by_section, heading, items, labelled, narrative, nested, paragraph, text
from careplan.populate import said
from careplan.populate.response import given_answers
from careplan.reading.model import Statement


def task_text(context: Context, statement: Statement, *, decision: bool = False) -> Json:
    """Of one to-do, or of the decision that it waits for: its lead-ins, itself, when, who, what is to check."""
    says = context.words.narrative
    above = "".join(paragraph(s.text) for s in context.above(statement))
    title = paragraph(context.words.decision) if decision else ""
    who = says["clinician"] if decision else says.get(statement.actor or "patient", says["patient"])
    lines = [*_when(context, statement, due=True), (says["who"], who), *_open(context, statement)]
    return _told(context, title + above + paragraph(statement.text) + labelled(lines) + _origin(context))


def form_text(context: Context, asked: Sequence[Statement]) -> Json:
    """Of the Task to fill in the questionnaire: by when, and what it asks."""
    says = context.words.narrative
    due = fill(context.words.when.due, end=_calendar(context).procedure())
    lines = [(says["when"], due), (says["who"], says["patient"])]
    return _told(context, paragraph(context.words.questionnaire) + labelled(lines) + nested(asked) + _origin(context))


def plan_text(context: Context, deciding: Iterable[Statement]) -> Json:
    """Of the CarePlan: the procedure's time; all that the sheet says, by phase, with its times; then once more
    what is forbidden, the warning signs, and what is open. `deciding` are those that wait for somebody to decide.
    """
    statements = context.reading.statements
    body = by_section(context.reading.sections, statements, _titles(context), _notes(context))
    return _told(context, _procedure(context) + body + _again(context, list(deciding)) + _origin(context))


def review_text(context: Context, doubts: Sequence[tuple[str, str]]) -> Json:
    """Of the Task to approve the plan: for which procedure, and where to look first: kind and words of each doubt."""
    body = paragraph(context.words.review) + _procedure(context) + labelled(doubts)
    return _told(context, body + _origin(context))


def answers_text(context: Context, response: Json) -> Json:
    """Of the answers that are made with the plan: each question that has one, in the form's words."""
    given = [(item.get("text", link), said(answer)) for link, item, answer in given_answers(response) if said(answer)]
    body = paragraph(context.words.narrative["answers"]) + labelled(given)
    return narrative(body, language=response.get("language"))


def made_text(context: Context) -> Json:
    """Of the Provenance: by which software, of which sheet."""
    says = context.words.narrative
    version = context.software["version"][0]["value"]
    made = fill(says["made"], software=f"{context.software['deviceName'][0]['name']} {version}")
    return _told(context, paragraph(made) + _origin(context))


def _told(context: Context, body: str) -> Json:
    return narrative(body, language=context.reading.document.language)


def _calendar(context: Context) -> Calendar:
    return Calendar(context.words.when, context.at)


def _procedure(context: Context) -> str:
    named = context.reading.document.procedure
    when = _calendar(context).procedure()
    return labelled([(context.words.narrative["procedure"], f"{named.text}; {when}" if named else when)])


def _origin(context: Context) -> str:
    """Which sheet it comes from, when that has a name."""
    title = context.plan_definition.get("title")
    return labelled([(context.words.narrative["sheet"], title)]) if title else ""


def _titles(context: Context) -> dict[str, str]:
    return {a["id"]: a["title"] for a in context.plan_definition.get("action", ()) if "title" in a}


def _when(context: Context, statement: Statement, *, due: bool = False) -> Iterator[tuple[str, str]]:
    """When, as far as the sheet and the procedure's time tell."""
    told = _calendar(context).window(context.window(statement), due=due)
    if told:
        yield context.words.narrative["when"], told


def _open(context: Context, statement: Statement) -> Iterator[tuple[str, str]]:
    """What it hangs on, and why a clinician should look at it: the doubts of its reading and of its time."""
    if hangs := applies_if(context, statement):
        yield "", hangs
    for reason in noted(context, statement):
        yield context.words.narrative["check"], reason


def _notes(context: Context) -> dict[str, str]:
    """What stands below each statement of the plan, by its id."""
    made = {}
    for s in context.reading.statements:
        if s.id in context.activities:
            due = context.activities[s.id].get("kind") == "Task"
            made[s.id] = labelled([*_when(context, s, due=due), *_open(context, s)], inline=True)
    return {id: note for id, note in made.items() if note}


def _again(context: Context, deciding: list[Statement]) -> str:
    """The lists that a clinician looks for first; none for what there is nothing of."""
    says = context.words.narrative
    forbidden = [s for s in context.reading.statements if s.prohibition and s.id in context.activities]
    signs = (line.strip() for group in groups(context) for line in described(context, group).split("\n"))
    return "".join(
        heading(title) + items(lines)
        for title, lines in (
            (says["forbidden"], [_line(context, s) for s in forbidden]),
            (says["signs"], [text(line) for line in signs]),
            (says["open"], [_line(context, s) for s in deciding]),
        )
        if lines
    )


def _line(context: Context, statement: Statement) -> str:
    """A statement as an item: the lead-ins that it needs to be understood, itself, its time."""
    said = " ".join(s.text for s in (*context.above(statement), statement))
    hangs = applies_if(context, statement)
    return text(said) + labelled([*_when(context, statement), *([("", hangs)] if hangs else [])], inline=True)
