"""R4 rules that no class of `fhir.resources` checks: invariants, ids, narratives, and what only R4B has.

Each rule takes a resource and yields its faults; RULES is the registry, by resource type ("*" for all).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from careplan.fhir.extensions import Json, find
from careplan.fhir.statement import actions, items
from careplan.fhir.systems import SDC_INITIAL_EXPRESSION


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: `path` is a FHIRPath."""

    path: str
    message: str


Rule = Callable[[Json], Iterator[Fault]]


def words(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,254}")
_R4B_ONLY = frozenset({"valueCodeableReference", "valueRatioRange", "subjectCanonical"})
_XHTML = "http://www.w3.org/1999/xhtml"
# http://hl7.org/fhir/R4/narrative.html#xhtml: "only the basic HTML formatting elements"
_ALLOWED = words(
    """a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6
    hr i img li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var"""
)


def faults(resource: Json) -> Iterator[Fault]:
    """What is wrong with a resource, with those that it contains, and with the entries of a Bundle."""
    kind = str(resource["resourceType"])
    for rule in (*RULES["*"], *RULES.get(kind, ())):
        yield from (Fault(f.path.replace("$this", kind), f.message) for f in rule(resource))
    for path, inner in _inner(resource):
        for f in faults(inner):
            yield Fault(f"{kind}.{path}{f.path.removeprefix(str(inner['resourceType']))}", f.message)


def _inner(resource: Json) -> Iterator[tuple[str, Json]]:
    for n, contained in enumerate(resource.get("contained", ())):
        yield f"contained[{n}]", contained
    if resource["resourceType"] == "Bundle":
        for n, entry in enumerate(resource.get("entry", ())):
            if "resource" in entry:
                yield f"entry[{n}].resource", entry["resource"]


def _identity(resource: Json) -> Iterator[Fault]:
    if "id" in resource and not _ID.fullmatch(resource["id"]):
        yield Fault("$this.id", "an id is 1 to 64 letters, digits, '-' and '.'")


def _values(resource: Json) -> Iterator[Fault]:
    """ele-1 (nothing is empty), and elements and types that R4 lacks."""
    waiting: list[tuple[str, Any]] = [("$this", resource)]
    while waiting:
        path, value = waiting.pop()
        if value in ("", [], {}):
            yield Fault(path, "FHIR has no empty value")
        elif isinstance(value, list):
            waiting += [(f"{path}[{n}]", v) for n, v in enumerate(value)]
        elif isinstance(value, dict):
            yield from (Fault(path, f"R4 has no {key}") for key in value.keys() & _R4B_ONLY)
            # http://hl7.org/fhir/R4/json.html#null: null stands in arrays of primitive values alone
            yield from (Fault(f"{path}.{key}", "FHIR has no null value") for key, v in value.items() if v is None)
            waiting += [(f"{path}.{key}", v) for key, v in value.items()]


def _narrative(resource: Json) -> Iterator[Fault]:
    """txt-1 and txt-2: well-formed XHTML of the allowed elements, with content, in the right language."""
    if "text" not in resource:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        div = etree.fromstring(resource["text"]["div"], parser)
    except etree.XMLSyntaxError as error:
        yield Fault("$this.text.div", f"no well-formed XHTML: {error.msg}")
        return
    if div.tag != f"{{{_XHTML}}}div" or div.getroottree().docinfo.doctype:
        yield Fault("$this.text.div", "the root is not an XHTML div")
    names = {etree.QName(e).localname if isinstance(e.tag, str) else "comment" for e in div.iter()}
    if names - _ALLOWED - {"comment"}:
        yield Fault("$this.text.div", f"elements not allowed: {', '.join(sorted(names - _ALLOWED))}")
    if not "".join(div.itertext()).strip() and "img" not in names:
        yield Fault("$this.text.div", "no content")
    if "language" in resource and div.get("lang") != resource["language"]:
        yield Fault("$this.text.div", "its lang is not the language of the resource")


def _computable_name(resource: Json) -> Iterator[Fault]:
    """pld-0, adf-0, que-0."""
    if "name" in resource and not _NAME.fullmatch(resource["name"]):
        yield Fault("$this.name", "a name is a capital, then letters, digits and '_'")


def _care_plan(resource: Json) -> Iterator[Fault]:
    for n, activity in enumerate(resource.get("activity", ())):
        if "detail" in activity and "reference" in activity:
            yield Fault(f"$this.activity[{n}]", "cpl-3: detail and reference exclude each other")


def _request_group(resource: Json) -> Iterator[Fault]:
    for action in actions(resource):
        if ("resource" in action) == ("action" in action):
            yield Fault("$this.action", "rqg-1: an action has either a resource or actions")


def _plan_definition(resource: Json) -> Iterator[Fault]:
    known = Counter(a["id"] for a in actions(resource) if "id" in a)
    yield from (Fault("$this.action", f"two actions have the id {id}") for id, n in known.items() if n > 1)
    for action in actions(resource):
        for related in action.get("relatedAction", ()):
            if related["actionId"] not in known:
                yield Fault("$this.action.relatedAction", f"there is no action {related['actionId']}")


def _questionnaire(resource: Json) -> Iterator[Fault]:
    known = Counter(i["linkId"] for i in items(resource))
    yield from (
        Fault("$this.item", f"que-2: two items have the linkId {id}") for id, n in known.items() if n > 1
    )
    for item in items(resource):
        at = f"$this.descendants().where(linkId='{item['linkId']}')"
        yield from (Fault(at, message) for message in _item(item))
        for when in item.get("enableWhen", ()):
            if when["question"] not in known:
                yield Fault(at, f"enableWhen: there is no item {when['question']}")


def _item(item: Json) -> Iterator[str]:
    kind = item["type"]
    if kind == "group" and not item.get("item"):
        yield "que-1: a group has items"
    if kind == "display" and item.get("item"):
        yield "que-1: a display has no items"
    if kind in ("group", "display") and ("initial" in item or "answerOption" in item):
        yield "que-5, que-8: no answers for a group or display"
    if "answerOption" in item and ("answerValueSet" in item or "initial" in item):
        yield "que-4, que-11: answerOption excludes answerValueSet and initial"
    if "initial" in item and find(item, SDC_INITIAL_EXPRESSION):
        yield "SDC: initialExpression excludes initial"
    if len(item.get("enableWhen", ())) > 1 and "enableBehavior" not in item:
        yield "que-12: several enableWhen need an enableBehavior"


RULES: dict[str, tuple[Rule, ...]] = {
    "*": (_identity, _values, _narrative, _computable_name),
    "CarePlan": (_care_plan,),
    "RequestGroup": (_request_group,),
    "PlanDefinition": (_plan_definition,),
    "Questionnaire": (_questionnaire,),
}
