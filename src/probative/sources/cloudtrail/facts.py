"""From a record to a fact: is it wanted, whose is it, what does it say.

An event belongs to the account and region that it names, when they are looked at; else to those of the place
where its file lies, since what was delivered there is the log of that place. Its id depends on the event alone,
so that two trails that deliver the same event give the same fact.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

import msgspec

from probative.domain.evidence import Fact
from probative.domain.evidence_sources import CLOUDTRAIL_QUESTION
from probative.domain.ids import AccountId, FactId, Region, SlotId, time_ordered_uuid
from probative.domain.slots import SourceKind, log_slot
from probative.ports import LogFile, Wanted
from probative.sources.cloudtrail.events import Event, principal_of, resource_of, text_of, time_of
from probative.sources.cloudtrail.records import Record
from probative.sources.cloudtrail.secrets import mask_secrets
from probative.sources.cloudtrail.unreadable import malformed


class Sought(NamedTuple):
    """What is wanted, and the same as sets that one look-up decides on."""

    wanted: Wanted
    names: frozenset[str]
    pairs: frozenset[tuple[object, object]]
    judged: frozenset[tuple[object, object]] | None
    """Of those, the ones whose facts need their value; None: all of them."""


def to_sought(wanted: Wanted) -> Sought:
    """Return `wanted` made ready for looking up."""
    return Sought(
        wanted,
        frozenset(event.name for event in wanted.events),
        frozenset((event.source, event.name) for event in wanted.events),
        None if wanted.judged is None else frozenset((event.source, event.name) for event in wanted.judged),
    )


class _Place(NamedTuple):
    account: AccountId
    region: Region


def to_facts(file: LogFile, records: Iterable[Record], sought: Sought, at: datetime) -> Iterator[Fact]:
    """Yield the facts of those `records` of `file` that are wanted, collected `at`.

    Raises:
        UnreadableError: A wanted event does not say when it was.
    """
    # Nearly all files of a batch share their slot, and nearly all events are of the slot of their file.
    slot_id = _slot_id(file.account, file.region, file.day)
    pairs, judged = sought.pairs, sought.judged
    since, until = sought.wanted.since, sought.wanted.until
    for record in records:
        value = record.value
        kind = (text_of(value, "eventSource"), text_of(value, "eventName"))
        if kind not in pairs:
            continue
        time = time_of(value)
        if time is None:
            raise malformed(f"Records[{record.number}].eventTime is not a time")
        said = _said_place(value, file)
        place = _counted_place(said, file, sought.wanted)
        if place is not None and since <= time < until:
            keeps = _Keeps.ALL if judged is None else _Keeps.DECODED if kind in judged else _Keeps.NOTHING
            yield _Found(record, said, place, time, keeps).to_fact(file, slot_id, at)


def _said_place(event: Event, file: LogFile) -> _Place:
    account = text_of(event, "recipientAccountId") or file.account
    region = text_of(event, "awsRegion") or file.region
    return _place(account, region)


def _counted_place(said: _Place, file: LogFile, wanted: Wanted) -> _Place | None:
    """Return the place that an event counts for; None: neither what it says nor where it lies is wanted."""
    if said.account in wanted.accounts and said.region in wanted.regions:
        return said
    account = said.account if said.account in wanted.accounts else file.account
    region = said.region if said.region in wanted.regions else file.region
    return _place(account, region) if account in wanted.accounts and region in wanted.regions else None


class _Keeps(Enum):
    """Which value a fact is to carry."""

    ALL = auto()
    """That of the record, which was decoded whole."""
    DECODED = auto()
    """That of the record, decoded again, since it was decoded in brief."""
    NOTHING = auto()
    """None: no rule looks into it."""


class _Found(NamedTuple):
    """A wanted record: whose it is as it says, whose it counts as, when it was, and what of it is kept."""

    record: Record
    said: _Place
    place: _Place
    time: datetime
    keeps: _Keeps

    def to_fact(self, file: LogFile, slot_id: SlotId, at: datetime) -> Fact:
        """Return the record as a fact, without secrets."""
        raw, is_masked = mask_secrets(self.record.raw)
        value = self._decode(raw) if is_masked else self.record.value
        digest = hashlib.sha256(raw).hexdigest()
        return Fact(
            id=self._id(digest, is_masked=is_masked),
            slot_id=slot_id,
            kind=SourceKind.CLOUDTRAIL,
            account=self.place.account,
            region=self.place.region,
            question=CLOUDTRAIL_QUESTION,
            part="",
            event_source=text_of(value, "eventSource"),
            event_name=text_of(value, "eventName"),
            principal=principal_of(value),
            time=self.time,
            collected_at=at,
            content=raw,
            content_sha256=digest,
            provenance=self._provenance(file, is_masked=is_masked),
            value=self._kept(raw, value, is_masked=is_masked),
            resource=resource_of(value),
        )

    def _kept(self, raw: bytes, value: Event, *, is_masked: bool) -> Event | None:
        if self.keeps is _Keeps.NOTHING:
            return None
        return value if is_masked or self.keeps is _Keeps.ALL else self._decode(raw)

    def _decode(self, raw: bytes) -> Event:
        try:
            value: Event = msgspec.json.decode(raw)
        except (msgspec.DecodeError, RecursionError) as error:
            raise malformed(f"Records[{self.record.number}] cannot be decoded: {error}") from error
        return value

    def _id(self, digest: str, *, is_masked: bool) -> FactId:
        name = text_of(self.record.value, "eventID") or (self._received_digest() if is_masked else digest)
        said, day = self.said, self.time.astimezone(UTC).date()
        return FactId(time_ordered_uuid(self.time, _slot_id(said.account, said.region, day), name))

    def _provenance(self, file: LogFile, *, is_masked: bool) -> dict[str, str]:
        provenance = {"log_file": file.key}
        if is_masked:
            provenance["masked"] = "session token or secret access key"
            provenance["received_sha256"] = self._received_digest()
        if self.said is not self.place and self.said != self.place:
            provenance["recorded_for"] = f"{self.said.account} {self.said.region}"
        return provenance

    def _received_digest(self) -> str:
        return hashlib.sha256(self.record.raw).hexdigest()


@lru_cache(maxsize=1024)
def _place(account: str, region: str) -> _Place:
    return _Place(AccountId(account), Region(region))


@lru_cache(maxsize=4096)
def _slot_id(account: AccountId, region: Region, day: date) -> SlotId:
    return log_slot(account, region, day).id
