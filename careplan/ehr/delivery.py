"""Delivery of a care plan: posted as one transaction, each resource found again before we call it done.

Posting again makes nothing new, also after a crash between request and answer: each entry is a conditional
create by its business identifier, or an update of the one version that it names (`If-Match`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from careplan.ehr.client import Client
from careplan.ehr.retry import conditional, repeatable
from careplan.errors import EhrRejected, ResourceError
from careplan.fhir.versions import FhirVersion, in_version

# "Task/12/_history/1", also as an absolute address (http://hl7.org/fhir/R4/http.html#create)
_LOCATION = re.compile(
    r"(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/([A-Za-z0-9\-.]{1,64}))?/?$"
)

CHANGES_ARE_R4 = "the EHR speaks FHIR R5: a plan is delivered there, but can be changed afterwards on R4 only"


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource on the server: `status` is what its entry was answered with ("201 Created")."""

    type: str
    id: str
    version: str | None
    status: str

    @property
    def reference(self) -> str:
        """The relative reference ("Task/12")."""
        return f"{self.type}/{self.id}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What now stands on the server, an entry for each of the bundle's, in its order."""

    entries: tuple[Entry, ...]

    @property
    def created(self) -> tuple[Entry, ...]:
        """Those that the last try made."""
        return tuple(e for e in self.entries if e.status.startswith("201"))

    @property
    def existing(self) -> tuple[Entry, ...]:
        """Those that were there before it."""
        return tuple(e for e in self.entries if not e.status.startswith("201"))


def deliver(bundle: dict[str, Any], client: Client) -> Delivery:
    """Post the transaction `bundle` and read every resource back.

    The bundle is R4; a server whose CapabilityStatement says that it is R5 gets it as R5, where it can have more
    entries (`careplan.fhir.r5`). ResourceError when the bundle is no transaction that can be posted twice
    without harm; EhrRejected when the server takes no transactions or speaks neither version, refuses this
    bundle, or does not have afterwards what it said it has.
    """
    _check(bundle)
    bundle = in_version(bundle, _able(client, bundle))
    answers = client.transaction(bundle)
    entries = [_entry(asked, answer, client) for asked, answer in zip(bundle["entry"], answers, strict=True)]
    _read_back(bundle, entries, client)
    return Delivery(tuple(entries))


def _check(bundle: dict[str, Any]) -> None:
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") != "transaction":
        raise ResourceError("only a transaction Bundle can be delivered", expression="Bundle.type")
    if not bundle.get("entry"):
        raise ResourceError("the Bundle has no entry", expression="Bundle.entry")
    if not all(entry.get("resource") for entry in bundle["entry"]) or not repeatable(bundle):
        raise ResourceError(
            "every entry must be a conditional create or an update", expression="Bundle.entry"
        )


def _able(client: Client, bundle: dict[str, Any]) -> FhirVersion:
    """The release in which the server takes the bundle."""
    able = client.capabilities()
    if able.release is None:
        told = f"the EHR speaks FHIR {able.fhir_version or '?'}: plans are delivered in R4 (4.0, 4.3) and R5 (5.0)"
        raise EhrRejected(told, http_status=200)
    if able.release != "R4" and conditional(bundle):
        raise EhrRejected(CHANGES_ARE_R4, http_status=200)
    if not able.transaction:
        raise EhrRejected(
            "the EHR's CapabilityStatement offers no transactions, without which a plan could arrive in part",
            http_status=200,
        )
    return able.release


def _entry(asked: dict[str, Any], answer: dict[str, Any], client: Client) -> Entry:
    response = answer.get("response", {})
    status, type = str(response.get("status", "")), asked["resource"]["resourceType"]
    if not status.startswith("2"):
        raise EhrRejected(
            f"the EHR refused a {type} ({status or 'no status'})",
            http_status=200,
            outcome=response.get("outcome"),
        )
    found = _LOCATION.search(str(response.get("location", "")))
    if found is None:
        return _looked_up(asked, status, client)
    if found[1] != type:
        raise EhrRejected(f"the EHR answered with a {found[1]} where a {type} was posted", http_status=200)
    return Entry(type=type, id=found[2], version=found[3] or _etag(response), status=status)


def _etag(response: dict[str, Any]) -> str | None:
    found = re.fullmatch(r'(?:W/)?"([A-Za-z0-9\-.]{1,64})"', str(response.get("etag", "")))
    return found[1] if found else None


def _looked_up(asked: dict[str, Any], status: str, client: Client) -> Entry:
    """Some servers give no location for what was there already: the condition itself finds it."""
    resource, request = asked["resource"], asked["request"]
    query = request.get("ifNoneExist") or request["url"].partition("?")[2]
    matches = client.search(resource["resourceType"], dict(parse_qsl(query))) if query else ()
    if len(matches) != 1:
        raise EhrRejected(
            f"the EHR gave no location for a {resource['resourceType']} and has {len(matches)} of it",
            http_status=200,
        )
    version = matches[0].get("meta", {}).get("versionId")
    return Entry(type=resource["resourceType"], id=matches[0]["id"], version=version, status=status)


def _read_back(bundle: dict[str, Any], entries: list[Entry], client: Client) -> None:
    """A 200 was seen for writes that were never committed: done is what can be read."""
    for asked, entry, found in zip(bundle["entry"], entries, _read(entries, client), strict=True):
        posted = asked["resource"]
        same = found.get("resourceType") == posted["resourceType"] and _identified(posted, found)
        if not same or not _updated(asked, entry, found):
            raise EhrRejected(f"a {posted['resourceType']} read back is not what was posted", http_status=200)


def _read(entries: list[Entry], client: Client) -> list[dict[str, Any]]:
    if not client.capabilities().batch:
        return [client.read(entry.type, entry.id) for entry in entries]
    wanted = [{"request": {"method": "GET", "url": entry.reference}} for entry in entries]
    answers = client.transaction({"resourceType": "Bundle", "type": "batch", "entry": wanted})
    return [answer.get("resource") or {} for answer in answers]


def _updated(asked: dict[str, Any], entry: Entry, found: dict[str, Any]) -> bool:
    """True for an update whose version still stands only when it has the status that was put."""
    put = asked["request"]["method"] == "PUT" and found.get("meta", {}).get("versionId") == entry.version
    return not put or found.get("status") == asked["resource"].get("status")


def _identified(posted: dict[str, Any], found: dict[str, Any]) -> bool:
    """True when every business identifier that was posted is there."""
    return _identifiers(posted) <= _identifiers(found)


def _identifiers(resource: dict[str, Any]) -> set[tuple[str | None, str | None]]:
    given = resource.get("identifier", ())
    listed = [given] if isinstance(given, dict) else given
    return {(one.get("system"), one.get("value")) for one in listed}
