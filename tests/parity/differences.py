"""The table of docs/parity.md, made of what both engines gave for one sheet.

Run as a module with the address of a server, it writes them: `python -m tests.parity.differences URL`.
"""

import re
import sys
from pathlib import Path

from careplan.fhir.statement import actions, is_statement
from tests.parity import ours
from tests.parity.engine import Engine
from tests.parity.sheets import apply_here, definitions_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "parity.md"
SHEET = ROOT / "careplan" / "web" / "samples" / "knee-arthroscopy.txt"
_TABLE = re.compile(r"(<!-- table -->\n).*?(<!-- end -->)", re.DOTALL)


class Ours:
    def __init__(self, bundle):
        self.bundle = bundle
        [self.plan] = ours.by_type(bundle, "CarePlan")
        self.tasks = ours.by_type(bundle, "Task")
        self.details = [a["detail"] for a in self.plan["activity"] if "detail" in a]

    def kinds(self):
        definitions = {"PlanDefinition", "ActivityDefinition", "Questionnaire"}
        return sorted({e["resource"]["resourceType"] for e in self.bundle["entry"]} - definitions)

    def coded(self, code):
        return [t for t in self.tasks if any(c["code"] == code for c in t["code"].get("coding", ()))]


class Theirs:
    def __init__(self, answer):
        self.plan = answer.resources[0]
        self.actions = list(actions(answer.group))
        self.group = answer.group
        self.tasks = [r for r in answer.resources if r["resourceType"] == "Task"]
        self.services = [r for r in answer.resources if r["resourceType"] == "ServiceRequest"]
        self.resources = answer.resources

    def kinds(self):
        return sorted({r["resourceType"] for r in self.resources})


def told(values):
    return ", ".join(f"`{v}`" for v in sorted(set(values))) or "none"


def has(found, text="yes"):
    return text if found else "no"


def fields(plan, *names):
    return told(n for n in names if n in plan)


# what is compared -> (ours, theirs)
ROWS = {
    "resources": (lambda o: told(o.kinds()), lambda t: told(t.kinds())),
    "form of the plan": (
        lambda o: f"{has(any('reference' in a for a in o.plan['activity']), 'a flat list of activities')}",
        lambda t: has(t.group["action"], "a RequestGroup with the tree of actions, groups and anchors"),
    ),
    "CarePlan `status`, `intent`": (
        lambda o: f"`{o.plan['status']}`, `{o.plan['intent']}`",
        lambda t: f"`{t.plan['status']}`, `{t.plan['intent']}`",
    ),
    "`status` of Tasks": (lambda o: told(x["status"] for x in o.tasks), lambda t: told(x["status"] for x in t.tasks)),
    "CarePlan `title`, `category`, `period`, `created`, `author`": (
        lambda o: fields(o.plan, "title", "category", "period", "created", "author"),
        lambda t: fields(t.plan, "title", "category", "period", "created", "author"),
    ),
    "CarePlan `text` with every statement": (lambda o: has("text" in o.plan), lambda t: has("text" in t.plan)),
    "business identifiers (applied again: nothing new)": (
        lambda o: has(all("identifier" in x for x in (o.plan, *o.tasks))),
        lambda t: has(any("identifier" in x for x in (t.plan, *t.tasks))),
    ),
    "dates of a to-do": (
        lambda o: has(any("restriction" in x for x in o.tasks), "`Task.restriction.period`"),
        lambda t: has(any("restriction" in x for x in t.tasks)),
    ),
    "dates of advice and prohibitions": (
        lambda o: has(any("scheduledPeriod" in x for x in o.details), "`detail.scheduledPeriod`"),
        lambda t: has(any("occurrencePeriod" in x or "occurrenceTiming" in x for x in t.services)),
    ),
    "offsets to the anchors": (
        lambda o: "resolved to dates, and as told in the extension",
        lambda t: has(any("relatedAction" in a for a in t.actions), "copied to `action.relatedAction`, unresolved"),
    ),
    "`timing` of the action": (
        lambda o: has(any("scheduledTiming" in x for x in o.details), "in the schedule"),
        lambda t: has(any("timingTiming" in a for a in t.actions), "copied to `action.timingTiming`"),
    ),
    "advice (something that holds for a while)": (
        lambda o: has(o.details, "`activity.detail`"),
        lambda t: has(t.services, "ServiceRequest, `active`"),
    ),
    "prohibitions": (
        lambda o: has(any(x["doNotPerform"] for x in o.details), "`detail.doNotPerform`"),
        lambda t: has(any(x.get("doNotPerform") for x in t.services), "`ServiceRequest.doNotPerform`"),
    ),
    "the sheet's words on a prohibition": (
        lambda o: has(all("description" in x for x in o.details), "`detail.description`"),
        lambda t: has(all("description" in a for a in t.actions if is_statement(a)), "only on the action"),
    ),
    "owner of a to-do": (
        lambda o: has(any("owner" in x for x in o.tasks), "`Task.owner`, `performerType`"),
        lambda t: has(any("owner" in x for x in t.tasks)),
    ),
    "`participant` of the action": (
        lambda o: has(any("performer" in x for x in o.details), "owner, performer"),
        lambda t: has(any("participant" in a for a in t.actions)),
    ),
    "`groupingBehavior` of the action": (
        lambda o: "no groups",
        lambda t: has(any("groupingBehavior" in a for a in t.actions)),
    ),
    "why: reference to the sheet": (
        lambda o: has(all("reasonReference" in x for x in o.tasks), "`reasonReference`, `supportingInfo`"),
        lambda t: has(any("reasonReference" in x for x in t.tasks)),
    ),
    "which characters it was made of": (
        lambda o: has(all("extension" in x for x in o.tasks if x not in o.coded("approve")), "extension `statement`"),
        lambda t: has(any("extension" in a for a in t.actions), "extension `statement` of the action"),
    ),
    "risks, information, warning signs": (
        lambda o: "narrative; the signs with what to do in one activity",
        lambda t: has(any("documentation" in a for a in t.actions), "copied to `action.documentation`"),
    ),
    "a condition in words": (
        lambda o: has(any("businessStatus" in x for x in o.tasks), "on the Task: `businessStatus`"),
        lambda t: has(any("condition" in a for a in t.actions), "copied to `action.condition`"),
    ),
    "the questionnaire": (
        lambda o: has(o.coded("complete-questionnaire"), "a Task to complete it"),
        lambda t: has("Questionnaire" in t.kinds(), "contained, no Task"),
    ),
    "review before the patient sees it": (
        lambda o: has(o.coded("approve"), "a Task `approve`"),
        lambda t: has(any("approve" in str(x.get("code")) for x in t.tasks)),
    ),
    "decisions that only the care team can take": (
        lambda o: has(any(x["status"] == "requested" and "focus" in x for x in o.tasks), "a Task each"),
        lambda t: has(any("focus" in x for x in t.tasks)),
    ),
}


def table(mine, other):
    """The rows, filled."""
    head = "| what | ours | the clinical-reasoning module |\n|---|---|---|\n"
    return head + "".join(f"| {what} | {own(mine)} | {their(other)} |\n" for what, (own, their) in ROWS.items())


def filled(page, engine):
    """The page with the table as both engines give it now."""
    definitions = definitions_of(SHEET)
    engine.take(definitions)
    rows = table(Ours(apply_here(definitions)), Theirs(engine.apply(definitions.plan_definition)))
    return _TABLE.sub(lambda found: found[1] + rows + found[2], page)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf-8"), Engine(sys.argv[1])), "utf-8")
