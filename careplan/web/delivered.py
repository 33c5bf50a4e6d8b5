"""What became of a transaction on the EHR -> the transaction-response (http://hl7.org/fhir/R4/http.html#trules)."""

from __future__ import annotations

from typing import Any

from careplan.ehr import Delivery, Entry

Json = dict[str, Any]


def delivered(bundle: Json, delivery: Delivery) -> Json:
    """The answer: for each entry of `bundle`, in its order, its status, place and version on the EHR."""
    made, found = list(delivery.created), list(delivery.existing)
    entries = [_next(asked["resource"]["resourceType"], made, found) for asked in bundle["entry"]]
    return {"resourceType": "Bundle", "type": "transaction-response", "entry": [_answer(e) for e in entries]}


def _next(type: str, made: list[Entry], found: list[Entry]) -> Entry:
    """The next entry of either list that is of this type; both lists are in the bundle's order."""
    first = made if made and made[0].type == type else found
    return first.pop(0)


def _answer(entry: Entry) -> Json:
    version = f"/_history/{entry.version}" if entry.version else ""
    etag = {"etag": f'W/"{entry.version}"'} if entry.version else {}
    return {"response": {"status": entry.status, "location": f"{entry.reference}{version}", **etag}}
