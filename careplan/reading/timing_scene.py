"""What the timing grammar knows of a statement besides its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Made = tuple[str, Any] | None
"""What a rule makes: the name of the new sign and what it stands for, or None when the rule does not hold after all."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The statement's section, role and topic, and what its words say of the kind of time to expect.

    `before`: an unsaid side is that before the procedure. `forbid`: it tells what not to do. `symptom`: it tells
    what to do about a symptom, `prepare`: an unsaid "for 3 days" can be those before. `day`: the day that the heading names. `heading` is for headings, which name times only.
    """

    section: str | None = None
    topic: str | None = None
    before: bool = False
    forbid: bool = False
    symptom: bool = False
    prepare: bool = True
    information: bool = False
    day: int | None = None
    heading: bool = False
