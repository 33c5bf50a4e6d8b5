"""Stored definitions: resources of no patient, every version kept (FHIR R4, http.html#versioning)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, text

from careplan.errors import NotFound
from careplan.store.engine import Database
from careplan.store.tables import definition, identifier, metadata

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a resource: `version` counts from 1 (its `meta.versionId`), `sha256` is of its JSON."""

    type: str
    id: str
    version: int
    sha256: str
    resource: Json


class Store:
    """Definitions by (type, id), newest version first. Safe to use from several threads and processes.

    `url` is an SQLAlchemy address (the setting `database_url`); SettingsError when it is none that we
    support. Nothing is opened before the first call, so that a service starts while its database is still
    away; then sqlalchemy.exc.OperationalError comes out of the calls.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self._made, self._making = False, Lock()

    def put(self, *resources: Json) -> tuple[Stored, ...]:
        """Store all of them or none; one that is the newest version already is left as it is."""
        self._make_tables()
        with self._database.writing() as connection:
            return tuple(_put(connection, resource) for resource in resources)

    def get(self, type: str, id: str, *, version: int | None = None) -> Stored:
        """The newest version, or that one; NotFound when there is none."""
        query = _all().where(definition.c.type == type, definition.c.id == id)
        query = query.where(definition.c.current if version is None else definition.c.version == version)
        found = self._fetch(query)
        if not found:
            raise NotFound(f"there is no {type} with this id" + (" and version" if version else ""))
        return found[0]

    def find(
        self,
        type: str,
        *,
        id: str | None = None,
        url: str | None = None,
        version: str | None = None,
        identifier: tuple[str | None, str] | None = None,
        limit: int = 1000,
    ) -> tuple[Stored, ...]:
        """The newest versions that fit all that is given, in the order in which they were first stored.

        `url` and `version` are the business ones of a canonical, and with `version` older contents under the
        same logical id are found too; `identifier` is (system or None for any, value).
        """
        query = _all().where(definition.c.type == type)
        if version is None:
            query = query.where(definition.c.current)
        else:
            query = query.where(definition.c.business_version == version)
        query = query if id is None else query.where(definition.c.id == id)
        query = query if url is None else query.where(definition.c.url == url)
        query = query if identifier is None else query.where(definition.c.seq.in_(_holders(*identifier)))
        return self._fetch(query.limit(limit))

    def check(self) -> None:
        """Return when the store answers; an sqlalchemy.exc.SQLAlchemyError otherwise."""
        self._make_tables()
        with self._database.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give all connections back."""
        self._database.engine.dispose()

    def _fetch(self, query: Select[Any]) -> tuple[Stored, ...]:
        self._make_tables()
        with self._database.reading() as connection:
            return tuple(map(_stored, connection.execute(query)))

    def _make_tables(self) -> None:
        with self._making:
            if not self._made:
                with self._database.writing() as connection:
                    metadata.create_all(connection)
                self._made = True


def _all() -> Select[Any]:
    return select(definition).order_by(definition.c.seq)


def _holders(system: str | None, value: str) -> Select[Any]:
    query = select(identifier.c.definition).where(identifier.c.value == value)
    return query if system is None else query.where(identifier.c.system == system)


def _put(connection: Connection, resource: Json) -> Stored:
    body = json.dumps(resource, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(body.encode("utf-8")).hexdigest()
    mine = (definition.c.type == resource["resourceType"], definition.c.id == resource["id"])
    newest = connection.execute(_all().where(*mine, definition.c.current)).first()
    if newest is not None and newest.sha256 == digest:
        return _stored(newest)
    connection.execute(definition.update().where(*mine).values(current=False))
    row = _row(resource, body, digest, version=1 if newest is None else newest.version + 1)
    seq = connection.execute(insert(definition).values(**row).returning(definition.c.seq)).scalar_one()
    _index(connection, seq, resource.get("identifier", ()))
    return Stored(row["type"], row["id"], row["version"], digest, resource)


def _row(resource: Json, body: str, digest: str, *, version: int) -> Json:
    return {
        "type": resource["resourceType"],
        "id": resource["id"],
        "version": version,
        "current": True,
        "url": resource.get("url"),
        "business_version": resource.get("version"),
        "sha256": digest,
        "body": body,
    }


def _index(connection: Connection, seq: int, identifiers: Iterable[Json]) -> None:
    """One row an identifier, so that `?identifier=` needs no look into the JSON."""
    rows = [{"definition": seq, "system": i.get("system"), "value": i["value"]} for i in identifiers if "value" in i]
    if rows:
        connection.execute(insert(identifier), rows)


def _stored(row: Row[Any]) -> Stored:
    return Stored(row.type, row.id, row.version, row.sha256, json.loads(row.body))
