"""Where each statement goes: an action, an item of the form, or documentation. Nothing is left out.

- A question, and a lead-in that has nothing but questions below it, is an item of the form.
- Somebody's instruction, and a lead-in that has actions below it, is an action.
- Everything else is told: documentation of the action that it hangs from, else of its phase.

An action that has actions below it and ends with a colon is only their group. Any other instruction becomes a
request; what hangs from it stands beside it, since a RequestGroup.action has a resource or actions (rqg-1).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from careplan.reading.model import Reading, Statement


@dataclass(frozen=True, slots=True)
class Placement:
    """The decisions for one reading, by statement id."""

    reading: Reading
    parents: dict[str, Statement | None]
    children: dict[str, list[Statement]]
    form: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    told: dict[str, list[Statement]] = field(default_factory=dict)

    def asked(self, statement: Statement) -> bool:
        """Whether it is a question, or leads in to one."""
        return statement.id in self.form

    def only_asked(self, statement: Statement) -> bool:
        """Whether the form says all of it: a question, or a lead-in of nothing but questions."""
        below = self.children.get(statement.id, [])
        return statement.role == "question" or bool(below and all(self.asked(s) for s in below))

    def is_request(self, statement: Statement) -> bool:
        """Whether a request is made of it when the plan is applied."""
        return (
            statement.id in self.actions
            and statement.role == "instruction"
            and statement.id not in self.groups
        )

    def above(self, statement: Statement) -> list[Statement]:
        """The statements that it hangs from, the outermost first."""
        found: list[Statement] = []
        at = self.parents[statement.id]
        while at is not None:
            found.insert(0, at)
            at = self.parents[at.id]
        return found

    def container(self, statement: Statement) -> str:
        """The id of the group that its action stands in: a lead-in's, else its phase."""
        line = [*self.above(statement), statement]
        groups = [s.id for s in line[:-1] if s.id in self.groups]
        return groups[-1] if groups else line[0].section

    def top(self, *, form: bool) -> list[Statement]:
        """The statements of the form (or of the actions) that hang from none of the same."""
        held = self.form if form else self.actions
        return [
            s
            for s in self.reading.statements
            if s.id in held and ((p := self.parents[s.id]) is None or p.id not in held)
        ]


def place(reading: Reading) -> Placement:
    """Decide for every statement of a reading."""
    parents = _parents(reading)
    children: dict[str, list[Statement]] = {}
    for s in reading.statements:
        if (above := parents[s.id]) is not None:
            children.setdefault(above.id, []).append(s)
    form = _with_ancestors([s for s in reading.statements if s.role == "question"], parents)
    asked = Placement(reading, parents, children, form)
    own = [s for s in reading.statements if s.role == "instruction" and not asked.only_asked(s)]
    actions = frozenset(
        id
        for id in _with_ancestors(own, parents)
        if reading.statement(id).role != "question" and not asked.only_asked(reading.statement(id))
    )
    placed = Placement(reading, parents, children, form, actions, _groups(reading, children, actions))
    placed.told.update(_told(placed))
    return placed


def _parents(reading: Reading) -> dict[str, Statement | None]:
    """Each statement's parent, if that stands before it; so there is no ring."""
    seen: dict[str, Statement] = {}
    found: dict[str, Statement | None] = {}
    for s in reading.statements:
        found[s.id] = seen.get(s.parent or "")
        seen[s.id] = s
    return found


def _with_ancestors(statements: list[Statement], parents: dict[str, Statement | None]) -> frozenset[str]:
    found: set[str] = set()
    for s in statements:
        above: Statement | None = s
        while above is not None and above.id not in found:
            found.add(above.id)
            above = parents[above.id]
    return frozenset(found)


def _groups(
    reading: Reading, children: dict[str, list[Statement]], actions: frozenset[str]
) -> frozenset[str]:
    """Actions that are nothing but the heading of those below them."""
    return frozenset(
        s.id
        for s in reading.statements
        if s.id in actions
        and any(c.id in actions for c in children.get(s.id, []))
        and (s.role != "instruction" or s.text.rstrip().endswith(":"))
    )


def _told(placed: Placement) -> dict[str, list[Statement]]:
    """What is told, by the id of the action or phase that documents it."""
    found: dict[str, list[Statement]] = {}
    for s in placed.reading.statements:
        if s.id not in placed.actions and not placed.only_asked(s):
            found.setdefault(_documents(placed, s), []).append(s)
    return found


def _documents(placed: Placement, statement: Statement) -> str:
    """The nearest action above it, else the phase of the root that it hangs from."""
    line = [*placed.above(statement), statement]
    held = [s.id for s in line if s.id in placed.actions]
    return held[-1] if held else line[0].section
