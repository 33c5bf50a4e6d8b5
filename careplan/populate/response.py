"""The QuestionnaireResponse: the questions in their structure, with the answers that are known.

http://hl7.org/fhir/R4/questionnaireresponse.html: what a group holds stands in its `item`, what is asked under a
question in its `answer.item`; an answer that only holds such has no value. Items that are not enabled are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from careplan.fhir.statement import items

Json = dict[str, Any]
Answers = Mapping[str, list[Json]]
"""The answers by linkId."""


def response_items(questionnaire: Mapping[str, Any], answers: Answers) -> list[Json]:
    """The items of the response; an answer to an item that is not enabled is not in it."""
    held = dict(answers)
    while disabled := [i["linkId"] for i in items(questionnaire) if i["linkId"] in held and not enabled(i, held)]:
        for link in disabled:
            del held[link]
    return [made for item in questionnaire.get("item", ()) if (made := _item(item, held))]


def enabled(item: Mapping[str, Any], answers: Answers) -> bool:
    """Whether the answers enable an item (enableWhen, enableBehavior); not when we do not know its operator."""
    conditions = item.get("enableWhen", ())
    met = [_met(when, answers.get(when.get("question"), [])) for when in conditions]
    return not met or (any(met) if item.get("enableBehavior") == "any" else all(met))


def _met(when: Mapping[str, Any], given: list[Json]) -> bool:
    wanted = next((v for k, v in when.items() if k.startswith("answer")), None)
    operator = when.get("operator")
    if operator == "exists":
        return bool(given) == wanted
    same = any(_same(value, wanted) for one in given for key, value in one.items() if key.startswith("value"))
    return same if operator == "=" else bool(given) and not same if operator == "!=" else False


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, dict) and isinstance(wanted, dict):
        return all(value.get(name) == wanted.get(name) for name in ("system", "code"))
    return bool(value == wanted)


def _item(item: Mapping[str, Any], answers: Answers) -> Json | None:
    if not enabled(item, answers):
        return None
    head = {name: item[name] for name in ("linkId", "definition", "text") if name in item}
    below = [made for one in item.get("item", ()) if (made := _item(one, answers))]
    if item.get("type") in ("group", "display"):
        return {**head, **({"item": below} if below else {})}
    given = [dict(one) for one in answers.get(item["linkId"], [])]
    if below and (given or any(_answered(one) for one in below)):
        given = given or [{}]
        given[0]["item"] = below
    return {**head, **({"answer": given} if given else {})}


def _answered(item: Mapping[str, Any]) -> bool:
    return "answer" in item or any(_answered(one) for one in item.get("item", ()))


def given_answers(response: Mapping[str, Any]) -> Iterator[tuple[str, Json, Json]]:
    """LinkId, item and answer of each answer in a response, depth first."""
    for item in response.get("item", ()):
        yield from _given(item)


def _given(item: Json) -> Iterator[tuple[str, Json, Json]]:
    for answer in item.get("answer", ()):
        yield item["linkId"], item, answer
        for one in answer.get("item", ()):
            yield from _given(one)
    for one in item.get("item", ()):
        yield from _given(one)
