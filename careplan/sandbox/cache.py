"""The folder where the sandbox keeps what it fetched and compiled."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path

from platformdirs import user_cache_path

from careplan.errors import SettingsError

VARIABLE = "CAREPLAN_CACHE"


def folder() -> Path:
    """The cache: what `CAREPLAN_CACHE` names, else careplan in the user's cache folder; made if missing."""
    named = os.environ.get(VARIABLE)
    path = Path(named).expanduser() if named else user_cache_path("careplan", appauthor=False)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{VARIABLE}: the cache folder {path} cannot be made: {error.strerror}") from None
    return path.resolve()


def lock() -> AbstractContextManager[object]:
    """Held by the one process that changes the cache; others wait for it."""
    from filelock import FileLock  # of the extra `sandbox`: what needs no lock works without

    return FileLock(folder() / "sandbox.lock")
