"""What a person puts into the form of the page, and the defaults that let it show something at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from werkzeug.datastructures import FileStorage

from careplan.web.samples import Sample, samples
from careplan.web.sheets import Sheet

DEMO_SUBJECT = "Patient/1"
DEMO_ZONE = "America/New_York"
_DEMO_DAYS_AHEAD = 14
_DEMO_HOUR = time(9)
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Toronto",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)
"""Suggestions; any IANA time zone can be typed."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The form, filled. `procedure_time` has no offset: that is what `timezone` is for."""

    sheet: Sheet
    sample: str | None
    subject: str
    procedure_time: str
    timezone: str


def from_sample(name: str | None, *, now: datetime, timezone: str | None) -> Inputs | None:
    """The form for a sample (by default the first), with a demo patient and time; None for no such sample."""
    sample = _sample(name)
    if sample is None:
        return None
    zone = timezone or DEMO_ZONE
    day = (now.astimezone(ZoneInfo(zone)) + timedelta(days=_DEMO_DAYS_AHEAD)).date()
    return Inputs(
        sheet=Sheet(sample.path.read_bytes(), "text/plain; charset=utf-8", sample.path.name),
        sample=sample.name,
        subject=DEMO_SUBJECT,
        procedure_time=datetime.combine(day, _DEMO_HOUR).isoformat(timespec="minutes"),
        timezone=zone,
    )


def from_form(form: Mapping[str, str], file: FileStorage | None, *, otherwise: Inputs) -> Inputs:
    """The form as it was sent; a chosen file goes before the text."""
    return replace(
        otherwise,
        sheet=_sheet(form, file),
        sample=None,
        subject=form.get("subject", "").strip(),
        procedure_time=form.get("procedure_time", "").strip(),
        timezone=form.get("timezone", "").strip(),
    )


def request_address(inputs: Inputs, root: str) -> str:
    """The address of $generate-care-plan for these inputs."""
    asked = {"subject": inputs.subject, "procedureTime": inputs.procedure_time, "timezone": inputs.timezone}
    query = "&".join(f"{name}={quote(value, safe='/:')}" for name, value in asked.items() if value)
    return f"{root}fhir/$generate-care-plan?{query}&_pretty=true"


def _sample(name: str | None) -> Sample | None:
    listed = samples()
    return listed[0] if name is None else next((s for s in listed if s.name == name), None)


def _sheet(form: Mapping[str, str], file: FileStorage | None) -> Sheet:
    if file is not None and file.filename:
        return Sheet(file.read(), file.content_type or None, file.filename)
    # browsers send a text area's line ends as CR LF (HTML, "constructing the entry list")
    text = form.get("text", "").replace("\r\n", "\n")
    return Sheet(text.encode("utf-8"), "text/plain; charset=utf-8")
