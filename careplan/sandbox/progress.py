"""Says what the sandbox is doing: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

_LINES = 10


@dataclass(frozen=True)
class Step:
    """`text` is for a person. While jars are fetched `done` of `total` bytes are here; else `total` is 0."""

    text: str
    done: int = 0
    total: int = 0


Progress = Callable[[Step], None]


def silent(step: Step) -> None:
    """Progress for nobody."""


@contextmanager
def shown(stream: TextIO) -> Iterator[Progress]:
    """Progress on `stream`: a bar if it is a terminal, else a line for each step and tenth of a fetch."""
    console = Console(file=stream)
    if not console.is_terminal:
        yield lines(stream)
        return
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Bar(*columns, console=console, transient=True) as bar:
        yield _moves(bar)


def lines(stream: TextIO) -> Progress:
    """Progress as plain lines."""
    last = Step(""), -1

    def tell(step: Step) -> None:
        nonlocal last
        tenth = step.done * _LINES // step.total if step.total else 0
        if (step.text, tenth) == (last[0].text, last[1]):
            return
        last = step, tenth
        share = f" ({step.done / 1e6:.0f} of {step.total / 1e6:.0f} MB)" if step.total else ""
        stream.write(f"{step.text}{share}\n")
        stream.flush()

    return tell


def _moves(bar: Bar) -> Progress:
    tasks = {}

    def tell(step: Step) -> None:
        if step.text not in tasks:
            if not step.total:
                bar.console.print(step.text, highlight=False)
            tasks[step.text] = bar.add_task(step.text, total=step.total, visible=step.total > 0)
        bar.update(tasks[step.text], completed=step.done)

    return tell
