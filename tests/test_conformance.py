"""What we emit is valid by the profiles that it claims: HAPI's validator over both layers of every sheet.

docs/conformance.md says what is claimed, and explains each warning that is left; here each explanation must
still be needed. Without `../shared/packages` only SDC is claimed, which a registry serves.
"""

import json
import re
from pathlib import Path

import pytest

from careplan.fhir.profiles import GUIDES
from careplan.fhir.structures import structure_definitions
from careplan.sandbox import Validator
from tests import packages, plans
from tests.hapi import prepared

pytestmark = pytest.mark.validator

DOC = (Path(__file__).parents[1] / "docs" / "conformance.md").read_text("utf-8")
EXPLAINED = {
    r"codeSystem 'http://loinc\.org' version 'null' is not supported": "loinc",
    r"CodeSystem is unknown and can't be validated: http://loinc\.org ": "loinc",
    r"codeSystem 'http://snomed\.info/sct' version 'null' is not supported": "snomed-ct",
    "A code with no system has no defined meaning": "launch-context",
    "The questionnaire '.*' could not be resolved": "answers",
}
"""Warning -> heading of the document that explains it."""
CLAIMED = tuple(
    guide
    for guide in GUIDES
    if guide.startswith("sdc-")
    or (packages.CPG if guide == "cpg" else packages.US_CORE.get(guide.removeprefix("us-core-")))
)
TIMES = {"hour": plans.HOUR, "day": plans.DAY, "charted": plans.HOUR}


class Checked:
    """What the validator tells of each sheet, each asked once."""

    def __init__(self, validator):
        self.validator = validator
        self._told = {}

    def of(self, path, time, claimed):
        """Errors and warnings on the Bundle of a sheet; the day's without the definitions, which have no time."""
        key = (path, time, claimed)
        if key not in self._told:
            chart = plans.CHART if time == "charted" else None
            bundle = plans.bundle(path, TIMES[time], CLAIMED if claimed else (), chart)
            entries = [e for e in bundle["entry"] if time != "day" or not defines(e["resource"])]
            issues = self.validator.validate({**bundle, "entry": entries})
            self._told[key] = [i for i in issues if i.severity != "information"]
        return self._told[key]


def defines(resource):
    return resource["resourceType"] in ("PlanDefinition", "ActivityDefinition", "Questionnaire")


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """The validator with our extensions and all guides that are there."""
    prepared()
    ours = tmp_path_factory.mktemp("extensions")
    for structure in structure_definitions():
        (ours / f"{structure['id']}.json").write_text(json.dumps(structure))
    shared = [path for path in (*packages.US_CORE.values(), packages.CPG) if path]
    guides = [ours, packages.XVER, packages.package("hl7.fhir.uv.sdc@4.0.0-ballot"), *shared]
    with Validator(packages=guides) as running:
        yield Checked(running)


def explained(issue):
    return [pattern for pattern in EXPLAINED if issue.severity == "warning" and re.search(pattern, issue.message)]


CASES = [(path, time, True) for path in plans.SHEETS for time in ("hour", "day")]
CASES += [(path, "hour", False) for path in plans.SHEETS[::10]]
CASES += [(path, "charted", True) for path in plans.SHEETS if plans.definitions(path).questionnaire][::4]


def named(value):
    return f"{value.parent.name}-{value.stem}" if isinstance(value, Path) else str(value)


@pytest.mark.parametrize(("path", "time", "claimed"), CASES, ids=named)
def test_both_layers_of_a_sheet_are_valid_by_all_that_they_claim(checked, path, time, claimed):
    assert [str(issue) for issue in checked.of(path, time, claimed) if not explained(issue)] == []


def test_every_explained_warning_still_occurs_and_is_explained(checked):
    issues = [issue for case in CASES for issue in checked.of(*case)]
    assert {pattern for issue in issues for pattern in explained(issue)} == set(EXPLAINED)
    headings = {re.sub(r"\W+", "-", h.lower()).strip("-") for h in re.findall(r"^#+ (.+)$", DOC, re.MULTILINE)}
    assert set(EXPLAINED.values()) <= headings


def test_what_is_claimed_is_in_the_document():
    listed = set(re.findall(r"`(http://hl7\.org/fhir/[^`]+)`", DOC.replace("\\|", "|")))
    assert {profile for kinds in GUIDES.values() for held in kinds.values() for profile in held} <= listed


@packages.needs_shared_packages
def test_every_guide_that_can_be_claimed_is_checked_here(checked):
    assert tuple(GUIDES) == CLAIMED


def faulty(path, kind, change, profiles=CLAIMED):
    """The Bundle of a sheet with one resource spoilt."""
    bundle = plans.bundle(path, plans.HOUR, profiles)
    entries = [e for e in bundle["entry"] if e["resource"]["resourceType"] == kind and e["resource"].get("meta")]
    spoilt = json.loads(json.dumps(entries[0]))
    change(spoilt["resource"])
    return {**bundle, "entry": [spoilt]}


FORM = next(path for path in plans.SHEETS if plans.definitions(path).questionnaire and path.parent.name == "develop")
SPOILT = [
    ("Questionnaire", "sdc-2", lambda r: r.update(extension=[e for e in r["extension"] if "version" not in e["url"]])),
    ("Task", "authoredOn", lambda r: r.pop("authoredOn")),
    ("Task", "sdc-t1", lambda r: r.update(focus={"reference": "ServiceRequest/1"})),
]


@pytest.mark.parametrize(("kind", "told", "change"), SPOILT)
def test_a_break_of_a_claimed_sdc_profile_is_an_error(checked, kind, told, change):
    wrong = [str(i) for i in checked.validator.validate(faulty(FORM, kind, change)) if i.wrong]
    assert any(told in issue for issue in wrong), wrong


PLAIN_TEXT = {"text": "no category of US Core"}


@packages.needs_shared_packages
@pytest.mark.parametrize(
    ("guide", "change", "wrong"),
    [  # in what the versions differ shows that each is checked by its own
        ("us-core-5.0.1", lambda r: r.pop("text"), True),
        ("us-core-6.1.0", lambda r: r.pop("text"), False),
        ("us-core-6.1.0", lambda r: r.update(category=[PLAIN_TEXT]), True),
        ("us-core-8.0.0", lambda r: r.update(category=[PLAIN_TEXT]), False),
        ("us-core-8.0.0", lambda r: r.pop("category"), True),
    ],
)
def test_each_version_of_us_core_is_checked_as_that_version(checked, guide, change, wrong):
    issues = [str(i) for i in checked.validator.validate(faulty(FORM, "CarePlan", change, (guide,))) if i.wrong]
    told = [i for i in issues if f"us-core-careplan|{guide.removeprefix('us-core-')}" in i]
    assert bool(told) == wrong, issues


@packages.needs_shared_packages
@pytest.mark.parametrize(
    ("kind", "told", "change"),
    [
        ("PlanDefinition", "knowledgeCapability", lambda r: r.pop("extension")),
        ("ActivityDefinition", "publisher", lambda r: r.pop("publisher")),
    ],
)
def test_a_break_of_a_claimed_profile_is_an_error(checked, kind, told, change):
    wrong = [str(i) for i in checked.validator.validate(faulty(FORM, kind, change)) if i.wrong]
    assert any(told in issue for issue in wrong), wrong


def test_a_made_up_unit_is_told(checked):
    quantity = {"value": 1, "unit": "x", "system": "http://unitsofmeasure.org", "code": "[made_up]"}
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "valueQuantity": quantity,
    }
    told = [str(i) for i in checked.validator.validate(observation)]
    assert any(issue.startswith("error") and "[made_up]" in issue for issue in told), told
