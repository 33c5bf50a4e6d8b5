"""What a statement speaks of: weighted phrases, with something inherited from what stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from careplan.reading.language import TopicFile
from careplan.reading.lexicon import Hit
from careplan.reading.page import Page

QUIET = 0.4  # what a phrase in a condition or reason counts for
ALONE = 0.8  # and what it counts for when no other phrase speaks
FADE = 0.06  # how fast later words of a question or sign lose weight, a word
FAINT = 0.06  # and those of an instruction, whose verb and object come first
ENOUGH = 0.5  # the least score that names a topic
WEAK = 1.0  # below this a statement says nothing of its own,
LEAN = 1.5  # takes more of what is lent to it
WHISPER = 0.3  # and is content with less
BONUS = 1.0  # for a topic that belongs to the section
TIE = 0.6  # a topic that is less sure than this may be changed by what was learnt,
LEARNT = 2.0  # where a topic that is certain there counts for this much
EMPTY: Mapping[str, float] = {}


class Topics(NamedTuple):
    """Scores by topic, the evidence of the best one, and its margin over the next as a confidence."""

    best: str | None
    score: float
    confidence: float
    scores: Mapping[str, float]
    evidence: tuple[str, ...] = ()


def own_scores(
    page: Page, role: str, first: int, last: int, quiet: Sequence[tuple[int, int]] = ()
) -> Mapping[str, float]:
    """The scores of the topics of `role` by the phrases within tokens [first, last) alone.

    A phrase that a longer phrase of the same topic covers counts only for what it weighs more, a repeated one for a
    third; see `_heard` for what is not heard at all. What stands in a `quiet` range (a condition, a reason) counts
    for QUIET of its weight, or for ALONE of it when nothing stands elsewhere; what is named
    first counts most, in an instruction from the main clause on.
    """
    key = (role, first, last, *quiet)
    known: Mapping[str, float] | None = page.memo.get(key)
    if known is None:
        heard = _heard(page.topic_hits(role, first, last))
        known = page.memo[key] = _scores(heard, role, first, quiet) if heard else EMPTY
    return known


def top_score(page: Page, role: str, first: int, last: int) -> float:
    """The highest of `own_scores`, 0 when there is none."""
    return max(own_scores(page, role, first, last).values(), default=0.0)


def _scores(heard: Sequence[Hit], role: str, first: int, quiet: Sequence[tuple[int, int]]) -> Mapping[str, float]:
    fade = FADE if role != "instruction" else FAINT
    origin = next((b for a, b in quiet if a == first), first)  # where the main clause begins
    scores: dict[str, float] = {}
    loud = False
    for at, topic, weight, whole in _counted(heard):
        known = scores.get(topic, 0.0)
        share = weight / 3 if whole and known > 0 else weight
        if quiet and any(a <= at < b for a, b in quiet):
            share *= QUIET
        else:
            loud = True
            share /= 1 + fade * (at - origin)
        scores[topic] = known + share
    lift = 1.0 if loud else ALONE / QUIET
    return {topic: score * lift for topic, score in scores.items()}


def _counted(heard: Sequence[Hit]) -> Iterator[tuple[int, str, float, bool]]:
    """The hits that count: first token, topic, what each weighs (one that is covered only what it weighs more), and
    whether that is all of it.
    """
    best: dict[tuple[str, int], float] = {}
    ends: dict[str, int] = {}
    for tag, weight, first, last, _ in heard:
        topic = tag.partition("/")[2]
        reach = ends.get(topic, -1)
        if last > reach:
            ends[topic] = last
            best[topic, last] = weight
            yield first, topic, weight, True
            continue
        top = best.get((topic, reach), 0.0)
        if 0 < top < weight:
            best[topic, reach] = weight
            yield first, topic, weight - top, False


def _heard(found: Sequence[Hit]) -> Sequence[Hit]:
    """The hits by first token, less those that a longer phrase without a gap silences.

    It silences what lies within it when it weighs nothing, or when it speaks for another topic and at least as
    strongly: in "ice pack" nothing is packed, and "drive you home" is not about driving oneself.
    """
    if len(found) < 2:
        return [hit for hit in found if hit.weight > 0]
    heard: list[Hit] = []
    covers: list[Hit] = []
    for hit in sorted(found, key=_by_place):
        first, last = hit.first, hit.last
        if covers:
            covers = [cover for cover in covers if cover.last > first]
        if hit.weight > 0 and not (covers and _is_silenced(hit, covers)):
            heard.append(hit)
        if last - first > 1 and ".." not in hit.phrase:
            covers.append(hit)
    return heard


def _by_place(hit: Hit) -> tuple[int, int]:
    return hit.first, -hit.last


def _is_silenced(hit: Hit, covers: Iterable[Hit]) -> bool:
    tag, weight, first, last, _ = hit
    size = last - first
    for cover in covers:
        if cover.last >= last and cover.last - cover.first > size:
            heavy = cover.weight >= weight and cover.tag != tag
            if cover.weight == 0 or heavy:
                return True
    return False


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
    scores = {t: _weighed(files[t], own.get(t, 0.0), section, prohibition=prohibition) for t in {*own, *around}}
    # what says nothing of its own ("and keep it on for three days") goes on with what stands around it
    silent = max(scores.values(), default=0.0) < WEAK
    for topic, lent in around.items():
        scores[topic] += lent * (LEAN if silent else 1.0)
    if not scores or max(scores.values()) < (WHISPER if silent else ENOUGH):
        return Topics(_usual(files, section) or "other", 0.0, 0.4, scores)
    return _first(scores)


def broken(chosen: Topics, shares: Mapping[str, float]) -> Topics:
    """`chosen`, or what it is when `shares` (how likely each topic is) break the tie.

    The scores stay as they were, and so does the confidence: a tie that was broken is still a doubt.
    """
    scores = {t: chosen.scores.get(t, 0.0) + LEARNT * shares.get(t, 0.0) for t in {*chosen.scores, *shares}}
    if max(scores.values(), default=0.0) < ENOUGH:
        return chosen
    return chosen._replace(best=_first(scores).best, score=max(scores.values()))


def _first(scores: Mapping[str, float]) -> Topics:
    ranked = sorted(scores.items(), key=lambda kv: (-kv[1], kv[0]))
    best, top = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return Topics(best, top, round(min(0.99, top / (top + second + 0.6)), 3), scores)


def _weighed(file: TopicFile, score: float, section: str, *, prohibition: bool) -> float:
    weighed = score * (file.prohibited if prohibition else file.allowed)
    if not file.sections or score <= 0:
        return weighed
    return weighed + BONUS if section in file.sections else weighed * 0.5


def _usual(files: Mapping[str, TopicFile], section: str) -> str | None:
    """The topic that a section is all about (its name stands first in one file only): seek-care, follow-up."""
    found = [topic for topic, file in files.items() if file.sections[:1] == (section,)]
    return found[0] if len(found) == 1 else None


def evidence(page: Page, role: str, topic: str | None, first: int, last: int) -> tuple[str, ...]:
    """The words of the sheet that spoke for `topic`."""
    spoke = [h for h in page.topic_hits(role, first, last) if h.tag.endswith(f"/{topic}")]
    return tuple(page.text(h.first, h.last) for h in spoke[:3])


def strongest(page: Page, role: str, first: int, last: int) -> float:
    """The weight of the heaviest phrase of `role`'s topics within tokens [first, last), 0 when there is none."""
    return max((hit.weight for hit in page.topic_hits(role, first, last)), default=0.0)


def names_medicine(page: Page, first: int, last: int) -> bool:
    """Whether tokens [first, last) name a medicine."""
    named = page.topic_hits("instruction", first, last)
    return any(hit.tag in page.language.medicines and hit.weight >= 1 for hit in named)
