"""Implementation guides as data for tests: from the registry at fixed hashes, or from beside the checkout.

`packages.json` is the lock: name@version -> SHA-512 of the package, in the form of npm's lock files. A package
that is not yet in the user's cache is fetched with `npm pack`, which installs nothing: these packages name
dependencies that are no packages of HL7 on that registry. What no registry serves (US Core, CPG) is read from
`../shared/packages` when that is there. The product needs none of them.
"""

import hashlib
import json
import os
import subprocess
import tempfile
from base64 import b64encode
from pathlib import Path

import pytest
from platformdirs import user_cache_path

HERE = Path(__file__).parent
LOCK = json.loads((HERE / "packages.json").read_text("utf-8"))
SHARED = HERE.parents[2] / "shared" / "packages"
XVER = HERE / "xver"
"""Our own definitions of the R5 extensions that SDC names; their package is on no registry."""
US_CORE = {v: next(SHARED.glob(f"hl7.fhir.us.core-{v}*.tgz"), None) for v in ("5.0.1", "6.1.0", "8.0.0")}
CPG = next((SHARED / "cpg").glob("differentials-*"), None) if (SHARED / "cpg").is_dir() else None
needs_shared_packages = pytest.mark.skipif(
    CPG is None or None in US_CORE.values(), reason="the packages of US Core and CPG are not beside this checkout"
)


def package(name):
    """The .tgz of "name@version" of the lock; skips the test with the reason when it can't be had, but fails in CI."""
    folder = user_cache_path("careplan", appauthor=False) / "packages"
    path = folder / f"{name.replace('@', '-')}.tgz"
    if not path.is_file() or integrity(path) != LOCK[name]:
        try:
            fetch(name, path)
        except (OSError, subprocess.SubprocessError) as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"no package {name}: {error}")
    return path


def fetch(name, path):
    """Have npm put the package at `path`; RuntimeError when it is another one than the lock says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        command = ["npm", "pack", name, "--ignore-scripts", "--silent", "--pack-destination", folder]
        subprocess.run(command, cwd=folder, check=True, timeout=120, capture_output=True)
        (got,) = Path(folder).glob("*.tgz")
        if integrity(got) != LOCK[name]:
            raise RuntimeError(f"{name} is not the package that tests/packages/packages.json says")
        got.replace(path)


def integrity(path):
    return "sha512-" + b64encode(hashlib.sha512(path.read_bytes()).digest()).decode("ascii")
