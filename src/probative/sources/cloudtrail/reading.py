"""One log file read: the facts found in it, or the refusal that names it. Whole or not at all.

A file that ends early or is damaged gives a refusal and no facts, not even those before the damage: it is read
again when it was delivered whole, and no event is then counted twice.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from probative.domain.evidence import Fact
from probative.domain.evidence_sources import EventName
from probative.domain.ids import FactId
from probative.ports.logs import FileRead, LogFile
from probative.sources.cloudtrail.facts import Sought, to_facts
from probative.sources.cloudtrail.inflate import inflate
from probative.sources.cloudtrail.layout import slot_of
from probative.sources.cloudtrail.records import find_records
from probative.sources.cloudtrail.unreadable import UnreadableError


def read_file(file: LogFile, packed: bytes, sought: Sought, at: datetime) -> FileRead:
    """Return what `packed`, the bytes of `file`, hold of what is `sought`; collected `at`."""
    try:
        found = find_records(inflate(packed), sought.names)
        facts = tuple(to_facts(file, found.records, sought, at))
    except UnreadableError as error:
        return refuse(file, error, at)
    return FileRead(file, facts, found.total, None)


def refuse(file: LogFile, error: UnreadableError, at: datetime) -> FileRead:
    """Return `file` as one that could not be read."""
    return FileRead(file, (), 0, error.to_refusal(slot_of(file).id, file.key, at))


def drop_repeats(reads: Iterable[FileRead]) -> Iterator[FileRead]:
    """Yield `reads` with each fact once: of an event that several files hold, the first stays."""
    seen: set[FactId] = set()
    for read in reads:
        facts = _unseen(read.facts, seen)
        yield read if len(facts) == len(read.facts) else read._replace(facts=facts)


def _unseen(facts: Iterable[Fact], seen: set[FactId]) -> tuple[Fact, ...]:
    fresh = []
    for fact in facts:
        if fact.id not in seen:
            seen.add(fact.id)
            fresh.append(fact)
    return tuple(fresh)


def find_event(packed: bytes, events: frozenset[EventName]) -> EventName | None:
    """Return the first of `events` that the bytes of a log file hold; None: none.

    Raises:
        UnreadableError: It cannot be read.
    """
    found = find_records(inflate(packed), frozenset(event.name for event in events))
    held = (EventName(source=record.event.source, name=record.event.name) for record in found.records)
    return next((event for event in held if event in events), None)
