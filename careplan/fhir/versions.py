"""The FHIR releases that we speak. All that we make is R4; R5 is made of it at the edge where it leaves."""

from __future__ import annotations

import re
from typing import Any, Final, Literal, get_args

Json = dict[str, Any]

FhirVersion = Literal["R4", "R5"]
"""A release by its usual name."""
VERSIONS: Final[tuple[FhirVersion, ...]] = get_args(FhirVersion)
NUMBERS: Final = {"R4": "4.0", "R5": "5.0"}
"""As the media type parameter fhirVersion gives them (http://hl7.org/fhir/R5/http.html#version-parameter)."""

# R4B (4.3) takes the same from us as R4
_NUMBER = re.compile(r"(?:(4\.[03])|5\.0)\.[0-9]+")


def release(number: str) -> FhirVersion | None:
    """The release that a CapabilityStatement's `fhirVersion` names ("4.0.1", "5.0.0"); None for one not spoken here.

    A ballot of R5 ("5.0.0-ballot") is none: its resources differ from R5's.
    """
    found = _NUMBER.fullmatch(number)
    return None if found is None else "R4" if found[1] else "R5"


def in_version(made: Json, version: FhirVersion) -> Json:
    """What we made, in that release; ResourceError when something in it has no place there."""
    if version == "R4":
        return made
    from careplan.fhir.r5 import r5  # loads R5's classes: only who speaks R5 pays for them

    return r5(made)


def named(number: str) -> FhirVersion | None:
    """The release of a media type's fhirVersion: "4.0" or "5.0", also with a third number; None for another one."""
    return release(number if number.count(".") > 1 else f"{number}.0")
