"""The tables of the records. Instants are whole microseconds since 1970, UTC: exact, and ordered in any database."""

from datetime import UTC, datetime, timedelta
from typing import Final

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

SCHEMA_VERSION: Final = 1
"""Raised with every change of a table here; migrations from older versions will stand beside this module."""

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


METADATA: Final = MetaData()

VERSION: Final = Table(
    "probative_schema",
    METADATA,
    Column("version", Integer, primary_key=True),
)

ASSESSMENTS: Final = Table(
    "assessments",
    METADATA,
    Column("id", String, primary_key=True),
    Column("document", LargeBinary, nullable=False),
)

SLOTS: Final = Table(
    "slots",
    METADATA,
    Column("assessment_id", String, primary_key=True),
    Column("slot_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("question", String, nullable=False),
    Column("account", String, nullable=False),
    Column("region", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("answered_at", Instant),
    Column("facts_count", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

REFUSALS: Final = Table(
    "refusals",
    METADATA,
    Column("assessment_id", String, primary_key=True),
    Column("slot_id", String, primary_key=True),
    Column("unit", String, primary_key=True),
    Column("reason", String, nullable=False),
    Column("message", String, nullable=False),
    Column("refused_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    ForeignKeyConstraint(["assessment_id", "slot_id"], ["slots.assessment_id", "slots.slot_id"]),
    sqlite_with_rowid=False,
)

LOG_FILES: Final = Table(
    "log_files",
    METADATA,
    Column("assessment_id", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("version", String, nullable=False),
    sqlite_with_rowid=False,
)
"""Files read without refusal, in the version that was read."""

PLATFORM_USES: Final = Table(
    "platform_uses",
    METADATA,
    Column("assessment_id", String, primary_key=True),
    Column("platform_id", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("region", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("because", String, nullable=False),
    sqlite_with_rowid=False,
)

BATCHES: Final = Table(
    "pending_batches",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("document", LargeBinary, nullable=False),
)
