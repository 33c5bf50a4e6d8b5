"""QuestionnaireResponses: in R5 every answer has a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careplan.fhir.extensions import Json
from careplan.fhir.systems import ABSENT_BECAUSE

_ABSENT: Json = {"extension": [{"url": ABSENT_BECAUSE, "valueCode": "unknown"}]}
_VALUES = {
    **{kind: f"_value{kind[0].upper()}{kind[1:]}" for kind in ("boolean", "decimal", "integer", "date", "dateTime")},
    **{"time": "_valueTime", "url": "_valueUri", "choice": "valueCoding", "open-choice": "valueCoding"},
    **{"quantity": "valueQuantity", "reference": "valueReference", "attachment": "valueAttachment"},
}
"""Where the value of an answer stands, by the type of its question; primitives have extensions beside them."""
_ANYWHERE = "_valueString"


def valued(resource: Json, kinds: Mapping[str, str] | None = None) -> Json:
    """A QuestionnaireResponse whose answers without value say that there is none; any other resource as it is.

    R4 lets a question that nobody answered hold the questions below it in an answer without value. `kinds` are
    the types of the questions by linkId, if they are known.
    """
    if resource.get("resourceType") != "QuestionnaireResponse" or "item" not in resource:
        return resource
    return {**resource, "item": [_item(item, kinds or {}) for item in resource["item"]]}


def _item(item: Json, kinds: Mapping[str, str]) -> Json:
    made = dict(item)
    if "item" in item:
        made["item"] = [_item(one, kinds) for one in item["item"]]
    if "answer" in item:
        name = _VALUES.get(kinds.get(item["linkId"], ""), _ANYWHERE)
        made["answer"] = [_answer(one, kinds, name) for one in item["answer"]]
    return made


def _answer(answer: Mapping[str, Any], kinds: Mapping[str, str], name: str) -> Json:
    below = {"item": [_item(one, kinds) for one in answer["item"]]} if "item" in answer else {}
    valued = any(held.lstrip("_").startswith("value") for held in answer)
    return {**answer, **({} if valued else {name: _ABSENT}), **below}
