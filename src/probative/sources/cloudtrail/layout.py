"""The layout in which CloudTrail delivers to S3, read off paths.

`[prefix/]AWSLogs/[<organization>/]<account>/CloudTrail/<region>/<year>/<month>/<day>/<name>.json.gz`, where plain
trails lack the organization. Digests and Insights lie in folders beside `CloudTrail` and are no logs. What
stands before the account is not asked for, so that an export of one account, or of one day, reads as well.
Source: AWS CloudTrail user guide, "Finding your CloudTrail log files".
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from probative.domain.ids import AccountId, Region
from probative.domain.slots import Slot, log_slot
from probative.ports.logs import LogFile

LOG_SUFFIXES: Final = (".json.gz", ".json")
DELIVERED_WITHIN: Final = timedelta(hours=1)
"""How long after its time an event may still be delivered: files of the next day's first hour belong to a period."""
_LEVELS: Final = re.compile(
    r"(?:^|/)(?P<account>\d{12})(?:/CloudTrail"
    r"(?:/(?P<region>[^/]+)(?:/(?P<year>\d{4})(?:/(?P<month>\d{2})(?:/(?P<day>\d{2}))?)?)?)?)?$"
)
_STAMP: Final = re.compile(r"_(\d{8}T\d{4})Z_[^/]*$")
_STAMP_FORMAT: Final = "%Y%m%dT%H%M"
DAY_LENGTH: Final = len("YYYY/MM/DD")


class Place(NamedTuple):
    """How far down in the layout a folder lies: the region is None above it, `day` a head of `YYYY/MM/DD`."""

    account: AccountId
    region: Region | None
    day: str


def parse_place(path: str) -> Place | None:
    """Return where in the layout the folder `path` lies; None: above or beside an account's logs."""
    found = _LEVELS.search(path)
    if found is None:
        return None
    region = found["region"]
    day = "/".join(part for part in (found["year"], found["month"], found["day"]) if part)
    return Place(AccountId(found["account"]), None if region is None else Region(region), day)


def parse_file_place(key: str) -> Place | None:
    """Return the day's folder that the file `key` lies in, or below; None: it lies in none."""
    folder = key.rpartition("/")[0]
    while folder:
        place = parse_place(folder)
        if place is not None:
            return place if len(place.day) == DAY_LENGTH else None
        folder = folder.rpartition("/")[0]
    return None


def parse_day(text: str) -> date | None:
    """Return the day that `YYYY/MM/DD` names; None: there is no such day, or not all of it is there."""
    try:
        return datetime.strptime(text, "%Y/%m/%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def delivered_at(name: str) -> datetime | None:
    """Return the time of delivery that a file name carries, to the minute."""
    found = _STAMP.search(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], _STAMP_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def key_before(key: str, time: timedelta) -> str:
    """Return what sorts before all files that are as old as the file `key`, or younger, or by up to `time` older.

    Where names do not tell when they were delivered, or it was another day, that is the folder of `key`.
    """
    folder, _, name = key.rpartition("/")
    at, found = delivered_at(name), _STAMP.search(name)
    if at is None or found is None or (at - time).date() != at.date():
        return f"{folder}/"
    return f"{folder}/{name[: found.start(1)]}{at - time:{_STAMP_FORMAT}}"


def is_log_name(name: str) -> bool:
    """Say whether a file's name ends as a log file's does."""
    return name.endswith(LOG_SUFFIXES)


def slot_of(file: LogFile) -> Slot:
    """Return the slot that `file` answers in part: the log of its account and region for its day."""
    return log_slot(file.account, file.region, file.day)
