"""What a statement speaks of: weighted phrases, with something inherited from what stands around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from careplan.reading.page import Page

EMPTY: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Topics:
    """Scores by topic, the evidence of the best one, and its margin over the next as a confidence."""

    best: str | None
    score: float
    confidence: float
    scores: Mapping[str, float]
    evidence: tuple[str, ...] = ()


def own_scores(page: Page, role: str, first: int, last: int) -> dict[str, float]:
    """The scores of the topics of `role` by the phrases within tokens [first, last) alone.

    A phrase that a longer phrase of the same topic covers counts for nothing, a repeated one for a third.
    """
    best: dict[tuple[str, int], float] = {}
    ends: dict[str, int] = {}
    scores: dict[str, float] = defaultdict(float)
    for hit in sorted(page.topic_hits(role, first, last), key=lambda h: (h.first, -h.last)):
        topic = hit.tag.partition("/")[2]
        covered = hit.last <= ends.get(topic, -1)
        ends[topic] = max(hit.last, ends.get(topic, -1))
        if covered:
            top = best.get((topic, ends[topic]), 0.0)
            if hit.weight > top:
                scores[topic] += hit.weight - top
                best[topic, ends[topic]] = hit.weight
            continue
        repeated = scores[topic] > 0
        scores[topic] += hit.weight / 3 if repeated else hit.weight
        best[topic, ends[topic]] = hit.weight
    return dict(scores)


def choose(
    page: Page,
    role: str,
    own: Mapping[str, float],
    *,
    section: str,
    prohibition: bool = False,
    around: Mapping[str, float] = EMPTY,
) -> Topics:
    """The topic that `own` scores point to, weighed by section and polarity, with `around` (scores of the context)."""
    files = page.language.topics[role]
    scores: dict[str, float] = {}
    for topic in {*own, *around}:
        file = files[topic]
        weight = file.prohibited if prohibition else file.allowed
        if file.sections and section not in file.sections:
            weight *= 0.5
        scores[topic] = own.get(topic, 0.0) * weight + around.get(topic, 0.0)
    if not scores or max(scores.values()) < 0.5:
        return Topics("other", 0.0, 0.4, scores)
    ranked = sorted(scores.items(), key=lambda kv: (-kv[1], kv[0]))
    best, top = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return Topics(best, top, min(0.99, top / (top + second + 0.6)), scores)


def evidence(page: Page, role: str, topic: str | None, first: int, last: int) -> tuple[str, ...]:
    """The words of the sheet that spoke for `topic`."""
    return tuple(
        page.text(h.first, h.last) for h in page.topic_hits(role, first, last) if h.tag.endswith(f"/{topic}")
    )[:3]
