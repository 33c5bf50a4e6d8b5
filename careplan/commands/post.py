"""`careplan post`: the care plan of a sheet, delivered to an EHR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from careplan.commands import steps
from careplan.commands.inout import tell, write_json
from careplan.commands.options import definition_options, output_options, patient_options, sheet_options

if TYPE_CHECKING:
    from careplan.ehr import Delivery, Entry


@click.command()
@sheet_options
@output_options
@definition_options
@patient_options
@click.option("--to", metavar="URL", help="FHIR server to post to; by default the setting ehr_url.")
def post(
    *,
    sheet: str,
    to: str | None,
    sheet_id: str | None,
    media_type: str | None,
    charset: str | None,
    output: str,
    quiet: bool,
    **patient: str | None,
) -> None:
    """Make the care plan of SHEET, post it to a FHIR server and print what stands there, with ids."""
    from careplan.delivered import deliver_plan
    from careplan.ehr import Client
    from careplan.settings import Settings

    settings = Settings(ehr_url=to) if to else Settings()
    with Client.of(settings) as client:
        definitions = steps.defined(
            sheet, sheet_id=sheet_id, media_type=media_type, charset=charset, settings=settings
        )
        delivery = deliver_plan(steps.bundle(definitions, settings, **patient), client)
    write_json(_json(delivery), output, source=sheet)
    if not quiet:
        _summarise(delivery)


def _json(delivery: Delivery) -> dict[str, Any]:
    return {
        "created": [_entry(entry) for entry in delivery.created],
        "existing": [_entry(entry) for entry in delivery.existing],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "reference": entry.reference,
        "type": entry.type,
        "id": entry.id,
        "version": entry.version,
        "status": entry.status,
    }


def _summarise(delivery: Delivery) -> None:
    from careplan.commands.tables import show_delivery

    show_delivery(delivery)
    tell(f"{len(delivery.created)} created, {len(delivery.existing)} there before", bold=True)
