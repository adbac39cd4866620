"""The layout walked from the root down to its day folders, only where a window leads.

All folders of one depth are listed at once, many at a time: a bucket is never listed as a whole.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from probative.domain.errors import Finding, InvalidError
from probative.domain.ids import AccountId, Region
from probative.sources.cloudtrail.archive import Archive, Level
from probative.sources.cloudtrail.layout import DAY_LENGTH, Place, is_log_name, parse_day, parse_place
from probative.sources.cloudtrail.unreadable import UnreadableError

_MAX_DEPTH: Final = 12
"""Eight levels are the layout's own; the others may be a prefix. It also ends a walk in circles."""
_LOGS: Final = "AWSLogs"
_OWNER: Final = re.compile(r"\d{12}|o-[a-z0-9]+")


class Window(NamedTuple):
    """Where to look: accounts and regions (None: all), and days as `YYYY/MM/DD`, both inclusive."""

    accounts: frozenset[AccountId] | None
    regions: frozenset[Region] | None
    first: str
    last: str

    def allows(self, place: Place) -> bool:
        """Say whether anything that is looked for can lie at `place`."""
        return (
            (self.accounts is None or place.account in self.accounts)
            and (self.regions is None or place.region is None or place.region in self.regions)
            and self.first[: len(place.day)] <= place.day <= self.last[: len(place.day)]
        )


EVERYWHERE: Final = Window(None, None, "0001/01/01", "9999/12/31")


class Folder(NamedTuple):
    """A folder with the log of a day, or one at or above it that cannot be listed: then `error` says why."""

    key: str
    account: AccountId
    region: Region
    """Of a folder above the regions: one that is looked at. The folder is then there once for each of them."""
    day: str
    """A head of `YYYY/MM/DD`, as far as the folder tells."""
    error: UnreadableError | None


class _Found(NamedTuple):
    """A folder as its path places it."""

    key: str
    place: Place
    error: UnreadableError | None


class Walked(NamedTuple):
    """The folders found, sorted by key and region, and how many `.json` and `.json.gz` files lie above them."""

    folders: Sequence[Folder]
    strays_count: int


def walk(archive: Archive, window: Window) -> Walked:
    """Return the day folders below the root of `archive` that `window` allows.

    A folder between an account and its regions that cannot be listed hides each region that is looked at: those of
    the window, or, where that takes all, those that other folders name.

    Raises:
        InvalidError: The root, or a folder above the accounts, cannot be listed, or no folder names a region.
    """
    found: list[_Found] = []
    strays_count = 0
    frontier = [archive.root]
    for _ in range(_MAX_DEPTH):
        found += [_Found(key, place, None) for key in frontier if (place := parse_place(key)) and _is_day(place)]
        inner = [key for key in frontier if not ((place := parse_place(key)) and _is_day(place))]
        frontier = []
        for key, level in zip(inner, archive.map(partial(_list, archive), inner), strict=True):
            if isinstance(level, UnreadableError):
                found.append(_unlisted(key, level))
                continue
            strays_count += sum(map(is_log_name, level.files))
            frontier += _children(key, level, window, looks_beside=archive.looks_beside)
    return Walked(sorted(_in_regions(found, window), key=lambda folder: (folder.key, folder.region)), strays_count)


def _is_day(place: Place) -> bool:
    return len(place.day) == DAY_LENGTH


def _list(archive: Archive, key: str) -> Level | UnreadableError:
    try:
        return archive.level(key)
    except UnreadableError as error:
        return error


def _children(key: str, level: Level, window: Window, *, looks_beside: bool) -> Iterator[str]:
    for name in _names(key, level, looks_beside=looks_beside):
        child = f"{key}/{name}"
        place = parse_place(child)
        if place is None or _allows(window, child, place):
            yield child


def _names(key: str, level: Level, *, looks_beside: bool) -> Sequence[str]:
    """Return which folders of `key` can lead to logs: digests, Insights and what else lies beside them cannot."""
    head, _, last = key.rpartition("/")
    if last == _LOGS or head.endswith(f"/{_LOGS}"):
        return [name for name in level.folders if _OWNER.fullmatch(name) or name == "CloudTrail"]
    place = parse_place(key)
    if place is not None and (place.region is not None or last == "CloudTrail"):
        return [name for name in level.folders if parse_place(f"{key}/{name}")]
    if place is not None and "CloudTrail" in level.folders:
        return ["CloudTrail"]
    return level.folders if looks_beside or _LOGS not in level.folders else [_LOGS]


def _allows(window: Window, key: str, place: Place) -> bool:
    if place.region is None and f"/{_LOGS}/" not in key:
        # A number in a prefix is not yet the account of a log.
        return True
    return window.allows(place) and (not _is_day(place) or parse_day(place.day) is not None)


def _unlisted(key: str, error: UnreadableError) -> _Found:
    place = parse_place(key)
    if place is None:
        raise InvalidError(Finding(key, error.message)) from error
    return _Found(key, place, error)


def _in_regions(found: Sequence[_Found], window: Window) -> Iterator[Folder]:
    named = frozenset(place.region for _, place, _ in found if place.region is not None)
    looked_at = named if window.regions is None else window.regions
    for key, place, error in found:
        regions = looked_at if place.region is None else (place.region,)
        if error is not None and not regions:
            raise InvalidError(Finding(key, error.message)) from error
        yield from (Folder(key, place.account, region, place.day, error) for region in regions)
