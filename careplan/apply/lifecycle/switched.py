"""A Task or an activity, switched on or off by what is known now; what somebody else did to it stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careplan.apply.lifecycle.moved import text
from careplan.apply.lifecycle.states import is_fixed, is_fixed_detail
from careplan.apply.lifecycle.threeway import put
from careplan.apply.tasks import URGENT
from careplan.apply.words import Words
from careplan.fhir.bundle import resolved
from careplan.fhir.extensions import find_all
from careplan.fhir.systems import EXT_EVIDENCE

Json = dict[str, Any]


def switched_task(theirs: Json, made: Json, base: Json, words: Words, stands: Mapping[str, str]) -> Json:
    """The Task that stands (`theirs`), as far as it is ours to change, as we make it now (`made`)."""
    off = theirs["status"] == "cancelled" and ours(theirs, words.applies_not)
    if is_fixed(theirs) and not off:
        return theirs
    found = _evidence(theirs, made, stands)
    if made["status"] == "cancelled":
        found = put({**found, "status": "cancelled"}, "statusReason", made["statusReason"])
    elif off:
        found = put(
            put({**found, "status": made["status"]}, "statusReason", None), "restriction", made.get("restriction")
        )
    if _hangs(theirs, "businessStatus", words) or "businessStatus" not in theirs:
        found = put(found, "businessStatus", made.get("businessStatus"))
    if "priority" in made:
        found = {**found, **({} if found.get("priority", "routine") != "routine" else {"priority": made["priority"]})}
    elif found.get("priority") == URGENT and ours(theirs, words.applies):
        found = put(found, "priority", None)
    return text(found, base, resolved(made, stands))[0] if found != theirs else theirs


def switched_activity(theirs: Json, made: Json, words: Words, stands: Mapping[str, str]) -> Json:
    """The same of a CarePlan.activity with a detail."""
    detail, now = theirs["detail"], made["detail"]
    off = detail["status"] == "cancelled" and ours(theirs, words.applies_not)
    if is_fixed_detail(detail) and not off:
        return theirs
    if not (_hangs(detail, "statusReason", words) or "statusReason" not in detail):
        return theirs  # a person says why it is as it is
    found = {**detail, "status": now["status"]} if off or now["status"] == "cancelled" else detail
    if off and now["status"] != "cancelled":
        timed = {k: v for k, v in now.items() if k.startswith("scheduled")}
        found = {**{k: v for k, v in found.items() if not k.startswith("scheduled")}, **timed}
    return {**_evidence(theirs, made, stands), "detail": put(found, "statusReason", now.get("statusReason"))}


def ours(item: Mapping[str, Any], head: str) -> bool:
    """Whether a Task or activity says, in our words that begin with `head`, whether it applies."""
    holder = item.get("detail", item)
    told = (holder.get(name, {}).get("text", "") for name in ("businessStatus", "statusReason"))
    return any(str(text).startswith(head) for text in told)


def _hangs(holder: Mapping[str, Any], name: str, words: Words) -> bool:
    said = str(holder.get(name, {}).get("text", ""))
    return said.startswith((words.applies_if, words.applies, words.applies_not))


def _evidence(theirs: Json, made: Json, stands: Mapping[str, str]) -> Json:
    """The item with what shows it now, in place of what did."""
    others = [e for e in theirs.get("extension", ()) if e.get("url") != EXT_EVIDENCE]
    shown = [resolved(e, stands) for e in find_all(made, EXT_EVIDENCE)]
    return put(theirs, "extension", [*others, *shown])
