"""The form of a clause, as data."""

from __future__ import annotations

from typing import NamedTuple


class Form(NamedTuple):
    """The form of a clause.

    `kind`: "instruct" (imperative, duty, prohibition), "permit", "maybe" (may be asked to), "tell" (how things are),
    "comfort" (a false prohibition) or "fragment" (no verb). `head` is the token where the main clause begins and
    `confidence` says how sure the form is.
    """

    kind: str
    head: int
    prohibition: bool = False
    obligation: str | None = None
    passive: bool = False
    subject: str = ""
    confidence: float = 0.9
    evidence: tuple[str, ...] = ()

    @property
    def directs(self) -> bool:
        """Whether somebody is told, forbidden or allowed something."""
        return self.kind in ("instruct", "permit", "maybe")
