"""The AWS organization that accounts belong to, as a tree of units."""

from dataclasses import dataclass
from datetime import datetime

from probative.domain.ids import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAccount:
    """An account of the organization."""

    id: AccountId
    name: str
    email: str
    status: str
    """As AWS says it: ACTIVE, SUSPENDED, PENDING_CLOSURE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationalUnit:
    """A root or unit, with what lies directly in it; both in the order of names."""

    id: str
    name: str
    accounts: tuple[MemberAccount, ...]
    units: "tuple[OrganizationalUnit, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """What AWS Organizations says; no root: it would not say, and `reason` and `remedy` tell why and what to do."""

    root: OrganizationalUnit | None
    reason: str
    remedy: str
    read_at: datetime
