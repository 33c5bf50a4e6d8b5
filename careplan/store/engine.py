"""The SQLAlchemy engine of the store, and the transactions that are safe on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from careplan.errors import SettingsError

_WRITER = 4_127_310_011
"""Key of the PostgreSQL advisory lock that writers hold; any fixed number does."""
_BUSY_SECONDS = 30
"""How long a writer waits for another process's writer on SQLite."""


class Database:
    """An engine with one writer at a time.

    Definitions are written seldom and read often, so writers simply queue: on SQLite behind a lock in the
    process (SQLite's own arbitration makes clients wait for seconds) and BEGIN IMMEDIATE between processes,
    on PostgreSQL behind an advisory lock. So no writer sees another one's half, nor a unique key taken.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(_address(url))
        self._sqlite = self.engine.dialect.name == "sqlite"
        self._writer = Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, alone among all processes; committed at the end, rolled back on any exception."""
        with self._writer, self.engine.connect() as connection:
            writer = connection.execution_options(careplan_writes=True)
            with writer.begin():
                if not self._sqlite:
                    writer.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER})
                yield writer


def _address(url: str) -> URL:
    """The parsed address; PostgreSQL goes through psycopg 3, whatever alias the address uses."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise SettingsError("database_url: not an SQLAlchemy database address") from None
    if address.drivername in ("postgres", "postgresql"):
        return address.set(drivername="postgresql+psycopg")
    return address


def _engine(address: URL) -> Engine:
    kind = address.get_backend_name()
    if kind == "sqlite":
        return _sqlite(address)
    if kind != "postgresql":
        raise SettingsError("database_url: only sqlite and postgresql are supported")
    try:
        return create_engine(address, pool_pre_ping=True, hide_parameters=True)
    except ImportError:
        raise SettingsError("database_url: PostgreSQL needs careplan[postgres] to be installed") from None


def _sqlite(address: URL) -> Engine:
    options: dict[str, Any] = {"connect_args": {"timeout": _BUSY_SECONDS}, "hide_parameters": True}
    if address.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
        options["connect_args"]["check_same_thread"] = False
    else:
        # the folder holds what a hospital wrote: nobody else on the machine needs to read it
        Path(str(address.database)).resolve().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(address, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """The driver's own late BEGIN is off (isolation_level None): `_begin` says when a transaction starts."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A transaction that will write takes the write lock at once: a later upgrade could fail, not wait."""
    writes = connection.get_execution_options().get("careplan_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
