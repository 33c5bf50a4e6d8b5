"""What goes into an answer: the value of an expression as the item's type wants it (QuestionnaireResponse.answer)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from careplan.fhir.systems import EXT_EVIDENCE
from careplan.populate.chart import reference_to
from careplan.populate.fhirpath import Found

Json = dict[str, Any]

_PRIMITIVE = {
    "string": ("valueString", str),
    "text": ("valueString", str),
    "url": ("valueUri", str),
    "boolean": ("valueBoolean", bool),
    "integer": ("valueInteger", int),
    "date": ("valueDate", str),
    "dateTime": ("valueDateTime", str),
    "time": ("valueTime", str),
}


def answer(item: Mapping[str, Any], found: Found) -> Json | None:
    """The answer, with the entries of the chart that it comes from; None when the value does not fit the item."""
    value = _value(item, _plain(found.value))
    if value is None:
        return None
    cited = [{"url": EXT_EVIDENCE, "valueReference": reference_to(source)} for source in found.sources]
    return {**({"extension": cited} if cited else {}), **value}


def initial(item: Mapping[str, Any]) -> list[Json]:
    """The answers that a Questionnaire itself begins with."""
    given = [{k: v for k, v in one.items() if k.startswith("value")} for one in item.get("initial", ())]
    chosen = [o for o in item.get("answerOption", ()) if o.get("initialSelected")]
    return given or [{k: v for k, v in o.items() if k.startswith("value")} for o in chosen]


def _plain(value: Any) -> Any:
    """Dates and times of fhirpathpy are objects that know how they were written; JSON has no Decimal."""
    plain = getattr(value, "asStr", value)
    return float(plain) if isinstance(plain, Decimal) else plain


def _value(item: Mapping[str, Any], value: Any) -> Json | None:
    kind = item.get("type")
    if kind in ("choice", "open-choice"):
        return _chosen(item, value) or ({"valueString": value} if _open(kind, value) else None)
    if kind == "decimal" and isinstance(value, int | float) and not isinstance(value, bool):
        return {"valueDecimal": value}
    if kind in ("quantity", "reference", "attachment") and isinstance(value, dict):
        return {f"value{str(kind).capitalize()}": value}
    name, wanted = _PRIMITIVE.get(str(kind), ("", str))
    fits = name and isinstance(value, wanted) and (wanted is not int or not isinstance(value, bool)) and value != ""
    return {name: value} if fits else None


def _open(kind: str, value: Any) -> bool:
    return kind == "open-choice" and isinstance(value, str) and bool(value)


def _chosen(item: Mapping[str, Any], value: Any) -> Json | None:
    """The option that the value names: a code, a Coding, or the option itself."""
    options = [{k: v for k, v in o.items() if k.startswith("value")} for o in item.get("answerOption", ())]
    for option in options:
        if any(_names(held, value) for held in option.values()):
            return option
    return {"valueCoding": value} if not options and isinstance(value, dict) and "code" in value else None


def _names(option: Any, value: Any) -> bool:
    if not isinstance(option, dict):
        return bool(option == value)
    if isinstance(value, dict):
        return value.get("code") == option.get("code") and value.get("system") == option.get("system")
    return bool(option.get("code") == value)
