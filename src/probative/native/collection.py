"""Where collecting stands, which accounts are collected, and whether they can be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from probative.api.protocol.paging import PageTokens, Position
from probative.app.collection_status import (
    CollectedAccount,
    Collection,
    CollectionState,
    get_collection,
    list_accounts,
    list_collections,
)
from probative.app.connections import check_connection
from probative.books import Position as ShelfPosition
from probative.domain.collecting import CollectorStatus, Effort
from probative.native.assessments import ASSESSMENT
from probative.native.contract import Asked, Endpoint, FieldError, Input, Nothing, Output, endpoint
from probative.native.paging import Paged, PagedQuery, next_token_of, read_page
from probative.ports.asking import Connections

_LISTED: Final = "collection"
_ACCOUNTS: Final = "accounts"


class EffortShown(Output):
    """One kind of collecting: when it was last done to the end, when it is due, and what broke it off."""

    last_run_at: datetime | None
    next_due_at: datetime
    failures: int
    """Attempts in a row that broke off."""
    last_error: str
    """Of the last attempt; empty: nothing broke it off."""


class CollectionDetail(Output):
    """How collecting in an account goes for an assessment."""

    since: datetime
    live: EffortShown
    """Asking AWS."""
    logs: EffortShown
    """Reading CloudTrail's log files."""
    checks: EffortShown
    """Looking for what is new in AWS Config and Security Hub, and asking it again."""
    next_due_at: datetime
    planned_through: date | None
    listed_through: date | None
    refusing: int
    """How many slots are refused at present; they are tried again."""


class CollectionShown(Output):
    """Where collecting in an account for an assessment stands; without detail, the collector has not begun."""

    assessment_id: str
    account: str
    state: CollectionState
    detail: CollectionDetail | None


class CollectionPage(Paged, kw_only=True):
    """Collecting in all accounts for all assessments, oldest first."""

    collection: list[CollectionShown]


class AccountShown(Output):
    """An account in the scope of active assessments."""

    id: str
    regions: list[str]
    collection: list[CollectionShown]


class AccountsPage(Paged, kw_only=True):
    """Accounts in scope, by id."""

    accounts: list[AccountShown]


class ConnectionGiven(Input):
    """The account to try, and where; no regions: where the server collects by default."""

    account_id: str
    regions: list[str] = []  # noqa: RUF012  msgspec copies it


class ConnectionShown(Output):
    """Whether the account is reached, as whom, and what is wrong."""

    account_id: str
    is_reachable: bool
    identity: str
    """ARN that the server acts as there; empty: nobody."""
    findings: list[FieldError]
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class CollectionEndpoints:
    """The endpoints of collecting, with what page tokens are made by and accounts are tried with."""

    tokens: PageTokens
    connections: Connections

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return all of them."""
        return (
            endpoint(
                "GET",
                f"{ASSESSMENT}/collection",
                "Show where collecting for an assessment stands, account by account.",
                show_collection,
            ),
            endpoint(
                "GET", "/v1/collection", "List where collecting stands over all assessments and accounts.", self._list
            ),
            endpoint(
                "GET",
                "/v1/accounts",
                "List the accounts in the scope of active assessments, with regions and how collecting goes.",
                self._accounts,
            ),
            endpoint(
                "POST",
                "/v1/connection-checks",
                "Try whether an account can be reached: the role of the settings, in each region.",
                self._check,
            ),
        )

    def _list(self, asked: Asked, query: PagedQuery, _body: Nothing) -> CollectionPage:
        def after(position: Position | None, limit: int) -> Sequence[tuple[ShelfPosition, Collection]]:
            place = None if position is None else _place(*position)
            return list_collections(asked.application, asked.caller, after=place, limit=limit)

        def position_of(found: tuple[ShelfPosition, Collection]) -> Position:
            return found[0].at.isoformat(), found[0].id

        found = read_page(self.tokens, _LISTED, asked, query, after, position_of)
        return CollectionPage(
            collection=[_shown(collection) for _, collection in found.items], next_token=next_token_of(found)
        )

    def _accounts(self, asked: Asked, query: PagedQuery, _body: Nothing) -> AccountsPage:
        def after(position: Position | None, limit: int) -> Sequence[CollectedAccount]:
            account = None if position is None else str(position[0])
            return list_accounts(asked.application, asked.caller, after=account, limit=limit)

        found = read_page(self.tokens, _ACCOUNTS, asked, query, after, lambda account: (account.id,))
        return AccountsPage(accounts=list(map(_account, found.items)), next_token=next_token_of(found))

    def _check(self, asked: Asked, _query: Nothing, given: ConnectionGiven) -> ConnectionShown:
        found = check_connection(
            asked.application, self.connections, asked.caller, account_id=given.account_id, regions=given.regions
        )
        return ConnectionShown(
            account_id=given.account_id,
            is_reachable=bool(found.identity),
            identity=found.identity,
            findings=[FieldError(name=finding.path, message=finding.reason) for finding in found.findings],
            checked_at=asked.application.clock(),
        )


def show_collection(asked: Asked, _query: Nothing, _body: Nothing) -> list[CollectionShown]:
    """Return where collecting for an assessment stands."""
    found = get_collection(asked.application, asked.caller, asked.path["assessment_id"])
    return [_shown(collection) for collection in found]


def _account(account: CollectedAccount) -> AccountShown:
    return AccountShown(
        id=account.id, regions=list(account.regions), collection=[_shown(each) for each in account.collections]
    )


def _shown(collection: Collection) -> CollectionShown:
    return CollectionShown(
        assessment_id=collection.assessment_id,
        account=collection.account,
        state=collection.state,
        detail=None if collection.status is None else _detail(collection.status),
    )


def _detail(status: CollectorStatus) -> CollectionDetail:
    return CollectionDetail(
        since=status.since,
        live=_effort(status.live),
        logs=_effort(status.logs),
        checks=_effort(status.checks),
        next_due_at=status.due_at,
        planned_through=status.planned_through,
        listed_through=status.listed_through,
        refusing=status.refusing,
    )


def _effort(effort: Effort) -> EffortShown:
    return EffortShown(
        last_run_at=effort.ran_at, next_due_at=effort.due_at, failures=effort.failures, last_error=effort.error
    )


def _place(at: object, id_: object) -> ShelfPosition:
    return ShelfPosition(datetime.fromisoformat(str(at)), str(id_))
