"""How well the timing grammar reads: own cases, and the instructions of gold sheets with their gold context.

    python bench/timing_cases.py [--show] [--set own|held-out] [--gold FOLDER]

FOLDER holds NAME.txt beside NAME.gold.json. Prints the share of own cases that are right, by set; then
for gold instructions precision, recall and F1 of timing by the scoring rule (anchor, start and end all
right), and the time that a statement takes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from careplan.reading.model import to_json  # noqa: E402  # after the path is set
from careplan.reading.timing import find, heading_timing  # noqa: E402
from tests.reading import timing_cases as cases  # noqa: E402


def own(which: str | None, show: bool) -> None:
    """Score the own cases of the set `which`, or of all sets."""
    for name in ("own", "held-out", "held-out 2") if which is None else (which,):
        chosen = [c for c in cases.load() if c.set == name]
        wrong = [(c, t) for c in chosen if not cases.right(c, t := cases.read(c))]
        print(f"{name:9} {len(chosen) - len(wrong)}/{len(chosen)} = {1 - len(wrong) / len(chosen):.3f}")
        for c, t in wrong if show else ():
            print(f"   {c.text} | {c.section} {c.topic} | {json.dumps(to_json(t))} for {c.expected}")


def first(value):
    """The first of several right values."""
    return value[0] if isinstance(value, list) else value


def bounded(timing):
    """The timing when it has a start or an end, as the scoring has it."""
    if not timing or not (timing.get("start") or timing.get("end")):
        return None
    at_once = timing.get("anchor") == "symptom" and not timing.get("end")
    return None if at_once and cases.comparable(timing["start"]) == 0 else timing


def window(timing):
    """What the scoring compares."""
    anchor = timing.get("anchor") or "procedure"
    start, end = (cases.comparable(timing.get(k)) for k in ("start", "end"))
    return "procedure" if anchor == "discharge" else anchor, start, end


def statements(folder: Path):
    """Each gold statement of each sheet, with its timing as read in the context of gold and text."""
    for path in sorted(folder.glob("*.gold.json")):
        sheet = json.loads(path.read_text("utf-8"))
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text("utf-8-sig")
        names = sheet["procedure"] if isinstance(sheet["procedure"], list) else [sheet["procedure"]]
        procedure = frozenset(name.lower().split()[-1] for name in names)
        at, heading, previous, read = 0, None, None, []
        for gold in sheet["statements"]:
            found = re.compile(r"\s+".join(map(re.escape, gold["quote"].split()))).search(text, at)
            between = text[at : found.start()] if found else ""
            at = found.end() if found else at
            for line in re.findall(r".*[A-Za-z]{3}.*", between):
                heading, previous = heading_timing(line, procedure=procedure), None
            previous = None if "\n\n" in between else previous
            lead = read[gold["parent"]] if gold.get("parent") is not None else None
            made = find(
                gold["quote"],
                section=first(gold["section"]),
                topic=first(gold.get("topic")),
                prohibition=bool(first(gold.get("prohibition"))),
                role=first(gold["role"]),
                previous=previous,
                heading=lead or heading,
                procedure=procedure,
            )
            timing = made.timing if made and (made.timing.start or made.timing.end) else None
            previous = timing or previous
            read.append(timing)
            yield path.name, gold, to_json(timing) if timing else None


def gold(folder: Path, show: bool) -> None:
    """Score the instructions of the gold sheets in `folder`."""
    right = wrong = missed = count = 0
    began = time.perf_counter()
    for name, statement, timing in statements(folder):
        count += 1
        if first(statement["role"]) != "instruction":
            continue
        wanted = statement.get("timing")
        options = [bounded(w) for w in (wanted if isinstance(wanted, list) else [wanted])]
        given = bounded(timing)
        ok = any(window(o) == window(given) if o and given else o is given for o in options)
        right += bool(ok and given)
        wrong += bool(given and not ok)
        missed += None not in options and not (ok and given)
        if show and not ok:
            print(f"   {name[:14]} | {statement['quote']} | {json.dumps(given)} for {json.dumps(wanted)}")
    took = time.perf_counter() - began
    p, r = right / max(1, right + wrong), right / max(1, right + missed)
    print(f"gold      precision {p:.3f} recall {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}", end=" ")
    print(f"({right} right, {wrong} wrong or extra, {missed} missed)")
    print(f"{1e6 * took / max(1, count):.0f} µs a statement, {count} statements")


def main() -> None:
    """Run from the command line."""
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("--show", action="store_true", help="print each case that is not right")
    parser.add_argument("--set", choices=("own", "held-out", "held-out 2"))
    parser.add_argument("--gold", type=Path)
    given = parser.parse_args()
    own(given.set, given.show)
    if given.gold:
        gold(given.gold, given.show)


if __name__ == "__main__":
    main()
