"""The same sheet applied by us, told in the same terms."""

from careplan.fhir.statement import is_statement
from tests.parity.engine import statement_id


def by_type(bundle, kind):
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def cited(holder):
    """The ids of the statements that a Task or activity stands for."""
    own = [e for e in holder.get("extension", ()) if is_statement({"extension": [e]})]
    return [statement_id({"extension": [e]}) for e in own]


def defined(bundle):
    """Statement id (or "questionnaire") -> the canonical of what its Task or activity was made of."""
    found = {}
    for task in by_type(bundle, "Task"):
        if "instantiatesCanonical" in task:
            found[cited(task)[0]] = task["instantiatesCanonical"]
        for given in (g for g in task.get("input", ()) if "valueCanonical" in g):
            found["questionnaire"] = given["valueCanonical"]
    [plan] = by_type(bundle, "CarePlan")
    for activity in plan["activity"]:
        made_of = activity.get("detail", {}).get("instantiatesCanonical")
        if made_of:
            found[cited(activity)[0]] = made_of[0]
    return found


def forbidden(bundle):
    """The ids of the statements that are activities with doNotPerform."""
    [plan] = by_type(bundle, "CarePlan")
    return {cited(a)[0] for a in plan["activity"] if a.get("detail", {}).get("doNotPerform")}
