"""Resources that are broken anywhere, in any way, are answered and never break the service."""

from __future__ import annotations

import base64
import copy
import json
from random import Random

import pytest

from tests.web.conftest import SHEET, apply_parameters, parameters

JUNK = (
    *(None, True, 0, -1, 1e300, "", "x", "é\u0000", "2026-13-01", "x" * 1000),
    *([], {}, [None], [[]], [1], [{"url": 1}], {"a": None}, {"reference": 3}, {"extension": "x"}),
    *({"resourceType": "Patient"}, "https://careplan.example/fhir/x|y"),
)
KEYS = ("extension", "id", "value", "code", "url", "part", "resource", "x")


def places(value, place=()):
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*place, key)
        yield from places(one, (*place, key))


def mutated(resource, random):
    """A copy in which something is replaced, removed or added."""
    made = copy.deepcopy(resource)
    *way, last = random.choice(list(places(made)))
    at = made
    for key in way:
        at = at[key]
    kind = random.random()
    if kind < 0.6:
        at[last] = random.choice(JUNK)
    elif kind < 0.8:
        del at[last]
    elif isinstance(at, dict):
        at[random.choice(KEYS)] = random.choice(JUNK)
    else:
        at.append(random.choice(JUNK))
    return made


def bases(client):
    plan = client.post("/fhir/$define", data=SHEET, content_type="text/plain").json["entry"][-1]["resource"]
    attachment = {"contentType": "text/plain", "data": base64.b64encode(SHEET.encode()).decode()}
    document = {"resourceType": "DocumentReference", "status": "current", "content": [{"attachment": attachment}]}
    case = {"subject": "Patient/1", "procedureTime__valueDateTime": "2026-12-01"}
    return (
        ("/fhir/PlanDefinition/$apply", apply_parameters(planDefinition__resource=plan)),
        ("/fhir/$generate-care-plan", parameters(**case, planDefinition__resource=plan)),
        ("/fhir/$generate-care-plan", parameters(**case, sheet__resource=document)),
        ("/fhir/$read-sheet", document),
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_mutation_breaks_the_service(client, seed):
    random = Random(seed)
    given = bases(client)
    for _ in range(100):
        path, resource = random.choice(given)
        broken = mutated(resource, random)
        answer = client.post(path, data=json.dumps(broken), content_type="application/fhir+json")
        assert answer.status_code < 500, broken
        assert answer.status_code == 200 or answer.json["resourceType"] == "OperationOutcome"
