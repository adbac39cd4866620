"""Events that the bus has not taken yet."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from probative.records.schema import Instant, Text

revision: Final = "0006"
down_revision: Final = "0005"


def upgrade() -> None:
    """Make the shelf."""
    op.create_table(
        "service_events",
        sa.Column("id", Text, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_index("service_events_by_at", "service_events", ["at", "id"])
    op.execute("UPDATE probative_schema SET version = 6")
