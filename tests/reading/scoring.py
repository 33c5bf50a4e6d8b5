"""How right readings are against labelled sheets: our own scorer, by the definitions of the project's contract.

A predicted statement answers for a labelled one when it shares more than half of its characters and is not much
longer than twice it; each is used once. A list as a label means that each of its members is right.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from careplan import documents, reading
from careplan.reading.model import Reading, to_json

SCORED = ("instruction", "question", "risk", "warning-sign")
ACCURACIES = ("section", "topic", "actor", "prohibition", "parent", "procedure")
Label = Mapping[str, Any]
_PERIOD = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<Y>[\d.]+)Y)?(?:(?P<M>[\d.]+)M)?(?:(?P<W>[\d.]+)W)?(?:(?P<D>[\d.]+)D)?"
    r"(?:T(?:(?P<h>[\d.]+)H)?(?:(?P<m>[\d.]+)M)?(?:(?P<s>[\d.]+)S)?)?"
)
_HOURS = {"Y": 8760, "M": 730, "W": 168, "D": 24, "h": 1, "m": 1 / 60, "s": 1 / 3600}


@dataclass
class Tally:
    """Counts of right and wrong; `notes` say each difference."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def f1(self, key: str) -> float:
        """F1 of what was found of `key`; 1 where there was nothing to find."""
        right, extra, missed = (self.counts[key, kind] for kind in ("right", "extra", "missed"))
        return 2 * right / (2 * right + extra + missed) if right + extra + missed else 1.0

    def accuracy(self, key: str) -> float:
        """The share of right ones of `key`."""
        right, wrong = self.counts[key, "right"], self.counts[key, "wrong"]
        return right / (right + wrong) if right + wrong else 1.0

    def judge(self, key: str, ok: bool, note: str) -> bool:
        self.counts[key, "right" if ok else "wrong"] += 1
        if not ok:
            self.notes.append(f"{key}: {note}")
        return ok

    def figures(self) -> dict[str, float]:
        """All figures, rounded as they are told."""
        found = {key: self.f1(key) for key in ("strict", *SCORED, "timing", "condition", "exception")}
        found |= {key: self.accuracy(key) for key in ACCURACIES}
        found["dropped"] = 1 - self.counts["characters", "kept"] / max(1, self.counts["characters", "all"])
        return {key: round(value, 4) for key, value in found.items()} | {"offsets": self.counts["offsets", "wrong"]}


def sheets(*folders: Path) -> list[Path]:
    """The labelled sheets in `folders`, by name."""
    return [
        gold.with_name(gold.name.replace(".gold.json", ".txt"))
        for f in folders
        for gold in sorted(f.glob("*.gold.json"))
    ]


def labels(sheet: Path) -> Mapping[str, Any]:
    return json.loads(sheet.with_name(f"{sheet.stem}.gold.json").read_text("utf-8"))


def read(sheet: Path) -> tuple[str, Reading]:
    text = documents.load(sheet.read_bytes(), media_type="text/plain")
    return text.content, reading.read(text)


def score(*folders: Path) -> Tally:
    """The tally of all sheets in `folders`."""
    tally = Tally()
    for sheet in sheets(*folders):
        gold = labels(sheet)
        content, found = read(sheet)
        add(tally, content, gold["statements"], found)
        if wanted := gold.get("procedure"):
            got = found.document.procedure.text if found.document.procedure else ""
            tally.judge("procedure", any(_bag(w) == _bag(got) for w in _options(wanted)), f"{sheet.stem}: {got!r}")
    return tally


def add(tally: Tally, content: str, gold: Sequence[Label], found: Reading) -> None:
    """Count one sheet."""
    predicted = to_json(found)["statements"]
    spans = list(locate(content, gold))
    match = pairs(spans, predicted)
    for n, label in enumerate(gold):
        one = predicted[match[n]] if n in match else None
        if _role(tally, label, one) and one is not None:
            _fields(tally, label, one)
            parent = label.get("parent")
            if parent is not None and parent in match:
                tally.judge("parent", one["parent"] == predicted[match[parent]]["id"], label["quote"])
    for k in set(range(len(predicted))) - set(match.values()):
        _extra(tally, predicted[k])
    _characters(tally, content, spans, predicted)


def locate(content: str, gold: Sequence[Label]) -> Iterator[tuple[int, int]]:
    """Where each quote stands, searched from the one before it on; any white space matches any."""
    at = 0
    for label in gold:
        pattern = re.compile(r"\s+".join(map(re.escape, label["quote"].split())))
        found = pattern.search(content, at) or pattern.search(content)
        assert found is not None, label["quote"]
        at = found.start() + 1
        yield found.span()


def pairs(spans: Sequence[tuple[int, int]], predicted: Sequence[Label]) -> dict[int, int]:
    """The index of the predicted statement for that of each labelled one that has one."""
    match: dict[int, int] = {}
    for n, (start, end) in enumerate(spans):
        shares = {
            k: min(end, p["end"]) - max(start, p["start"])
            for k, p in enumerate(predicted)
            if k not in match.values() and p["end"] - p["start"] <= 2 * (end - start) + 20
        }
        best = max(shares, key=lambda k: (shares[k], -k), default=None)
        if best is not None and shares[best] > (end - start) / 2:
            match[n] = best
    return match


def _options(label: Any) -> list[Any]:
    return label if isinstance(label, list) else [label]


def _role(tally: Tally, label: Label, one: Label | None) -> bool:
    """Count the role; whether it is right."""
    wanted = _options(label["role"])
    got = one["role"] if one else None
    if got in wanted:
        tally.counts[got, "right"] += got in SCORED
        return True
    tally.notes.append(f"role {got} for {wanted}: {label['quote']}")
    if len(wanted) == 1 and wanted[0] in SCORED:
        tally.counts[wanted[0], "missed"] += 1
        if wanted[0] == "instruction":
            tally.counts["strict", "missed"] += 1
            tally.counts["timing", "missed"] += None not in [_bounded(t) for t in _options(label.get("timing"))]
            for key in ("condition", "exception"):
                tally.counts[key, "missed"] += None not in _options(label.get(key))
    if got in SCORED:
        tally.counts[got, "extra"] += 1
        tally.counts["strict", "extra"] += got == "instruction"
    return False


def _extra(tally: Tally, one: Label) -> None:
    if one["role"] in SCORED:
        tally.counts[one["role"], "extra"] += 1
        tally.counts["strict", "extra"] += one["role"] == "instruction"
        tally.notes.append(f"extra {one['role']}: {one['text']}")


def _fields(tally: Tally, label: Label, one: Label) -> None:
    quote = label["quote"]
    right = tally.judge("section", one["section"] in _options(label["section"]), f"{one['section']}: {quote}")
    for key in ("topic", "actor", "prohibition") if one["role"] in SCORED and one["role"] != "risk" else ():
        if label.get(key) is not None:
            right &= tally.judge(key, one[key] in _options(label[key]), f"{one[key]}: {quote}")
    if one["role"] != "instruction":
        return
    right &= _timing(tally, label, one)
    for kind in ("right",) if right else ("extra", "missed"):
        tally.counts["strict", kind] += 1
    for key in ("condition", "exception"):
        _words(tally, key, _options(label.get(key)), one[key], quote)


def _timing(tally: Tally, label: Label, one: Label) -> bool:
    wanted = [_bounded(t) for t in _options(label.get("timing"))]
    got = _bounded(one["timing"])
    right = got in wanted
    if got:
        tally.counts["timing", "right" if right else "extra"] += 1
    if not right and None not in wanted:
        tally.counts["timing", "missed"] += 1
    if not right:
        tally.notes.append(f"timing {got} for {wanted}: {label['quote']}")
    return right


def _bounded(timing: Mapping[str, Any] | None) -> tuple[Any, Any, Any] | None:
    """What is compared of a timing, or None when it has neither start nor end (or only "at once" on a symptom)."""
    if not timing or not (timing.get("start") or timing.get("end")):
        return None
    anchor, start, end = timing.get("anchor") or "procedure", _point(timing.get("start")), _point(timing.get("end"))
    if anchor == "symptom" and start == 0 and end is None:
        return None
    return ("procedure" if anchor == "discharge" else anchor), start, end


def _point(value: str | None) -> float | str | None:
    """Hours of a duration, else the calendar point in one spelling."""
    if value is None:
        return None
    found = _PERIOD.fullmatch(value.strip())
    if found is None:
        point = " ".join(value.lower().split()).replace("day-0", "day0")
        return point.replace("midnight", "00:00").replace("evening", "night")
    hours = sum(float(found[unit] or 0) * worth for unit, worth in _HOURS.items())
    return round(-hours if found["sign"] == "-" else hours, 3) + 0.0


def _words(tally: Tally, key: str, wanted: list[str | None], got: str | None, quote: str) -> None:
    if got and any(w and _alike(w, got) for w in wanted):
        tally.counts[key, "right"] += 1
    elif got or None not in wanted:
        tally.counts[key, "missed"] += None not in wanted
        tally.counts[key, "extra"] += bool(got)
        tally.notes.append(f"{key} {got!r} for {wanted}: {quote}")


def _bag(words: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", words.lower()))


def _alike(one: str, other: str) -> bool:
    a, b = _bag(one), _bag(other)
    return (a & b).total() * 2 >= (a.total() + b.total()) / 2 and bool(a & b)


def _characters(tally: Tally, content: str, spans: Sequence[tuple[int, int]], predicted: Sequence[Label]) -> None:
    held = bytearray(len(content))
    for one in predicted:
        held[one["start"] : one["end"]] = b"\1" * (one["end"] - one["start"])
        tally.counts["offsets", "wrong"] += content[one["start"] : one["end"]] != one["text"]
    for start, end in spans:
        solid = [k for k in range(start, end) if not content[k].isspace()]
        tally.counts["characters", "all"] += len(solid)
        tally.counts["characters", "kept"] += sum(held[k] for k in solid)
