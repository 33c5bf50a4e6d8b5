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

    from careplan.apply.foreign import Foreign
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


def opened(
    path: str, *, media_type: str | None, charset: str | None, settings: Settings, data: bytes | None = None
) -> Sheet:
    """The sheet at `path`, or `data` when that was read already; DocumentError when it cannot be read."""
    from careplan import documents, knowledge

    data = sheet_bytes(path, limit=settings.max_document_bytes) if data is None else data
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


def defined(
    path: str, *, sheet_id: str | None, media_type: str | None, charset: str | None, settings: Settings
) -> Definitions | Foreign:
    """The definitions in the file at `path`, or those of the sheet in it."""
    from careplan.commands.defined import definitions_in

    data = sheet_bytes(path, limit=settings.max_document_bytes)
    found = definitions_in(data)
    if found is None:
        sheet = opened(path, media_type=media_type, charset=charset, settings=settings, data=data)
        return definitions(sheet, sheet_id=sheet_id, settings=settings)
    if sheet_id is not None:
        raise InputError("--sheet-id is for a sheet: definitions have their urls already")
    return found


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


def bundle(definitions: Definitions | Foreign, settings: Settings, **patient: str | None) -> dict[str, Any]:
    """The transaction Bundle of the plan for one patient; `patient` are the options of `patient_options`."""
    from careplan.apply import apply
    from careplan.apply.foreign import Foreign, apply_foreign
    from careplan.apply.known import plan_searches

    subject, answers = str(patient["subject"]), patient["answers"]
    case = _case(settings, **patient)
    if isinstance(definitions, Foreign):
        if answers:
            raise InputError("--answers is for plans of sheets: this one was made by others")
        asked = [f"Patient?_id={subject.rpartition('/')[2]}"]
        return apply_foreign(definitions, chart=charts.chart(patient["chart"], asked), **case)
    return apply(
        definitions,
        chart=charts.chart(patient["chart"], plan_searches(definitions, subject=subject)),
        response=charts.resource(answers) if answers else None,
        profiles=settings.profiles,
        event=patient["procedure"],
        **case,
    )


def _case(settings: Settings, **patient: str | None) -> dict[str, Any]:
    """What both kinds of plans are applied with."""
    from careplan import knowledge
    from careplan.apply import parse_procedure_time

    zone = patient["timezone"] or settings.timezone
    return {
        "subject": str(patient["subject"]),
        "procedure": parse_procedure_time(str(patient["procedure_time"]), timezone=zone),
        "now": moment(patient["now"]),
        "encounter": patient["encounter"],
        "requester": patient["requester"],
        "reviewer": patient["reviewer"],
        "base": settings.canonical_base,
        "us_core": settings.us_core,
        "knowledge": knowledge.load(settings.mappings_overlay),
    }


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
