"""From a record to a fact: is it wanted, whose is it, what does it say.

An event belongs to the account and region that it names, when they are looked at; else to those of the place
where its file lies, since what was delivered there is the log of that place. Its id depends on the event alone,
so that two trails that deliver the same event give the same fact.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from probative.domain.evidence import Fact
from probative.domain.frameworks import CLOUDTRAIL_QUESTION
from probative.domain.ids import AccountId, FactId, Region, SlotId, time_ordered_uuid
from probative.domain.slots import SourceKind, log_slot
from probative.ports import LogFile, Wanted
from probative.sources.cloudtrail.events import Event, principal_of, resource_of, text_of, time_of
from probative.sources.cloudtrail.layout import slot_of
from probative.sources.cloudtrail.records import Record
from probative.sources.cloudtrail.secrets import mask_secrets
from probative.sources.cloudtrail.unreadable import malformed


class Sought(NamedTuple):
    """What is wanted, and the same as sets that one look-up decides on."""

    wanted: Wanted
    names: frozenset[str]
    pairs: frozenset[tuple[object, object]]


def to_sought(wanted: Wanted) -> Sought:
    """Return `wanted` made ready for looking up."""
    return Sought(
        wanted,
        frozenset(event.name for event in wanted.events),
        frozenset((event.source, event.name) for event in wanted.events),
    )


class _Home(NamedTuple):
    account: AccountId
    region: Region


class _Event(NamedTuple):
    """A wanted record: who it is of as it says, who it counts for, when it was."""

    record: Record
    said: _Home
    home: _Home
    time: datetime


def to_facts(file: LogFile, records: Iterable[Record], sought: Sought, at: datetime) -> Iterator[Fact]:
    """Yield the facts of those `records` of `file` that are wanted, collected `at`.

    Raises:
        UnreadableError: A wanted event does not say when it was.
    """
    slot_id = slot_of(file).id
    for record in records:
        event = _find_event(record, file, sought)
        if event is not None:
            yield _to_fact(event, file, slot_id, at)


def _find_event(record: Record, file: LogFile, sought: Sought) -> _Event | None:
    value = record.value
    if (text_of(value, "eventSource"), text_of(value, "eventName")) not in sought.pairs:
        return None
    happened_at = time_of(value)
    if happened_at is None:
        raise malformed(f"Records[{record.number}].eventTime is not a time")
    said = _Home(
        AccountId(text_of(value, "recipientAccountId")) or file.account,
        Region(text_of(value, "awsRegion")) or file.region,
    )
    wanted = sought.wanted
    home = _Home(
        said.account if said.account in wanted.accounts else file.account,
        said.region if said.region in wanted.regions else file.region,
    )
    is_wanted = (
        home.account in wanted.accounts and home.region in wanted.regions and wanted.since <= happened_at < wanted.until
    )
    return _Event(record, said, home, happened_at) if is_wanted else None


def _to_fact(event: _Event, file: LogFile, slot_id: SlotId, at: datetime) -> Fact:
    record = event.record
    raw, is_masked = mask_secrets(record.raw)
    value: Event = msgspec.json.decode(raw) if is_masked else record.value
    sha256 = hashlib.sha256(raw).hexdigest()
    provenance = {"log_file": file.key}
    if is_masked:
        provenance["masked"] = "session token or secret access key"
        provenance["received_sha256"] = hashlib.sha256(record.raw).hexdigest()
    if event.said != event.home:
        provenance["recorded_for"] = f"{event.said.account} {event.said.region}"
    return Fact(
        id=_fact_id(event),
        slot_id=slot_id,
        kind=SourceKind.CLOUDTRAIL,
        account=event.home.account,
        region=event.home.region,
        question=CLOUDTRAIL_QUESTION,
        part="",
        event_source=text_of(value, "eventSource"),
        event_name=text_of(value, "eventName"),
        principal=principal_of(value),
        time=event.time,
        collected_at=at,
        content=raw,
        content_sha256=sha256,
        provenance=provenance,
        value=value,
        resource=resource_of(value),
    )


def _fact_id(event: _Event) -> FactId:
    name = text_of(event.record.value, "eventID") or hashlib.sha256(event.record.raw).hexdigest()
    slot_id = _slot_id(event.said, event.time.astimezone(UTC).date())
    return FactId(time_ordered_uuid(event.time, slot_id, name))


@lru_cache(maxsize=4096)
def _slot_id(home: _Home, day: date) -> SlotId:
    return log_slot(home.account, home.region, day).id
