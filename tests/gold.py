"""Readings made of gold files: a perfect reader, so that mapping is tested apart from reading."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from careplan.reading.model import Document, Reading, Repeat, Section, Span, Statement, Timing


def first(value):
    return value[0] if isinstance(value, list) else value


def obligation(quote):
    return "may" if re.search(r"\b(might|may)\b", quote) else "must"


def reading_from_gold(sheet: Path) -> Reading:
    """The gold reading of NAME.txt with NAME.gold.json beside it (a list as a value: its first member)."""
    data = sheet.read_bytes()
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    gold = json.loads(sheet.with_name(sheet.stem + ".gold.json").read_text("utf-8"))
    at, statements = 0, []
    for n, g in enumerate(gold["statements"]):
        pattern = re.compile(r"\s+".join(re.escape(w) for w in g["quote"].split()))
        found = pattern.search(text, at) or pattern.search(text)
        at = found.start() + 1
        timing = first(g.get("timing"))
        if timing:
            timing = dict(timing)
            if timing.get("repeat"):
                timing["repeat"] = Repeat(**timing["repeat"])
            timing = Timing(**timing)
        role, instruction = first(g["role"]), first(g["role"]) == "instruction"
        statements.append(
            Statement(
                id=f"s{n + 1}",
                section=first(g["section"]),
                role=role,
                start=found.start(),
                end=found.end(),
                text=text[found.start() : found.end()],
                parent=f"s{g['parent'] + 1}" if g.get("parent") is not None else None,
                topic=first(g.get("topic")) if role in ("instruction", "question", "warning-sign") else None,
                actor=(first(g.get("actor")) or "patient") if instruction else None,
                prohibition=bool(first(g.get("prohibition"))) if instruction else None,
                obligation=obligation(g["quote"]) if instruction else None,
                condition=first(g.get("condition")),
                exception=first(g.get("exception")),
                timing=timing,
            )
        )
    name = first(gold["procedure"])
    found = re.search(re.escape(name), text, re.IGNORECASE)
    return Reading(
        document=Document(
            media_type="text/plain",
            language="en",
            sha256=hashlib.sha256(data).hexdigest(),
            characters=len(text),
            procedure=Span(text[found.start() : found.end()], found.start(), found.end()) if found else None,
        ),
        sections=tuple(_sections(statements, len(text))),
        statements=tuple(statements),
    )


def _sections(statements, length):
    runs = []
    for s in statements:
        if not runs or runs[-1][0] != s.section:
            runs.append([s.section, s.start])
    if runs:
        runs[0][1] = 0
    for n, (kind, start) in enumerate(runs):
        yield Section(kind=kind, start=start, end=runs[n + 1][1] if n + 1 < len(runs) else length)
