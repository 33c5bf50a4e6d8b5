"""`careplan sandbox`: a real FHIR server on this machine, to try against."""

from __future__ import annotations

from pathlib import Path

import click

from careplan.commands.options import version_option
from careplan.errors import InputError
from careplan.fhir.versions import FhirVersion


@click.command()
@click.option("--port", type=click.IntRange(0, 65_535), default=8090, show_default=True, help="Port to listen on.")
@click.option(
    "--keep",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Keep the database in this folder; by default it is forgotten at the end.",
)
@click.option("--validate/--no-validate", default=True, help="Refuse what is not valid FHIR (default).")
@click.option("--clinical-reasoning", is_flag=True, help="With PlanDefinition/$apply: 19 MB more of jars.")
@version_option
def sandbox(
    *, port: int, folder: Path | None, validate: bool, clinical_reasoning: bool, fhir_version: FhirVersion
) -> None:
    """Start a real HAPI FHIR server on this machine, until Ctrl-C."""
    try:
        from careplan.sandbox import run
    except ModuleNotFoundError as error:
        raise InputError(f"the sandbox needs {error.name}: pip install 'careplan[sandbox]'") from None
    run(port=port, data_dir=folder, validate=validate, clinical_reasoning=clinical_reasoning, fhir_version=fhir_version)
