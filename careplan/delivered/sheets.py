"""A sheet that comes to a delivered plan, or takes the place of the one that it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from careplan.apply.context import CARE_PLAN, PLAN_ITEM, plan_key
from careplan.apply.lifecycle import Difference, ExistingPlan, differences, merge, replace
from careplan.definitions import Definitions
from careplan.delivered.change import Changed, change_plan
from careplan.delivered.read import read_plan
from careplan.ehr import Client
from careplan.fhir.changes import Changes
from careplan.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was done, and what the new sheet tells otherwise than the old one, statement by statement."""

    changed: Changed
    differences: tuple[Difference, ...]


def replace_sheet(
    client: Client,
    plan: str,
    sheet: Definitions,
    *,
    now: datetime,
    reason: str | None = None,
    by: str | None = None,
    knowledge: Knowledge | None = None,
    dry_run: bool = False,
) -> Replaced:
    """Put a plan of `sheet` in the place of `plan` on the EHR; the arguments are those of lifecycle.replace."""
    found: list[tuple[Difference, ...]] = []

    def wish(existing: ExistingPlan) -> Changes:
        found.append(differences(existing, sheet))
        other = standing(client, existing, sheet)
        return replace(existing, sheet, successor=other, now=now, reason=reason, by=by, knowledge=knowledge)

    done = change_plan(client, plan, wish, dry_run=dry_run)
    return Replaced(done, found[-1])


def merge_sheet(
    client: Client,
    plan: str,
    sheet: Definitions,
    *,
    now: datetime,
    reason: str | None = None,
    by: str | None = None,
    knowledge: Knowledge | None = None,
    dry_run: bool = False,
) -> Changed:
    """Take `sheet` into `plan` on the EHR, and the plan that it has of its own there; see lifecycle.merge."""

    def wish(existing: ExistingPlan) -> Changes:
        other = standing(client, existing, sheet)
        if other is not None and other.place == existing.place:
            other = None
        return merge(existing, sheet, other=other, now=now, reason=reason, by=by, knowledge=knowledge)

    return change_plan(client, plan, wish, dry_run=dry_run)


def standing(client: Client, plan: ExistingPlan, sheet: Definitions) -> ExistingPlan | None:
    """The plan of `sheet` for the same patient and procedure as `plan`, None when the EHR has none."""
    key = plan_key(sheet.reading().document.sha256, plan.subject, plan.procedure, plan.event)
    identifier = f"{plan.base}{PLAN_ITEM}|{key}-{CARE_PLAN}"
    found = client.search("CarePlan", {"identifier": identifier})
    return read_plan(client, f"CarePlan/{found[0]['id']}") if found else None
