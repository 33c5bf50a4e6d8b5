"""The Questionnaire of a sheet's disclosure list, after SDC (http://hl7.org/fhir/uv/sdc).

`linkId` of a question is its statement's id; what is asked after a yes is `<id>.which`. So the questions of
the sheet are the items that bear the extension `statement` and are no group.
"""

from __future__ import annotations

import re

from careplan.definitions import evidence
from careplan.definitions.asked import YES, about, variables
from careplan.definitions.document import title_of
from careplan.definitions.identity import Identity
from careplan.definitions.mapping import MappingData, Question, in_language
from careplan.definitions.placement import Placement
from careplan.fhir.extensions import Json
from careplan.fhir.narrative import narrative, nested
from careplan.fhir.statement import to_item
from careplan.fhir.systems import (
    FHIRPATH,
    ITEM_CONTROL,
    SDC_INITIAL_EXPRESSION,
    SDC_LAUNCH_CONTEXT,
)
from careplan.reading.model import Statement

WHICH = ".which"
"""What is added to a question's linkId for the item that asks further after a yes."""
_LEAD_IN = re.compile(r"\w.*:\s*$", re.DOTALL)


def questionnaire(placement: Placement, *, identity: Identity, mapping: MappingData) -> Json | None:
    """The Questionnaire of all questions of a sheet, nested as they are there; None if there is none."""
    if not placement.form:
        return None
    document = placement.reading.document
    title = title_of(document)
    asked = [s for s in placement.reading.statements if placement.asked(s)]
    return {
        "resourceType": "Questionnaire",
        "id": identity.id,
        "language": document.language,
        "text": narrative(nested(asked), language=document.language),
        "extension": [_launch_context(), *variables(_queries(placement, mapping))],
        "url": identity.url("Questionnaire"),
        "identifier": identity.identifier(),
        "version": identity.version,
        "name": identity.name(title, "Questionnaire"),
        **({"title": title} if title else {}),
        "status": "draft",
        "description": in_language(mapping.form.description, document.language),
        "subjectType": ["Patient"],
        "code": [mapping.coding(code) for code in mapping.form.codes],
        "item": [_item(s, placement, mapping) for s in placement.top(form=True)],
    }


def answer_type(statement: Statement, mapping: MappingData, language: str) -> str:
    """What kind of answer a question wants: "yes-no", or a type of Questionnaire.item."""
    words = statement.text.lower().lstrip()
    for form in mapping.form.form.get(language.partition("-")[0].lower(), ()):
        if words.startswith(form.starts):
            return form.answer
    return mapping.question(statement.topic).answer


def _item(statement: Statement, placement: Placement, mapping: MappingData) -> Json:
    below = [
        _item(s, placement, mapping) for s in placement.children.get(statement.id, []) if placement.asked(s)
    ]
    item = to_item(statement)
    if below and _is_group(statement, placement, mapping):
        return {**item, "type": "group", "item": below}
    question = mapping.question(statement.topic)
    language = placement.reading.document.language
    answer = answer_type(statement, mapping, language)
    item |= {"code": [mapping.coding(code) for code in question.codes]} if question.codes else {}
    if answer != "yes-no":
        return {**item, "type": answer, **({"item": below} if below else {})}
    known = about(statement, placement, mapping).facts
    which = _which(statement, question, mapping, language, known)
    inner = [*([which] if which else []), *below]
    item["extension"] += _control(mapping)
    item["extension"] += _initial(_says_yes(evidence.shown(mapping.facts, known)))
    options = [{"valueCoding": mapping.coding(c)} for c in _answers(mapping)]
    return {**item, "type": "choice", "answerOption": options, **({"item": inner} if inner else {})}


def _is_group(statement: Statement, placement: Placement, mapping: MappingData) -> bool:
    """Whether a lead-in only groups: it is no question, or ends in a colon and asks nothing itself."""
    if statement.role != "question":
        return True
    language = placement.reading.document.language.partition("-")[0].lower()
    text = statement.text.rstrip()
    return bool(_LEAD_IN.search(text)) and not text.lower().endswith(
        mapping.form.asks_itself.get(language, ())
    )


def _which(
    statement: Statement, question: Question, mapping: MappingData, language: str, known: tuple[str, ...]
) -> Json | None:
    """The item that asks further after a yes; `known` are the facts that the question asks for."""
    if not question.which:
        return None
    which = mapping.form.which[question.which]
    labels = evidence.labels(mapping.facts, known)
    extension = _initial(f"({labels}).distinct()" if labels else "")
    yes = {"question": statement.id, "operator": "=", "answerCoding": mapping.coding(mapping.form.yes)}
    return {
        **({"extension": extension} if extension else {}),
        "linkId": statement.id + WHICH,
        "text": in_language(which.text, language),
        "type": which.type,
        "enableWhen": [yes],
        # what shows one of several facts, such as a disease and smoking, does not push out what shows another
        **({"repeats": True} if which.repeats or len(known) > 1 else {}),
    }


def _answers(mapping: MappingData) -> tuple[str, str, str]:
    return (mapping.form.yes, mapping.form.no, mapping.form.unknown)


def _says_yes(shown: str) -> str:
    """FHIRPath of the code of "yes", or of nothing: nothing is asserted from absence.

    A code is matched with the answerOptions (SDC, initialExpression).
    """
    return f"iif(({shown}).exists(), '{YES}', {{}})" if shown else ""


def _initial(expression: str) -> list[Json]:
    if not expression:
        return []
    held = {"language": FHIRPATH, "expression": expression}
    return [{"url": SDC_INITIAL_EXPRESSION, "valueExpression": held}]


def _control(mapping: MappingData) -> list[Json]:
    """How fillers show the answers (http://hl7.org/fhir/R4/extension-questionnaire-itemcontrol.html)."""
    control = {"coding": [mapping.coding(mapping.form.control)]}
    return [{"url": ITEM_CONTROL, "valueCodeableConcept": control}]


def _launch_context() -> Json:
    """The patient in context (SDC, launchContext).

    The code has no system: a server that validates and does not have SDC's code systems refuses the whole
    resource for the system, while engines read the code only.
    """
    return {
        "url": SDC_LAUNCH_CONTEXT,
        "extension": [
            {"url": "name", "valueCoding": {"code": "patient"}},
            {"url": "type", "valueCode": "Patient"},
        ],
    }


def _queries(placement: Placement, mapping: MappingData) -> dict[str, str]:
    """The searches that the questions want from the chart, each once."""
    found: dict[str, str] = {}
    for statement in yes_no(placement, mapping):
        found |= evidence.queries(mapping.facts, about(statement, placement, mapping).facts)
    return dict(sorted(found.items()))


def yes_no(placement: Placement, mapping: MappingData) -> list[Statement]:
    """The questions of the form that want a yes or no; the id is the linkId."""
    return [s for s in placement.reading.statements if _is_yes_no(s, placement, mapping)]


def _is_yes_no(statement: Statement, placement: Placement, mapping: MappingData) -> bool:
    below = any(placement.asked(s) for s in placement.children.get(statement.id, []))
    return (
        statement.role == "question"
        and not (below and _is_group(statement, placement, mapping))
        and answer_type(statement, mapping, placement.reading.document.language) == "yes-no"
    )
