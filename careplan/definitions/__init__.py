"""Definitions: Reading -> PlanDefinition, ActivityDefinitions, Questionnaire, DocumentReference (FHIR R4).

They belong to no patient. The same reading and bytes give the same resources, byte for byte. How each thing
maps is told in docs/fhir-mapping.md.
"""

from __future__ import annotations

from collections.abc import Collection

from careplan import knowledge as loader
from careplan.definitions.activity_definition import activity_definition
from careplan.definitions.document import document_reference
from careplan.definitions.identity import identify
from careplan.definitions.mapping import mapping
from careplan.definitions.model import Definitions
from careplan.definitions.placement import place
from careplan.definitions.plan_definition import plan_definition
from careplan.definitions.profiled import Profiled
from careplan.definitions.questionnaire import questionnaire
from careplan.fhir.systems import CANONICAL_BASE
from careplan.knowledge import Knowledge
from careplan.reading.model import Reading

__all__ = ["Definitions", "define"]


def define(
    reading: Reading,
    *,
    content: bytes,
    base: str = CANONICAL_BASE,
    sheet: str | None = None,
    publisher: str | None = None,
    profiles: Collection[str] = (),
    knowledge: Knowledge | None = None,
) -> Definitions:
    """The definitions of a sheet.

    `content` are the sheet's bytes, as they came in. `base` is where canonical URLs begin. `sheet` is the
    publisher's stable id of the sheet, the same for all its versions (default: made of the hash); InputError
    when it cannot be part of a FHIR id. `publisher` is who publishes the definitions, by name. `profiles` are the
    guides (of careplan.fhir.profiles.GUIDES) whose profiles are claimed; InputError for another name, and for
    "cpg" without a publisher. `knowledge` are the mappings (default: the project's own).
    """
    data = mapping(knowledge or loader.default())
    made = Profiled.of(data.codes, profiles, publisher)
    identity = identify(reading.document, base=base, sheet=sheet)
    placement = place(reading)
    requests = [s for s in reading.statements if placement.is_request(s)]
    form = questionnaire(placement, identity=identity, mapping=data)
    return Definitions(
        plan_definition=made(plan_definition(placement, identity=identity, mapping=data)),
        activity_definitions=tuple(
            made(
                activity_definition(
                    s, reading.document, above=placement.above(s), identity=identity, mapping=data
                )
            )
            for s in requests
        ),
        questionnaire=made(form) if form else None,
        document=document_reference(reading.document, content, identity=identity, mapping=data),
    )
