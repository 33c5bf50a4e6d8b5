"""PlanDefinitions that others could have made: our own, and two after HL7's examples (FHIR R4, licence CC0)."""

from datetime import datetime

from careplan.apply import parse_procedure_time
from careplan.apply.foreign import Foreign, apply_foreign

NOW = datetime.fromisoformat("2026-11-24T12:00:00-05:00")
AT = "2026-12-01T09:00:00-05:00"
BASE = "https://other.example"


def plan(*actions, **more):
    return {"resourceType": "PlanDefinition", "status": "active", "url": f"{BASE}/PlanDefinition/p"} | more | (
        {"action": list(actions)} if actions else {}
    )


def activity(kind=None, id="a", **more):
    found = {"resourceType": "ActivityDefinition", "id": id, "url": f"{BASE}/ActivityDefinition/{id}"}
    return found | {"status": "active"} | ({"kind": kind} if kind else {}) | more


def names(definition, **more):
    """An action whose definition is that one."""
    return {"definitionCanonical": definition["url"]} | more


def hours(number):
    return {"value": number, "unit": "h", "system": "http://unitsofmeasure.org", "code": "h"}


def related(relationship, to="procedure", **offset):
    return [{"actionId": to, "relationship": relationship, **offset}]


PROCEDURE = {"id": "procedure", "title": "The procedure"}

# after plandefinition-options-example: one medicine an hour after the other
OPTIONS = plan(
    {
        "groupingBehavior": "logical-group",
        "selectionBehavior": "all",
        "action": [
            {"id": "m1", "title": "Administer Medication 1", "definitionCanonical": "#one"},
            {
                "id": "m2",
                "title": "Administer Medication 2",
                "relatedAction": related("after-end", "m1", offsetDuration=hours(1)),
                "definitionCanonical": "#two",
            },
        ],
    },
    title="This example illustrates relationships between actions.",
    contained=[
        {
            "resourceType": "ActivityDefinition",
            "id": id,
            "status": "draft",
            "kind": "MedicationRequest",
            "productCodeableConcept": {"text": text},
        }
        for id, text in (("one", "Medication 1"), ("two", "Medication 2"))
    ],
)

# after plandefinition-protocol-example: a condition in CQL decides
CQL = {
    "description": "Ask whether the patient has ever been overweight.",
    "language": "text/cql",
    "expression": "exists ([Condition: Obesity])",
}
PROTOCOL = plan(
    {
        "title": "Measure BMI",
        "description": "Measure weight, height, waist circumference; calculate BMI",
        "textEquivalent": "Weight must be measured so that the BMI can be calculated.",
        "goalId": ["reduce-bmi-ratio"],
        "condition": [{"kind": "applicability", "expression": CQL}],
        "requiredBehavior": "must-unless-documented",
        "cardinalityBehavior": "single",
        "definitionCanonical": "#procedure",
    },
    title="Obesity Assessment Protocol",
    goal=[{"description": {"text": "Reduce BMI to below 25"}}],
    useContext=[{"code": {"code": "focus"}}],
    contained=[
        {
            "resourceType": "ActivityDefinition",
            "id": "procedure",
            "status": "draft",
            "kind": "ServiceRequest",
            "description": "Extra information on activity",
            "code": {"text": "Body mass index"},
            "participant": [{"type": "practitioner", "role": {"text": "Doctor"}}],
        }
    ],
)


class Applied:
    def __init__(self, bundle):
        self.bundle = bundle
        self.by_url = {e["fullUrl"]: e["resource"] for e in bundle["entry"]}
        [self.plan] = self.all("CarePlan")
        self.review = next(t for t in self.all("Task") if t["status"] == "requested")
        self.tasks = [t for t in self.all("Task") if t is not self.review]
        self.details = [a["detail"] for a in self.plan["activity"] if "detail" in a]

    def all(self, kind):
        return [r for r in self.by_url.values() if r["resourceType"] == kind]

    @property
    def issues(self):
        """(severity, expression) of each, in order."""
        outcomes = self.plan.get("contained", [])
        return [(i["severity"], i["expression"][0]) for o in outcomes for i in o["issue"]]


def applied(plan, *definitions, at=AT, timezone=None, subject="Patient/1", **options):
    procedure = parse_procedure_time(at, timezone=timezone)
    foreign = Foreign.from_resources(plan, definitions)
    return Applied(apply_foreign(foreign, subject=subject, procedure=procedure, now=NOW, **options))
