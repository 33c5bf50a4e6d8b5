"""Hyphens at line ends: which broke a word, and which are the word's own, without a dictionary of any language.

The document is the dictionary: "medi-" "cine" is one word when "medicine" stands elsewhere in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_SHORT = 3  # letters, as "and" and "or" in many languages
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def words(lines: Iterable[str]) -> frozenset[str]:
    """The words of lines, in lower case; what a line end may have broken, and its other half, is no word."""
    found: set[str] = set()
    broken = False
    for line in lines:
        inner = _WORD.findall(line.lower())
        found.update(inner[broken : -1 if line.endswith("-") else None])
        broken = line.endswith("-")
    return frozenset(found)


def breaks(pairs: Iterable[tuple[str, str]], known: Collection[str]) -> bool:
    """Whether a document breaks words: more of its hyphens at line ends did than are known to be a word's own."""
    sure = [(_joined(a, b) in known, _kept(a, b) in known) for a, b in pairs]
    return sum(broke for broke, _ in sure) > sum(own for _, own in sure)


def joined(text: str, following: str, head: str, tail: str, known: Collection[str], *, breaks: bool) -> str:
    """`text`, whose last word `head` ends with a hyphen, with the line that follows and begins with `tail`.

    The hyphen stays ("post-operative", "COVID-19", "6-8"), unless it only broke the word. It does not join a short
    word that stands alone elsewhere ("pre- and post-operative"). `breaks` says that the document breaks words: then
    a word counts as broken when its halves are no words of it.
    """
    if tail.islower() and _broke(head, tail, known, breaks=breaks):
        return text[:-1] + following
    apart = len(tail) <= _SHORT and tail in known and _kept(head, tail) not in known
    return text + (" " if apart else "") + following


def _broke(head: str, tail: str, known: Collection[str], *, breaks: bool) -> bool:
    if _kept(head, tail) in known:
        return False
    halves = {_bare(head), _bare(tail)}
    return _joined(head, tail) in known or (breaks and halves.isdisjoint(known))


def _bare(text: str) -> str:
    return "".join(_WORD.findall(text.lower())[-1:])


def _joined(head: str, tail: str) -> str:
    return _bare(head) + "".join(_WORD.findall(tail.lower())[:1])


def _kept(head: str, tail: str) -> str:
    return f"{_bare(head)}-{''.join(_WORD.findall(tail.lower())[:1])}"
