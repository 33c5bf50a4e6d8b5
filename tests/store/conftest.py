"""A private PostgreSQL cluster on a free port, thrown away at the end; an SQLite file beside it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from careplan.store import Store


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return Path(found).parent if found else places[0].parent if places else None


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _run(*command: object) -> None:
    """Run as the user postgres when we are root: PostgreSQL refuses to run as root."""
    given = [str(c) for c in command]
    if os.geteuid() == 0:
        given = ["runuser", "-u", "postgres", "--", *given]
    subprocess.run(given, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/")


@pytest.fixture(scope="session")
def postgres():
    """The address of a running cluster."""
    binaries = _binaries()
    if binaries is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("PostgreSQL is not installed here")
    folder = Path(tempfile.mkdtemp(prefix="careplan-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", _free_port()
    try:
        _run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "careplan", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        _run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        yield f"postgresql://careplan@127.0.0.1:{port}/postgres"
        _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["memory", "file", "postgres"])
def address(request, tmp_path):
    if request.param == "postgres":
        return _fresh_database(request.getfixturevalue("postgres"))
    return "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'store.sqlite'}"


def _fresh_database(server: str) -> str:
    import psycopg

    name = f"t{os.urandom(6).hex()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.removesuffix("postgres") + name


@pytest.fixture
def store(address):
    store = Store(address)
    yield store
    store.close()
