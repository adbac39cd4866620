"""New log files of one account, read once for all assessments that miss them.

A file is new while no version of it that is there was read; so a file that comes late, or again, is found as long as
its day is listed, and nothing depends on the order of names.

Mostly, only what lies behind the last key of each folder is listed, which is what is new as a rule. All of the day is
listed from time to time, and whenever nobody knows how far it was; the days before, from time to time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final, NamedTuple

from probative.app.collecting_turn import Look, Silent, Turn, pause_after
from probative.app.collection import LogReader, LogWork, collect_logs
from probative.app.planning import days_of, plan_logs, unread, wanted_by
from probative.app.rhythms import midnight, next_midnight
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.domain.assessments import Scope
from probative.domain.collecting import CollectorStatus, LogPosition
from probative.domain.slots import log_slot
from probative.ports.logs import LogFile, Wanted

_LATE: Final = timedelta(days=2)
"""How long after its day a log file may come: CloudTrail delivers within hours, and after a fault of its own later."""
_LOOK_BACK_EVERY: Final = timedelta(hours=1)
LIST_WHOLE_EVERY: Final = timedelta(minutes=15)
"""How often all log files of the day are listed: some come late, and the first ones of a region make its folder."""
_DELIVERED_WITHIN: Final = timedelta(hours=1)
_FILES_AT_ONCE: Final = 1_000


class LogsRead(NamedTuple):
    """How far log files were looked for that are all read now."""

    positions: Sequence[LogPosition]
    is_whole: bool
    """Whether all of the day were, and not only those behind the last ones."""


def read_logs(turn: Turn, looks: Sequence[Look], now: datetime) -> LogsRead | None:
    """Read what `looks` miss at `now`, and write down the days that they look at; None: it was broken off.

    Raises:
        InvalidError: The place of the logs cannot be listed.
    """
    looks = [look for look in looks if look.asks_for_events]
    is_whole = any(_is_listed_whole(look.status, now) for look in looks)
    files = _list(turn, looks, now, is_whole=is_whole)
    groups: dict[tuple[LogFile, ...], list[Look]] = defaultdict(list)
    for look in looks:
        groups[tuple(_missed(turn, look, files, now))].append(look)
    for missed, group in groups.items():
        for some in _portions(missed):
            _read(turn, some, group, now)
            if not turn.goes_on():
                return None
    return LogsRead(turn.collecting.logs.positions_in(files) if turn.collecting.logs else (), is_whole)


def looks_back(status: CollectorStatus, now: datetime) -> bool:
    """Say whether files that come late are looked for as well: from time to time, since each day costs a request."""
    before = status.looked_back_at
    # In the first hour of a day, files of the day before come all the time.
    return before is None or now - before >= _LOOK_BACK_EVERY or now - midnight(now.date()) < _DELIVERED_WITHIN


def _is_listed_whole(status: CollectorStatus, now: datetime) -> bool:
    before = status.listed_whole_at
    is_known = before is not None and now - before < LIST_WHOLE_EVERY and bool(status.log_positions)
    return not is_known or status.listed_through != now.date() or looks_back(status, now)


def positions_after(status: CollectorStatus, read: LogsRead) -> tuple[LogPosition, ...]:
    """Return how far log files are read now; what was reached once is not given up."""
    last = {position.folder: position for position in status.log_positions}
    for position in read.positions:
        before = last.get(position.folder)
        if before is None or before.last_key < position.last_key:
            last[position.folder] = position
    return tuple(last[folder] for folder in sorted(last))


def _first_day(look: Look, now: datetime) -> date:
    """Return the first day whose files may be new."""
    status, today = look.status, now.date()
    if status.listed_through == today and not looks_back(status, now):
        return today
    since = status.since.date()
    return max(since, (status.listed_through or since) - _LATE)


def _list(turn: Turn, looks: Sequence[Look], now: datetime, *, is_whole: bool) -> list[LogFile]:
    if turn.collecting.logs is None or not looks:
        return []
    regions = dict.fromkeys(region for look in looks for region in look.engagement.regions)
    scope = Scope(accounts=(turn.account,), regions=tuple(regions))
    if not is_whole:
        return list(turn.collecting.logs.list_new_files(scope, now.date(), _reached_by_all(looks)))
    first = min(_first_day(look, now) for look in looks)
    return list(turn.collecting.logs.list_files(scope, midnight(first), next_midnight(now)))


def _reached_by_all(looks: Iterable[Look]) -> Sequence[LogPosition]:
    """Return the position in each folder that every one of `looks` has reached that knows the folder."""
    first: dict[str, LogPosition] = {}
    for position in (position for look in looks for position in look.status.log_positions):
        known = first.setdefault(position.folder, position)
        if position.last_key < known.last_key:
            first[position.folder] = position
    return list(first.values())


def _missed(turn: Turn, look: Look, files: Iterable[LogFile], now: datetime) -> Iterator[LogFile]:
    """Write down the days of log, and yield the files that were not read, and not just refused."""
    records, first = turn.collecting.records, _first_day(look, now)
    own = [file for file in files if file.day >= first and file.region in look.engagement.regions]
    missed = unread(records, look.id, own)
    if missed or look.status.listed_through != now.date():
        plan_logs(records, look.id, look.scope, days=days_of(midnight(first), next_midnight(now)), files=missed)
    slots = {(file.account, file.region, file.day): log_slot(file.account, file.region, file.day) for file in missed}
    found = records.find_slots(look.id, [slot.id for slot in slots.values()])
    refused = {(place, refusal.unit): refusal for place, slot in slots.items() for refusal in found[slot.id].refusals}
    for file in missed:
        refusal = refused.get(((file.account, file.region, file.day), file.key))
        if refusal is None or refusal.refused_at + pause_after(refusal.attempts) <= now:
            yield file


def _read(turn: Turn, files: Sequence[LogFile], looks: Sequence[Look], now: datetime) -> None:
    logs = turn.collecting.logs
    if logs is None:
        return
    readers = [_reader(turn, look, now) for look in looks]
    wanted = [
        wanted_by(reader.work.weigher, look.scope, look.status.since, next_midnight(now) + timedelta(days=1))
        for reader, look in zip(readers, looks, strict=True)
    ]
    collect_logs(files, _all_of(wanted), logs=logs, readers=readers, progress=Silent())


def _reader(turn: Turn, look: Look, now: datetime) -> LogReader:
    collecting = turn.collecting
    uses = [use for use in collecting.records.uses(look.id) if use.account == turn.account]
    weigher = Weigher(look.id, look.framework, Applicability(uses), now=now)
    work = LogWork(weigher=weigher, stage=collecting.lake.stage(), clock=collecting.clock, since=look.status.since)
    return LogReader(work, turn.committer(look))


def _all_of(wanted: Sequence[Wanted]) -> Wanted:
    """Return what any of `wanted` wants; each reader takes its own from it."""
    return Wanted(
        events=frozenset(event for each in wanted for event in each.events),
        accounts=frozenset(account for each in wanted for account in each.accounts),
        regions=frozenset(region for each in wanted for region in each.regions),
        since=min(each.since for each in wanted),
        until=max(each.until for each in wanted),
        # Of none of them is `judged` None: a weigher knows what its rules look into.
        judged=frozenset(event for each in wanted for event in each.judged or ()),
    )


def _portions(files: Iterable[LogFile]) -> Iterator[list[LogFile]]:
    remaining = iter(files)
    while some := list(islice(remaining, _FILES_AT_ONCE)):
        yield some
