"""New log files, found without listing what is known: behind the last key of each folder of a region.

CloudTrail delivers to `<region>/<year>/<month>/<day>/` under names that hold the time of delivery, so that what is new
sorts behind what was there, over midnight as well. Files that are delivered at once come in any order; what lies a
quarter of an hour before the last key is therefore looked at again. What sorts before even that is not found here.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from probative.domain.assessments import Scope
from probative.domain.collecting import LogPosition
from probative.ports.logs import LogFile
from probative.sources.cloudtrail.archive import Archive, Entry
from probative.sources.cloudtrail.layout import DAY_LENGTH, Place, is_log_name, key_before, parse_day, parse_file_place
from probative.sources.cloudtrail.listing import UNLISTED
from probative.sources.cloudtrail.unreadable import UnreadableError

OVERLAP: Final = timedelta(minutes=15)


def list_new_files(archive: Archive, scope: Scope, day: date, positions: Collection[LogPosition]) -> Iterator[LogFile]:
    """Yield the files of `scope` from `day` on that lie behind `positions`, or up to `OVERLAP` before.

    A folder that cannot be listed is yielded in place of its files, for `day`: reading it gives the refusal.
    """
    for files in archive.map(partial(_files_behind, archive, scope, day), positions):
        yield from files


def positions_in(files: Iterable[LogFile]) -> Sequence[LogPosition]:
    """Return how far `files` reach, by folder; those that stand for a folder, or lie outside of one, do not count."""
    last: dict[str, LogPosition] = {}
    for file in files:
        place = parse_file_place(file.key)
        if place is None or place.region is None or not is_log_name(file.key):
            continue
        folder = _region_folder(file.key, place)
        before = last.get(folder)
        if before is None or before.last_key < file.key:
            last[folder] = LogPosition(folder=folder, region=place.region, last_key=file.key)
    return tuple(last[folder] for folder in sorted(last))


def _region_folder(key: str, place: Place) -> str:
    head, _, _ = key.rpartition(f"/{place.day}/")
    return head


def _files_behind(archive: Archive, scope: Scope, day: date, position: LogPosition) -> list[LogFile]:
    place = parse_file_place(position.last_key)
    if not f"{position.folder}/".startswith(f"{archive.root}/"):
        # The log lay elsewhere before.
        return []
    if place is None or place.account not in scope.accounts or position.region not in scope.regions:
        return []
    try:
        entries = archive.entries(position.folder, key_before(position.last_key, OVERLAP))
    except UnreadableError:
        unlisted = Entry(f"{position.folder}/", 0, UNLISTED)
        return [_log_file(unlisted, place, position, day)]
    return [
        _log_file(entry, place, position, found)
        for entry in entries
        if (found := _day_of(entry.key, position)) is not None and found >= day and is_log_name(entry.key)
    ]


def _day_of(key: str, position: LogPosition) -> date | None:
    """Return the day whose folder below the region's `key` lies in; None: in none."""
    below = key.removeprefix(f"{position.folder}/")
    return parse_day(below[:DAY_LENGTH]) if below[DAY_LENGTH : DAY_LENGTH + 1] == "/" else None


def _log_file(entry: Entry, place: Place, position: LogPosition, day: date) -> LogFile:
    return LogFile(entry.key, place.account, position.region, day, entry.size_bytes, entry.version)
