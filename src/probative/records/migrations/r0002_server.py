"""The shelves of the server: people, their work, and the work of the collector."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from probative.records.schema import Instant, Text

revision: Final = "0002"
down_revision: Final = "0001"

_SHELVES: Final = {
    "access_keys": ("user_id",),
    "changes": ("assessment_id", "control_set_id", "control_id"),
    "collector_statuses": ("assessment_id", "account"),
    "custom_controls": (),
    "custom_frameworks": (),
    "delegations": ("assessment_id",),
    "engagements": ("status",),
    "framework_shares": ("source_account", "destination_account"),
    "leases": ("holder",),
    "notifications": ("recipient_arn", "assessment_id"),
    "registrations": (),
    "reports": ("assessment_id", "status"),
    "selections": ("assessment_id", "folder_id"),
    "sessions": ("user_id",),
    "settings": (),
    "sign_in_attempts": (),
    "sign_in_excursions": (),
    "tags": (),
    "uploads": (),
    "users": ("handle", "subject"),
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
    op.create_index("users_one_handle", "users", ["handle"], unique=True)
    op.execute("UPDATE probative_schema SET version = 2")
