"""Queries of the evidence finder that users keep."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from probative.records.schema import Instant, Text

revision: Final = "0004"
down_revision: Final = "0003"


def upgrade() -> None:
    """Make the shelf."""
    op.create_table(
        "saved_queries",
        sa.Column("id", Text, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("owner_arn", Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_index("saved_queries_by_at", "saved_queries", ["at", "id"])
    op.create_index("saved_queries_by_owner_arn", "saved_queries", ["owner_arn", "at", "id"])
    op.execute("UPDATE probative_schema SET version = 4")
