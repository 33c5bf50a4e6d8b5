"""The codec Statement <-> FHIR: what the sheet says stands in the definition itself, exactly as it was read.

A statement lives in one of three places (docs/fhir-mapping.md, "Where each statement goes"):

- `PlanDefinition.action` when somebody is to do something (text in `description`),
- `RelatedArtifact` in `action.documentation` when it only tells something (text in `display`),
- `Questionnaire.item` when it is a thing to disclose (text in `text`).

Each of them bears the extension `statement` with everything but the text. So `careplan.apply` works from the
definitions alone, also when they come back from another server. `from_action(to_action(s)) == s` for each
statement whose text is a FHIR string; other control characters become spaces, so that offsets stay right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from careplan.errors import ResourceError
from careplan.fhir.extensions import Json, find, find_all, part, parts, record, value, values
from careplan.fhir.systems import EXT_STATEMENT, UCUM
from careplan.reading.model import Confidence, Quantity, Repeat, Statement, Timing

# C0 controls are no part of a FHIR string, U+FFFE and U+FFFF none of XML 1.0 (narratives)
_ILLEGAL = {code: " " for code in (*range(32), 0x7F, 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r"}
_SUSPECT = re.compile("[" + "".join(map(re.escape, map(chr, _ILLEGAL))) + "]")
CONFIDENCE = ("section", "role", "topic", "timing")
# name of the field -> FHIR type of its value; the order is the order in the resource
FIELDS = {
    "id": "Id",
    "section": "Code",
    "role": "Code",
    "start": "UnsignedInt",
    "end": "UnsignedInt",
    "parent": "Id",
    "topic": "Code",
    "actor": "Code",
    "prohibition": "Boolean",
    "obligation": "Code",
    "condition": "String",
    "exception": "String",
}
_REQUIRED = ("id", "section", "role", "start", "end")


def fhir_string(text: str) -> str:
    """`text` as a FHIR string (no C0 control but tab and line ends), of the same length."""
    return text.translate(_ILLEGAL) if _SUSPECT.search(text) else text


def to_extension(statement: Statement, *, code: Json | None = None) -> Json:
    """The extension `statement`: everything of it but the text; `code` is a CodeableConcept for its topic."""
    fields = [part(name, _plain(getattr(statement, name)), kind) for name, kind in FIELDS.items()]
    found = record(
        EXT_STATEMENT,
        *fields,
        _timing(statement.timing),
        *(_quantity(q) for q in statement.quantities),
        _confidence(statement.confidence),
        *parts("review", map(fhir_string, statement.review), "String"),
        *parts("evidence", map(fhir_string, statement.evidence), "String"),
        part("code", code, "CodeableConcept"),
    )
    if found is None:  # pragma: no cover - id, section and role are always there
        raise ResourceError("a statement without any field")
    return found


def to_action(statement: Statement) -> Json:
    """The part of a PlanDefinition.action that the codec owns: id, extension and the verbatim text."""
    text = fhir_string(statement.text)
    return {
        "id": statement.id,
        "extension": [to_extension(statement)],
        "description": text,
        "textEquivalent": text,
    }


def to_artifact(statement: Statement, *, code: Json | None = None) -> Json:
    """The part of a RelatedArtifact that the codec owns (R4 lets documentation be inline commentary)."""
    return {
        "extension": [to_extension(statement, code=code)],
        "type": "documentation",
        "display": fhir_string(statement.text),
    }


def to_item(statement: Statement) -> Json:
    """The part of a Questionnaire.item that the codec owns."""
    return {
        "extension": [to_extension(statement)],
        "linkId": statement.id,
        "text": fhir_string(statement.text),
    }


def from_action(action: Mapping[str, Any]) -> Statement:
    """The statement that a PlanDefinition.action stands for; ResourceError when it is none of ours."""
    return _from(action, "description")


def from_artifact(artifact: Mapping[str, Any]) -> Statement:
    """The statement that a RelatedArtifact of action.documentation tells; ResourceError if not ours."""
    return _from(artifact, "display")


def from_item(item: Mapping[str, Any]) -> Statement:
    """The statement that a Questionnaire.item asks; ResourceError when it is none of ours."""
    return _from(item, "text")


def is_statement(holder: Mapping[str, Any]) -> bool:
    """Whether an action, artifact or item stands for a statement of the sheet."""
    return find(holder, EXT_STATEMENT) is not None


def actions(plan: Mapping[str, Any]) -> Iterator[Json]:
    """Every action of a PlanDefinition (or below an action), depth first, groups and anchors too."""
    for action in plan.get("action", ()):
        yield action
        yield from actions(action)


def items(questionnaire: Mapping[str, Any]) -> Iterator[Json]:
    """Every item of a Questionnaire (or below an item), depth first, follow-ups too."""
    for item in questionnaire.get("item", ()):
        yield item
        yield from items(item)


def statements(
    plan: Mapping[str, Any], questionnaire: Mapping[str, Any] | None = None
) -> tuple[Statement, ...]:
    """All statements of our definitions, each once, in the order of the sheet."""
    found: dict[str, Statement] = {}
    for item in items(questionnaire or {}):
        if is_statement(item):
            found[value(_extension(item), "id")] = from_item(item)
    for action in actions(plan):
        if is_statement(action):
            found[action["id"]] = from_action(action)
        told = (from_artifact(a) for a in action.get("documentation", ()) if is_statement(a))
        found.update((s.id, s) for s in told)
    return tuple(sorted(found.values(), key=lambda s: (s.start, s.end)))


def _from(holder: Mapping[str, Any], text: str) -> Statement:
    extension = _extension(holder)
    fields = {name: value(extension, name) for name in FIELDS}
    missing = [name for name in _REQUIRED if fields[name] is None]
    if missing:
        raise ResourceError(f"an extension {EXT_STATEMENT} has no {missing[0]}")
    try:
        return Statement(
            **fields,
            text=holder[text],
            timing=_from_timing(find(extension, "timing")),
            quantities=tuple(map(_from_quantity, find_all(extension, "quantity"))),
            confidence=_from_confidence(find(extension, "confidence")),
            review=values(extension, "review"),
            evidence=values(extension, "evidence"),
        )
    except (KeyError, TypeError) as error:
        raise ResourceError(f"an extension {EXT_STATEMENT} is broken: {error}") from error


def _extension(holder: Mapping[str, Any]) -> Json:
    extension = find(holder, EXT_STATEMENT)
    if extension is None:
        raise ResourceError(f"no extension {EXT_STATEMENT}: this is no definition of ours")
    return extension


def _plain(field: Any) -> Any:
    return fhir_string(field) if isinstance(field, str) else field


def _timing(timing: Timing | None) -> Json | None:
    if timing is None:
        return None
    repeat = timing.repeat or Repeat()
    return record(
        "timing",
        part("anchor", timing.anchor, "Code"),
        *(part(name, getattr(timing, name), "String") for name in ("start", "end", "duration")),
        part("until", _plain(timing.until), "String"),
        part("times", repeat.times, "PositiveInt"),
        part("per", repeat.per, "String"),
        part("every", repeat.every, "String"),
    )


def _from_timing(extension: Json | None) -> Timing | None:
    if extension is None:
        return None
    repeat = Repeat(**{name: value(extension, name) for name in ("times", "per", "every")})
    return Timing(
        **{name: value(extension, name) for name in ("anchor", "start", "end", "duration", "until")},
        repeat=None if repeat == Repeat() else repeat,
    )


def _quantity(quantity: Quantity) -> Json | None:
    coded = {"system": UCUM, "code": quantity.code} if quantity.code else {}
    compared = {"comparator": quantity.comparator} if quantity.comparator else {}
    unit = {"unit": quantity.unit} if quantity.unit else {}
    return record(
        "quantity",
        part("text", fhir_string(quantity.text), "String"),
        part("start", quantity.start, "UnsignedInt"),
        part("end", quantity.end, "UnsignedInt"),
        part("value", {"value": quantity.value, **compared, **unit, **coded}, "Quantity"),
    )


def _from_quantity(extension: Json) -> Quantity:
    held = value(extension, "value") or {}
    return Quantity(
        text=value(extension, "text"),
        start=value(extension, "start"),
        end=value(extension, "end"),
        value=float(held["value"]),
        unit=held.get("unit", ""),
        code=held.get("code", ""),
        comparator=held.get("comparator"),
    )


def _confidence(confidence: Confidence) -> Json | None:
    """None for a certain reading: the default costs no bytes."""
    if confidence == Confidence():
        return None
    fields = (part(name, getattr(confidence, name), "Decimal") for name in CONFIDENCE)
    return record("confidence", *fields)


def _from_confidence(extension: Json | None) -> Confidence:
    if extension is None:
        return Confidence()
    return Confidence(**{name: float(value(extension, name)) for name in CONFIDENCE})
