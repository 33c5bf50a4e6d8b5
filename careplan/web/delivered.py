"""What became of a transaction on the EHR -> the transaction-response (http://hl7.org/fhir/R4/http.html#trules)."""

from __future__ import annotations

from typing import Any

from careplan.ehr import Delivery, Entry

Json = dict[str, Any]


def delivered(delivery: Delivery) -> Json:
    """The answer: for each entry of the bundle, in its order, its status, place and version on the EHR."""
    answers = [_answer(entry) for entry in delivery.entries]
    return {"resourceType": "Bundle", "type": "transaction-response", "entry": answers}


def _answer(entry: Entry) -> Json:
    version = f"/_history/{entry.version}" if entry.version else ""
    etag = {"etag": f'W/"{entry.version}"'} if entry.version else {}
    return {"response": {"status": entry.status, "location": f"{entry.reference}{version}", **etag}}
