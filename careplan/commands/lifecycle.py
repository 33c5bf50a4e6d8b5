"""`careplan reschedule | answer | cancel | revise | merge`: a plan that stands on a FHIR server, changed there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from careplan.commands import charts, steps
from careplan.commands.inout import tell, write_json
from careplan.commands.options import change_options, definition_options, sheet_options, time_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from careplan.apply.lifecycle import Difference, ExistingPlan
    from careplan.delivered import Changed
    from careplan.ehr import Client, Entry
    from careplan.fhir.changes import Changes
    from careplan.settings import Settings

_PLAN = click.argument("plan", metavar="PLAN")


@click.command()
@_PLAN
@time_options
@change_options
def reschedule(*, plan: str, procedure_time: str, timezone: str | None, **given: Any) -> None:
    """Move PLAN (CarePlan/12 on the server, or system|value) to another time of its procedure."""
    from careplan.apply import parse_procedure_time
    from careplan.apply.lifecycle import reschedule as wish

    settings = steps.settings_for(given["server"])
    at = parse_procedure_time(procedure_time, timezone=timezone or settings.timezone)
    _change(plan, settings, lambda existing, who: wish(existing, at=at, **who), given)


@click.command()
@_PLAN
@change_options
def cancel(*, plan: str, **given: Any) -> None:
    """Revoke PLAN (CarePlan/12 on the server, or system|value) and cancel what is open of it."""
    from careplan.apply.lifecycle import cancel as wish

    _change(plan, steps.settings_for(given["server"]), lambda existing, who: wish(existing, **who), given)


@click.command()
@_PLAN
@sheet_options
@definition_options
@change_options
def revise(*, plan: str, sheet: str, sheet_id: str | None, **given: Any) -> None:
    """Put a plan of SHEET (a new version, or another sheet) in the place of PLAN, with what is another thing."""
    from careplan.delivered import replace_sheet

    settings = steps.settings_for(given["server"])
    definitions = _definitions(sheet, sheet_id, settings, given)
    with _client(settings) as client:
        who = steps.who(settings, given)
        done = replace_sheet(client, plan, definitions, dry_run=given["dry_run"], **who)
    _show(done.changed, given, sheet=sheet, differences=done.differences)


@click.command()
@_PLAN
@sheet_options
@definition_options
@change_options
def merge(*, plan: str, sheet: str, sheet_id: str | None, **given: Any) -> None:
    """Take SHEET, another one for the same procedure, into PLAN."""
    from careplan.delivered import merge_sheet

    settings = steps.settings_for(given["server"])
    definitions = _definitions(sheet, sheet_id, settings, given)
    with _client(settings) as client:
        done = merge_sheet(client, plan, definitions, dry_run=given["dry_run"], **steps.who(settings, given))
    _show(done, given, sheet=sheet)


@click.command()
@_PLAN
@click.argument("response", metavar="RESPONSE")
@change_options
def answer(*, plan: str, response: str, **given: Any) -> None:
    """Give PLAN the answers to its form: RESPONSE is a JSON file, or QuestionnaireResponse/12 on the server."""
    from careplan.delivered import answer_plan

    settings = steps.settings_for(given["server"])
    told = response if response.startswith("QuestionnaireResponse/") else charts.resource(response)
    with _client(settings) as client:
        done = answer_plan(client, plan, told, dry_run=given["dry_run"], **steps.who(settings, given))
    _show(done, given)


def _change(
    plan: str,
    settings: Settings,
    wish: Callable[[ExistingPlan, dict[str, Any]], Changes],
    given: dict[str, Any],
) -> None:
    from careplan.delivered import change_plan

    who = steps.who(settings, given)
    with _client(settings) as client:
        done = change_plan(client, plan, lambda existing: wish(existing, who), dry_run=given["dry_run"])
    _show(done, given)


def _client(settings: Settings) -> Client:
    from careplan.ehr import Client

    return Client.of(settings)


def _definitions(sheet: str, sheet_id: str | None, settings: Settings, given: dict[str, Any]) -> Any:
    opened = steps.opened(sheet, media_type=given["media_type"], charset=given["charset"], settings=settings)
    return steps.definitions(opened, sheet_id=sheet_id, settings=settings)


def _show(
    done: Changed,
    given: dict[str, Any],
    *,
    sheet: str | None = None,
    differences: Sequence[Difference] | None = None,
) -> None:
    changed, created = _entries(done)
    made: dict[str, Any] = {
        "changed": [entry.reference for entry in changed],
        "created": [entry.reference for entry in created],
    }
    if done.changes and done.delivery is None:
        made["bundle"] = done.changes.bundle()
    if differences is not None:
        made["differences"] = [one.to_json() for one in differences]
    write_json(made, given["output"], source=sheet)
    for line in _differing(differences or ()):
        tell(line, quiet=given["quiet"])
    tell(_told(done, len(changed), len(created)), quiet=given["quiet"], bold=True)


def _differing(differences: Sequence[Difference]) -> Iterator[str]:
    """A line for each statement that is another one now: "- " of the old sheet, "+ " of the new one."""
    for one in differences:
        if one.kind != "kept":
            yield f"{one.kind} {', '.join(one.fields)}".rstrip()
            yield from (f"  - {' '.join(s.text.split())}" for s in (one.before,) if s)
            yield from (f"  + {' '.join(s.text.split())}" for s in (one.after,) if s)


def _entries(done: Changed) -> tuple[list[Entry], list[Entry]]:
    """What was changed, and what was made; what stood there already (the software, a sheet) is neither."""
    if done.delivery is None:
        return [], []
    updates = len(done.changes.updates)
    entries = done.delivery.entries
    return [*entries[:updates]], [e for e in entries[updates:] if e in done.delivery.created]


def _told(done: Changed, changed: int, created: int) -> str:
    if not done.changes:
        return "nothing to do: it is so already"
    if done.delivery is None:
        return f"{len(done.changes.updates)} to change, {len(done.changes.creates)} to make; nothing was sent"
    return f"{changed} changed, {created} created"
