"""Headings that are headings by their looks only: a short line all in bold.

Readers offer them as Block("heading", level=0, strong=True); here they get their level, or become paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from careplan.documents.blocks import Block

LONGEST = 10  # words
_NO_END = (".", ",", ";", ":", "!", "…")  # what ends a sentence or leads in a list ends no heading; "?" may


def may_be(text: str) -> bool:
    """Whether a line in bold can be a heading: one short line with a letter that doesn't end like a sentence."""
    short = "\n" not in text and len(text.split()) <= LONGEST
    return short and any(c.isalpha() for c in text) and not text.endswith(_NO_END)


def settle(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with every heading by looks one level below the real heading above it (2 when there is none).

    With nothing below it but another heading or the end it heads nothing: it is an emphasised paragraph.
    """
    out: list[Block] = []
    above = 1
    for at, block in enumerate(blocks):
        if block.kind == "heading" and not block.strong:
            above = block.level
        elif block.kind == "heading" and block.level == 0:
            out.append(_settled(block, _next(blocks, at), min(above + 1, 6)))
            continue
        out.append(block)
    return out


def _next(blocks: Sequence[Block], at: int) -> Block | None:
    return blocks[at + 1] if at + 1 < len(blocks) else None


def _settled(block: Block, following: Block | None, level: int) -> Block:
    heads = following is not None and not following.furniture and (following.kind != "heading" or following.strong)
    return replace(block, level=level) if heads else replace(block, kind="paragraph", strong=False)
