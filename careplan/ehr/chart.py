"""The chart of a patient from the EHR: the searches that prefill wants, each on its own, so that one may fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from careplan.ehr.client import Client
from careplan.errors import EhrError, EhrUnavailable
from careplan.populate import Chart
from careplan.populate.queries import parameters

Json = dict[str, Any]

_MOST_MEDICATIONS = 100
_R5 = "the EHR speaks FHIR R5: only charts in R4 are read"


def fetch_chart(searches: Iterable[str], client: Client) -> Chart:
    """What the EHR answers to these searches ("Condition?patient=1"); what fails is noted, and raises nothing.

    When the EHR gives no answer at all, the rest is not asked for. Medications that are only referred to are read.
    """
    found: dict[str, tuple[Json, ...]] = {}
    failed: dict[str, str] = {}
    gone = _unreadable(client)
    for search in searches:
        if gone is not None:
            failed[search] = gone
            continue
        try:
            found[search] = client.search(*_asked(search))
        except EhrError as error:
            failed[search] = str(error)
            gone = str(error) if isinstance(error, EhrUnavailable) else None
    held = [resource for resources in found.values() for resource in resources]
    return Chart(resources=tuple(_medications(held, client)), searched=found, failed=failed)


def _unreadable(client: Client) -> str | None:
    """Why nothing of this EHR's chart is read: it gives no answer, or R5, where medications stand elsewhere."""
    try:
        return _R5 if client.capabilities().release == "R5" else None
    except EhrUnavailable as error:
        return str(error)
    except EhrError:
        return None  # it does not tell: then the searches will


def _asked(search: str) -> tuple[str, dict[str, str]]:
    type, given = parameters(search)
    return type, dict(given)


def _medications(held: list[Json], client: Client) -> Iterator[Json]:
    """The Medications that requests refer to; one that cannot be had leaves its request without a name."""
    ids = dict.fromkeys(id for resource in held if (id := _medication(resource)))
    for id in list(ids)[:_MOST_MEDICATIONS]:
        try:
            yield client.read("Medication", id)
        except EhrUnavailable:
            return
        except EhrError:
            continue


def _medication(resource: Json) -> str | None:
    """The id of the Medication of this server that a request refers to."""
    held = resource.get("medicationReference")
    said = held.get("reference") if isinstance(held, dict) else None
    if not isinstance(said, str) or not said.startswith("Medication/"):
        return None
    return said.removeprefix("Medication/").split("/")[0]
