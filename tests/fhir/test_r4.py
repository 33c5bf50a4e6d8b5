import copy

import pytest

from careplan.errors import ResourceError
from careplan.fhir.r4 import checked

XHTML = '<div xmlns="http://www.w3.org/1999/xhtml">%s</div>'
PLAN = {"resourceType": "PlanDefinition", "status": "draft"}
CARE = {
    "resourceType": "CarePlan",
    "status": "draft",
    "intent": "plan",
    "subject": {"reference": "Patient/1"},
}
TASK = {"resourceType": "Task", "status": "draft", "intent": "plan"}
FORM = {"resourceType": "Questionnaire", "status": "draft"}
GROUP = {"resourceType": "RequestGroup", "status": "draft", "intent": "plan"}
DETAIL = {"status": "not-started"}
INITIAL = {
    "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression",
    "valueExpression": {"language": "text/fhirpath", "expression": "1"},
}
CODED = [{"valueString": "a"}]


def text(div):
    return {"text": {"status": "generated", "div": div}}


def item(**fields):
    return {**FORM, "item": [{"linkId": "a", "type": "string", **fields}]}


def test_valid_resource_is_given_back_as_it_was():
    task = {
        **TASK,
        "status": "rejected",
        "authoredOn": "2026-12-01T09:00:00.123Z",
        **text(XHTML % "<p>Hi</p>"),
    }
    before = copy.deepcopy(task)
    assert checked(task) is task
    assert task == before


@pytest.mark.parametrize(
    ("resource", "path", "message"),
    [
        ({}, "$this", "resourceType"),
        ([], "$this", "resourceType"),
        ({"resourceType": 3}, "$this", "resourceType"),
        ({"resourceType": "Foo"}, "$this", "Foo"),
        ({"resourceType": "Quantity"}, "$this", "Quantity"),
        ({"resourceType": "Task", "status": "draft"}, "Task.intent", "required"),
        ({**TASK, "colour": "red"}, "Task.colour", "not permitted"),
        ({**TASK, "for": {"reference": 5}}, "Task.for.reference", "string"),
        ({**TASK, "status": "bogus"}, "Task.status", "bogus"),
        ({**TASK, "priority": "soon"}, "Task.priority", "soon"),
        ({**TASK, "id": "x" * 65}, "Task.id", "64"),
        ({**TASK, "id": "a_b"}, "Task.id", ""),
        ({**TASK, "note": []}, "Task.note", "empty"),
        ({**TASK, "code": {}}, "Task.code", "empty"),
        (item(type="strin"), "Questionnaire.item[0].type", "strin"),
        ({**PLAN, "subjectCanonical": "http://x.example"}, "PlanDefinition", "subjectCanonical"),
        ({**PLAN, "extension": [{"url": "http://x", "valueRatioRange": {}}]}, "PlanDefinition", ""),
        (
            {
                **PLAN,
                "extension": [{"url": "http://x", "valueCodeableReference": {"concept": {"text": "x"}}}],
            },
            "PlanDefinition.extension[0]",
            "valueCodeableReference",
        ),
        ({**PLAN, "name": "two words"}, "PlanDefinition.name", "capital"),
        ({**PLAN, "action": [{"id": "a"}, {"id": "a"}]}, "PlanDefinition.action", "two actions"),
        (
            {**PLAN, "action": [{"relatedAction": [{"actionId": "p", "relationship": "before"}]}]},
            "PlanDefinition.action.relatedAction",
            "no action p",
        ),
        (
            {**CARE, "activity": [{"detail": DETAIL, "reference": {"reference": "Task/1"}}]},
            "CarePlan.activity[0]",
            "cpl-3",
        ),
        (
            {**CARE, "activity": [{"detail": {"status": "done"}}]},
            "CarePlan.activity[0].detail.status",
            "done",
        ),
        ({**GROUP, "action": [{"title": "leaf"}]}, "RequestGroup.action", "rqg-1"),
        ({**FORM, "item": [{"linkId": "a", "type": "string"}] * 2}, "Questionnaire.item", "que-2"),
        (item(type="group"), "Questionnaire.descendants().where(linkId='a')", "que-1"),
        (item(type="display", item=[{"linkId": "b", "type": "string"}]), "", "que-1"),
        (item(type="display", answerOption=CODED), "", "que-5"),
        (item(answerOption=CODED, answerValueSet="http://x.example"), "", "que-4"),
        (item(initial=CODED, extension=[INITIAL]), "", "initialExpression"),
        (item(enableWhen=[{"question": "b", "operator": "exists", "answerBoolean": True}]), "", "no item b"),
        (
            item(enableWhen=[{"question": "a", "operator": "exists", "answerBoolean": True}] * 2),
            "",
            "que-12",
        ),
        ({**TASK, "description": None}, "Task.description", "null"),
        ({**TASK, **text("<div>a<br></div>")}, "Task.text.div", "well-formed"),
        ({**TASK, **text("<div>no namespace</div>")}, "Task.text.div", "XHTML div"),
        ({**TASK, **text(XHTML % " ")}, "Task.text.div", "no content"),
        ({**TASK, **text(XHTML % "<script>x</script>")}, "Task.text.div", "script"),
        ({**TASK, "language": "en", **text(XHTML % "x")}, "Task.text.div", "lang"),
        ({**TASK, "contained": [{**TASK, "id": "a b"}]}, "Task.contained[0].id", ""),
        (
            {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {**PLAN, "name": "a"}}]},
            "Bundle.entry[0].resource.name",
            "capital",
        ),
    ],
)
def test_fault_is_told_with_its_place(resource, path, message):
    with pytest.raises(ResourceError) as raised:
        checked(resource)
    assert message in str(raised.value)
    assert raised.value.expression.startswith(path)


def test_many_faults_are_counted():
    with pytest.raises(ResourceError, match="and 2 more"):
        checked({**TASK, **dict.fromkeys(["a1", "a2", "a3", "a4", "a5"], 1)})


def test_entity_of_a_doctype_is_not_resolved():
    div = '<!DOCTYPE div [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + XHTML % "&x;"
    with pytest.raises(ResourceError):
        checked({**TASK, **text(div)})
