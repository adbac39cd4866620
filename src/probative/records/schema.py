"""The tables of the records. Instants are whole microseconds since 1970, UTC: exact, and ordered in any database."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

SCHEMA_VERSION: Final = 6
"""Raised with every change of a table, here or in `shelf_tables`; `migrations` has the way from each to the next."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware `datetime`, to the microsecond; it comes back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  SQLAlchemy's
        """Return what is kept for `value`."""
        return None if value is None else (value - EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's
        """Return what was kept as `value`."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Text(TypeDecorator[str]):
    """Text, ordered by its code points in any database.

    PostgreSQL takes no NUL, so that a picture of it is kept in its place.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the database's own."""
        return String(collation="C") if dialect.name == "postgresql" else String()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's
        """Return what is kept for `value`."""
        return None if value is None else value.replace("\0", "\N{SYMBOL FOR NULL}")


METADATA: Final = MetaData()

VERSION: Final = Table(
    "probative_schema",
    METADATA,
    Column("version", Integer, primary_key=True),
)

ASSESSMENTS: Final = Table(
    "assessments",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("document", LargeBinary, nullable=False),
)

SLOTS: Final = Table(
    "slots",
    METADATA,
    Column("assessment_id", Text, primary_key=True),
    Column("slot_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("answered_at", Instant),
    Column("facts_count", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

REFUSALS: Final = Table(
    "refusals",
    METADATA,
    Column("assessment_id", Text, primary_key=True),
    Column("slot_id", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("refused_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    ForeignKeyConstraint(["assessment_id", "slot_id"], ["slots.assessment_id", "slots.slot_id"]),
    sqlite_with_rowid=False,
)

LOG_FILES: Final = Table(
    "log_files",
    METADATA,
    Column("assessment_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("version", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Files read without refusal, in the version that was read."""

PLATFORM_USES: Final = Table(
    "platform_uses",
    METADATA,
    Column("assessment_id", Text, primary_key=True),
    Column("platform_id", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("because", Text, nullable=False),
    sqlite_with_rowid=False,
)

BATCHES: Final = Table(
    "pending_batches",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("document", LargeBinary, nullable=False),
)
