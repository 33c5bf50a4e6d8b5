"""The patient layer of a plan of one sheet or several, as we make it: one CarePlan, nothing told twice.

Of several sheets the first leads. What a later sheet tells of the same act (`same.same_act`) folds into the
item of the earlier one, which then bears both identifiers and the other sheet's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from careplan.apply.context import CARE_PLAN, Context
from careplan.apply.lifecycle.layer import Layer, begins
from careplan.apply.lifecycle.same import contradict, same_act, told_acts
from careplan.apply.lifecycle.words import Phrases
from careplan.fhir.bundle import resolved
from careplan.fhir.extensions import part, record
from careplan.fhir.narrative import heading, narrative
from careplan.fhir.statement import fhir_string
from careplan.fhir.systems import EXT_ALSO_TOLD
from careplan.reading.model import Statement

Json = dict[str, Any]
Item = tuple[int, str]
"""Which sheet, and what of it: a statement's id, or what an identifier ends with."""

_DIV = re.compile(r"<div[^>]*>(.*)</div>", re.DOTALL)


@dataclass(frozen=True)
class Whole:
    """The plan of `layers`, in the order of its sheets."""

    layers: tuple[Layer, ...]
    words: Phrases

    @cached_property
    def folds(self) -> Mapping[Item, Item]:
        """From the statement of a later sheet to that of an earlier one which tells the same act."""
        found: dict[Item, Item] = {}
        for n, later in enumerate(self.contexts):
            for t in told_acts(later):
                earlier = next((x for x in self._before(n) if self._same(x, (n, t))), None)
                if earlier is not None:
                    found[n, t.id] = (earlier[0], earlier[1].id)
        return found

    def _same(self, one: tuple[int, Statement], other: tuple[int, Statement]) -> bool:
        (m, s), (n, t) = one, other
        return same_act((self.contexts[m], s), (self.contexts[n], t), self.words.same)

    @cached_property
    def contradictions(self) -> Sequence[tuple[tuple[int, Statement], tuple[int, Statement]]]:
        """Pairs of statements of two sheets that cannot both be followed, or give two times for one thing."""
        return [
            ((m, s), (n, t))
            for n, later in enumerate(self.contexts)
            for t in told_acts(later)
            for m, s in self._before(n)
            if (n, t.id) not in self.folds and contradict((self.contexts[m], s), (later, t), self.words.same)
        ]

    @property
    def contexts(self) -> tuple[Context, ...]:
        """What the builders were given."""
        return tuple(layer.context for layer in self.layers)

    @cached_property
    def tasks(self) -> Mapping[Item, Json]:
        """All Tasks but the review, each once."""
        return {
            (n, what): resolved(self._with_others((n, what), task), self.aliases)
            for n, layer in enumerate(self.layers)
            for what, task in layer.tasks.items()
            if self._kept((n, what)) == (n, what)
        }

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """From the `fullUrl` of what folded into another item to that item's."""
        found = {self.layers[n].url(CARE_PLAN): self.layers[0].url(CARE_PLAN) for n in range(1, len(self.layers))}
        for n, layer in enumerate(self.layers):
            for what in layer.tasks:
                m, kept = self._kept((n, what))
                found |= {layer.url(what): self.layers[m].url(kept)} if (m, kept) != (n, what) else {}
        return found

    @cached_property
    def details(self) -> Mapping[Item, Json]:
        """The activities with a detail, whole, by the statement that they begin with."""
        return {
            (n, begins(a)): self._with_others((n, begins(a)), a)
            for n, layer in enumerate(self.layers)
            for a in layer.care_plan.get("activity", ())
            if "detail" in a and (n, begins(a)) not in self.folds
        }

    @cached_property
    def care_plan(self) -> Json:
        """The CarePlan of all sheets."""
        first, *others = (layer.care_plan for layer in self.layers)
        if not others:
            return first
        all = (first, *others)
        made = {
            **first,
            "identifier": [i for one in all for i in one["identifier"]],
            "instantiatesCanonical": [c for one in all for c in one["instantiatesCanonical"]],
            "supportingInfo": [s for one in all for s in one["supportingInfo"]],
            "title": " + ".join([first["title"], *(_title(layer) for layer in self.layers[1:])]),
            "period": _period([one["period"] for one in all]),
            "activity": list(self._activities()),
            "text": self._text(),
        }
        return {name: held for name, held in made.items() if held}

    def _activities(self) -> Iterator[Json]:
        for n, layer in enumerate(self.layers):
            for activity in layer.care_plan.get("activity", ()):
                if "detail" in activity:
                    yield from [self.details[n, begins(activity)]] if (n, begins(activity)) in self.details else []
                elif activity["reference"]["reference"] not in self.aliases:
                    yield activity

    def _text(self) -> Json:
        language = self.contexts[0].reading.document.language
        told = (heading(_title(layer)) + inner(layer.care_plan["text"]) for layer in self.layers)
        return narrative("".join(told), language=language)

    def _before(self, n: int) -> list[tuple[int, Statement]]:
        return [(m, s) for m in range(n) for s in told_acts(self.contexts[m])]

    def whats(self, item: Item, n: int) -> list[str]:
        """What of the n-th sheet folded into an item."""
        return [what for what in self.layers[n].tasks if what and self._kept((n, what)) == item != (n, what)]

    def _kept(self, item: Item) -> Item:
        """The item that holds it: itself, or that which it folded into."""
        n, what = item
        id, dash, tail = what.partition("-")
        m, into = self.folds.get((n, id), (n, id))
        kept = f"{into}{dash}{tail}"
        return (m, kept) if kept in self.layers[m].tasks else item

    def _with_others(self, item: Item, holder: Json) -> Json:
        """A Task or an activity with what other sheets tell of the same, and with their identifiers."""
        m, what = item
        id, dash, tail = what.partition("-")
        others = [(n, t) for (n, t), into in self.folds.items() if into == (m, id)]
        if not others or (dash and not any(f"{t}{dash}{tail}" in self.layers[n].tasks for n, t in others)):
            return holder
        also = [told_by(self.contexts[n], self.contexts[n].reading.statement(t)) for n, t in others]
        given = [i for n, t in others for i in self.contexts[n].identifier(f"{t}{dash}{tail}")]
        named = {"identifier": [*holder["identifier"], *given]} if "identifier" in holder else {}
        return {**holder, "extension": [*holder.get("extension", ()), *also], **named}


def told_by(context: Context, statement: Statement) -> Json:
    """The extension with a statement of another sheet than the one that an item cites."""
    made = record(
        EXT_ALSO_TOLD,
        part("sheet", context.source, "Reference"),
        part("id", statement.id, "Id"),
        part("start", statement.start, "UnsignedInt"),
        part("end", statement.end, "UnsignedInt"),
        part("text", fhir_string(statement.text), "String"),
    )
    return made or {}


def inner(text: Json) -> str:
    """The XHTML within the div of a narrative of ours."""
    found = _DIV.fullmatch(text["div"])
    return found[1] if found else ""


def _title(layer: Layer) -> str:
    return str(layer.context.plan_definition.get("title") or layer.context.words.untitled)


def _period(periods: Sequence[Json]) -> Json:
    """From the first start to the last end; a date begins and ends with its day."""
    return {
        "start": min((p["start"] for p in periods), key=lambda t: (t[:10], t[10:])),
        "end": max((p["end"] for p in periods), key=lambda t: (t[:10], t[10:] or "~")),
    }
