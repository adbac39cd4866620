"""The plainest reader of a log file: all of it through `gzip` and `json`. The oracle of the fast one."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from probative.ports.logs import LogFile, Wanted

Event = dict[str, object]


class NoLogFileError(Exception):
    """The bytes are not a whole, sound log file."""


def wanted_events(packed: bytes, file: LogFile, wanted: Wanted) -> list[Event]:
    """Return the wanted events in the order of the file."""
    return [event for event in all_events(packed) if _is_wanted(event, file, wanted)]


def all_events(packed: bytes) -> list[Event]:
    try:
        document = json.loads(gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed)
    except (OSError, EOFError, ValueError, RecursionError) as error:
        raise NoLogFileError(str(error)) from error
    if not isinstance(document, dict) or "Records" not in document:
        raise NoLogFileError("no Records")
    return list(_objects(document["Records"]))


def _objects(records: object) -> Iterator[Event]:
    if not isinstance(records, list):
        raise NoLogFileError("Records is no list")
    for record in records:
        if not isinstance(record, dict):
            raise NoLogFileError("a record is no object")
        yield record


def _is_wanted(event: Event, file: LogFile, wanted: Wanted) -> bool:
    pairs = {(name.source, name.name) for name in wanted.events}
    if (event.get("eventSource"), event.get("eventName")) not in pairs:
        return False
    time = datetime.fromisoformat(str(event["eventTime"])).astimezone(UTC)
    account = event.get("recipientAccountId") or file.account
    region = event.get("awsRegion") or file.region
    return (
        wanted.since <= time < wanted.until
        and (account in wanted.accounts or file.account in wanted.accounts)
        and (region in wanted.regions or file.region in wanted.regions)
    )
