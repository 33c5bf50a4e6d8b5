"""What `careplan serve --try SHEET` says to somebody who has just started it."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import TYPE_CHECKING

from careplan.commands import steps

if TYPE_CHECKING:
    from careplan.settings import Settings

ADDRESS = "{address}"
_QUERY = "subject=Patient/1&procedureTime=2026-12-01T09:00:00-05:00"


def lines(sheet: str, settings: Settings) -> tuple[str, str]:
    """What was read in `sheet`, and a command that makes a plan of it; `ADDRESS` stands for the service's."""
    opened = steps.opened(sheet, media_type=None, charset=None, settings=settings)
    roles = Counter(statement.role for statement in steps.reading(opened).statements)
    told = ", ".join(f"{count} {role}" for role, count in roles.most_common())
    request = (
        f"curl -s -H {shlex.quote(f'Content-Type: {opened.text.media_type}')} "
        f"--data-binary {shlex.quote(f'@{sheet}')} '{ADDRESS}/fhir/$generate-care-plan?{_QUERY}'"
    )
    return f"read {sheet}: {told}", request
