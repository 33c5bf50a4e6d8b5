"""`careplan define`: the definitions of a sheet, which belong to no patient."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click

from careplan.commands import steps
from careplan.commands.inout import tell, write_json
from careplan.commands.options import definition_options, output_options, sheet_options, version_option
from careplan.fhir.versions import FhirVersion, in_version


@click.command()
@sheet_options
@output_options
@definition_options
@version_option
def define(
    *,
    sheet: str,
    sheet_id: str | None,
    media_type: str | None,
    charset: str | None,
    output: str,
    quiet: bool,
    fhir_version: FhirVersion,
) -> None:
    """Read SHEET and print its PlanDefinition, ActivityDefinitions and Questionnaire as a Bundle."""
    from careplan.settings import Settings

    settings = Settings()
    opened = steps.opened(sheet, media_type=media_type, charset=charset, settings=settings)
    definitions = steps.definitions(opened, sheet_id=sheet_id, settings=settings)
    resources = definitions.resources()
    write_json(in_version(_collection(resources, settings.canonical_base), fhir_version), output, source=sheet)
    counted = Counter(resource["resourceType"] for resource in resources)
    tell(", ".join(f"{count} {type}" for type, count in counted.items()), quiet=quiet)
    tell(definitions.plan_definition["url"], quiet=quiet, dim=True)


def _collection(resources: tuple[dict[str, Any], ...], base: str) -> dict[str, Any]:
    entries = [{"fullUrl": f"{base}/{r['resourceType']}/{r['id']}", "resource": r} for r in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}
