"""Plans as a server would give them back, and what changes make of them; no network."""

import copy
import json
from datetime import datetime

from careplan.apply.lifecycle import existing_plan
from careplan.definitions import Definitions
from careplan.fhir.bundle import key, keys, resolved
from careplan.fhir.changes import place
from careplan.fhir.r4 import checked
from tests.apply.sample import plan as planned
from tests.definitions.sample import arthroscopy, build

LATER = datetime.fromisoformat("2026-11-25T08:00:00-05:00")
ZONE = {"at": "2026-12-01T09:00:00", "timezone": "America/New_York"}


class Stand:
    """Resources with ids and versions, as on a server that takes changes of the right version only."""

    def __init__(self, *bundles):
        self.held = {}
        for bundle in bundles:
            self.create([e["resource"] for e in bundle["entry"]])

    def create(self, resources):
        known = {k.full_url: place(r) for r in self.held.values() for k in keys(r)}
        new = [r for r in resources if key(r).full_url not in known]
        known |= {k.full_url: f"{r['resourceType']}/{len(self.held) + n}" for n, r in enumerate(new) for k in keys(r)}
        for resource in new:
            at = known[key(resource).full_url]
            meta = {**resource.get("meta", {}), "versionId": "1"}
            self.held[at] = {**resolved(resource, known), "id": at.partition("/")[2], "meta": meta}

    def take(self, changes):
        """What a server makes of the transaction; everything must be valid R4."""
        for resource in (*changes.updates, *changes.creates):
            checked(resource)
        self.create(changes.creates)
        known = {k.full_url: place(r) for r in self.held.values() for k in keys(r)}
        for resource in changes.updates:
            at = place(resource)
            version = self.held[at]["meta"]["versionId"]
            assert resource["meta"]["versionId"] == version
            meta = {**resource["meta"], "versionId": str(int(version) + 1)}
            self.held[at] = {**resolved(resource, known), "meta": meta}
        assert "urn:uuid" not in json.dumps(list(self.held.values()))

    def all(self, type):
        return [r for r in self.held.values() if r["resourceType"] == type]

    def plan(self, number=0):
        """The ExistingPlan of the n-th CarePlan."""
        care_plan = self.all("CarePlan")[number]
        sheets = [self.sheet(canonical) for canonical in care_plan["instantiatesCanonical"]]
        about = [p for p in self.all("Provenance") if {"reference": place(care_plan)} in p["target"]]
        return copy.deepcopy(existing_plan(care_plan, tasks=self.all("Task"), sheets=sheets, provenances=about))

    def sheet(self, canonical):
        (found,) = [p for p in self.all("PlanDefinition") if f"{p['url']}|{p['version']}" == canonical]
        others = [r for r in self.held.values() if r["resourceType"] not in ("PlanDefinition", "CarePlan", "Task")]
        return Definitions.from_resources([found, *(r for r in others if r["resourceType"] != "Provenance")])

    def edit(self, resource, **fields):
        """As a person does."""
        at = place(resource)
        version = str(int(self.held[at]["meta"]["versionId"]) + 1)
        self.held[at] = {**self.held[at], **fields, "meta": {"versionId": version}}

    def task(self, what, number=0):
        found = [t for t in self.all("Task") if any(i["value"].endswith(f"-{what}") for i in t.get("identifier", ()))]
        return found[number]


def standing(**options):
    """A Stand with the small sheet that has something of everything, applied."""
    content, reading = arthroscopy()
    return Stand(planned(reading, content, **{**ZONE, **options}).bundle)


def standing_of(*statements, **options):
    """A Stand with the plan of a sheet that says these statements."""
    content, reading = build(*statements)
    return Stand(planned(reading, content, **{**ZONE, **options}).bundle)


def told(task):
    """What the inputs of a review say."""
    return [i["valueString"] for i in task.get("input", [])]
