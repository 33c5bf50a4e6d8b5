"""Whether what a statement hangs on holds, as far as the chart and the answers show it.

Conservative: it holds only by positive evidence, and fails only by a "no" in a response that is completed. What the
chart does not show stays open, and so does what the chart and the answers tell differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from careplan.errors import ExpressionError
from careplan.fhir.extensions import find, find_all
from careplan.fhir.statement import actions
from careplan.fhir.systems import EXT_APPLICABILITY, EXT_EVIDENCE
from careplan.populate import Chart, reference_to, said
from careplan.populate.fhirpath import Found, traced
from careplan.populate.variables import Environment, environment

Json = dict[str, Any]
State = Literal["holds", "fails", "conflict", "open"]

FINISHED = ("completed", "amended")
"""Status of a QuestionnaireResponse whose "no" is one."""
_VOID = ("entered-in-error", "stopped")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a condition; `holds` and `fails` are References to what shows it, each with its words."""

    state: State = "open"
    holds: tuple[Json, ...] = ()
    fails: tuple[Json, ...] = ()

    def beside(self, before: Verdict) -> Verdict:
        """The same, with what the chart showed before: that is not undone, but a "no" beside it is a conflict."""
        if not before.holds:
            return self
        shown = _each((before.holds, self.holds))
        state = self.state
        if state == "fails":
            state = "conflict"
        elif state == "open" and before.state == "holds":
            state = "holds"
        return Verdict(state, shown, self.fails)

    @property
    def evidence(self) -> list[Json]:
        """All that shows something, as extensions."""
        return [{"url": EXT_EVIDENCE, "valueReference": shown} for shown in (*self.holds, *self.fails)]

    @property
    def words(self) -> str:
        """What shows it, in words."""
        return "; ".join(dict.fromkeys(str(s["display"]) for s in (*self.holds, *self.fails) if s.get("display")))


@dataclass(frozen=True, slots=True)
class Answered:
    """A QuestionnaireResponse, and the Reference that leads to it."""

    response: Mapping[str, Any]
    reference: Mapping[str, Any]


def verdicts(
    plan: Mapping[str, Any], chart: Chart, answered: Answered | None, *, subject: str
) -> tuple[dict[str, Verdict], tuple[Json, ...]]:
    """The Verdict of each action that says how its condition is shown, and OperationOutcome issues."""
    shown = {a["id"]: e for a in actions(plan) for c in a.get("condition", ()) if (e := find(c, EXT_APPLICABILITY))}
    if not shown:
        return {}, ()
    known = environment(plan, chart, subject=subject)
    valid = answered if answered and answered.response.get("status") not in _VOID else None
    known.values["response"] = valid.response if valid else {"resourceType": "QuestionnaireResponse"}
    return {id: _verdict(extension, known, valid) for id, extension in shown.items()}, tuple(known.issues)


def combined(found: Iterable[Verdict]) -> Verdict | None:
    """The verdict on conditions that must all hold; None for no condition."""
    listed = list(found)
    if not listed:
        return None
    states = {verdict.state for verdict in listed}
    state: State = "open"
    if "fails" in states:
        state = "fails"
    elif "conflict" in states:
        state = "conflict"
    elif states == {"holds"}:
        state = "holds"
    decisive = [v for v in listed if v.state == state] if state == "fails" else listed
    return Verdict(state, _each(v.holds for v in decisive), _each(v.fails for v in decisive))


def _verdict(extension: Json, known: Environment, answered: Answered | None) -> Verdict:
    finished = answered is not None and answered.response.get("status") in FINISHED
    holds = _evidence(extension, "holds", known, answered)
    fails = _evidence(extension, "fails", known, answered) if finished else ()
    if holds and fails:
        return Verdict("conflict", holds, fails)
    return Verdict("holds" if holds else "fails" if fails else "open", holds, fails)


def _evidence(extension: Json, name: str, known: Environment, answered: Answered | None) -> tuple[Json, ...]:
    """What the expression `name` gives: entries of the chart, or items of the response."""
    expression = (find(extension, name) or {}).get("valueExpression", {}).get("expression")
    if not isinstance(expression, str):
        return ()
    try:
        made = traced(expression, known.values)
    except ExpressionError as error:
        known.tell(f"A condition could not be resolved: {error}.")
        return ()
    for broken in made.broken:
        which = reference_to(broken).get("reference", broken["resourceType"])
        known.tell(f"An entry of the chart is broken and was left out: {which}.", code="invalid")
    return _each(_references(one, answered) for one in made.found)


def _references(one: Found, answered: Answered | None) -> list[Json]:
    """To the entry of the chart; or to the response, unless the answer itself came from the chart."""
    if "resourceType" in one.value:
        return [reference_to(one.value)]
    given = one.value.get("answer", ())
    charted = [e["valueReference"] for answer in given for e in find_all(answer, EXT_EVIDENCE)]
    if charted or answered is None:
        return charted
    words = ", ".join(filter(None, map(said, given)))
    return [{**answered.reference, "display": f"{one.value.get('text', one.value['linkId'])} {words}"}]


def _each(found: Iterable[Iterable[Json]]) -> tuple[Json, ...]:
    """All References, each once."""
    made: list[Json] = []
    for references in found:
        made += [r for r in references if r not in made]
    return tuple(made)
