"""Which section each block belongs to: cues and headings weighed, decoded over the gaps with a prior on the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from careplan.reading import headings
from careplan.reading.forms import form
from careplan.reading.layout import Block
from careplan.reading.model import SECTION_KINDS
from careplan.reading.page import Page
from careplan.reading.sentences import sentences
from careplan.reading.topics import top_score

# The usual order; going back costs BACK a time. Warning signs and follow-up come in either order.
ORDER = {k: n for n, k in enumerate(SECTION_KINDS)} | {"follow-up": 6, "warning-signs": 6}
BACK = 2.5
FIRST = 4.2  # for the overview: sheets open with it
CUE_CAP = 10.0
HEADING_WEIGHT = 0.6
STAY = 0.8  # for one kind to go on below a wide gap: where headings are gone, that is all that is left of them
OPENING = 250  # characters within which the title of the sheet stands
KNOWN = 4.0  # weight from which a heading is sure of a kind
OPENS = 2.0  # what a title says of the overview: sheets open with it
TITLE = 0.15  # what the title of the sheet says of its first part
WIDE_GAP = 0.25  # what is left of a heading below a gap of two blank lines
FADE = 0.06  # what is left of a heading's say under a lower heading that announces nothing itself


class Decided(NamedTuple):
    """The section kind of one block, how sure (0..1), and why."""

    kind: str
    confidence: float
    evidence: tuple[str, ...]


def decide(page: Page, blocks: Sequence[Block]) -> list[Decided]:
    """The section of every block (headings get that of what follows them).

    Page furniture that the format marks is left out: above and below all else it is "other", and between two blocks it
    is where the first of them is. So a menu above the title changes nothing.
    """
    told = [block for block in blocks if block.mark != "furniture"]
    emissions = _emissions(page, told)
    path = _decode(told, emissions) if told else []
    decided = iter(
        [Decided(kind, _confidence(emissions[n], kind), _evidence(page, told[n], kind)) for n, kind in enumerate(path)]
    )
    found = [_FURNITURE if block.mark == "furniture" else next(decided) for block in blocks]
    return _with_furniture_within(found)


_FURNITURE = Decided("other", 0.9, ())


def _with_furniture_within(found: list[Decided]) -> list[Decided]:
    """The same, with what lies between two blocks of the sheet itself as the one before it."""
    last = max((n for n, decided in enumerate(found) if decided is not _FURNITURE), default=0)
    for n in range(1, last):
        if found[n] is _FURNITURE:
            found[n] = found[n - 1]
    return found


def _emissions(page: Page, blocks: Sequence[Block]) -> list[dict[str, float]]:
    active: dict[str, float] = {}
    whole = _of_title(page)
    found = []
    for n, block in enumerate(blocks):
        if block.kind == "heading":
            active = _announced(page, block, active, title=n == 0 or _is_title(page, block))
            if n and _is_title(page, block):
                active["overview"] = max(active.get("overview", 0.0), OPENS)
            found.append({k: HEADING_WEIGHT * v for k, v in active.items()})
            continue
        scores = _cues(page, block)
        if block.blanks >= 2 and blocks[n - 1].kind != "heading":
            active = {k: v * WIDE_GAP for k, v in active.items()}
        if n <= 1:
            scores["during"] = scores.get("during", 0.0) - 3.0
        for kind, weight in active.items():
            scores[kind] = scores.get(kind, 0.0) + HEADING_WEIGHT * weight
        for kind, weight in whole.items():
            scores[kind] = scores.get(kind, 0.0) + weight
        found.append(scores)
    return found


def _of_title(page: Page) -> dict[str, float]:
    """What the title says of the whole sheet: "Discharge instructions" leaves little for before the procedure."""
    opening = page.tokens.range(0, min(len(page.content), OPENING))
    said = {k: max((h.weight for h in page.hits(f"title:{k}", *opening)), default=0.0) for k in ("before", "after")}
    if not said["after"] or said["before"]:
        return {}
    return {"before": -said["after"], "during": -0.5 * said["after"]}


def _is_title(page: Page, block: Block) -> bool:
    """ "Gum graft: before and after", "Discharge instructions": of the whole sheet, though not its first line."""
    if block.start >= OPENING:
        return False
    own = headings.kinds(page, block)
    both = min(own.get("before", 0.0), own.get("after", 0.0)) >= KNOWN
    return both or page.has("title:after", *page.tokens.range(block.start, block.end))


def _announced(page: Page, block: Block, active: Mapping[str, float], *, title: bool) -> dict[str, float]:
    own = dict(headings.kinds(page, block))
    strongest = max(own.values(), default=0.0)
    keep = 0.0 if strongest >= 4 else FADE * FADE if strongest >= 2 else FADE
    if title:
        own = {k: v * TITLE for k, v in own.items()}
    return {k: min(6.0, own.get(k, 0.0) + keep * active.get(k, 0.0)) for k in {*own, *active}}


def _cues(page: Page, block: Block) -> dict[str, float]:
    first, last = page.tokens.range(block.start, block.end)
    scores: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    for hit in page.cue_hits(first, last):
        if (hit.tag, hit.phrase) not in seen:
            seen.add((hit.tag, hit.phrase))
            kind = hit.tag[4:]
            scores[kind] = scores.get(kind, 0.0) + hit.weight
    scores = {k: min(v, CUE_CAP) for k, v in scores.items()}
    for kind, weight in _shape(page, block, first, last).items():
        scores[kind] = scores.get(kind, 0.0) + weight
    return scores


def _shape(page: Page, block: Block, first: int, last: int) -> dict[str, float]:
    """What the form of the sentences says: orders stand before or after, symptoms in lists that open with "You"."""
    scores: dict[str, float] = {}

    def add(weight: float, *kinds: str) -> None:
        for kind in kinds:
            scores[kind] = scores.get(kind, 0.0) + weight

    for start, end in islice(sentences(page, first, last), 4):
        shape = form(page, start, end)
        if shape.kind == "instruct":
            add(0.6, "before", "after")
            for kind, weight in headings.by_topic(page, start, end).items():
                add(0.7 * weight, kind)
            add(-0.8, "overview", "risks", "during", "disclosure")
        elif shape.kind == "fragment" and block.kind == "item":
            add(0.9 if top_score(page, "question", start, end) >= 3 else -0.3, "disclosure")
            add(0.9 if top_score(page, "warning-sign", start, end) >= 3 else -0.3, "warning-signs")
            add(0.8 if page.has("g:harm", start, end) else -0.3, "risks")
            add(-0.4, "after")
            add(-0.4, "before", "during", "overview")
        elif shape.kind == "tell" and block.kind == "item" and page.words[start] in page.sets.symptom_openers:
            add(1.5 if top_score(page, "warning-sign", start, end) >= 3 else 0.0, "warning-signs")
        elif shape.kind == "tell" and page.has("g:clinic_passive", start, end):
            add(0.5, "during")
    if page.has("g:boilerplate", first, last):
        add(sum(h.weight for h in page.hits("g:boilerplate", first, last)) - 2.0, "other")
    return scores


# For each kind those that it is no step back from to come to it, and those that it is.
_BEFORE = {
    kind: (
        sorted(k for k in SECTION_KINDS if k != kind and ORDER[k] <= ORDER[kind]),
        sorted(k for k in SECTION_KINDS if ORDER[k] > ORDER[kind]),
    )
    for kind in SECTION_KINDS
}
_LEAST = 1e-6  # scores nearer than this may be the same
_Row = dict[str, tuple[float, str]]  # for each kind the best score of a path that ends in it, and the kind before


def _decode(blocks: Sequence[Block], emissions: Sequence[Mapping[str, float]]) -> list[str]:
    """The kinds along the best path."""
    rows: list[_Row] = [
        {kind: (emissions[0].get(kind, 0.0) + (FIRST if kind == "overview" else 0.0), "") for kind in SECTION_KINDS}
    ]
    for n, scores in enumerate(emissions[1:], 1):
        rows.append(_row(rows[-1], scores, _boundary(blocks[n - 1], blocks[n]), blocks[n]))
    kind = max(SECTION_KINDS, key=lambda k: rows[-1][k][0])
    path = [kind]
    for row in reversed(rows[1:]):
        kind = row[kind][1]
        path.append(kind)
    return path[::-1]


def _row(last: _Row, scores: Mapping[str, float], cost: float, block: Block) -> _Row:
    stay = STAY if block.blanks >= 2 and block.kind == "item" else 0.0
    # what no kind can be left for: a path that goes on is better than any that changes here
    enough = max(score for score, _ in last.values()) - cost
    row = {}
    for kind in SECTION_KINDS:
        own = scores.get(kind, 0.0)
        best, whence = last[kind][0] + own - stay, kind
        if last[kind][0] - stay <= enough + _LEAST:
            for befores, back in zip(_BEFORE[kind], (0.0, BACK), strict=True):
                for before in befores:
                    score = last[before][0] + own - (cost + back)
                    if score > best or (score == best and before > whence):
                        best, whence = score, before
        row[kind] = best, whence
    return row


def _boundary(before: Block, after: Block) -> float:
    """What it costs to change section between two blocks: little at a heading or a wide gap, much within a list."""
    if before.kind == "heading":
        return 9.0
    if after.kind == "heading":
        return 0.55
    if after.blanks >= 2:
        return 0.6
    if after.level > before.level and before.kind != "para":
        return 8.0
    if after.kind == "item" and before.kind == "item":
        return 6.0
    if after.kind == "item":
        return 5.0
    return 2.5 if after.blanks else 5.0


def _confidence(scores: Mapping[str, float], kind: str) -> float:
    own = scores.get(kind, 0.0)
    other = max((v for k, v in scores.items() if k != kind), default=0.0)
    return round(min(0.99, max(0.3, 0.72 + 0.06 * (own - other))), 3)


def _evidence(page: Page, block: Block, kind: str) -> tuple[str, ...]:
    first, last = page.tokens.range(block.start, block.end)
    tag = "head" if block.kind == "heading" else "cue"
    hits = page.hits(f"head:{kind}", first, last) if tag == "head" else page.cue_hits(first, last)
    return tuple(page.text(h.first, h.last) for h in hits if h.tag.endswith(f":{kind}"))[:3]
