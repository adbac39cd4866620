"""CloudTrail log files as the core asks for them: the port `LogSource`."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from probative.domain.assessments import Scope
from probative.domain.collecting import LogPosition
from probative.domain.evidence_sources import EventName
from probative.ports.ambient import Clock
from probative.ports.logs import FileRead, LogFile, LogUse, Wanted
from probative.sources.cloudtrail.archive import Archive
from probative.sources.cloudtrail.batches import MAX_COST, cost_of, to_batches
from probative.sources.cloudtrail.facts import to_sought
from probative.sources.cloudtrail.following import list_new_files, positions_in
from probative.sources.cloudtrail.listing import Holdings, find_holdings, list_files
from probative.sources.cloudtrail.pool import prepare_processes, run_in_processes
from probative.sources.cloudtrail.reader import Reader, Task, describe
from probative.sources.cloudtrail.reading import find_event
from probative.sources.cloudtrail.unreadable import UnreadableError

T = TypeVar("T")

_ALONE_COST: Final = 8 * 2**20
"""Below this, starting processes costs more than they save."""
_MIN_BATCH_COST: Final = 2**20
_BATCHES_PER_PROCESS: Final = 4
_REQUESTS_IN_FLIGHT: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudTrailFiles:
    """The log files of a folder or bucket, read by up to `processes_count` processes."""

    archive: Archive
    clock: Clock
    processes_count: int
    preload: tuple[str, ...] = ()
    """Modules that the work of `read` needs: the reading processes then share them."""

    def prepare(self) -> None:
        """Get ready for `read`, beside other work: what the reading processes need is loaded in one of its own."""
        if self.processes_count > 1:
            prepare_processes(self._preload)

    @property
    def _preload(self) -> tuple[str, ...]:
        return (Reader.__module__, *self.preload)

    def holds(self) -> Holdings:
        """Return for which accounts, regions and days there are log files.

        Raises:
            InvalidError: The folder or bucket cannot be listed.
        """
        return find_holdings(self.archive)

    def list_files(self, scope: Scope | None, since: datetime, until: datetime) -> Iterator[LogFile]:
        """Yield the files of `scope` (None: of all accounts and regions) for the days of the period, ordered.

        Raises:
            InvalidError: The folder or bucket cannot be listed.
        """
        return list_files(self.archive, scope, since, until)

    def list_new_files(self, scope: Scope, day: date, positions: Collection[LogPosition]) -> Iterator[LogFile]:
        """Yield the files of `scope` from `day` on that lie behind `positions`, or shortly before; one request each."""
        return list_new_files(self.archive, scope, day, positions)

    def positions_in(self, files: Iterable[LogFile]) -> Sequence[LogPosition]:
        """Return how far `files` reach, in each folder of a region."""
        return positions_in(files)

    def first_use(self, files: Iterable[LogFile], events: frozenset[EventName]) -> LogUse:
        """Return the first of `events` that any of `files` holds, stopping there, or which files could not tell."""
        unread = ""
        for batch in to_batches(files, _MIN_BATCH_COST):
            for file, packed in self.archive.fetch(batch, _REQUESTS_IN_FLIGHT):
                event = _find(packed, events)
                if isinstance(event, EventName):
                    return LogUse(event, "")
                unread = unread or (file.key if event is not None else "")
        return LogUse(None, unread)

    def read(self, files: Sequence[LogFile], wanted: Wanted, work: Callable[[Sequence[FileRead]], T]) -> Generator[T]:
        """Read `files` on all cores and yield `work` of each batch, in any order.

        Of an event that two files of a batch hold, the first gives the fact; between batches, facts of one event
        have one id.

        Raises:
            WorkerLostError: A reading process ended by itself; nothing of its batch was yielded.
        """
        total = cost_of(files)
        processes_count = self.processes_count if total >= _ALONE_COST else 1
        share = total // (processes_count * _BATCHES_PER_PROCESS)
        batches = to_batches(files, min(MAX_COST, max(_MIN_BATCH_COST, share)))
        tasks = (Task(batch, self.clock()) for batch in batches)
        in_flight = -(-_REQUESTS_IN_FLIGHT // processes_count)
        reader = Reader(self.archive, to_sought(wanted), work, in_flight)
        if processes_count == 1:
            yield from (reader(task) for task in tasks)
        else:
            yield from run_in_processes(reader, tasks, processes_count, describe=describe, preload=self._preload)


def _find(packed: bytes | UnreadableError, events: frozenset[EventName]) -> EventName | UnreadableError | None:
    if isinstance(packed, UnreadableError):
        return packed
    try:
        return find_event(packed, events)
    except UnreadableError as error:
        return error
