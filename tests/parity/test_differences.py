"""What docs/parity.md tells of the two engines is what they do."""

import requests

from tests.parity.differences import PAGE, SHEET, filled
from tests.parity.engine import JSON
from tests.parity.sheets import definitions_of


def test_the_table_in_the_docs_is_what_both_engines_do(engine):
    page = PAGE.read_text("utf-8")
    assert filled(page, engine) == page, "run: python -m tests.parity.differences URL"


def test_what_the_other_engine_makes_of_our_plan_is_valid_r4(engine):
    definitions = definitions_of(SHEET)
    engine.take(definitions)
    plan = engine.apply(definitions.plan_definition).resources[0]
    answer = requests.post(f"{engine.url}/CarePlan/$validate", json=plan, headers=JSON, timeout=60).json()
    assert [i["diagnostics"] for i in answer["issue"] if i["severity"] in ("error", "fatal")] == []


def test_its_r5_apply_makes_the_same(engine):
    definitions = definitions_of(SHEET)
    engine.take(definitions)
    [r4, r5] = [engine.apply(definitions.plan_definition, operation=name) for name in ("$apply", "$r5.apply")]
    assert r5.issues == []
    assert (r5.actions(), r5.defined(), r5.told()) == (r4.actions(), r4.defined(), r4.told())
