"""Which log files there are, for a scope and a period; and what there is at all.

A folder of an account, or below, that cannot be listed is yielded in place of its files (its key ends with a
slash), once for each region and day it may hold: reading it gives the refusal, so that the gap shows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from probative.domain.assessments import Scope
from probative.domain.errors import Finding, InvalidError
from probative.ports.logs import LogFile
from probative.sources.cloudtrail.archive import Archive, Entry
from probative.sources.cloudtrail.layout import DELIVERED_WITHIN, delivered_at, is_log_name, parse_day
from probative.sources.cloudtrail.unreadable import UnreadableError
from probative.sources.cloudtrail.walking import EVERYWHERE, Folder, Window, walk

_DAY: Final = timedelta(days=1)
_MOMENT: Final = timedelta(microseconds=1)
UNLISTED: Final = "unlisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What log files there are: for which accounts and regions, and from which day to which, both inclusive.

    Without any log file the scope is empty and the days are None.
    """

    scope: Scope
    first_day: date | None
    last_day: date | None
    ignored_count: int
    """Files named `.json` or `.json.gz` that lie where no account, region and day can be read off the path."""


def list_files(archive: Archive, scope: Scope | None, since: datetime, until: datetime) -> Iterator[LogFile]:
    """Yield the log files of `scope` for the days of `[since, until)`, ordered by key.

    Files of the first hour after `until` count for the period's last day: they may hold its last events.

    Raises:
        InvalidError: The root, or a folder above the accounts, cannot be listed, or no folder names a region.
    """
    folders = walk(archive, _window(scope, since, until)).folders
    for files in archive.map(partial(_files_of, archive, since=since, until=until), folders):
        yield from files


def find_holdings(archive: Archive) -> Holdings:
    """Return what `archive` holds.

    Raises:
        InvalidError: The root, or a folder above the accounts, cannot be listed, or none that says more of what there
            is: what cannot be listed is not nothing.
    """
    walked = walk(archive, EVERYWHERE)
    held = [folder for folder in walked.folders if folder.error is not None or archive.holds_files(folder.key)]
    days = sorted(day for folder in held if (day := parse_day(folder.day)))
    if not days:
        _refuse_unlisted(held)
    return Holdings(
        scope=Scope(
            accounts=tuple(sorted({folder.account for folder in held})),
            regions=tuple(sorted({folder.region for folder in held})),
        ),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        ignored_count=walked.strays_count,
    )


def _refuse_unlisted(folders: Iterable[Folder]) -> None:
    for folder in folders:
        if folder.error is not None:
            raise InvalidError(Finding(folder.key, folder.error.message)) from folder.error


def _window(scope: Scope | None, since: datetime, until: datetime) -> Window:
    return Window(
        None if scope is None else frozenset(scope.accounts),
        None if scope is None else frozenset(scope.regions),
        f"{since:%Y/%m/%d}",
        f"{until + DELIVERED_WITHIN - _MOMENT:%Y/%m/%d}",
    )


def _files_of(archive: Archive, folder: Folder, *, since: datetime, until: datetime) -> list[LogFile]:
    if folder.error is not None:
        return list(_stand_ins(folder, since, until))
    try:
        entries = archive.entries(folder.key)
    except UnreadableError:
        return list(_stand_ins(folder, since, until))
    return [file for entry in entries if (file := _to_file(entry, folder, until))]


def _to_file(entry: Entry, folder: Folder, until: datetime) -> LogFile | None:
    day = parse_day(folder.day)
    if day is None or not is_log_name(entry.key):
        return None
    last_day = (until - _MOMENT).date()
    if day > last_day and not _is_late(entry.key, until):
        return None
    return _log_file(entry, folder, min(day, last_day))


def _is_late(key: str, until: datetime) -> bool:
    """Say whether a file of a day after the period was delivered so soon that it may hold events of the period."""
    at = delivered_at(key)
    return at is not None and at < until + DELIVERED_WITHIN


def _stand_ins(folder: Folder, since: datetime, until: datetime) -> Iterator[LogFile]:
    for day in _days(since.date(), (until - _MOMENT).date()):
        if f"{day:%Y/%m/%d}".startswith(folder.day):
            yield _log_file(Entry(f"{folder.key}/", 0, UNLISTED), folder, day)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + count * _DAY for count in range((last - first).days + 1))


def _log_file(entry: Entry, folder: Folder, day: date) -> LogFile:
    return LogFile(
        key=entry.key,
        account=folder.account,
        region=folder.region,
        day=day,
        size_bytes=entry.size_bytes,
        version=entry.version,
    )
