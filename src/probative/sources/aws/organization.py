"""The organization's tree, read with the server's own credentials.

Only the management account and delegated administrators may read it. One request a unit and kind of child: so the
answer is bounded in time, and kept for a while by whoever asks.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from probative.domain.ids import AccountId
from probative.domain.organization import MemberAccount, Organization, OrganizationalUnit
from probative.ports.ambient import Clock
from probative.sources.aws.sessions import CredentialsError, Sessions, told

_SERVICE: Final = "organizations"
_LASTS: Final = timedelta(seconds=60)
_DEEPEST: Final = 6
"""Source: quotas of AWS Organizations: five levels of units below the root."""
_CALLS: Final = ("ListRoots", "ListOrganizationalUnitsForParent", "ListAccountsForParent")
_REMEDY: Final = (
    "run the server with credentials of the management account, or of a delegated administrator, that allow "
    f"{', '.join(f'{_SERVICE}:{call}' for call in _CALLS)}; or type the account ids"
)


class _TooLargeError(Exception):
    """The organization is too large to be read in the time that somebody waits."""


def read_organization(sessions: Sessions, clock: Clock) -> Organization:
    """Return the organization of the caller's own account, or why it cannot be read."""
    now = clock()
    try:
        account = sessions.own_account()
        client: Any = sessions.client(sessions.home(_SERVICE), _SERVICE)
        with sessions.acting_for(account):
            root = _Reading(client, clock, now + _LASTS).root()
    except (BotoCoreError, ClientError) as error:
        return Organization(root=None, reason=told(error), remedy=_REMEDY, read_at=now)
    except CredentialsError as error:
        return Organization(root=None, reason=str(error), remedy=_REMEDY, read_at=now)
    except _TooLargeError:
        reason = f"it was not read to its end within {_LASTS.total_seconds():.0f} seconds"
        return Organization(root=None, reason=reason, remedy="type the account ids, or try again", read_at=now)
    if root is None:
        return Organization(root=None, reason="AWS Organizations shows no root", remedy=_REMEDY, read_at=now)
    return Organization(root=root, reason="", remedy="", read_at=now)


class _Reading:
    """One reading of the tree, that ends when its time is over."""

    def __init__(self, client: Any, clock: Clock, until: datetime) -> None:  # noqa: ANN401  botocore's
        self._client = client
        self._clock = clock
        self._until = until

    def root(self) -> OrganizationalUnit | None:
        """Return the root; an organization has one. None: nothing is shown."""
        for root in self._pages("list_roots", "Roots"):
            return self._unit(root, 0)
        return None

    def _unit(self, told_: dict[str, str], depth: int) -> OrganizationalUnit:
        id_ = told_["Id"]
        accounts = [_account(each) for each in self._pages("list_accounts_for_parent", "Accounts", ParentId=id_)]
        below = self._pages("list_organizational_units_for_parent", "OrganizationalUnits", ParentId=id_)
        units = [self._unit(each, depth + 1) for each in below] if depth < _DEEPEST else []
        return OrganizationalUnit(
            id=id_,
            name=told_.get("Name", id_),
            accounts=tuple(sorted(accounts, key=lambda account: account.name.casefold())),
            units=tuple(sorted(units, key=lambda unit: unit.name.casefold())),
        )

    def _pages(self, operation: str, member: str, **given: str) -> Iterator[dict[str, str]]:
        for page in self._client.get_paginator(operation).paginate(**given):
            if self._clock() > self._until:
                raise _TooLargeError
            yield from page[member]


def _account(each: dict[str, str]) -> MemberAccount:
    return MemberAccount(
        id=AccountId(each["Id"]),
        name=each.get("Name", ""),
        email=each.get("Email", ""),
        status=each.get("State") or each.get("Status", ""),
    )
