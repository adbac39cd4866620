"""The schedule: what the collector looks at follows the assessments, and what is due next follows from what it saw.

One rule holds here: an assessment or account that is looked at again begins anew. What happened while it was not
looked at is nobody's evidence.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple

from probative.books import Books, Store
from probative.domain.collecting import CollectorStatus, Effort, Notice, NoticeKind
from probative.domain.engagements import AssessmentStatus, Engagement
from probative.domain.ids import AccountId
from probative.domain.registration import AccountStatus
from probative.ports.ambient import Clock

SETTLING: Final = timedelta(seconds=20)
"""How long is waited after a change in AWS Config or Security Hub: one seldom comes alone."""
RIPENING: Final = timedelta(seconds=3)
"""How long is waited after an assessment was made: its regions and services may come right after it."""
AT_ONCE: Final = timedelta(0)


class _Changes(NamedTuple):
    """What has to be written down for the statuses to follow the assessments."""

    put: Sequence[CollectorStatus]
    remove: Sequence[str]


class Outlook(NamedTuple):
    """What is due, and when there is something due that is not yet."""

    accounts: Sequence[AccountId]
    """Where something is due, the longest waiting first."""
    next_at: datetime | None
    """None: never, as things are."""


def look_out(store: Store, now: datetime, ripening: timedelta = AT_ONCE) -> Outlook:
    """Let the statuses follow the assessments, and return what is due in which accounts.

    An assessment that nobody has looked at yet is left alone for `ripening`, or until it is changed.
    """
    if any(store.read(partial(_compare, now=now, ripening=ripening))):
        store.change(partial(_follow, now=now, ripening=ripening))
    due, later = store.read(partial(_due, now=now))
    return Outlook(sorted(due, key=lambda account: (due[account], account)), min(later, default=None))


_NOTHING_SEEN: Final = Outlook((), None)


@dataclass(slots=True)
class Lookout:
    """Looks out again and again; it costs next to nothing while nothing changes and nothing is due."""

    store: Store
    clock: Clock
    ripening: timedelta = AT_ONCE
    _edition: Hashable = None
    _seen: Outlook = _NOTHING_SEEN

    def due(self) -> Sequence[AccountId]:
        """Return the accounts in which something is due, the longest waiting first."""
        now, edition = self.clock(), self.store.edition()
        is_quiet = not self._seen.accounts and (self._seen.next_at is None or now < self._seen.next_at)
        if edition != self._edition or not is_quiet:
            self._edition, self._seen = edition, look_out(self.store, now, self.ripening)
        return self._seen.accounts


class Heed(NamedTuple):
    """What comes of notices."""

    done: Collection[Notice]
    """What they tell of was looked at since, and what was found is committed; or nobody looks there."""
    hastened: Sequence[CollectorStatus]
    """Where somebody is to look now: what is to be written down."""


def heed(store: Store, notices: Collection[Notice], now: datetime) -> Heed:
    """Let be looked at now what `notices` tell of and nobody has seen; who pauses after a failure goes on pausing."""
    if not notices:
        return Heed((), ())

    def act(books: Books) -> Heed:
        found = _heed(books, notices, now)
        for status in found.hastened:
            books.statuses.put(status)
        return found

    found = store.read(partial(_heed, notices=notices, now=now))
    return store.change(act) if found.hastened else found


def _heed(books: Books, notices: Collection[Notice], now: datetime) -> Heed:
    engagements = {engagement.id: engagement for engagement in books.engagements.select(status=AssessmentStatus.ACTIVE)}
    by_account: dict[AccountId, list[CollectorStatus]] = {notice.account: [] for notice in notices}
    for status in books.statuses.select(account=list(by_account)):
        if status.assessment_id in engagements and not status.is_paused:
            by_account[status.account].append(status)
    done: set[Notice] = set()
    hastened: dict[str, CollectorStatus] = {}
    for notice in notices:
        missing = [
            status
            for status in by_account[notice.account]
            if notice.region in engagements[status.assessment_id].regions and not _has_heeded(status, notice)
        ]
        if not missing:
            done.add(notice)
        hastened |= {status.id: _hastened(hastened.get(status.id, status), notice, now) for status in missing}
    before = {status.id: status for statuses in by_account.values() for status in statuses}
    return Heed(done, [status for id_, status in hastened.items() if status != before[id_]])


def _has_heeded(status: CollectorStatus, notice: Notice) -> bool:
    looked_at = status.read_at if notice.kind is NoticeKind.LOG_FILES else status.checked_at
    return looked_at is not None and looked_at >= notice.told_at


def _hastened(status: CollectorStatus, notice: Notice, now: datetime) -> CollectorStatus:
    match notice.kind:
        case NoticeKind.LOG_FILES if not status.logs.failures:
            return _with_logs_due(status, notice, now)
        case NoticeKind.CHECKS if not status.checks.failures:
            due_at = min(status.checks.due_at, notice.told_at + SETTLING)
            return replace(status, checks=replace(status.checks, due_at=due_at))
        case _:
            return status


def _with_logs_due(status: CollectorStatus, notice: Notice, now: datetime) -> CollectorStatus:
    status = replace(status, logs=replace(status.logs, due_at=min(status.logs.due_at, now)))
    # A region that nothing came from before has its folder somewhere: all is looked through for it.
    is_known = any(position.region == notice.region for position in status.log_positions)
    return status if is_known else replace(status, listed_whole_at=None)


def is_asking_due(status: CollectorStatus, engagement: Engagement, now: datetime) -> bool:
    """Say whether AWS is to be asked: it is time, or the assessment was changed."""
    # A changed assessment does not cut short the pause after a failure.
    was_changed = status.seen_update != engagement.updated_at and not status.live.failures
    return was_changed or status.live.due_at <= now


def is_checking_due(status: CollectorStatus, now: datetime) -> bool:
    """Say whether it is time to look whether AWS Config or Security Hub have anything new to say."""
    return status.checks.due_at <= now


def is_reading_due(status: CollectorStatus, now: datetime) -> bool:
    """Say whether log files are to be looked for."""
    return status.logs.due_at <= now


def _follow(books: Books, now: datetime, ripening: timedelta) -> None:
    changes = _compare(books, now=now, ripening=ripening)
    for status in changes.put:
        books.statuses.put(status)
    for id_ in changes.remove:
        books.statuses.remove(id_)


def _compare(books: Books, now: datetime, ripening: timedelta) -> _Changes:
    engagements = {engagement.id: engagement for engagement in books.engagements.select()}
    known = {status.id: status for status in books.statuses.select()}
    looked_at = {} if _is_switched_off(books) else dict(_looked_at(engagements.values()))
    seen = {status.assessment_id for status in known.values()}
    put = [
        _new(engagement, account, now, AT_ONCE)
        if engagement.id in seen
        else _new(engagement, account, engagement.created_at, ripening)
        for id_, (engagement, account) in looked_at.items()
        if id_ not in known
    ]
    put += [_resumed(known[id_], now) for id_ in looked_at if id_ in known and known[id_].is_paused]
    gone = [status for id_, status in known.items() if id_ not in looked_at]
    put += [replace(each, is_paused=True) for each in gone if each.assessment_id in engagements and not each.is_paused]
    return _Changes(put, [each.id for each in gone if each.assessment_id not in engagements])


def _is_switched_off(books: Books) -> bool:
    registrations = books.registrations.select()
    return bool(registrations) and all(each.status is AccountStatus.INACTIVE for each in registrations)


def _looked_at(engagements: Iterable[Engagement]) -> Iterator[tuple[str, tuple[Engagement, AccountId]]]:
    for engagement in engagements:
        if engagement.status is AssessmentStatus.ACTIVE and not engagement.is_dormant:
            for account in engagement.accounts:
                yield f"{engagement.id}/{account.id}", (engagement, account.id)


def _new(engagement: Engagement, account: AccountId, since: datetime, ripening: timedelta) -> CollectorStatus:
    due = Effort(due_at=since + ripening)
    return CollectorStatus(
        id=f"{engagement.id}/{account}",
        assessment_id=engagement.id,
        account=account,
        created_at=since,
        since=since,
        live=due,
        logs=due,
        checks=due,
        seen_update=engagement.updated_at,
    )


def _resumed(status: CollectorStatus, now: datetime) -> CollectorStatus:
    """Return `status` as of an account that is looked at from now on."""
    due = Effort(due_at=now)
    anew = replace(status, since=now, is_paused=False, live=due, logs=due, checks=due, checked_at=None)
    unlisted = replace(anew, listed_through=None, looked_back_at=None, listed_whole_at=None, log_positions=())
    return replace(unlisted, surveyed_on=None, planned_through=None, refusing=0)


def _due(books: Books, now: datetime) -> tuple[dict[AccountId, datetime], list[datetime]]:
    """Return the accounts in which something is due, each with the time since when, and when the others are."""
    engagements = {engagement.id: engagement for engagement in books.engagements.select(status=AssessmentStatus.ACTIVE)}
    due: dict[AccountId, datetime] = {}
    later: list[datetime] = []
    for status in books.statuses.select():
        engagement = engagements.get(status.assessment_id)
        if engagement is None or status.is_paused:
            continue
        if is_asking_due(status, engagement, now) or status.due_at <= now:
            due[status.account] = min(due.get(status.account, now), status.due_at)
        else:
            later.append(status.due_at)
    return due, later
