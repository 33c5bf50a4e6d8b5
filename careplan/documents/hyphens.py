"""Hyphens at line ends: which broke a word, and which are the word's own, without a dictionary of any language.

The document is the dictionary: "medi-" "cine" is one word when "medicine" stands elsewhere in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

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


def broke(head: str, tail: str, known: Collection[str], *, sure: bool) -> bool:
    """Whether the hyphen that `head` ends with broke the word that `tail` goes on with.

    `sure` says that the document breaks words: then one whose halves are no words of it counts as broken.
    """
    if _kept(head, tail) in known:
        return False
    halves = {_bare(head), _bare(tail)}
    return _joined(head, tail) in known or (sure and halves.isdisjoint(known))


def _bare(text: str) -> str:
    return "".join(_WORD.findall(text.lower())[-1:])


def _joined(head: str, tail: str) -> str:
    return _bare(head) + "".join(_WORD.findall(tail.lower())[:1])


def _kept(head: str, tail: str) -> str:
    return f"{_bare(head)}-{''.join(_WORD.findall(tail.lower())[:1])}"
