"""What is known of a sheet before its statements are read one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from careplan.reading import quantities, sections
from careplan.reading.layout import Block
from careplan.reading.page import Page

WITH_TOPIC = frozenset({"instruction", "question", "warning-sign"})  # the roles that have topics


@dataclass(frozen=True)
class Context:
    """What is known before the statements are read one by one."""

    page: Page
    blocks: Sequence[Block]
    decided: Sequence[sections.Decided]
    procedure_words: frozenset[str]
    child: bool
    units: quantities.Units
