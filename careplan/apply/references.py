"""References that come in from outside: checked once, at the edge (http://hl7.org/fhir/R4/references.html#literal)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final

from careplan.errors import InputError, SubjectError

Json = dict[str, Any]

ENCOUNTER: Final = ("Encounter",)
REQUESTER: Final = ("Practitioner", "PractitionerRole", "Organization", "Device", "RelatedPerson", "Patient")
"""Who may ask for a Task (Task.requester in R4)."""
REVIEWER: Final = ("Practitioner", "PractitionerRole", "CareTeam", "Organization", "HealthcareService")
"""Who may own the review and the decisions: of Task.owner in R4, clinicians and groups of them."""

PROCEDURE: Final = ("Appointment", "ServiceRequest", "Procedure", "Encounter")
"""What may name the procedure of a plan, whenever it takes place."""

_BUSINESS = re.compile(r"([a-z][a-z0-9+.-]*:[^\s|]{1,200})\|([^\s|](?:[^|]{0,198}[^\s|])?)")
_LITERAL = re.compile(
    r"(?:https?://[A-Za-z0-9.:\[\]_-]+(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*/)?"
    r"([A-Z][A-Za-z]{2,40})/[A-Za-z0-9.-]{1,64}"
)
_LONGEST = 512


def subject(reference: str) -> str:
    """The same reference, when it is "Patient/<id>" or the http address of a Patient; else SubjectError.

    The message never repeats the value.
    """
    if not reference or not isinstance(reference, str):
        raise SubjectError("no subject: give a reference such as Patient/1", expression="subject")
    if _type(reference) != "Patient":
        raise SubjectError("the subject is no reference such as Patient/1", expression="subject")
    return reference


def checked(reference: str | None, types: Collection[str], name: str) -> str | None:
    """The same reference, when it is None or to one of `types`; else InputError names the parameter."""
    if reference is not None and _type(reference) not in types:
        raise InputError(
            f"the {name} is no reference to {' or '.join(types)}, such as {next(iter(types))}/1",
            expression=name,
        )
    return reference


def event(value: str | None) -> Json | None:
    """The Reference to the procedure itself: "Appointment/1", or a business identifier "system|value".

    InputError when it is neither; the message never repeats the value.
    """
    if value is None:
        return None
    if found := _BUSINESS.fullmatch(value):
        return {"identifier": {"system": found[1], "value": found[2]}}
    if _type(value) in PROCEDURE:
        return {"reference": value}
    raise InputError(
        f"the procedure is no reference to {' or '.join(PROCEDURE)}, and no identifier system|value",
        expression="procedure",
    )


def _type(reference: str) -> str | None:
    found = _LITERAL.fullmatch(reference) if len(reference) <= _LONGEST else None
    return found[1] if found else None
