"""The sandbox as a command: starts it, says how to reach it, and waits for Ctrl-C."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

from careplan.sandbox.progress import shown
from careplan.sandbox.server import Sandbox
from careplan.sandbox.service import FhirVersion

PORT = 8090
_HELP = """\
A FHIR {version} server with {database} is up; Ctrl-C ends it.

  {url}

Give it a patient, and look at it:

  curl -X PUT {url}/Patient/1 -H 'Content-Type: application/fhir+json' \\
       -d '{{"resourceType": "Patient", "id": "1", "name": [{{"text": "Pat Sample"}}]}}'
  curl {url}/Patient/1
"""


def run(
    *,
    port: int = PORT,
    data_dir: Path | None = None,
    validate: bool = True,
    clinical_reasoning: bool = False,
    fhir_version: FhirVersion = "R4",
    stream: TextIO | None = None,
) -> None:
    """Run the sandbox until Ctrl-C: for the command line.

    Says on `stream` (standard error) what it fetches and starts, then its address and a curl line to try.
    `port` 0 takes a free one; `data_dir` keeps the database, None forgets it; `validate` refuses with 422
    what is not valid FHIR; `clinical_reasoning` adds PlanDefinition/$apply to an R4 server; `fhir_version` is R4 or
    R5. Returns after Ctrl-C. CareplanError when it cannot start (the port is taken, a jar cannot be fetched ...) or
    ends by itself.
    """
    stream = stream or sys.stderr
    database = f"its database in {data_dir}" if data_dir else "an empty database in memory"
    try:
        with shown(stream) as progress:
            server = Sandbox(
                port, data_dir, validate, progress, clinical_reasoning=clinical_reasoning, fhir_version=fhir_version
            )
            server.start()
        with server:
            stream.write(_HELP.format(url=server.url, database=database, version=fhir_version))
            stream.flush()
            server.wait()
    except KeyboardInterrupt:
        stream.write("\nthe sandbox has ended\n")
