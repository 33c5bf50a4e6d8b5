"""The arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_SHEET = (
    click.argument("sheet", metavar="SHEET"),
    click.option("--media-type", metavar="TYPE", help="Media type of the sheet, when its name does not tell."),
    click.option("--charset", metavar="NAME", help="Character encoding of the sheet, when it does not tell."),
    click.option("-o", "--output", default="-", metavar="FILE", help="Write here, not to standard output."),
    click.option("-q", "--quiet", is_flag=True, help="No summary on standard error."),
)
_SHEET_ID = (
    click.option(
        "--sheet-id",
        metavar="ID",
        help="The publisher's own lasting id of the sheet; by default one is made of its content.",
    ),
)
_PATIENT = (
    click.option("--subject", required=True, metavar="REFERENCE", help="The patient, such as Patient/1."),
    click.option(
        "--procedure-time",
        required=True,
        metavar="TIME",
        help="When the procedure begins, such as 2026-12-01T09:00:00-05:00, or its date alone.",
    ),
    click.option("--timezone", metavar="ZONE", help="Time zone of the procedure, such as America/Chicago."),
    click.option("--encounter", metavar="REFERENCE", help="The encounter, such as Encounter/1."),
    click.option("--requester", metavar="REFERENCE", help="Who asks for the plan, such as Practitioner/1."),
    click.option("--reviewer", metavar="REFERENCE", help="Who is to review the plan, such as Practitioner/1."),
    click.option("--now", metavar="TIME", help="When the plan is made, with its zone; by default the clock is asked."),
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
    """SHEET and how it is read, where the result goes."""
    return _with(command, _SHEET)


def definition_options(command: Command) -> Command:
    """What else `define` needs."""
    return _with(command, _SHEET_ID)


def patient_options(command: Command) -> Command:
    """For whom and when, and what is known of them."""
    return _with(command, (*_PATIENT, *_CHART, *_ANSWERS))


def chart_options(command: Command) -> Command:
    """What is known of the patient."""
    return _with(command, _CHART)


def _with(command: Command, decorators: tuple[Callable[[Command], Command], ...]) -> Command:
    return reduce(lambda done, decorate: decorate(done), reversed(decorators), command)
