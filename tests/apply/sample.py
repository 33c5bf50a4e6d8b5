"""Plans made of small readings by hand, and ways to look into their Bundles."""

from datetime import datetime

from careplan.apply import apply, parse_procedure_time
from careplan.definitions import define
from careplan.fhir.extensions import find_all
from careplan.fhir.extensions import value as part
from careplan.fhir.systems import EXT_STATEMENT
from tests.definitions.sample import arthroscopy, build

NOW = datetime.fromisoformat("2026-11-24T12:00:00-05:00")
AT = "2026-12-01T09:00:00-05:00"


class Plan:
    """A Bundle with names for what is in it."""

    def __init__(self, bundle):
        self.bundle = bundle
        self.by_url = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}

    def all(self, kind):
        return [r for r in self.by_url.values() if r["resourceType"] == kind]

    def one(self, kind):
        (found,) = self.all(kind)
        return found

    def at(self, reference):
        return self.by_url[reference["reference"]]

    def key(self, what):
        """The resource of the plan whose identifier ends so ("s7", "s7-decision", "review")."""
        found = [
            r
            for r in self.by_url.values()
            if any(i["value"].endswith(f"-{what}") for i in listed(r.get("identifier", [])))
        ]
        return found[0] if found else None

    @property
    def care_plan(self):
        return self.one("CarePlan")

    @property
    def tasks(self):
        return self.all("Task")

    @property
    def details(self):
        return [a["detail"] for a in self.care_plan["activity"] if "detail" in a]

    def detail(self, beginning):
        (found,) = [d for d in self.details if d["description"].startswith(beginning)]
        return found

    def activity(self, beginning):
        (found,) = [
            a for a in self.care_plan["activity"] if a.get("detail", {}).get("description", "").startswith(beginning)
        ]
        return found


def listed(value):
    return value if isinstance(value, list) else [value]


def cites(holder):
    """What the extensions of an element cite: (statement id, start, end)."""
    return [(part(e, "id"), part(e, "start"), part(e, "end")) for e in find_all(holder, EXT_STATEMENT)]


def plan(reading, content=b"", *, at=AT, timezone=None, subject="Patient/1", **options):
    definitions = define(reading, content=content)
    procedure = parse_procedure_time(at, timezone=timezone)
    return Plan(apply(definitions, subject=subject, procedure=procedure, now=NOW, **options))


def plan_of(*statements, at=AT, timezone=None, subject="Patient/1", options=None, **fields):
    """The Plan of a sheet that says these statements."""
    content, reading = build(*statements, **fields)
    return plan(reading, content, at=at, timezone=timezone, subject=subject, **(options or {}))


def sample(**options):
    """The Plan of the small sheet that has something of everything."""
    content, reading = arthroscopy()
    return plan(reading, content, **options)
