"""Merge: a second sheet for the same procedure (prep from one publisher, aftercare from another), one plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from careplan import knowledge as loader
from careplan.apply.context import CARE_PLAN
from careplan.apply.lifecycle.absorb import Absorbed, absorbable
from careplan.apply.lifecycle.existing import ExistingPlan
from careplan.apply.lifecycle.layer import REVIEW, Layer, stands
from careplan.apply.lifecycle.moved import text
from careplan.apply.lifecycle.record import aware, recorded, why
from careplan.apply.lifecycle.reopened import reopened
from careplan.apply.lifecycle.states import living
from careplan.apply.lifecycle.stood import Stood
from careplan.apply.lifecycle.threeway import Verdict, put, verdict
from careplan.apply.lifecycle.whole import Whole
from careplan.apply.review import Doubt
from careplan.definitions import Definitions
from careplan.errors import PlanStateError
from careplan.fhir.bundle import resolved, transaction
from careplan.fhir.changes import Changes, changes
from careplan.fhir.systems import EXT_ALSO_TOLD
from careplan.knowledge import Knowledge

Json = dict[str, Any]

_ADDED = ("identifier", "instantiatesCanonical", "supportingInfo")


def merge(
    plan: ExistingPlan,
    sheet: Definitions,
    *,
    now: datetime,
    other: ExistingPlan | None = None,
    reason: str | None = None,
    by: str | None = None,
    knowledge: Knowledge | None = None,
) -> Changes:
    """The Changes that take another sheet for the same procedure into `plan`; none when it is in it already.

    What both sheets tell is one item with both sheets' words; what they tell differently stays twice and is an
    input of the review. An active plan is on hold until it is reviewed. `other` is the plan that the sheet has
    of its own for the procedure, if one stands: it goes into this one. PlanStateError when a plan is over, or when
    this one holds another version of the same sheet (that is for `replace`).
    """
    if _hash(sheet) in map(_hash, plan.sheets):
        return Changes()
    living(plan.care_plan)
    if sheet.plan_definition["url"] in [c.partition("|")[0] for c in plan.care_plan["instantiatesCanonical"]]:
        raise PlanStateError("the plan holds another version of this sheet: revise it", expression="sheet")
    known = knowledge or loader.default()
    old = Stood.of(plan, now=aware(now), at=plan.procedure, knowledge=known)
    added = Layer(plan.context(sheet, now=now, knowledge=known))
    new = Whole((*old.whole.layers, added), old.words)
    told = old.words.merged.format(title=sheet.plan_definition.get("title") or added.context.words.untitled)
    absorbed = None
    if other is not None:
        stood = Stood.of(absorbable(other), now=now, at=other.procedure, knowledge=known)
        absorbed = Absorbed(other, stood, new, plan.place)
    found = _changes(old, new, sheet, absorbed=absorbed, because=told)
    names = [] if other else [added.context.key]
    return recorded(found, plan, what="merge", now=now, reason=why(reason) or told, by=by, names=names)


def _changes(old: Stood, new: Whole, sheet: Definitions, *, absorbed: Absorbed | None, because: str) -> Changes:
    plan, last = old.plan, len(new.layers) - 1
    other = absorbed.other.stands if absorbed else {}
    known = {**other, **plan.stands, **_places(old, new)}
    tasks = _tasks(old, new, known, absorbed)
    done = absorbed.done() if absorbed else ()
    told = {0: [Doubt(new.words.changed, f"{new.words.done_twice} “{t['description']}”") for t in done]}
    review = reopened(plan, new, told, because=because)
    review = {**resolved(review, known), "identifier": _all(review, new, absorbed)}
    tasks |= {review["id"]: review} if "id" in review else {}
    care_plan = _care_plan(old, new, known, absorbed)
    creates = [
        *(entry["resource"] for entry in transaction(sheet.resources())["entry"]),
        *(resolved(made, known) for made in _new_tasks(new, last, absorbed)),
        *([] if "id" in review else [review]),
    ]
    before, after = [plan.care_plan, *plan.tasks], [care_plan, *tasks.values()]
    if absorbed is not None:
        before += [absorbed.other.care_plan, *absorbed.other.tasks]
        after += [absorbed.care_plan(), *absorbed.tasks()]
    return changes(before, after, creates)


def _tasks(old: Stood, new: Whole, known: Mapping[str, str], absorbed: Absorbed | None) -> dict[str, Json]:
    """The plan's Tasks by id, those that the other sheet tells too with its words and identifiers."""
    tasks = {t["id"]: t for t in old.plan.tasks}
    last = len(new.layers) - 1
    for (n, what), made in new.tasks.items():
        theirs = old.task(n, what) if n != last else None
        if theirs is not None:
            more = [i for told in new.whats((n, what), last) for i in absorbed.identifiers(told)] if absorbed else []
            tasks[theirs["id"]] = _joined(_with_other(theirs, resolved(made, known)), "identifier", more)
    return tasks


def _new_tasks(new: Whole, last: int, absorbed: Absorbed | None) -> Iterator[Json]:
    """The Tasks of the other sheet that do not stand yet."""
    for (n, what), made in new.tasks.items():
        if n == last and not (absorbed and absorbed.has(what)):
            yield made


def _places(old: Stood, new: Whole) -> Mapping[str, str]:
    """Where the items stand that what is new refers to: those that it folded into, and the CarePlan."""
    known = stands([old.plan.care_plan, *old.plan.tasks])
    return {url: known[into] for url, into in new.aliases.items() if into in known}


def _with_other(theirs: Json, made: Json) -> Json:
    """A Task that the other sheet tells too, with its identifier and its words."""
    also = [e for e in made.get("extension", ()) if e["url"] == EXT_ALSO_TOLD]
    if not also:
        return theirs
    return _joined(_joined(theirs, "identifier", made["identifier"]), "extension", also)


def _joined(holder: Json, name: str, wanted: list[Any]) -> Json:
    """`holder` with what of `wanted` it lacks at the end of a list."""
    given = holder.get(name, [])
    return put(holder, name, [*given, *(one for one in wanted if one not in given)])


def _all(review: Json, new: Whole, absorbed: Absorbed | None) -> list[Json]:
    """The identifiers of the review: those that it has, and those of the other sheet's."""
    given: list[Json] = review["identifier"]
    wanted = [i for context in new.contexts for i in context.identifier(REVIEW)]
    wanted += absorbed.identifiers(REVIEW) if absorbed else []
    wanted = list({i["value"]: i for i in wanted}.values())
    return [*given, *(i for i in wanted if i not in given)]


def _care_plan(old: Stood, new: Whole, known: Mapping[str, str], absorbed: Absorbed | None) -> Json:
    """The CarePlan with the other sheet's definitions, activities and words; on hold if it was active."""
    base, made = old.whole.care_plan, resolved(new.care_plan, known)
    theirs, _ = text(old.plan.care_plan, base, made)
    added = resolved(new.layers[-1].care_plan, known)
    for name in _ADDED:
        theirs = _joined(theirs, name, added[name])
    for name in ("title", "period"):
        if verdict(base.get(name), theirs.get(name), made[name]) is Verdict.TAKE:
            theirs = put(theirs, name, made[name])
    if theirs["status"] == "active":
        theirs = {**theirs, "status": "on-hold"}
    activity = [_activity(a, old, new, known) for a in theirs.get("activity", ())]
    coming = _added(old, new, known)
    if absorbed is not None:
        coming = [*map(absorbed.activity, coming), *absorbed.others()]
        theirs = _joined(theirs, "identifier", absorbed.identifiers(CARE_PLAN))
        theirs = _joined(theirs, "replaces", [{"reference": absorbed.other.place}])
    return put(theirs, "activity", [*activity, *coming])


def _activity(activity: Json, old: Stood, new: Whole, known: Mapping[str, str]) -> Json:
    item = old.item(activity)
    made = new.details.get(item) if item else None
    also = [e for e in (made or {}).get("extension", ()) if e["url"] == EXT_ALSO_TOLD]
    return _joined(activity, "extension", resolved(also, known)) if also else activity


def _added(old: Stood, new: Whole, known: Mapping[str, str]) -> list[Json]:
    """The activities that come from the other sheet, in its order."""
    before = len(old.whole.care_plan.get("activity", ()))
    return [resolved(a, known) for a in new.care_plan.get("activity", ())[before:]]


def _hash(sheet: Definitions) -> str:
    return sheet.reading().document.sha256
