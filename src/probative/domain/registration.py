"""The account that the server speaks for: its registration, its organization and its settings."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from probative.domain.engagements import Destination
from probative.domain.people import Role


class AccountStatus(StrEnum):
    """Whether the service is on; values as on the wire."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    PENDING_ACTIVATION = "PENDING_ACTIVATION"


class FinderStatus(StrEnum):
    """Whether the evidence finder is on; values as on the wire."""

    ENABLED = "ENABLED"
    DISABLED = "DISABLED"
    ENABLE_IN_PROGRESS = "ENABLE_IN_PROGRESS"
    DISABLE_IN_PROGRESS = "DISABLE_IN_PROGRESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The one row of what the account is; `id` is the account's."""

    id: str
    status: AccountStatus
    kms_key: str | None
    admin_account: str | None
    """The delegated administrator of the organization; None: there is none."""
    organization_id: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of the account, exactly as they were sent; None: never sent. `id` is the account's."""

    id: str
    sns_topic: str | None = None
    report_destination: Destination | None = None
    process_owners: tuple[Role, ...] = ()
    kms_key: str | None = None
    finder: FinderStatus = FinderStatus.ENABLED
    delete_resources: str | None = None
    export_destination: Destination | None = None
