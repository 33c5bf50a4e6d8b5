"""`careplan apply`: the care plan of a sheet for one patient and one procedure."""

from __future__ import annotations

import click

from careplan.commands import steps
from careplan.commands.inout import write_json
from careplan.commands.options import (
    definition_options,
    output_options,
    patient_options,
    sheet_options,
    version_option,
)
from careplan.fhir.versions import FhirVersion, in_version


@click.command()
@sheet_options
@output_options
@definition_options
@version_option
@patient_options
def apply(
    *,
    sheet: str,
    sheet_id: str | None,
    media_type: str | None,
    charset: str | None,
    output: str,
    quiet: bool,
    fhir_version: FhirVersion,
    **patient: str | None,
) -> None:
    """Read SHEET and print the care plan for one patient and procedure time as a transaction Bundle.

    SHEET may also be what `define` wrote, or a PlanDefinition (alone, or in a Bundle with what it names).
    """
    from careplan.settings import Settings

    settings = Settings()
    definitions = steps.defined(
        sheet, sheet_id=sheet_id, media_type=media_type, charset=charset, settings=settings
    )
    bundle = steps.bundle(definitions, settings, **patient)
    write_json(in_version(bundle, fhir_version), output, source=sheet)
    if not quiet:
        from careplan.commands.tables import show_plan

        show_plan(bundle)
