"""The way from a sheet to a Bundle, as the commands go it: each step with the settings it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from careplan.commands import charts
from careplan.commands.inout import STANDARD, sheet_bytes
from careplan.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from careplan.definitions import Definitions
    from careplan.documents.text import Text
    from careplan.knowledge import Knowledge
    from careplan.reading.model import Reading
    from careplan.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet that was opened: its bytes, its text, and the mappings to read it with."""

    data: bytes
    text: Text
    knowledge: Knowledge


def opened(path: str, *, media_type: str | None, charset: str | None, settings: Settings) -> Sheet:
    """The sheet at `path`; DocumentError when it cannot be read."""
    from careplan import documents, knowledge

    data = sheet_bytes(path, limit=settings.max_document_bytes)
    text = documents.load(
        data,
        media_type=media_type,
        name=None if path == STANDARD else path,
        max_bytes=settings.max_document_bytes,
        charset=charset,
    )
    return Sheet(data=data, text=text, knowledge=knowledge.load(settings.mappings_overlay))


def reading(sheet: Sheet) -> Reading:
    """What the sheet says."""
    from careplan.reading import read

    return read(sheet.text, knowledge=sheet.knowledge)


def definitions(sheet: Sheet, *, sheet_id: str | None, settings: Settings) -> Definitions:
    """The definitions of the sheet, which belong to no patient."""
    from careplan.definitions import define

    return define(
        reading(sheet),
        content=sheet.data,
        base=settings.canonical_base,
        sheet=sheet_id,
        publisher=settings.publisher,
        profiles=settings.profiles,
        knowledge=sheet.knowledge,
    )


def bundle(definitions: Definitions, settings: Settings, **patient: str | None) -> dict[str, Any]:
    """The transaction Bundle of the plan for one patient; `patient` are the options of `patient_options`."""
    from careplan import knowledge
    from careplan.apply import apply, parse_procedure_time
    from careplan.apply.known import plan_searches

    subject = str(patient["subject"])
    known = charts.chart(patient["chart"], plan_searches(definitions, subject=subject))
    answers = patient["answers"]
    procedure = parse_procedure_time(str(patient["procedure_time"]), timezone=patient["timezone"] or settings.timezone)
    return apply(
        definitions,
        subject=subject,
        procedure=procedure,
        now=moment(patient["now"]),
        encounter=patient["encounter"],
        requester=patient["requester"],
        reviewer=patient["reviewer"],
        base=settings.canonical_base,
        us_core=settings.us_core,
        profiles=settings.profiles,
        knowledge=knowledge.load(settings.mappings_overlay),
        chart=known,
        response=charts.resource(answers) if answers else None,
        event=patient["procedure"],
    )


def settings_for(server: str | None) -> Settings:
    """The settings, with `server` as the EHR when it is given."""
    from careplan.settings import Settings

    return Settings(ehr_url=server) if server else Settings()


def who(settings: Settings, given: Mapping[str, Any]) -> dict[str, Any]:
    """When, why and by whom a plan is changed, and our words; `given` are the options of `change_options`."""
    from careplan import knowledge

    return {
        "now": moment(given["now"]),
        "reason": given["reason"],
        "by": given["requester"],
        "knowledge": knowledge.load(settings.mappings_overlay),
    }


def moment(given: str | None) -> datetime:
    """The time that --now gives, else the clock's; InputError when it is no time with a zone."""
    if given is None:
        return datetime.now(UTC)
    try:
        now = datetime.fromisoformat(given)
    except ValueError:
        raise InputError("--now is no date-time such as 2026-11-24T12:00:00Z") from None
    if now.tzinfo is None:
        raise InputError("--now has no time zone")
    return now
