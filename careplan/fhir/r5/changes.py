"""Small words to say what an R4 element becomes: the tables in `elements` are written with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from careplan.errors import ResourceError
from careplan.fhir.extensions import Json

Change = Callable[[Any], Json]
"""From the value of an R4 element to the R5 elements that it becomes, by name."""
Changes = Mapping[str, Change]
"""By the name of the R4 element; what is not named stays as it is."""


def changed(holder: Mapping[str, Any], changes: Changes) -> Json:
    """An element or resource with `changes` made; two that become the same list are joined, in their order."""
    made: Json = {}
    for name, value in holder.items():
        for new, held in (changes[name](value) if name in changes else {name: value}).items():
            made[new] = [*made[new], *held] if new in made and isinstance(held, list) else held
    return made


def same(value: Any) -> Any:
    """The value itself."""
    return value


def to(name: str, change: Callable[[Any], Any] = same) -> Change:
    """The element gets the name `name`, its value is changed."""
    return lambda value: {name: change(value)}


def each(name: str, change: Callable[[Any], Any]) -> Change:
    """The same for a list, or for what becomes one: each value is changed."""
    return lambda value: {name: [change(one) for one in (value if isinstance(value, list) else [value])]}


def inside(name: str, changes: Changes) -> Change:
    """Within each of the elements of a list, `changes` are made."""
    return each(name, lambda held: changed(held, changes))


def concept(value: Any) -> Json:
    """A CodeableConcept as CodeableReference."""
    return {"concept": value}


def reference(value: Any) -> Json:
    """A Reference as CodeableReference."""
    return {"reference": value}


def only(value: Sequence[Any]) -> Any:
    """The one value of a list, where R5 has no list; ResourceError when there are more."""
    if len(value) != 1:
        raise ResourceError("R5 takes one value where there are several")
    return value[0]


def coded(codes: Mapping[str, str]) -> Callable[[str], str]:
    """A code that R5 calls otherwise."""
    return lambda code: codes.get(code, code)
