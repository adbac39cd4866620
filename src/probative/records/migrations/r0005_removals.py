"""Assessments that are gone, whose evidence is still to be removed."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from probative.records.schema import Instant, Text

revision: Final = "0005"
down_revision: Final = "0004"


def upgrade() -> None:
    """Make the shelf."""
    op.create_table(
        "removals",
        sa.Column("id", Text, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_index("removals_by_at", "removals", ["at", "id"])
    op.execute("UPDATE probative_schema SET version = 5")
