"""The arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar

import click

from careplan.fhir.versions import VERSIONS

Command = TypeVar("Command", bound=Callable[..., Any])

_OUTPUT = (
    click.option("-o", "--output", default="-", metavar="FILE", help="Write here, not to standard output."),
    click.option("-q", "--quiet", is_flag=True, help="No summary on standard error."),
)
_SHEET = (
    click.argument("sheet", metavar="SHEET"),
    click.option("--media-type", metavar="TYPE", help="Media type of the sheet, when its name does not tell."),
    click.option("--charset", metavar="NAME", help="Character encoding of the sheet, when it does not tell."),
)
_SHEET_ID = (
    click.option(
        "--sheet-id",
        metavar="ID",
        help="The publisher's own lasting id of the sheet; by default one is made of its content.",
    ),
)
_TIME = (
    click.option(
        "--procedure-time",
        required=True,
        metavar="TIME",
        help="When the procedure begins, such as 2026-12-01T09:00:00-05:00, or its date alone.",
    ),
    click.option("--timezone", metavar="ZONE", help="Time zone of the procedure, such as America/Chicago."),
)
_NOW = (
    click.option("--now", metavar="TIME", help="When this is done, with its zone; by default the clock is asked."),
)
_REQUESTER = (click.option("--requester", metavar="REFERENCE", help="Who asks for it, such as Practitioner/1."),)
_PATIENT = (
    click.option("--subject", required=True, metavar="REFERENCE", help="The patient, such as Patient/1."),
    *_TIME,
    click.option(
        "--procedure",
        metavar="NAME",
        help="The procedure itself, whenever it is: Appointment/1, or a business identifier system|value.",
    ),
    click.option("--encounter", metavar="REFERENCE", help="The encounter, such as Encounter/1."),
    *_REQUESTER,
    click.option("--reviewer", metavar="REFERENCE", help="Who is to review the plan, such as Practitioner/1."),
    *_NOW,
)
_CHANGE = (
    click.option("--server", metavar="URL", help="FHIR server of the plan; by default the setting ehr_url."),
    click.option("--reason", metavar="TEXT", help="Why, in words."),
    *_REQUESTER,
    click.option("--dry-run", is_flag=True, help="Send nothing; print the transaction that would be sent."),
    *_NOW,
)
_IN_VERSION = (
    click.option(
        "--fhir-version",
        type=click.Choice(VERSIONS),
        default="R4",
        show_default=True,
        help="FHIR release of what is printed, or of the server.",
    ),
)


_CHART = (
    click.option(
        "--chart",
        metavar="SOURCE",
        help="What is known of the patient: a JSON file with a Bundle, or the address of a FHIR server.",
    ),
)
_ANSWERS = (
    click.option(
        "--answers", metavar="FILE", help="The answers to the sheet's questions: a QuestionnaireResponse in JSON."
    ),
)


def sheet_options(command: Command) -> Command:
    """SHEET and how it is read."""
    return _with(command, _SHEET)


def output_options(command: Command) -> Command:
    """Where the result goes."""
    return _with(command, _OUTPUT)


def definition_options(command: Command) -> Command:
    """What else `define` needs."""
    return _with(command, _SHEET_ID)


def time_options(command: Command) -> Command:
    """When the procedure is."""
    return _with(command, _TIME)


def patient_options(command: Command) -> Command:
    """For whom and when, and what is known of them."""
    return _with(command, (*_PATIENT, *_CHART, *_ANSWERS))


def chart_options(command: Command) -> Command:
    """What is known of the patient."""
    return _with(command, _CHART)


def change_options(command: Command) -> Command:
    """On which server, why, by whom, and where the result goes."""
    return _with(command, (*_CHANGE, *_OUTPUT))


def version_option(command: Command) -> Command:
    """In which FHIR release."""
    return _with(command, _IN_VERSION)


def _with(command: Command, decorators: tuple[Callable[[Command], Command], ...]) -> Command:
    return reduce(lambda done, decorate: decorate(done), reversed(decorators), command)
