"""Running headers and footers: furniture, unless they tell the reader something."""

from __future__ import annotations

from dataclasses import replace

from careplan.documents.blocks import Block

_SENTENCE = (".", "!", "?", ":")
_SHORTEST = 5  # words


def is_sentence(text: str) -> bool:
    """Whether a running line says something: "Call 555 0100 if you bleed." stands in footers too."""
    return len(text.split()) >= _SHORTEST and text.endswith(_SENTENCE) and "©" not in text


def as_furniture(block: Block) -> Block:
    """The block as furniture, unless it is a sentence."""
    return block if is_sentence(block.text) else replace(block, furniture=True)
