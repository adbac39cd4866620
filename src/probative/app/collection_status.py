"""Where collecting stands: account by account of an assessment, and over all of them for administrators.

It tells when and how collecting went, never what came of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from probative.app.access import check_account, open_engagement
from probative.app.application import Application
from probative.app.coverage import COVERAGE
from probative.books import Books, Position
from probative.domain.collecting import CollectorStatus
from probative.domain.engagements import AssessmentStatus, Engagement
from probative.domain.ids import AccountId, AssessmentId, Region
from probative.domain.people import Caller

MANAGE_ACCOUNTS: Final = "ManageAccounts"
"""The action of whoever looks after the accounts that are collected, whatever assessment they are in."""


class CollectionState(StrEnum):
    """How collecting goes, in a word."""

    WAITING = "WAITING"
    """Nothing was done to the end yet."""
    COLLECTING = "COLLECTING"
    FAILING = "FAILING"
    """The last attempt broke off; it is tried again."""
    PAUSED = "PAUSED"
    """The assessment is inactive or dormant, or no longer looks at the account."""


class Collection(NamedTuple):
    """Where collecting in an account for an assessment stands; no status: the collector has not come to it yet."""

    assessment_id: AssessmentId
    account: AccountId
    status: CollectorStatus | None

    @property
    def state(self) -> CollectionState:
        """How it goes."""
        if self.status is None:
            return CollectionState.WAITING
        if self.status.is_paused:
            return CollectionState.PAUSED
        if any(effort.failures for effort in (self.status.live, self.status.logs, self.status.checks)):
            return CollectionState.FAILING
        has_run = self.status.live.ran_at or self.status.logs.ran_at
        return CollectionState.COLLECTING if has_run else CollectionState.WAITING


class CollectedAccount(NamedTuple):
    """An account in the scope of active assessments: where they look in it, and how that goes for each."""

    id: AccountId
    regions: tuple[Region, ...]
    collections: tuple[Collection, ...]


def get_collection(application: Application, caller: Caller, assessment_id: str) -> Sequence[Collection]:
    """Return where collecting for an assessment stands: accounts in scope, then those that were, each by id.

    Raises:
        NotFoundError: There is no such assessment, or the caller has nothing to do with it.
        ForbiddenError: The caller may not look at it.
    """

    def read(books: Books) -> Sequence[Collection]:
        engagement = open_engagement(application, books, caller, COVERAGE, assessment_id).engagement
        known = {status.account: status for status in books.statuses.select(assessment_id=engagement.id)}
        scope = _scope(engagement)
        accounts = [*scope, *(account for account in sorted(known) if account not in scope)]
        return [Collection(engagement.id, account, known.get(account)) for account in accounts]

    return application.store.read(read)


def list_collections(
    application: Application, caller: Caller, *, after: Position | None, limit: int
) -> Sequence[tuple[Position, Collection]]:
    """Return up to `limit` of all that is collected, oldest first, beginning behind `after`; each with its position.

    Raises:
        ForbiddenError: The caller does not look after accounts.
    """
    check_account(application, caller, MANAGE_ACCOUNTS)

    def read(books: Books) -> Sequence[tuple[Position, Collection]]:
        return [
            (books.statuses.position(status), Collection(status.assessment_id, status.account, status))
            for status in books.statuses.select(after=after, limit=limit)
        ]

    return application.store.read(read)


def list_accounts(
    application: Application, caller: Caller, *, after: str | None, limit: int
) -> Sequence[CollectedAccount]:
    """Return up to `limit` accounts in the scope of active assessments, by id, beginning behind `after`.

    Raises:
        ForbiddenError: The caller does not look after accounts.
    """
    check_account(application, caller, MANAGE_ACCOUNTS)

    def read(books: Books) -> Sequence[CollectedAccount]:
        by_account: dict[AccountId, list[Engagement]] = defaultdict(list)
        for engagement in books.engagements.select(status=AssessmentStatus.ACTIVE):
            for account in _scope(engagement):
                by_account[account].append(engagement)
        wanted = [account for account in sorted(by_account) if after is None or account > after][:limit]
        statuses = {status.id: status for status in books.statuses.select(account=wanted)} if wanted else {}
        return [_account(account, by_account[account], statuses) for account in wanted]

    return application.store.read(read)


def _account(
    account: AccountId, engagements: Iterable[Engagement], statuses: Mapping[str, CollectorStatus]
) -> CollectedAccount:
    held = tuple(engagements)
    return CollectedAccount(
        id=account,
        regions=tuple(sorted({region for engagement in held for region in engagement.regions})),
        collections=tuple(
            Collection(engagement.id, account, statuses.get(f"{engagement.id}/{account}")) for engagement in held
        ),
    )


def _scope(engagement: Engagement) -> list[AccountId]:
    return sorted({account.id for account in engagement.accounts})
