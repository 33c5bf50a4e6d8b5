"""The review of a plan that takes another one's place: what is kept, changed, new, gone, and what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from careplan.apply.context import Context
from careplan.apply.lifecycle.diff import KINDS, Difference
from careplan.apply.lifecycle.words import Phrases
from careplan.apply.review import Doubt, review_task
from careplan.fhir.extensions import part, parts, record
from careplan.fhir.statement import fhir_string
from careplan.fhir.systems import EXT_DIFFERENCE

Json = dict[str, Any]


def review_of(
    context: Context, differences: Sequence[Difference], *, done: Mapping[str, Json], words: Phrases
) -> Json:
    """The review Task; `done` are the old plan's Tasks that are done or begun, by the statement of the old sheet."""
    told = [d for d in differences if d.kind != "kept"]
    before = [d.before for d in told if d.before and d.before.id in done]
    kept = [d for d in differences if d.kind == "kept" and d.before and d.before.id in done]
    more = [
        Doubt(words.changed, _summary(differences, words)),
        *(Doubt(words.changed, _said(d, words)) for d in told),
        *(Doubt(words.changed, f"{words.done_before} “{s.text}”") for s in before),
        *(Doubt(words.changed, words.carried, (d.after,)) for d in kept if d.after),
    ]
    made = review_task(context, more)
    inputs = list(made["input"])
    for n, difference in enumerate(told, start=1):  # the first one is the summary
        inputs[n] = {"extension": [extension(difference)], **inputs[n]}
    return {**made, "input": inputs}


def extension(difference: Difference) -> Json:
    """A difference as data, on the input that tells of it."""
    made = record(
        EXT_DIFFERENCE,
        part("kind", difference.kind, "Code"),
        part("before", fhir_string(difference.before.text) if difference.before else None, "String"),
        part("after", fhir_string(difference.after.text) if difference.after else None, "String"),
        *parts("field", difference.fields, "Code"),
    )
    return made or {}


def _summary(differences: Iterable[Difference], words: Phrases) -> str:
    count = Counter(d.kind for d in differences)
    return words.summary.format(**{kind: count[kind] for kind in KINDS})


def _said(difference: Difference, words: Phrases) -> str:
    head = {
        "changed": words.changed_statement.format(fields=", ".join(difference.fields)),
        "added": words.added_statement,
        "gone": words.gone_statement,
    }[difference.kind]
    texts = [s.text for s in (difference.before, difference.after) if s is not None]
    return "\n".join([head, *(f"“{text}”" for text in dict.fromkeys(texts))])
