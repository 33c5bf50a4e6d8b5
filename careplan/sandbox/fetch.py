"""Brings the jars into the cache: from this machine's Maven repository if they lie there, else by jgo.

From where is jgo's business: a mirror stands in its settings file, section `repositories`, by the name
`central`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING

from requests import RequestException

from careplan.errors import CareplanError, SettingsError
from careplan.sandbox.jars import Jar
from careplan.sandbox.progress import Progress, Step

if TYPE_CHECKING:
    from jgo.maven import MavenContext

_AT_ONCE = 8
_ATTEMPTS = 3
_TIMEOUT = 60  # seconds

_Tell = Callable[[int], None]


def missing(jars: Sequence[Jar], folder: Path) -> list[Jar]:
    """Those of `jars` that are not in `folder`."""
    return [jar for jar in jars if not jar.is_at(folder / jar.name)]


def fetch(jars: Sequence[Jar], folder: Path, progress: Progress) -> None:
    """Bring `jars` into `folder`, with the right hash or not at all; CareplanError names a failed one."""
    folder.mkdir(parents=True, exist_ok=True)
    tell = _counter(jars, progress)
    with TemporaryDirectory(dir=folder.parent, prefix="fetch-") as staging:
        maven = context(repository=Path(staging), tell=tell)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            work = [pool.submit(_bring, jar, folder / jar.name, maven, tell) for jar in jars]
            try:
                for done in work:
                    done.result()
            finally:
                pool.shutdown(cancel_futures=True)


def context(*, repository: Path | None = None, tell: _Tell | None = None) -> MavenContext:
    """jgo's context, set as on this machine. It writes to `repository`; `tell` hears how many bytes came."""
    try:
        from jgo.config import GlobalSettings
        from jgo.maven import MavenContext, PythonResolver
    except ImportError:
        raise SettingsError("the sandbox is not installed: pip install 'careplan[sandbox]'") from None
    usual = MavenContext()
    return MavenContext(
        resolver=PythonResolver(progress_callback=_heard(tell) if tell else None),
        repo_cache=repository or usual.repo_cache,
        local_repos=[usual.repo_cache] if repository else [],
        remote_repos=usual.remote_repos | GlobalSettings.load().repositories,
        timeout=_TIMEOUT,
    )


def _heard(tell: _Tell) -> Callable[[str, int], AbstractContextManager[_Tell]]:
    @contextmanager
    def one_file(name: str, size: int) -> Iterator[_Tell]:
        yield tell

    return one_file


def _counter(jars: Sequence[Jar], progress: Progress) -> _Tell:
    """Counts the bytes that come, from whichever thread, and tells the progress."""
    total, lock = sum(jar.size for jar in jars), Lock()
    text = f"fetching {len(jars)} jars, once"
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        with lock:
            done = min(done + count, total)
            progress(Step(text, done, total))

    tell(0)
    return tell


def _bring(jar: Jar, target: Path, maven: MavenContext, tell: _Tell) -> None:
    artifact = maven.project(jar.group, jar.artifact).at_version(jar.version).artifact(jar.classifier)
    own = maven.local_repos[0] / artifact.component.path_prefix / artifact.filename
    if jar.hashes_to(own):
        copy = shutil.copyfile(own, maven.repo_cache / jar.sha256)
        tell(jar.size)
    else:
        copy = _download(jar, lambda: maven.resolver.download(artifact), artifact.cached_path)
    target.parent.mkdir(exist_ok=True)
    copy.replace(target)


def _download(jar: Jar, download: Callable[[], Path | None], path: Path | None) -> Path:
    why = "no answer"
    for _ in range(_ATTEMPTS):
        try:
            found = download()
        except (RequestException, RuntimeError, OSError) as error:
            why, found = type(error).__name__, None
        if found is not None and jar.hashes_to(found):
            return found
        if found is not None:
            why = "it is not the file that jars.lock names"
        if path is not None:
            path.unlink(missing_ok=True)  # jgo wants to write it anew
    raise CareplanError(f"{jar.coordinate} cannot be fetched: {why}")
