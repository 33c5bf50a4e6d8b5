"""How long it takes to apply a plan: cqframework's clinical-reasoning module on HAPI, and ours, in one run.

    python bench/apply.py [SHEET ...] [--times 5] [--warm 30]

Both get the definitions of each sheet first. Then each applies each plan: theirs and ours over HTTP, on this machine,
with one connection, and ours in process too. The median a plan counts, after both have been warmed; times of
different machines do not compare, the ratios do. The JVM runs with all its compilers.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import requests

from careplan import documents
from careplan.apply import apply, parse_procedure_time
from careplan.definitions import Definitions, define
from careplan.reading import read
from careplan.sandbox import Sandbox

ROOT = Path(__file__).parents[1]
TIME = "2026-12-01T09:00:00-05:00"
SUBJECT = "Patient/bench"
JSON = {"Content-Type": "application/fhir+json"}
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
Json = dict[str, Any]


class Server(Sandbox):
    """The engine, as fast as its JVM becomes."""

    _quick = False


def parameters(**values: Json) -> Json:
    """A Parameters resource."""
    return {"resourceType": "Parameters", "parameter": [{"name": name, **value} for name, value in values.items()]}


def posted(session: requests.Session, url: str, body: Json) -> requests.Response:
    """The answer, which must be a good one."""
    response = session.post(url, json=body, headers=JSON, timeout=600)
    response.raise_for_status()
    return response


def defined(sheet: Path) -> Definitions:
    """The definitions of a sheet."""
    data = sheet.read_bytes()
    return define(read(documents.load(data, name=sheet.name)), content=data)


def give_theirs(session: requests.Session, url: str, definitions: Definitions) -> None:
    """Put the definitions on their server."""
    for one in definitions.resources():
        address = f"{url}/{one['resourceType']}/{one['id']}"
        session.put(address, json=one, headers=JSON, timeout=60).raise_for_status()


def give_ours(session: requests.Session, url: str, sheet: Path) -> None:
    """Have our service define the sheet, which stores the definitions; ids are the same."""
    plain = {"Content-Type": "text/plain"}
    response = session.post(f"{url}/$define", data=sheet.read_bytes(), headers=plain, timeout=60)
    response.raise_for_status()


def over_http(session: requests.Session, url: str, definitions: Definitions, **more: Json) -> Callable[[], object]:
    """Applies the plan that is stored there."""
    address = f"{url}/PlanDefinition/{definitions.plan_definition['id']}/$apply"
    body = parameters(subject={"valueString": SUBJECT}, **more)

    def once() -> object:
        answer = posted(session, address, body).json()
        if answer["resourceType"] != "CarePlan":
            raise SystemExit(f"{address} gave no CarePlan")
        return answer

    return once


def in_process(definitions: Definitions) -> Callable[[], object]:
    """Applies the plan here."""
    procedure = time_of()
    return lambda: apply(definitions, subject=SUBJECT, procedure=procedure, now=NOW)


def time_of() -> Any:
    """The procedure's time."""
    return parse_procedure_time(TIME)


@contextmanager
def service() -> Iterator[str]:
    """Our own service, one worker, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        main = "from careplan.cli import main; main()"
        line = [sys.executable, "-c", main, "serve", "--port", str(port), "--workers", "1"]
        process = subprocess.Popen(line, cwd=folder, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}/fhir"
            wait_for(f"{url}/metadata")
            yield url
        finally:
            process.terminate()
            process.wait()


def wait_for(url: str) -> None:
    """Until it answers."""
    for _ in range(120):
        try:
            requests.get(url, timeout=5).raise_for_status()
            return
        except requests.RequestException:
            time.sleep(0.5)
    raise SystemExit(f"{url} does not answer")


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median of `times` runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def warm(work: Callable[[], object], seconds: float) -> None:
    """Run it for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        work()


def measure(sheets: list[Path], theirs: str, ours: str, times: int, seconds: float) -> list[tuple[float, float, float]]:
    """A sheet: milliseconds of theirs, of ours over HTTP, of ours in process."""
    found = []
    with requests.Session() as session:
        for number, sheet in enumerate(sheets):
            definitions = defined(sheet)
            give_theirs(session, theirs, definitions)
            give_ours(session, ours, sheet)
            inner = parameters(procedureTime={"valueDateTime": TIME})
            three = (
                over_http(session, theirs, definitions),
                over_http(session, ours, definitions, parameters={"resource": inner}),
                in_process(definitions),
            )
            for work in three:
                warm(work, 0 if number else seconds)
                work()
            found.append(tuple(milliseconds(work, times) for work in three))
            say(sheet, definitions, found[-1])
    return found


def say(sheet: Path, definitions: Definitions, took: tuple[float, ...]) -> None:
    """One line of the table."""
    theirs, http, here = took
    requests_made = len(definitions.activity_definitions)
    print(
        f"{sheet.stem:32} {requests_made:3} activities  theirs {theirs:8.1f} ms  ours over HTTP {http:6.1f} ms "
        f"(1/{theirs / http:.0f})  in process {here:5.2f} ms (1/{theirs / here:.0f})",
        flush=True,
    )


def main() -> None:
    """Print a line a sheet, then the medians and their ratios."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("sheets", nargs="*", type=Path)
    asked.add_argument("--times", type=int, default=5)
    asked.add_argument("--warm", type=float, default=30.0, metavar="SECONDS")
    given = asked.parse_args()
    sheets = given.sheets or sorted((ROOT / "tests" / "sheets" / "develop").glob("*.txt"))
    with service() as ours, Server(clinical_reasoning=True) as engine, requests.Session() as session:
        patient = {"resourceType": "Patient", "id": SUBJECT.partition("/")[2]}
        session.put(f"{engine.url}/{SUBJECT}", json=patient, headers=JSON, timeout=60).raise_for_status()
        found = measure(sheets, engine.url, ours, given.times, given.warm)
    theirs, http, here = (median(column) for column in zip(*found, strict=True))
    print(f"median of {len(found)}: theirs {theirs:.1f} ms, ours {http:.1f} ms over HTTP, {here:.2f} ms in process")
    print(f"ours is {theirs / http:.0f} times faster over HTTP, {theirs / here:.0f} times in process")


if __name__ == "__main__":
    main()
