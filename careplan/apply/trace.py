"""From what is made for a patient back to the characters of the sheet, and what it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from careplan.apply.context import Context, Json
from careplan.fhir.extensions import part, record
from careplan.fhir.statement import fhir_string, to_extension
from careplan.fhir.systems import EXT_LEAD_IN, EXT_STATEMENT
from careplan.reading.model import Statement


def sources(statement: Statement, above: Iterable[Statement]) -> list[Json]:
    """The extensions that tell what the sheet says there, as it was read, and under which lead-ins."""
    led = [{"url": EXT_LEAD_IN, "valueString": fhir_string(s.text)} for s in above]
    return [to_extension(statement), *led]


def cited(statement: Statement) -> Json:
    """The short form: which statement and which characters."""
    found = record(
        EXT_STATEMENT,
        part("id", statement.id, "Id"),
        part("section", statement.section, "Code"),
        part("role", statement.role, "Code"),
        part("start", statement.start, "UnsignedInt"),
        part("end", statement.end, "UnsignedInt"),
    )
    return found or {}


def named(definition: Mapping[str, Any]) -> Json:
    """The `code` of an ActivityDefinition, as the element it becomes; nothing when it says that none is known."""
    code = definition.get("code", {})
    return {"code": code} if "coding" in code or "text" in code else {}


def applies_if(context: Context, statement: Statement) -> str | None:
    """What a statement hangs on, in the sheet's words after ours, and what shows it; None when it always applies."""
    conditions = context.conditions(statement)
    if not conditions:
        return None
    told = "; ".join(conditions)
    verdict = context.verdict(statement)
    state = verdict.state if verdict else "open"
    head = {"holds": context.words.applies, "fails": context.words.applies_not}.get(state, context.words.applies_if)
    shown = verdict.words if verdict and state in ("holds", "fails") else ""
    return f"{head}{told} ({shown})" if shown else head + told


def fails(context: Context, statement: Statement) -> bool:
    """Whether it is known that the statement does not apply."""
    verdict = context.verdict(statement)
    return verdict is not None and verdict.state == "fails"


def evidence(context: Context, statement: Statement) -> list[Json]:
    """The extensions that name what shows whether the statement applies."""
    verdict = context.verdict(statement)
    return verdict.evidence if verdict else []
