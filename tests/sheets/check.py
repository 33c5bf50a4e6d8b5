#!/usr/bin/env python3
"""Check labelled sheets: check.py [--rest] DIR...   Exit 1 when a label breaks the gold format.

Quotes stand in the text, in order and without overlap; every value is of the vocabulary; parents exist and
precede; timings are well formed. --rest prints the characters that no quote covers, which may only be
headings, list markers and white space.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def named(words: str) -> frozenset[str]:
    """The set of the words of a text."""
    return frozenset(words.split())


SECTIONS = named("overview disclosure risks before during after warning-signs follow-up other")
ROLES = named("instruction question risk warning-sign information boilerplate")
ACTORS = frozenset(["patient", "companion", "clinician", None])
TOPICS = {
    "instruction": named(
        "fasting clear-liquids diet fluids medication-review anticoagulant nsaid diabetes-medication "
        "supplements take-medication pain-medication bowel-prep skin-prep hair-removal smoking alcohol "
        "arrival transport companion clothing-valuables bring-items tests ask-team consent "
        "home-preparation wound-care hygiene bathing driving lifting activity rest ice-heat device "
        "physiotherapy breathing-exercises bowel-care sexual-activity return-to-work travel monitoring "
        "follow-up seek-care tell-team other"
    ),
    "question": named(
        "allergies medications supplements eye-drops creams steroids anticoagulant anesthesia-problems "
        "bleeding blood-clots smoking alcohol-drugs breathing-problems surgical-history recent-infection "
        "pregnancy medical-conditions implants family-history other"
    ),
    "warning-sign": named(
        "fever bleeding infection breathing chest-pain neurological bladder-bowel pain swelling clot "
        "stomach allergic-reaction fainting wound-opening other"
    ),
}
KEYS = named("quote section role topic actor prohibition condition exception timing parent")
POINT = re.compile(
    r"[+-]?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?"
    r"|day-?\d+( (morning|noon|afternoon|evening|night|\d\d:\d\d))?"
)
LENGTH = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?)?")


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def spans(text: str, statements: list[dict[str, Any]]) -> Iterator[tuple[int, int] | None]:
    """Where each quote stands, searched from the end of the one before it; None when it is not there."""
    at = 0
    for s in statements:
        found = re.compile(r"\s+".join(map(re.escape, s["quote"].split()))).search(text, at)
        at = found.end() if found else at
        yield found.span() if found else None


def timing_faults(timing: dict[str, Any]) -> Iterator[str]:
    if timing.get("anchor") not in {"procedure", "arrival", "discharge", "symptom"}:
        yield f"anchor {timing.get('anchor')}"
    if extra := timing.keys() - {"anchor", "start", "end", "duration", "repeat", "until"}:
        yield f"timing keys {extra}"
    yield from (
        f"point {timing[k]}" for k in ("start", "end") if k in timing and not POINT.fullmatch(timing[k])
    )
    if "duration" in timing and not LENGTH.fullmatch(timing["duration"]):
        yield f"duration {timing['duration']}"
    repeat = timing.get("repeat")
    if repeat and set(repeat) not in ({"times", "per"}, {"every"}):
        yield f"repeat {repeat}"


def topic_faults(s: dict[str, Any], roles: list[str]) -> Iterator[str]:
    allowed = frozenset[str]().union(*(TOPICS.get(r, frozenset()) for r in roles))
    for topic in listed(s.get("topic")):
        if topic is not None and topic not in allowed:
            yield f"topic {topic} of {roles}"
    if allowed and s.get("topic") is None:
        yield "no topic"


def instruction_faults(s: dict[str, Any]) -> Iterator[str]:
    if not set(listed(s.get("actor"))) <= ACTORS or "actor" not in s:
        yield f"actor {s.get('actor')}"
    mixed = {"question", "warning-sign"} & set(listed(s["role"]))
    if not mixed and not {None} < {None, *listed(s.get("prohibition"))} <= {None, True, False}:
        yield "prohibition"
    quote = set(re.findall(r"\w+", s["quote"].lower()))
    for text in (t for k in ("exception",) for t in listed(s.get(k)) if t):
        if not set(re.findall(r"\w+", text.lower())) <= quote and not isinstance(s["exception"], list):
            yield f"exception is not of the quote: {text}"
    for timing in listed(s.get("timing")):
        yield from timing_faults(timing) if timing else ()


def faults(i: int, s: dict[str, Any]) -> Iterator[str]:
    roles = listed(s.get("role"))
    if extra := s.keys() - KEYS:
        yield f"keys {extra}"
    if not set(roles) <= ROLES or not set(listed(s.get("section"))) <= SECTIONS:
        yield f"role or section {roles} {s.get('section')}"
    yield from topic_faults(s, roles)
    if "instruction" in roles:
        yield from instruction_faults(s)
    if s.get("parent") is not None and not 0 <= s["parent"] < i:
        yield f"parent {s['parent']}"


def rest(text: str, found: list[tuple[int, int] | None]) -> Iterator[str]:
    """The stretches that no quote covers, list markers left out."""
    at = 0
    for span in [*(f for f in found if f), (len(text), len(text))]:
        for line in text[at : span[0]].splitlines():
            if re.search(r"\w", re.sub(r"^\s*(?:[o•◦○–*-]|\(?\w{1,2}[.)]|\[\s*\])\s*$", "", line)):
                yield line.strip()
        at = span[1]


def check(gold: Path, *, show_rest: bool) -> int:
    text = gold.with_name(gold.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8")
    statements = json.loads(gold.read_text(encoding="utf-8"))["statements"]
    found = list(spans(text, statements))
    bad = [(i, f) for i, s in enumerate(statements) for f in faults(i, s)]
    bad += [(i, "quote not found in order") for i, f in enumerate(found) if f is None]
    name = f"{gold.parent.name}/{gold.name[:-10]}"
    print(f"{name}: {len(text)} characters, {len(statements)} statements, {len(bad)} faults")
    for i, fault in bad:
        print(f"  {i}: {fault}: {statements[i]['quote'][:70]}")
    if show_rest:
        print("\n".join(f"    | {line}" for line in rest(text, found)))
    return len(bad)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rest", action="store_true")
    parser.add_argument("dirs", nargs="+", type=Path)
    args = parser.parse_args()
    return int(
        sum(check(g, show_rest=args.rest) for d in args.dirs for g in sorted(d.glob("*.gold.json"))) > 0
    )


if __name__ == "__main__":
    raise SystemExit(main())
