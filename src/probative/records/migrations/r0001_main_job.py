"""The tables of the main job: assessments, slots, refusals, log files, uses of platforms, batches."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from probative.records.schema import Instant, Text

revision: Final = "0001"
down_revision: Final = None


def upgrade() -> None:
    """Make the tables."""
    version = op.create_table("probative_schema", sa.Column("version", sa.Integer, primary_key=True))
    op.bulk_insert(version, [{"version": 1}])
    op.create_table(
        "assessments",
        sa.Column("id", Text, primary_key=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    _slots()
    op.create_table(
        "log_files",
        sa.Column("assessment_id", Text, primary_key=True),
        sa.Column("key", Text, primary_key=True),
        sa.Column("version", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "platform_uses",
        *(sa.Column(name, Text, primary_key=True) for name in ("assessment_id", "platform_id", "account", "region")),
        sa.Column("status", Text, nullable=False),
        sa.Column("because", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pending_batches",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", Text, nullable=False, unique=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )


def _slots() -> None:
    op.create_table(
        "slots",
        sa.Column("assessment_id", Text, primary_key=True),
        sa.Column("slot_id", Text, primary_key=True),
        *(sa.Column(name, Text, nullable=False) for name in ("kind", "question", "account", "region")),
        sa.Column("since", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("state", Text, nullable=False),
        sa.Column("answered_at", Instant),
        sa.Column("facts_count", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "refusals",
        *(sa.Column(name, Text, primary_key=True) for name in ("assessment_id", "slot_id", "unit")),
        sa.Column("reason", Text, nullable=False),
        sa.Column("message", Text, nullable=False),
        sa.Column("refused_at", Instant, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["assessment_id", "slot_id"], ["slots.assessment_id", "slots.slot_id"]),
        sqlite_with_rowid=False,
    )
