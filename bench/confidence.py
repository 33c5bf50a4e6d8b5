#!/usr/bin/env python3
"""How often the reader is right where it says how sure it is: bench/confidence.py [--lots LOT ...] [--write]

For section, role (with its prohibition), topic and timing: a reliability table of what the rules give and of what the
curves of mappings/en/review.toml make of it, each sheet judged by curves that were fitted on the other sheets; and
for thresholds what share of the wrong statements is put up for review, at which share of all. --write prints the
curves fitted on all sheets, as they stand in review.toml.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from careplan import knowledge  # noqa: E402  # after the path is set
from careplan.reading import learnt, review  # noqa: E402
from careplan.reading.model import to_json  # noqa: E402
from tests.reading import scoring  # noqa: E402

LOTS = ("develop", "regress", "develop2")
LEAST = 60  # observations that a step of a curve stands on
BANDS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
WITH_TOPIC = ("instruction", "question", "warning-sign")


@dataclass(frozen=True)
class Seen:
    """One field of one statement: what the rules gave, and whether the label agrees."""

    sheet: str
    statement: int
    field: str
    given: float
    right: bool


def observe(sheet: Path) -> Iterator[Seen]:
    """What the labels of `sheet` say of each field of each statement that somebody acts on."""
    content, found = scoring.read(sheet)
    labels = scoring.labels(sheet)["statements"]
    predicted = to_json(found)["statements"]
    match = {k: n for n, k in scoring.pairs(list(scoring.locate(content, labels)), predicted).items()}
    for k, one in enumerate(predicted):
        if one["role"] in WITH_TOPIC:
            label = labels[match[k]] if k in match else None
            for field, right in _fields(label, one):
                yield Seen(sheet.stem, k, field, one["confidence"][field], right)


def _fields(label: scoring.Label | None, one: scoring.Label) -> Iterator[tuple[str, bool]]:
    if label is None:
        yield "role", False
        return
    wanted = label["role"] if isinstance(label["role"], list) else [label["role"]]
    role = one["role"] in wanted and _agrees(label, one, "prohibition")
    yield "section", _agrees(label, one, "section")
    yield "role", role
    if role:
        yield "topic", _agrees(label, one, "topic")
    if role and one["role"] == "instruction":
        tally = scoring.Tally()
        yield "timing", scoring._timing(tally, label, one)


def _agrees(label: scoring.Label, one: scoring.Label, key: str) -> bool:
    wanted = label.get(key)
    return wanted is None or one[key] in (wanted if isinstance(wanted, list) else [wanted])


def fit(seen: Sequence[Seen]) -> review.Curve:
    """The curve that never goes down and is nearest to what was seen (pool adjacent violators), in steps of LEAST."""
    steps: list[list[float]] = []  # least given, right, all
    last = -1.0
    for one in sorted(seen, key=lambda s: s.given):
        if steps and (steps[-1][2] < LEAST or one.given == last):
            steps[-1][1] += one.right
            steps[-1][2] += 1
        else:
            steps.append([one.given, float(one.right), 1.0])
        last = one.given
    while len(steps) > 1 and steps[-1][2] < LEAST:
        _, right, all_ = steps.pop()
        steps[-1][1] += right
        steps[-1][2] += all_
    pooled: list[list[float]] = []
    for step in steps:
        pooled.append(step)
        while len(pooled) > 1 and _share(pooled[-2]) >= _share(pooled[-1]):
            _, right, all_ = pooled.pop()
            pooled[-1] = [pooled[-1][0], pooled[-1][1] + right, pooled[-1][2] + all_]
    return review.Curve((0.0, *(round(s[0], 3) for s in pooled[1:])), tuple(_share(s) for s in pooled))


def _share(step: Sequence[float]) -> float:
    """The share that is right, as if one more had been right and one more wrong: never quite sure."""
    return round((step[1] + 1) / (step[2] + 2), 3)


def left_out(seen: Sequence[Seen]) -> list[Seen]:
    """The same, with what curves that were fitted on the other sheets make of each."""
    found = []
    for sheet in sorted({s.sheet for s in seen}):
        curve = fit([s for s in seen if s.sheet != sheet])
        found += [replace(s, given=curve.at(s.given)) for s in seen if s.sheet == sheet]
    return found


def reliability(seen: Sequence[Seen]) -> None:
    """Print by band how many there are, what was said on average, and how often it was right."""
    off = 0.0
    for low, high in pairwise(BANDS):
        band = [s for s in seen if low <= s.given < high]
        if band:
            said, right = sum(s.given for s in band) / len(band), sum(s.right for s in band) / len(band)
            off += abs(said - right) * len(band) / len(seen)
            print(f"    {low:.2f} to {min(high, 1):.2f}   {len(band):5}   said {said:.3f}   right {right:.3f}")
    brier = sum((s.given - s.right) ** 2 for s in seen) / len(seen)
    print(f"    off by {off:.3f} on average, Brier score {brier:.4f}")


def thresholds(seen: Sequence[Seen]) -> None:
    """Print for thresholds the share of wrong statements and of all that would be put up for review."""
    statements: dict[tuple[str, int], tuple[float, bool]] = {}
    for s in seen:
        low, right = statements.get((s.sheet, s.statement), (1.0, True))
        statements[s.sheet, s.statement] = min(low, s.given), right and s.right
    wrong = sum(not right for _, right in statements.values())
    print(f"threshold   of {wrong} wrong statements   of all {len(statements)}   wrong of the flagged")
    for at in (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        flagged = [right for low, right in statements.values() if low < at]
        found = sum(not right for right in flagged)
        share = found / len(flagged) if flagged else 0.0
        print(f"{at:9.2f}   {found / max(1, wrong):23.2f}   {len(flagged) / len(statements):11.2f}   {share:20.2f}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lots", nargs="+", default=LOTS, help="folders of tests/sheets, or paths")
    parser.add_argument("--write", action="store_true", help="print the curves as data")
    options = parser.parse_args()
    learnt.learnt = lambda *_: None  # it was learnt of these very sheets, and would look better here than it is
    known = review.rules("en", knowledge.default())
    review.rules = lambda *_: replace(known, right={})  # what the rules give, before any curve
    folders = [ROOT / "tests" / "sheets" / lot if "/" not in lot else Path(lot) for lot in options.lots]
    seen = [s for sheet in scoring.sheets(*folders) for s in observe(sheet)]
    fields = {field: [s for s in seen if s.field == field] for field in review.FIELDS}
    after = {field: left_out(of_field) for field, of_field in fields.items()}
    for field, of_field in fields.items():
        print(f"{field}, as the rules give it")
        reliability(of_field)
        print(f"{field}, by curves of the other sheets")
        reliability(after[field])
    print("as the rules give it")
    thresholds(seen)
    print("by curves of the other sheets")
    thresholds([s for of_field in after.values() for s in of_field])
    for field, of_field in fields.items() if options.write else ():
        curve = fit(of_field)
        print(f"\n[right.{field}]\nleast = {list(curve.least)}\nright = {list(curve.right)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
