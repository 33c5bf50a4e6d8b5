"""What is known of the patient, as the commands are given it: a file, or a FHIR server that is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from careplan.errors import InputError

if TYPE_CHECKING:
    from careplan.populate import Chart


def chart(source: str | None, searches: list[str]) -> Chart | None:
    """The chart at `source`: a JSON file with a resource or Bundle, or the address of a FHIR server; None for None."""
    if source is None:
        return None
    from careplan.populate import Chart

    if not source.startswith(("http://", "https://")):
        return Chart.of([resource(source)])
    from careplan.ehr import Client, fetch_chart
    from careplan.settings import Settings

    with Client.of(Settings(ehr_url=source)) as client:
        return fetch_chart(searches, client)


def resource(path: str) -> dict[str, Any]:
    """The FHIR resource in the JSON file at `path`; InputError when there is none."""
    try:
        found = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or type(error).__name__).lower()}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path}: is no JSON") from None
    if not isinstance(found, dict) or not isinstance(found.get("resourceType"), str):
        raise InputError(f"{path}: is no FHIR resource")
    return found
