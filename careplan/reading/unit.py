"""The unit: the smallest part that may be a statement."""

from __future__ import annotations

from typing import NamedTuple


class Unit(NamedTuple):
    """One statement to be: its characters [start, end) and tokens [first, last).

    `block` is the index of its block; `sentence` and `part` count within block and sentence. `shares` says that the
    unit goes on with the verb phrase of the unit before ("do not drive | or sign papers"). `lead` is the index of
    the unit whose list it is the first unit of an item of.
    """

    start: int
    end: int
    first: int
    last: int
    block: int
    sentence: int
    part: int
    shares: bool
    lead: int | None = None
