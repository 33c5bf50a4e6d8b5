"""`careplan populate`: the questions of a sheet, with what the chart says to them."""

from __future__ import annotations

import click

from careplan.commands import charts, steps
from careplan.commands.inout import tell, write_json
from careplan.commands.options import chart_options, definition_options, output_options, sheet_options
from careplan.errors import InputError


@click.command()
@sheet_options
@output_options
@definition_options
@click.option("--subject", required=True, metavar="REFERENCE", help="The patient, such as Patient/1.")
@chart_options
@click.option("--now", metavar="TIME", help="When it is filled in, with its zone; by default the clock is asked.")
def populate(
    *,
    sheet: str,
    subject: str,
    chart: str | None,
    now: str | None,
    sheet_id: str | None,
    media_type: str | None,
    charset: str | None,
    output: str,
    quiet: bool,
) -> None:
    """Read SHEET and print the answers to its questions that the chart gives, as a QuestionnaireResponse."""
    from careplan.apply.references import subject as checked_subject
    from careplan.populate import Chart, searches
    from careplan.populate import populate as filled
    from careplan.settings import Settings

    settings = Settings()
    opened = steps.opened(sheet, media_type=media_type, charset=charset, settings=settings)
    form = steps.definitions(opened, sheet_id=sheet_id, settings=settings).questionnaire
    if form is None:
        raise InputError("this sheet asks nothing: there is no form to fill in")
    known = charts.chart(chart, searches(form, subject=checked_subject(subject))) or Chart()
    made = filled(form, known, subject=subject, authored=steps.moment(now).isoformat(timespec="seconds"))
    write_json(made.response, output, source=sheet)
    for issue in made.issues:
        tell(f"{issue['severity']}: {issue['diagnostics']}", quiet=quiet, fg="yellow")
    _summarise(made.response, quiet=quiet)


def _summarise(response: dict[str, object], *, quiet: bool) -> None:
    """A line for each question that is answered."""
    from careplan.fhir.extensions import find_all
    from careplan.fhir.systems import EXT_EVIDENCE
    from careplan.populate import said
    from careplan.populate.response import given_answers

    for _, item, answer in given_answers(response):
        sources = [e["valueReference"].get("reference", "?") for e in find_all(answer, EXT_EVIDENCE)]
        if any(key.startswith("value") for key in answer):
            tell(f"{item.get('text', item['linkId'])} {said(answer)} [{', '.join(sources)}]", quiet=quiet)
