"""Questionnaire/$populate (http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-populate)."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response

from careplan.apply.references import subject as checked_subject
from careplan.ehr import Client
from careplan.errors import InputError, NotFound, ResourceError, SubjectError
from careplan.fhir.operations import operation
from careplan.fhir.outcome import issue
from careplan.fhir.r4 import checked
from careplan.populate import Chart, populate, searches
from careplan.populate.fhirpath import bundle
from careplan.web import negotiation
from careplan.web.parameters import Arguments, Value
from careplan.web.service import Service, service
from careplan.web.sheets import parameters_only

Json = dict[str, Any]

blueprint = Blueprint("populate", __name__, url_prefix="/fhir")

POPULATE = operation("questionnaire-populate")
_FORMS = ("questionnaire", "identifier", "questionnaireRef")
_QUESTIONNAIRE = re.compile(r"Questionnaire/([A-Za-z0-9\-.]{1,64})")
_LITERAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})")


@blueprint.post("/Questionnaire/$populate")
def populate_type() -> Response:
    """The form that the arguments name, filled in."""
    given, doing = parameters_only(POPULATE), service()
    named = [name for name in _FORMS if given.get(name)]
    if len(named) != 1:
        raise InputError("give the form by exactly one of questionnaire, identifier and questionnaireRef")
    return _populated(_form(given.values[named[0]], doing), given, doing)


@blueprint.post("/Questionnaire/<fhir_id:id>/$populate")
def populate_instance(id: str) -> Response:
    """The stored form, filled in."""
    doing = service()
    form = doing.store.get("Questionnaire", id).resource
    given = parameters_only(POPULATE)
    if any(given.get(name) for name in _FORMS):
        raise InputError("the form is in the address: it must not be given beside it")
    return _populated(form, given, doing)


def _form(value: Value, doing: Service) -> Json:
    """The Questionnaire that a parameter holds or names."""
    if value.kind == "Questionnaire":
        return checked(value.content)
    if value.kind == "Identifier":
        system, code = value.content.get("system"), value.content.get("value")
        found = doing.store.find("Questionnaire", identifier=(system, code)) if isinstance(code, str) else []
    elif value.kind == "canonical":
        url, _, version = value.content.partition("|")
        found = doing.store.find("Questionnaire", url=url, version=version or None) if url else []
    else:
        named = _QUESTIONNAIRE.fullmatch(str(value.content.get("reference")))
        return doing.store.get("Questionnaire", named[1] if named else "none").resource
    if not found:
        raise NotFound("no such Questionnaire is stored here; $define makes and stores it")
    return found[-1].resource


def _populated(form: Json, given: Arguments, doing: Service) -> Response:
    subject = _subject(given)
    issues: list[Json] = []
    made = populate(
        form,
        _chart(form, subject, given, doing, issues),
        subject=subject,
        authored=doing.clock().isoformat(timespec="seconds"),
        contexts=_contexts(given, doing),
    )
    issues += made.issues
    outcome = {"name": "issues", "resource": {"resourceType": "OperationOutcome", "issue": issues}}
    answer = [{"name": "response", "resource": made.response}, *([outcome] if issues else [])]
    return negotiation.fhir({"resourceType": "Parameters", "parameter": answer})


def _subject(given: Arguments) -> str:
    reference = given.values["subject"].content.get("reference")
    if not isinstance(reference, str):
        raise SubjectError("the subject has no reference such as Patient/1", expression="subject")
    return checked_subject(reference)


def _chart(form: Json, subject: str, given: Arguments, doing: Service, issues: list[Json]) -> Chart:
    """What the caller gives, and what the EHR answers when it is to be asked."""
    own = Chart.of(value.content for value in given.all("content"))
    if not given.flag("local"):
        return own
    if doing.settings.ehr_url is None:
        issues.append(issue("not-supported", "No EHR is set here (setting ehr_url): local has no effect.", "warning"))
        return own
    asked = doing.chart(searches(form, subject=subject))
    return Chart((*own.resources, *asked.resources), asked.searched, asked.failed)


def _contexts(given: Arguments, doing: Service) -> Json:
    """The values of launch contexts and variables, by name; several resources as one Bundle."""
    found: Json = {}
    for context in given.all("context"):
        parts: Arguments = context.content
        held = [_content(value, doing) for value in parts.all("content")]
        name = str(parts.text("name"))
        if name in found:
            raise InputError("a context is given more than once", expression=context.expression)
        found[name] = held[0] if len(held) == 1 else bundle(held)
    return found


def _content(value: Value, doing: Service) -> Json:
    if value.kind == "Resource":
        return dict(value.content)
    named = _LITERAL.fullmatch(str(value.content.get("reference")))
    if named is None:
        raise ResourceError("a context is no reference such as Patient/1", expression=value.expression)
    if doing.settings.ehr_url is None:
        raise InputError("no EHR is set here (setting ehr_url): give the resource, not a reference to it")
    with Client.of(doing.settings) as client:
        return client.read(named[1], named[2])
