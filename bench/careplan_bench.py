"""How long a sheet takes: read, define, apply and serialise, in one run on one core.

    python bench/careplan_bench.py [SHEET ...] [--seconds 20]

Without sheets it takes the samples and the sheets of the tests. Figures of different machines do not compare;
the ratios (each step over the whole) do.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from careplan import documents
from careplan.apply import apply
from careplan.apply.procedure_time import parse_procedure_time
from careplan.definitions import define
from careplan.reading import read

ROOT = Path(__file__).parents[1]
STEPS = ("read", "define", "apply", "serialise")
PROCEDURE = parse_procedure_time("2026-12-01T09:00:00-05:00")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def timed(times: list[float], step: Callable[[], Any]) -> Any:
    """The result of `step`; its milliseconds are added to `times`."""
    start = time.perf_counter()
    result = step()
    times.append((time.perf_counter() - start) * 1000)
    return result


def once(data: bytes, name: str, times: dict[str, list[float]]) -> int:
    """One sheet all the way; the bytes of its Bundle."""
    reading = timed(times["read"], lambda: read(documents.load(data, name=name)))
    definitions = timed(times["define"], lambda: define(reading, content=data))
    bundle = timed(
        times["apply"], lambda: apply(definitions, subject="Patient/1", procedure=PROCEDURE, now=NOW)
    )
    return len(timed(times["serialise"], lambda: json.dumps(bundle, ensure_ascii=False).encode()))


def sheets(given: list[Path]) -> list[tuple[str, bytes]]:
    """Name and bytes of each sheet."""
    found = given or [
        *sorted((ROOT / "careplan" / "web" / "samples").glob("*.txt")),
        *sorted((ROOT / "tests" / "sheets").rglob("*.txt")),
    ]
    return [(path.name, path.read_bytes()) for path in found]


def measure(lot: list[tuple[str, bytes]], seconds: float) -> tuple[dict[str, list[float]], float, int]:
    """Milliseconds of each step of each sheet, the seconds in all, the bytes of the Bundles of a round."""
    warm = {step: [] for step in STEPS}
    size = sum(once(data, name, warm) for name, data in lot)
    times: dict[str, list[float]] = {step: [] for step in STEPS}
    start = time.perf_counter()
    while time.perf_counter() - start < seconds or len(times["read"]) < 2 * len(lot):
        for name, data in lot:
            once(data, name, times)
    return times, time.perf_counter() - start, size


def report(lot: list[tuple[str, bytes]], times: dict[str, list[float]], elapsed: float, size: int) -> None:
    """Print the table."""
    whole = [sum(parts) for parts in zip(*(times[step] for step in STEPS), strict=True)]
    characters = sum(len(data) for _, data in lot) / len(lot)
    print(f"Python {platform.python_version()}, one core; {len(lot)} sheets of {characters:.0f} bytes,")
    print(f"bundles of {size / len(lot) / 1000:.0f} kB; {len(whole)} runs, ms a sheet\n")
    print(f"{'':10} {'median':>8} {'p95':>8} {'share':>7}")
    for name, figures in [*times.items(), ("all", whole)]:
        share = sum(figures) / sum(whole)
        print(f"{name:10} {median(figures):8.2f} {quantiles(figures, n=20)[18]:8.2f} {share:7.1%}")
    print(f"\n{len(whole) / elapsed:.0f} sheets a second")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Milliseconds a sheet for each step.")
    parser.add_argument("sheets", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    lot = sheets(given.sheets)
    report(lot, *measure(lot, given.seconds))


if __name__ == "__main__":
    main()
