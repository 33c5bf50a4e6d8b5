"""Every operation on the plans of real sheets: valid R4 each time, and nothing more the second time."""

import pytest

from careplan.apply import apply, parse_procedure_time
from careplan.apply.lifecycle import cancel, diff, merge, replace, reschedule
from careplan.definitions import define
from tests.apply.lifecycle.sample import LATER, Stand
from tests.apply.sample import NOW
from tests.definitions.sample import GOLD, needs_sheets
from tests.gold import reading_from_gold

AT, NEW = (parse_procedure_time(f"2026-{day}T09:00", timezone="America/New_York") for day in ("10-27", "11-03"))
PAIRS = list(zip(GOLD, [*GOLD[1:], *GOLD[:1]], strict=True))

pytestmark = needs_sheets


def definitions(path):
    return define(reading_from_gold(path), content=path.read_bytes())


@pytest.mark.parametrize(("path", "other"), PAIRS, ids=lambda p: p.stem)
def test_a_plan_is_moved_merged_moved_back_and_cancelled(path, other):
    stand, second = Stand(apply(definitions(path), subject="Patient/1", procedure=AT, now=NOW)), definitions(other)
    wishes = (
        lambda plan: reschedule(plan, at=NEW, now=LATER),
        lambda plan: merge(plan, second, now=LATER),
        lambda plan: reschedule(plan, at=AT, now=LATER),
        lambda plan: cancel(plan, now=LATER),
    )
    for wish in wishes:
        stand.take(wish(stand.plan()))
        assert not wish(stand.plan())
    assert stand.all("CarePlan")[0]["status"] == "revoked"


@pytest.mark.parametrize(("path", "other"), PAIRS, ids=lambda p: p.stem)
def test_a_plan_gives_way_to_that_of_another_sheet(path, other):
    first, second = definitions(path), definitions(other)
    stand = Stand(apply(first, subject="Patient/1", procedure=AT, now=NOW))
    stand.take(replace(stand.plan(), second, now=LATER))
    assert not replace(stand.plan(), second, now=LATER, successor=stand.plan(1))
    told = diff(first.reading(), second.reading())
    assert len([d for d in told if d.before]) == len(first.reading().statements)
    assert len([d for d in told if d.after]) == len(second.reading().statements)
