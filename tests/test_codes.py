"""Every (system, code, display) that is emitted, in either layer, was seen in a source, as its row says."""

import json
import re
import tarfile
from functools import cache
from pathlib import PurePosixPath

import pytest

from careplan.definitions.codes import codes
from careplan.fhir.systems import SNOMED
from careplan.knowledge import default
from tests import packages, plans
from tests.codings import codings, unseen

ROWS = codes(default()).rows
SOURCE = re.compile(r"([\w.]+)#([\w.-]+) \(npm\): (\S+\.json)")


@pytest.mark.parametrize("profiles", [(), plans.GUIDES], ids=["unclaimed", "claimed"])
@pytest.mark.parametrize("at", [plans.HOUR, plans.DAY], ids=["hour", "day"])
@pytest.mark.parametrize("path", plans.SHEETS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_code_was_seen_with_its_display(path, at, profiles):
    resources = plans.resources(path, at, profiles)
    assert len(list(codings(resources))) > 20
    assert list(unseen(resources, ROWS)) == []


@pytest.mark.parametrize("path", plans.SHEETS[::5], ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_code_of_a_plan_from_the_chart_was_seen(path):
    assert list(unseen(plans.resources(path, plans.HOUR, (), plans.CHART), ROWS)) == []


MADE_UP = {"system": SNOMED, "code": "392999999", "display": "Made up"}
RENAMED = {"system": SNOMED, "code": "386661006", "display": "Cold"}
NAMELESS = {"system": SNOMED, "code": "386661006"}


@pytest.mark.parametrize("coding", [MADE_UP, RENAMED, NAMELESS, {"code": "386661006"}])
@pytest.mark.parametrize(
    "hold",
    [
        lambda c: {"code": {"coding": [c]}},
        lambda c: {"activity": [{"detail": {"code": {"coding": [c]}}}]},
        lambda c: {"extension": [{"url": "x", "valueCoding": c}]},
        lambda c: {"extension": [{"url": "x", "extension": [{"url": "y", "valueCodeableConcept": {"coding": [c]}}]}]},
        lambda c: {"item": [{"answerOption": [{"valueCoding": c}]}]},
        lambda c: {"input": [{"valueQuantity": {"value": 1, **c}}]},
        lambda c: {"meta": {"tag": [c]}},
    ],
)
def test_a_code_that_is_not_in_the_table_is_seen_wherever_it_stands(coding, hold):
    (found,) = unseen([{"resourceType": "CarePlan", **hold(coding)}], ROWS)
    assert coding.items() <= found.items()


@pytest.mark.parametrize("name", packages.LOCK)
def test_rows_of_the_table_say_what_their_package_says(name):
    told = concepts(name)
    checked = 0
    for row in ROWS.values():
        for package, version, file in SOURCE.findall(row.source):
            if f"{package}@{version}" == name:
                assert (row.system, row.code, row.display) in told(file), (row.code, file)
                checked += 1
    assert checked >= 5


def concepts(name):
    """A function from a file of the package to the set of (system, code, display) in it."""
    archive = tarfile.open(packages.package(name))  # noqa: SIM115 # read from as long as the test runs
    members = {PurePosixPath(member.name).name: member for member in archive.getmembers()}

    @cache
    def of(file):
        return set(triples(json.load(archive.extractfile(members[file]))))

    return of


def triples(resource):
    """What a CodeSystem defines, or a ValueSet lists."""
    if resource["resourceType"] == "CodeSystem":
        yield from ((resource["url"], c["code"], c.get("display")) for c in below(resource))
    for include in resource.get("compose", {}).get("include", ()):
        yield from ((include["system"], c["code"], c.get("display")) for c in include.get("concept", ()))
    for contained in resource.get("expansion", {}).get("contains", ()):
        yield contained["system"], contained["code"], contained.get("display")


def below(holder):
    for concept in holder.get("concept", ()):
        yield concept
        yield from below(concept)
