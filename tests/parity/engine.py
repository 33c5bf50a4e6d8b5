"""Another engine: a HAPI server with cqframework's clinical-reasoning module, and what its $apply gave.

`CAREPLAN_TEST_REASONING` names one that runs already (`careplan sandbox --clinical-reasoning`): quicker while
working.
"""

from dataclasses import dataclass

import requests

from careplan.fhir.statement import actions, is_statement

JSON = {"Content-Type": "application/fhir+json"}
PATIENT = "Patient/parity"
WAIT = 300


@dataclass(frozen=True)
class Answer:
    """The CarePlan of $apply, or the Bundle of $r5.apply: its RequestGroup and all resources in it."""

    resources: tuple

    @property
    def group(self):
        """The RequestGroup of the plan (R5: RequestOrchestration)."""
        [found] = [r for r in self.resources if r["resourceType"] in ("RequestGroup", "RequestOrchestration")]
        return found

    @property
    def issues(self):
        """The issues of every OperationOutcome in it, as text."""
        outcomes = [r for r in self.resources if r["resourceType"] == "OperationOutcome"]
        return [f"{i['severity']}: {i.get('diagnostics')}" for o in outcomes for i in o["issue"]]

    def actions(self):
        """The ids of its actions."""
        return {a["id"] for a in actions(self.group)}

    def told(self):
        """The ids of the statements that its documentation tells."""
        return {statement_id(d) for a in actions(self.group) for d in a.get("documentation", ()) if is_statement(d)}

    def resource(self, action):
        """The resource that was made for an action, or None."""
        reference = action.get("resource", {}).get("reference", "")
        # contained, with its type, or (by $r5.apply) the id alone
        named = ((r, (f"#{r.get('id')}", f"{r['resourceType']}/{r.get('id')}", r.get("id"))) for r in self.resources)
        return next((resource for resource, names in named if reference in names), None)

    def defined(self):
        """Action id -> the canonical of the definition that its resource was made of."""
        made = ((a["id"], self.resource(a)) for a in actions(self.group))
        return {id: canonical(resource) for id, resource in made if resource}


def statement_id(holder):
    """The id of the statement that an element stands for."""
    [extension] = [e for e in holder["extension"] if e["url"].endswith("/statement")]
    return next(e["valueId"] for e in extension["extension"] if e["url"] == "id")


def canonical(resource):
    """What it was made of; a Questionnaire is itself."""
    if resource["resourceType"] == "Questionnaire":
        return f"{resource['url']}|{resource['version']}"
    found = resource["instantiatesCanonical"]
    return found if isinstance(found, str) else found[0]


class Engine:
    """A server with clinical reasoning, and one patient on it."""

    def __init__(self, url):
        self.url = url
        self._put([{"resourceType": "Patient", "id": PATIENT.partition("/")[2]}])

    def take(self, definitions):
        """Put the definitions there."""
        self._put(definitions.resources())

    def apply(self, plan, *, operation="$apply"):
        """What its operation answers for a plan that is there."""
        parameters = {"resourceType": "Parameters", "parameter": [{"name": "subject", "valueString": PATIENT}]}
        url = f"{self.url}/PlanDefinition/{plan['id']}/{operation}"
        response = requests.post(url, json=parameters, headers=JSON, timeout=WAIT)
        assert response.status_code == 200, response.text[:2000]
        return _answer(response.json())

    def _put(self, resources):
        entries = [
            {
                "fullUrl": f"{self.url}/{r['resourceType']}/{r['id']}",
                "resource": r,
                "request": {"method": "PUT", "url": f"{r['resourceType']}/{r['id']}"},
            }
            for r in resources
        ]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        response = requests.post(self.url, json=bundle, headers=JSON, timeout=WAIT)
        assert response.status_code == 200, response.text[:2000]


def _answer(body):
    if body["resourceType"] == "Parameters":
        [body] = [p["resource"] for p in body["parameter"]]
    held = [e["resource"] for e in body.get("entry", ())] or [body]
    return Answer(tuple(r for one in held for r in (one, *one.get("contained", ()))))
