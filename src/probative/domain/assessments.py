"""Assessments: a framework applied to a scope."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from probative.domain.ids import AccountId, AssessmentId, FrameworkId, PlatformId, Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where to look; both in the order given, each account and region once."""

    accounts: tuple[AccountId, ...]
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A framework applied to a scope, over a period `[since, until)` (aware, UTC)."""

    id: AssessmentId
    name: str
    framework_id: FrameworkId
    framework_digest: str
    scope: Scope
    since: datetime
    until: datetime
    created_at: datetime


class UseStatus(StrEnum):
    """Whether a platform is in use somewhere; unknown when nothing was found but something could not be read."""

    IN_USE = "IN_USE"
    NOT_IN_USE = "NOT_IN_USE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformUse:
    """Whether a platform is in use in an account and region, and how that is known."""

    platform_id: PlatformId
    account: AccountId
    region: Region
    status: UseStatus
    because: str
    """Say `bedrock:ListGuardrails found 2` or `no resource, and no activity in 7 days of logs`."""
