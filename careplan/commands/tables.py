"""Tables for a person, on standard error; colours on a terminal only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
from rich import box
from rich.console import Console
from rich.table import Table

from careplan.commands.inout import harmless

if TYPE_CHECKING:
    from careplan.ehr import Delivery


_FILE_WIDTH = 120
"""Columns where no terminal tells its own."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One thing of a plan: when (FHIR dateTimes), who, and the sheet's own words."""

    start: str
    end: str
    who: str
    what: str


def show_delivery(delivery: Delivery) -> None:
    """What stands on the server now."""
    table = _table("", "reference", "version")
    for entry in delivery.created:
        table.add_row("created", entry.reference, entry.version or "")
    for entry in delivery.existing:
        table.add_row("there before", entry.reference, entry.version or "")
    _print(table)


def show_plan(bundle: dict[str, Any]) -> None:
    """What the plan asks for, what has a time first."""
    table = _table("from", "until", "who", "what")
    for row in sorted(_rows(bundle), key=lambda row: (not (row.start or row.end), row.start or row.end)):
        table.add_row(row.start, row.end, row.who, row.what)
    _print(table)


def _rows(bundle: dict[str, Any]) -> Iterator[_Row]:
    for resource in (entry["resource"] for entry in bundle["entry"]):
        if resource["resourceType"] == "Task":
            yield _task(resource)
        if resource["resourceType"] == "CarePlan":
            yield from (_detail(a["detail"]) for a in resource.get("activity", ()) if "detail" in a)


def _task(task: dict[str, Any]) -> _Row:
    told = next((kind.get("text", "") for kind in task.get("performerType", ())), "")
    owner = task.get("owner", {}).get("reference", told)
    return _row(task.get("restriction", {}).get("period", {}), owner, task.get("description", ""))


def _detail(detail: dict[str, Any]) -> _Row:
    kind = "prohibition" if detail.get("doNotPerform") else "advice"
    return _row(detail.get("scheduledPeriod", {}), kind, detail.get("description", ""))


def _row(period: dict[str, Any], who: str, what: str) -> _Row:
    words = " ".join(harmless(what).split())
    return _Row(_short(period.get("start", "")), _short(period.get("end", "")), who, words)


def _short(moment: str) -> str:
    """A dateTime to the minute, without its offset: all of a plan are in the procedure's zone."""
    return moment[:16].replace("T", " ")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print(table: Table) -> None:
    """Print `table`, without the blanks and empty lines that fill it up: they only bother who copies it."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _FILE_WIDTH
    with console.capture() as captured:
        console.print(table)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    click.echo("\n".join(lines).strip("\n"), err=True)
