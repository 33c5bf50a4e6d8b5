"""`careplan read`: what a sheet says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from careplan.commands import steps
from careplan.commands.inout import tell, write, write_json
from careplan.commands.options import output_options, sheet_options

if TYPE_CHECKING:
    from careplan.reading.model import Reading

_MOST_REVIEWED = 10


@click.command()
@sheet_options
@output_options
@click.option("--json", "form", flag_value="json", default="json", help="Print the reading as JSON (default).")
@click.option("--text", "form", flag_value="text", help="Print the text that the reading's offsets count in.")
def read(*, sheet: str, form: str, media_type: str | None, charset: str | None, output: str, quiet: bool) -> None:
    """Read SHEET (- for standard input) and print what it says."""
    from careplan.reading.model import to_json
    from careplan.settings import Settings

    opened = steps.opened(sheet, media_type=media_type, charset=charset, settings=Settings())
    if form == "text":
        write(opened.text.content.encode(), output, source=sheet)
        return
    reading = steps.reading(opened)
    write_json(to_json(reading), output, source=sheet)
    if not quiet:
        _summarise(reading)


def _summarise(reading: Reading) -> None:
    document = reading.document
    tell(document.title or "(no title)", bold=True)
    tell(f"{document.media_type}, language {document.language}, {document.characters} characters")
    roles = Counter(statement.role for statement in reading.statements)
    counted = ", ".join(f"{count} {role}" for role, count in roles.most_common())
    tell(f"{len(reading.statements)} statements" + (f": {counted}" if counted else ""))
    _tell_review(reading)


def _tell_review(reading: Reading) -> None:
    doubtful = [statement for statement in reading.statements if statement.review]
    for finding in reading.findings:
        tell(f"! {finding.text}", fg="yellow")
    for statement in doubtful[:_MOST_REVIEWED]:
        quoted = " ".join(statement.text.split())
        tell(f"? {statement.id}: {'; '.join(statement.review)}: {quoted}", fg="yellow")
    if len(doubtful) > _MOST_REVIEWED:
        tell(f"? {len(doubtful) - _MOST_REVIEWED} more to look at: see `review` in the JSON", fg="yellow")
