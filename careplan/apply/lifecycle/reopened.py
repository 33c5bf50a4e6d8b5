"""The review of a plan of one sheet or several, and the review open again.

Whoever approved a plan did not approve what it has become since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from careplan.apply.context import Context
from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.apply.lifecycle.layer import REVIEW
from careplan.apply.lifecycle.threeway import put
from careplan.apply.lifecycle.whole import Whole, inner, told_by
from careplan.apply.review import Doubt, review_task
from careplan.fhir.bundle import resolved
from careplan.fhir.extensions import find_all, value
from careplan.fhir.narrative import narrative, paragraph
from careplan.fhir.statement import fhir_string
from careplan.fhir.systems import EXT_STATEMENT

Json = dict[str, Any]
Told = Mapping[int, Sequence[Doubt]]
"""What there is to tell besides the doubts of each sheet, by the sheet."""


def review(whole: Whole, told: Told) -> Json:
    """The review Task of the whole plan; what a later sheet says is cited with that sheet."""
    made = [review_task(context, told.get(n, ())) for n, context in enumerate(whole.contexts)]
    if len(made) == 1:
        return made[0]
    theirs = zip(made[1:], whole.contexts[1:], strict=True)
    disputes = _disputes(whole)
    inputs = [
        *made[0].get("input", ()),
        *disputes,
        *(_attributed(i, context) for one, context in theirs for i in one.get("input", ())),
    ]
    said = "".join(paragraph(f"{i['type']['text']}: {i['valueString']}") for i in disputes)
    body = "".join([inner(made[0]["text"]), said, *(inner(m["text"]) for m in made[1:])])
    text = narrative(body, language=whole.contexts[0].reading.document.language)
    names = [i for one in made for i in one["identifier"]]
    return put({**made[0], "identifier": names, "text": text}, "input", inputs)


def reopened(plan: ExistingPlan, whole: Whole, told: Told, *, because: str) -> Json:
    """The review Task, requested, with its reason and what there is to look at now; a new one if there is none.

    Its owner, its notes and whatever else others added stay, and what it told of changes that nobody approved yet.
    """
    made = resolved(review(whole, told), plan.stands)
    theirs = plan.task(plan.names[0], REVIEW)
    if theirs is None:
        return {**made, "focus": {"reference": plan.place}}
    open = put({**theirs, "status": "requested"}, "statusReason", {"text": because})
    left = _left(theirs, whole)
    said = "".join(paragraph(f"{_label(i)}: {i['valueString']}") for i in left if "valueString" in i)
    text = narrative(inner(made["text"]) + said, language=whole.contexts[0].reading.document.language)
    return put(put(open, "input", [*made.get("input", ()), *left]), "text", text)


def _label(given: Json) -> str:
    return str(given.get("type", {}).get("text", ""))


def _left(theirs: Json, whole: Whole) -> list[Json]:
    """The inputs that stay: those of others, and of changes before this one unless they were approved."""
    words = whole.words
    made_anew = {words.since_move, words.differs, *(k for c in whole.contexts for k in c.words.doubts.values())}
    made_anew |= {words.changed} if theirs["status"] == "completed" else set()
    return [i for i in theirs.get("input", ()) if _label(i) not in made_anew]


def _disputes(whole: Whole) -> list[Json]:
    """An input for each contradiction between two sheets, with both of them in their words."""
    found = []
    for pair in whole.contradictions:
        said = [f"“{s.text}” ({_named(whole.contexts[n])})" for n, s in pair]
        found.append(
            {
                "extension": [told_by(whole.contexts[n], s) for n, s in pair],
                "type": {"text": whole.words.differs},
                "valueString": fhir_string("\n".join([whole.words.contradiction, *said])),
            }
        )
    return found


def _attributed(given: Json, context: Context) -> Json:
    """An input of a later sheet's review: its citations say of which sheet they are."""
    cites = [value(e, "id") for e in find_all(given, EXT_STATEMENT)]
    also = [told_by(context, context.reading.statement(id)) for id in cites]
    return put(given, "extension", also)


def _named(context: Context) -> str:
    return str(context.plan_definition.get("title") or context.words.untitled)
