"""The way from a sheet to a delivered plan, with the settings, the store and the clock of this service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app

from careplan import documents, knowledge
from careplan.apply import apply
from careplan.apply.foreign import Foreign, apply_foreign
from careplan.apply.known import plan_searches, response_in
from careplan.apply.procedure_time import parse_procedure_time
from careplan.definitions import Definitions, define
from careplan.delivered import deliver_plan
from careplan.documents.text import Text
from careplan.ehr import Client, Delivery, fetch_chart
from careplan.errors import InputError
from careplan.knowledge import Knowledge
from careplan.populate import Chart
from careplan.reading import read
from careplan.reading.model import Reading
from careplan.settings import Settings
from careplan.store import Store
from careplan.web.sheets import Sheet

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One patient's procedure, as a caller tells it."""

    subject: str
    procedure_time: str
    timezone: str | None = None
    encounter: str | None = None
    requester: str | None = None
    reviewer: str | None = None
    data: Json | None = None
    use_server_data: bool = False
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """All steps; each raises what the package that does it raises."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime]

    @property
    def knowledge(self) -> Knowledge:
        """The mappings, with the overlay of the settings."""
        return knowledge.load(self.settings.mappings_overlay)

    def text(self, sheet: Sheet) -> Text:
        """The text of the sheet."""
        return documents.load(
            sheet.data,
            media_type=sheet.media_type,
            name=sheet.name,
            max_bytes=self.settings.max_document_bytes,
        )

    def read(self, sheet: Sheet) -> Reading:
        """What the sheet says."""
        return self.read_text(self.text(sheet))

    def read_text(self, text: Text) -> Reading:
        """What the text of a sheet says."""
        return read(text, knowledge=self.knowledge)

    def define(self, sheet: Sheet, *, sheet_id: str | None = None) -> Definitions:
        """The definitions of the sheet; nothing is stored."""
        return self.define_reading(self.read(sheet), sheet, sheet_id=sheet_id)

    def define_reading(self, reading: Reading, sheet: Sheet, *, sheet_id: str | None = None) -> Definitions:
        """The definitions of a sheet that was read already."""
        return define(
            reading,
            content=sheet.data,
            base=self.settings.canonical_base,
            sheet=sheet_id,
            publisher=self.settings.publisher,
            profiles=self.settings.profiles,
            knowledge=self.knowledge,
        )

    def apply(self, definitions: Definitions, case: Case) -> Json:
        """The transaction Bundle of the plan."""
        chart, response = self._patient_data(definitions, case)
        return apply(
            definitions,
            subject=case.subject,
            procedure=parse_procedure_time(case.procedure_time, timezone=case.timezone or self.settings.timezone),
            now=self.clock(),
            encounter=case.encounter,
            requester=case.requester,
            reviewer=case.reviewer,
            base=self.settings.canonical_base,
            us_core=self.settings.us_core,
            profiles=self.settings.profiles,
            knowledge=self.knowledge,
            chart=chart,
            response=response,
            event=case.event,
        )

    def _patient_data(self, definitions: Definitions, case: Case) -> tuple[Chart | None, Json | None]:
        """What is known of the patient: what the caller gives, and the EHR's chart when it is to be asked."""
        given = None if case.data is None else Chart.of([case.data])
        response = None if given is None else response_in(given, definitions.questionnaire)
        if not case.use_server_data:
            return given, response
        if self.settings.ehr_url is None:
            raise InputError("useServerData: no EHR is set here (setting ehr_url)")
        asked = self.chart(plan_searches(definitions, subject=case.subject))
        own = given.resources if given else ()
        return Chart((*own, *asked.resources), asked.searched, asked.failed), response

    def chart(self, searches: list[str]) -> Chart:
        """What the EHR of the settings answers to these searches; SettingsError when there is no EHR."""
        with Client.of(self.settings) as client:
            return fetch_chart(searches, client)

    def apply_foreign(self, foreign: Foreign, case: Case) -> Json:
        """The transaction Bundle of a plan that somebody else made; the Patient of the data answers its conditions."""
        if case.use_server_data:
            raise InputError("useServerData: only for plans of sheets; give the Patient in data")
        return apply_foreign(
            foreign,
            subject=case.subject,
            procedure=parse_procedure_time(case.procedure_time, timezone=case.timezone or self.settings.timezone),
            now=self.clock(),
            encounter=case.encounter,
            requester=case.requester,
            reviewer=case.reviewer,
            base=self.settings.canonical_base,
            us_core=self.settings.us_core,
            knowledge=self.knowledge,
            chart=Chart.of([case.data]),
        )

    def check_deliverable(self) -> None:
        """Refuse a delivery before any work when no EHR is set."""
        if self.settings.ehr_url is None:
            raise InputError("no EHR is set here (setting ehr_url)")

    def deliver(self, bundle: Json) -> Delivery:
        """Post the Bundle of a new plan to the EHR of the settings."""
        with self.ehr() as client:
            return deliver_plan(bundle, client)

    def ehr(self) -> Client:
        """A client of the EHR of the settings; InputError when none is set."""
        self.check_deliverable()
        return Client.of(self.settings)


def service() -> Service:
    """The Service of the current application."""
    return cast(Service, current_app.extensions["careplan"])
