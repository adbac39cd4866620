"""What an account must have before evidence can be collected in it, and whether it has."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from probative.domain.assessments import PlatformUse
from probative.domain.errors import Finding
from probative.domain.ids import AccountId, Region


class Need(StrEnum):
    """A service that evidence comes from, and that has to be switched on."""

    CLOUDTRAIL = "AWS CloudTrail"
    CONFIG = "AWS Config"
    SECURITY_HUB = "AWS Security Hub"
    INVOCATION_LOGGING = "Amazon Bedrock model invocation logging"


class NeedState(StrEnum):
    """Whether it is switched on."""

    ENABLED = "ENABLED"
    NOT_ENABLED = "NOT_ENABLED"
    UNKNOWN = "UNKNOWN"
    """It was not told: refused, or not answered in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite:
    """Whether a service is switched on in a region, how that is known, and what to do if it is not."""

    need: Need
    state: NeedState
    reason: str
    remedy: str
    """Empty: there is nothing to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformChecked:
    """A platform, as people call it, and whether it is in use."""

    name: str
    use: PlatformUse


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionChecked:
    """A region: which platforms are in use there, and what is switched on."""

    region: Region
    platforms: tuple[PlatformChecked, ...]
    prerequisites: tuple[Prerequisite, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChecked:
    """An account, looked at before it is assessed; of one that is not reached nothing else was asked."""

    account: AccountId
    identity: str
    """ARN that the server acts as there; empty: it cannot be reached."""
    findings: tuple[Finding, ...]
    """Why it cannot be reached, or not everywhere."""
    regions: tuple[RegionChecked, ...]
    checked_at: datetime
