"""Sample sheets, written for this project: for the home page, `make run` and the README."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# name of the file -> what the home page calls it; the first is shown at the start
_TITLES = {
    "knee-arthroscopy": "Knee arthroscopy (with headings)",
    "colonoscopy": "Colonoscopy (no headings)",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample sheet: a plain text in UTF-8."""

    name: str
    title: str
    path: Path

    @property
    def text(self) -> str:
        """The sheet as it stands in the file."""
        return self.path.read_text("utf-8")


@lru_cache(maxsize=1)
def samples() -> tuple[Sample, ...]:
    """All samples, the one to show first at the front."""
    here = Path(__file__).parent
    return tuple(Sample(name, title, here / f"{name}.txt") for name, title in _TITLES.items())
