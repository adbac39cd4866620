"""Drafts of forms, and the change log of the account."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from probative.records.schema import Instant, Text

revision: Final = "0003"
down_revision: Final = "0002"

_SHELVES: Final = {
    "account_changes": ("object_id", "user_name"),
    "drafts": ("owner_arn", "kind"),
}
"""Each shelf, and the fields that it is filed by."""


def upgrade() -> None:
    """Make the shelves."""
    for name, filed_by in _SHELVES.items():
        op.create_table(
            name,
            sa.Column("id", Text, primary_key=True),
            sa.Column("at", Instant, nullable=False),
            *(sa.Column(field, Text, nullable=False) for field in filed_by),
            sa.Column("document", sa.LargeBinary, nullable=False),
        )
        op.create_index(f"{name}_by_at", name, ["at", "id"])
        for field in filed_by:
            op.create_index(f"{name}_by_{field}", name, [field, "at", "id"])
    op.execute("UPDATE probative_schema SET version = 3")
