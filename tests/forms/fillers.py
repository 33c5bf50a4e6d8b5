"""The form fillers of others, fetched by npm into the user's cache and laid on a folder of static pages.

`package-lock.json` and `lforms.json` fix versions and hashes. LHC-Forms comes prebuilt, so only its package is
fetched, not the Angular that it was built with.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import platformdirs
from filelock import FileLock

from tests.browser import missing

HERE = Path(__file__).parent
LOCKED = ("package.json", "package-lock.json")


def pages() -> Path:
    """A folder with lhc.html and smart.html and all that they load; made when it is not there yet."""
    if shutil.which("npm") is None:
        missing("npm (Node.js) is not installed here: no form fillers to try")
    parts = sorted(path for path in (*HERE.glob("*.json"), *HERE.glob("pages/*")) if path.is_file())
    name = hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:16]
    cache = Path(platformdirs.user_cache_dir("careplan")) / "forms"
    cache.mkdir(parents=True, exist_ok=True)
    made = cache / name
    with FileLock(f"{made}.lock"):
        if not made.exists():
            building = cache / f"{name}.building"
            shutil.rmtree(building, ignore_errors=True)
            building.mkdir()
            _smart_forms(building)
            _lhc_forms(building)
            building.rename(made)
    return made


def _run(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        missing(f"{' '.join(command[:2])} failed: {done.stderr[-400:]}")
    return done.stdout


def _smart_forms(made: Path) -> None:
    """Bundle the page with what it imports; only the bundle is kept."""
    work = made / "work"
    work.mkdir()
    for path in (*(HERE / name for name in LOCKED), *HERE.glob("pages/*")):
        shutil.copy(path, work)
    quiet = ("--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--prefer-offline")
    _run("npm", "ci", *quiet, folder=work)
    options = ("--bundle", "--minify", "--outfile=smart.js", "--jsx=automatic")
    without = ("--loader:.woff=empty", "--loader:.woff2=empty", '--define:process.env.NODE_ENV="production"')
    _run("node", "node_modules/esbuild/bin/esbuild", "smart.jsx", *options, *without, folder=work)
    for name in ("smart.js", "smart.css", "smart.html", "lhc.html"):
        if (work / name).exists():
            shutil.copy(work / name, made)
    shutil.rmtree(work)


def _lhc_forms(made: Path) -> None:
    wanted = json.loads((HERE / "lforms.json").read_text())
    file = made / json.loads(_run("npm", "pack", wanted["package"], "--json", folder=made))[0]["filename"]
    digest = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
    assert wanted["integrity"] == f"sha512-{digest}"
    with tarfile.open(file) as archive:
        archive.extractall(made / "unpacked", filter="data")
    (made / "unpacked/package/dist/lforms").rename(made / "lforms")
    shutil.rmtree(made / "unpacked")
    file.unlink()
