"""The tables. A row is never changed but for its `current` flag, and never deleted."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
# SQLite numbers rows by itself only when the key's type is exactly INTEGER
_SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")

definition = Table(
    "definition",
    metadata,
    Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("type", String(64), nullable=False),
    Column("id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("url", Text),
    Column("business_version", Text),
    Column("sha256", String(64), nullable=False),
    Column("body", Text, nullable=False),
    # two processes that store the same id at the same time cannot both win
    UniqueConstraint("type", "id", "version"),
    Index("definition_url", "type", "url"),
)

identifier = Table(
    "definition_identifier",
    metadata,
    Column("definition", _SEQUENCE, ForeignKey("definition.seq"), nullable=False),
    Column("system", Text),
    Column("value", Text, nullable=False),
    Index("definition_identifier_value", "value"),
)
