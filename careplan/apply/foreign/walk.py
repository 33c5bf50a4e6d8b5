"""The tree of actions, flattened to what is to be done, each with all that it hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from careplan.apply.foreign.conditions import verdict
from careplan.apply.foreign.issues import Issues
from careplan.apply.foreign.model import PLAN, Foreign
from careplan.apply.foreign.support import ACTION, OPENING, refuse, tell
from careplan.errors import ResourceError

Json = dict[str, Any]

_DEEPEST = 8
_TYPES: Final = frozenset({"update", "remove", "fire-event"})
"""Codes of action.type (http://hl7.org/fhir/R4/valueset-action-type.html) that are not "create"."""
_CHOICES: Final = {
    "any": "choose any of",
    "exactly-one": "choose exactly one of",
    "at-most-one": "choose at most one of",
    "one-or-more": "choose one or more of",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `at` is its FHIRPath, `number` its place ("2.0"), `open` what a person has to decide first."""

    action: Json
    at: str
    number: str
    definition: Json | None
    open: tuple[str, ...]
    above: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is to be done, in the author's words."""
        return _said(self.action) or _said(self.definition or {}) or self.action.get("id") or self.at

    @property
    def participants(self) -> list[Json]:
        """Who takes part: as the action tells, else as its definition does."""
        found: list[Json] = self.action.get("participant") or (self.definition or {}).get("participant") or []
        return found


def _said(holder: Json) -> str:
    """Title, description and text equivalent, each once, a line each."""
    given = (str(holder.get(name, "")) for name in ("title", "description", "textEquivalent"))
    return "\n".join(dict.fromkeys(text for text in given if text.strip()))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: the PlanDefinition that the actions stand in, and what they inherit."""

    plan: Json
    at: str
    number: str = ""
    open: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk through a plan. `anchors` are the FHIRPaths of actions that only name an event."""

    foreign: Foreign
    patient: Json | None
    issues: Issues
    anchors: frozenset[str]

    def steps(self) -> Iterator[Step]:
        """What is to be done, in the order of the plan."""
        plan = self.foreign.plan
        yield from self._all(plan, _Place(plan, PLAN, plans=(plan.get("url", PLAN),)))

    def _all(self, holder: Json, place: _Place) -> Iterator[Step]:
        for n, action in enumerate(holder.get("action", ())):
            number = f"{place.number}.{n}".lstrip(".")
            yield from self._one(action, replace(place, at=f"{place.at}.action[{n}]", number=number))

    def _one(self, action: Json, place: _Place) -> Iterator[Step]:
        found = verdict(action, place.at, patient=self.patient, issues=self.issues)
        if not found.applies:
            return
        own = self._untaken(action, place)
        place = replace(place, open=(*place.open, *found.open))
        definition = self._definition(action, place)
        if definition is not None and definition["resourceType"] == PLAN:
            yield from self._nested(action, definition, place)
        elif place.at not in self.anchors and (definition or "action" not in action):
            yield Step(action, place.at, place.number, definition, (*place.open, *own), place.above)
        yield from self._all(action, self._below(action, place))

    def _untaken(self, action: Json, place: _Place) -> tuple[str, ...]:
        """Tells what has no effect here; gives what a person has to see to because of it."""
        tell(action, ACTION, place.at, self.issues)
        if action.get("cardinalityBehavior") == "multiple":
            told = "the action is made once; a person repeats it where it is needed"
            self.issues.unsupported(f"{place.at}.cardinalityBehavior", told)
        kinds = {c.get("code") for c in action.get("type", {}).get("coding", ())} & _TYPES
        own = tuple(ACTION[name] for name in OPENING if name in action)
        if not kinds:
            return own
        told = f"only making something is supported: a person must {' or '.join(sorted(kinds))} it"
        self.issues.unsupported(f"{place.at}.type", told)
        return (*own, told)

    def _below(self, action: Json, place: _Place) -> _Place:
        """What the actions below inherit: the title, and that a person has to choose."""
        title = action.get("title") or action.get("description")
        above = (*place.above, title) if title else place.above
        rule = _CHOICES.get(action.get("selectionBehavior", ""))
        if rule is None:
            return replace(place, above=above)
        told = f"{rule} “{title or place.number}”"
        self.issues.unsupported(f"{place.at}.selectionBehavior", f"all are kept, a person must choose: {told}")
        return replace(place, above=above, open=(*place.open, told))

    def _definition(self, action: Json, place: _Place) -> Json | None:
        canonical = action.get("definitionCanonical")
        if canonical is None:
            return None
        found = self.foreign.named(canonical, place.plan)
        where = f"{place.at}.definitionCanonical"
        if found is None:
            self.issues.add("error", "not-found", "the definition was not given: the action is told in words", where)
        else:
            refuse(found, f"{where}.resolve()")
        return found

    def _nested(self, action: Json, plan: Json, place: _Place) -> Iterator[Step]:
        """The actions of another plan, as if they stood below the action."""
        name = plan.get("url") or f"#{plan.get('id')}"
        if name in place.plans or len(place.plans) >= _DEEPEST:
            raise ResourceError("plans that name each other in a ring", expression=f"{place.at}.definitionCanonical")
        inside = self._below({**action, "title": action.get("title") or plan.get("title")}, place)
        at = f"{place.at}.definitionCanonical.resolve()"
        yield from self._all(plan, replace(inside, plan=plan, at=at, plans=(*place.plans, name)))
