"""Continuous collection: what is due in one account is asked, read, weighed and committed, and what is due next noted.

Steps of a turn, which one worker takes under a lease on the account:
1. what a worker that died had begun to commit is finished;
2. AWS is asked what is due, assessment by assessment; nothing is asked twice in a turn;
3. AWS Config and Security Hub are asked again where they have something new to say;
4. new log files are read, once for all assessments that miss them;
5. each assessment's status says how it went and what is due next.
What one assessment breaks on is told in its status and holds up no other. A turn can be broken off at any moment.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from probative.app.collecting_changes import Looked, has_checks, look_for_changes
from probative.app.collecting_live import ask_aws
from probative.app.collecting_logs import LogsRead, looks_back, positions_after, read_logs
from probative.app.collecting_turn import Look, Turn, pause_after, told
from probative.app.rhythms import next_midnight
from probative.app.schedule import is_asking_due, is_checking_due, is_reading_due
from probative.books import Books
from probative.domain.collecting import CollectorStatus, Effort
from probative.domain.engagements import AssessmentStatus, Engagement
from probative.domain.errors import PortError, WrongStateError
from probative.domain.ids import AccountId
from probative.ports.asking import ContinuousLiveSource


class _Due(NamedTuple):
    """An assessment for which something is due, and where collecting for it stands."""

    engagement: Engagement
    status: CollectorStatus


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of collecting: what it is called, and its place in a status."""

    name: str
    of: Callable[[CollectorStatus], Effort]
    put: Callable[[CollectorStatus, Effort], CollectorStatus]


_ASKING: Final = _Kind("asking AWS", lambda status: status.live, lambda status, effort: replace(status, live=effort))
_CHECKING: Final = _Kind(
    "looking for changes", lambda status: status.checks, lambda status, effort: replace(status, checks=effort)
)
_READING: Final = _Kind("reading logs", lambda status: status.logs, lambda status, effort: replace(status, logs=effort))


def collect_account(turn: Turn) -> None:
    """Do what is due in the account; see the steps above.

    Raises:
        WrongStateError: Somebody else has taken the account over.
        StoreError: The records or the lake cannot be used at all.
    """
    turn.collecting.recover()
    now = turn.collecting.clock()
    due = turn.collecting.store.read(partial(_looked_at, turn.account))
    asking = [each for each in due if is_asking_due(each.status, each.engagement, now)]
    checking = [each for each in due if is_checking_due(each.status, now)]
    if asking or checking:
        _ask_all(turn, asking, checking, now)
    reading = [each for each in due if is_reading_due(each.status, now)]
    if reading and turn.goes_on():
        _read_all(turn, reading)


def _looked_at(account: AccountId, books: Books) -> list[_Due]:
    active = {engagement.id: engagement for engagement in books.engagements.select(status=AssessmentStatus.ACTIVE)}
    return [
        _Due(active[status.assessment_id], status)
        for status in books.statuses.select(account=account)
        if status.assessment_id in active and not status.is_paused
    ]


def _ask_all(turn: Turn, asking: Sequence[_Due], checking: Sequence[_Due], now: datetime) -> None:
    """Open AWS once, and do one after the other; what cannot be opened is told to all."""
    opened: list[ContinuousLiveSource | None] = []
    first, kind = (asking, _ASKING) if asking else (checking, _CHECKING)
    with ExitStack() as stack:
        if not _attempt(turn, first, kind, lambda: opened.append(stack.enter_context(turn.collecting.open_live()))):
            return
        acts = [(each, _ASKING, partial(_ask, turn, each, opened[0])) for each in asking]
        acts += [(each, _CHECKING, partial(_check, turn, each, opened[0], now=now)) for each in checking]
        for each, kind_of_act, act in acts:
            if not turn.goes_on():
                return
            _attempt(turn, [each], kind_of_act, act)


def _ask(turn: Turn, due: _Due, live: ContinuousLiveSource | None) -> None:
    asked = ask_aws(turn, _look(turn, due), live)
    if asked is None:
        return

    def change(status: CollectorStatus) -> CollectorStatus:
        seen = replace(status, surveyed_on=asked.day, planned_through=asked.day, refusing=asked.refusing)
        effort = Effort(due_at=asked.due_at, ran_at=turn.collecting.clock())
        return replace(seen, live=effort, seen_update=due.engagement.updated_at)

    _note(turn, [due], change)


def _check(turn: Turn, due: _Due, live: ContinuousLiveSource | None, *, now: datetime) -> None:
    look, every = _look(turn, due), turn.collecting.changes_every
    is_watched = live is not None and has_checks(look)
    looked = look_for_changes(turn, look, live, now) if live is not None and is_watched else Looked("")
    if looked is None:
        return
    if looked.refused:
        raise PortError(looked.refused)
    again = next_midnight(now) if every is None or not is_watched else now + every
    _note(turn, [due], partial(_checked, turn, again, now))


def _checked(turn: Turn, again: datetime, now: datetime, status: CollectorStatus) -> CollectorStatus:
    """Return `status` once everything is asked that was new at `now`."""
    return replace(status, checks=Effort(due_at=again, ran_at=turn.collecting.clock()), checked_at=now)


def _read_all(turn: Turn, due: Sequence[_Due]) -> None:
    """Read for all at once or, where that breaks off, for one after the other, to see on which it does."""
    if len(due) == 1 or not _attempt(turn, due, _READING, partial(_read, turn, due), is_told=False):
        for each in due:
            if turn.goes_on():
                _attempt(turn, [each], _READING, partial(_read, turn, [each]))


def _read(turn: Turn, due: Sequence[_Due]) -> None:
    collecting, now = turn.collecting, turn.collecting.clock()
    read = read_logs(turn, [_look(turn, each) for each in due], now)
    if read is None:
        return
    again = now + collecting.logs_every if collecting.logs else next_midnight(now)

    def change(status: CollectorStatus) -> CollectorStatus:
        listed = _listed(status, read, now)
        return replace(listed, logs=Effort(due_at=again, ran_at=collecting.clock()))

    _note(turn, due, change)


def _listed(status: CollectorStatus, read: LogsRead, now: datetime) -> CollectorStatus:
    """Return `status` once everything is read that was there at `now`."""
    return replace(
        status,
        listed_through=now.date(),
        looked_back_at=now if looks_back(status, now) else status.looked_back_at,
        listed_whole_at=now if read.is_whole else status.listed_whole_at,
        read_at=now,
        log_positions=positions_after(status, read),
    )


def _look(turn: Turn, due: _Due) -> Look:
    framework = turn.collecting.store.read(lambda books: turn.collecting.framework_of(books, due.engagement))
    return Look(engagement=due.engagement, framework=framework, status=due.status)


def _attempt(turn: Turn, due: Sequence[_Due], kind: _Kind, act: Callable[[], None], *, is_told: bool = True) -> bool:
    """Do `act`, and say whether it went well; what it breaks on goes into the statuses if it `is_told`."""
    try:
        act()
    except Exception as error:
        if not turn.collecting.leases.is_kept(turn.held):
            raise
        if is_told:
            turn.collecting.tell(f"{kind.name} in {turn.account}", error)
            _note(turn, due, partial(_failed, kind, error, turn.collecting.clock()))
        return False
    return True


def _failed(kind: _Kind, error: Exception, at: datetime, status: CollectorStatus) -> CollectorStatus:
    before = kind.of(status)
    failures = before.failures + 1
    effort = replace(before, due_at=at + pause_after(failures), error=told(error), failures=failures)
    return kind.put(status, effort)


def _note(turn: Turn, due: Sequence[_Due], change: Callable[[CollectorStatus], CollectorStatus]) -> None:
    """Change the statuses, unless the account was taken over, or an assessment is looked at anew or no more."""

    def act(books: Books) -> None:
        held = books.leases.find(turn.held.id)
        if held is None or held.holder != turn.held.holder:
            raise WrongStateError(turn.held.id, "taken over by another worker", "be gone on with")
        for before in (each.status for each in due):
            status = books.statuses.find(before.id)
            if status is not None and status.since == before.since:
                books.statuses.put(change(status))

    turn.collecting.store.change(act)
