"""From a record to a fact: is it wanted, whose is it, what does it say.

An event belongs to the account and region that it names, when they are looked at; else to those of the place
where its file lies, since what was delivered there is the log of that place. Its id depends on the event alone,
so that two trails that deliver the same event give the same fact.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple, TypeVar

import msgspec

from probative.domain.evidence import Fact
from probative.domain.evidence_sources import CLOUDTRAIL_QUESTION
from probative.domain.ids import AccountId, FactId, Region, SlotId, stamp_of, stamped_uuid
from probative.domain.slots import SourceKind, log_slot
from probative.ports.logs import LogFile, Wanted
from probative.sources.cloudtrail.events import Event, read_event, time_of
from probative.sources.cloudtrail.records import Record
from probative.sources.cloudtrail.secrets import mask_secrets, may_hold_secrets
from probative.sources.cloudtrail.unreadable import malformed

T = TypeVar("T")


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
        UnreadableError: A wanted event does not say when it was, or its value is needed and cannot be decoded.
    """
    origin = _origin(file, at)
    pairs, judged = sought.pairs, sought.judged
    since, until = sought.wanted.since, sought.wanted.until
    for record in records:
        event = record.event
        kind = (event.source, event.name)
        if kind not in pairs:
            continue
        moment = _moment(event.time)
        if moment is None:
            raise malformed(f"Records[{record.number}].eventTime is not a time")
        said = _said_place(event, origin.place)
        place = _counted_place(said, origin.place, sought.wanted)
        if place is not None and since <= moment.time < until:
            found = _Found(record, said, place, moment)
            yield found.to_fact(origin, needs_value=judged is None or kind in judged)


class _Origin(NamedTuple):
    """The file that events come from, and what its facts share."""

    file: LogFile
    place: _Place
    slot_id: SlotId
    at: datetime
    provenance: dict[str, str]


def _origin(file: LogFile, at: datetime) -> _Origin:
    # Nearly all files of a batch share their slot, and nearly all events are of the slot of their file.
    slot_id = _slot_id(file.account, file.region, file.day)
    return _Origin(file, _place(file.account, file.region), slot_id, at, {"log_file": file.key})


class _Moment(NamedTuple):
    """When an event was: the time, its day in UTC, and the head of the ids of that time."""

    time: datetime
    day: date
    stamp: str


@lru_cache(maxsize=4096)
def _moment(text: str) -> _Moment | None:
    time = time_of(text)
    return None if time is None else _Moment(time, time.astimezone(UTC).date(), stamp_of(time))


def _said_place(event: Event, home: _Place) -> _Place:
    account, region = event.account or home.account, event.region or home.region
    return home if account == home.account and region == home.region else _place(account, region)


def _counted_place(said: _Place, home: _Place, wanted: Wanted) -> _Place | None:
    """Return the place that an event counts for; None: neither what it says nor where it lies is wanted."""
    if said.account in wanted.accounts and said.region in wanted.regions:
        return said
    account = said.account if said.account in wanted.accounts else home.account
    region = said.region if said.region in wanted.regions else home.region
    return _place(account, region) if account in wanted.accounts and region in wanted.regions else None


class _Found(NamedTuple):
    """A wanted record: whose it is as it says, whose it counts as, and when it was."""

    record: Record
    said: _Place
    place: _Place
    moment: _Moment

    def to_fact(self, origin: _Origin, *, needs_value: bool) -> Fact:
        """Return the record as a fact, without secrets."""
        raw, event = self.record.raw, self.record.event
        is_masked = False
        if may_hold_secrets(raw):
            raw, is_masked = mask_secrets(raw)
            event = self._decoded(raw, read_event) if is_masked else event
        digest = hashlib.sha256(raw).hexdigest()
        # By position, in the order of the fields: with names it would take three times as long.
        return Fact(
            self._id(origin, digest, is_masked=is_masked),
            origin.slot_id,
            SourceKind.CLOUDTRAIL,
            self.place.account,
            self.place.region,
            CLOUDTRAIL_QUESTION,
            "",
            event.source,
            event.name,
            event.principal,
            self.moment.time,
            origin.at,
            raw,
            digest,
            self._provenance(origin, is_masked=is_masked),
            self._decoded(raw, msgspec.json.decode) if needs_value else None,
            None,
            event.resource,
        )

    def _decoded(self, raw: bytes, decode: Callable[[bytes], T]) -> T:
        try:
            return decode(raw)
        except (msgspec.DecodeError, RecursionError) as error:
            raise malformed(f"Records[{self.record.number}] cannot be decoded: {error}") from error

    def _id(self, origin: _Origin, digest: str, *, is_masked: bool) -> FactId:
        name = self.record.event.id or (self._received_digest() if is_masked else digest)
        is_home = self.said is origin.place and self.moment.day == origin.file.day
        slot_id = origin.slot_id if is_home else _slot_id(self.said.account, self.said.region, self.moment.day)
        return FactId(stamped_uuid(self.moment.stamp, slot_id, name))

    def _provenance(self, origin: _Origin, *, is_masked: bool) -> dict[str, str]:
        is_elsewhere = self.said is not self.place and self.said != self.place
        if not is_masked and not is_elsewhere:
            return origin.provenance
        provenance = dict(origin.provenance)
        if is_masked:
            provenance["masked"] = "session token or secret access key"
            provenance["received_sha256"] = self._received_digest()
        if is_elsewhere:
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
