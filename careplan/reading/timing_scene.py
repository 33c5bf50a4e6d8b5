"""What the timing grammar knows of a statement besides its words."""

from __future__ import annotations

from typing import Any, NamedTuple

Made = tuple[str, Any] | None
"""What a rule makes: the new sign's name and what it stands for, or None when it does not hold after all."""


class Scene(NamedTuple):
    """What a statement is about, and so the kind of time to expect.

    `before`: an unsaid side is that before the procedure. `forbid`: it tells what not to do. `symptom`:
    it tells what to do about a symptom. `prepare`: an unsaid "for 3 days" can be those before.
    `information`: it only tells. `day`: the day that the heading names. `heading`: it is a heading
    itself, which names only times.
    """

    topic: str | None = None
    before: bool = False
    forbid: bool = False
    symptom: bool = False
    prepare: bool = True
    information: bool = False
    day: int | None = None
    heading: bool = False
