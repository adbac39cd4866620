"""Log files, what tells of new ones, and what people brought: evidence that lies in files."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeVar

from probative.domain.assessments import Scope
from probative.domain.collecting import LogPosition, Notice
from probative.domain.evidence import Fact
from probative.domain.evidence_sources import EventName
from probative.domain.ids import (
    AccountId,
    ControlId,
    Region,
    SourceId,
)
from probative.domain.slots import Refusal, Slot
from probative.ports.asking import Observation

T = TypeVar("T")


class LogFile(NamedTuple):
    """A CloudTrail log file: its place, and the account, region and day that the place says it is of."""

    key: str
    """Path or `s3://` address: the name that a refusal gives."""
    account: AccountId
    region: Region
    day: date
    size_bytes: int
    version: str
    """Changes when the content does (ETag, or size and time): a file is read again only then."""


class Wanted(NamedTuple):
    """Which events to find; picklable."""

    events: frozenset[EventName]
    accounts: frozenset[AccountId]
    regions: frozenset[Region]
    since: datetime
    until: datetime
    judged: frozenset[EventName] | None = None
    """Events that a rule looks into: only their facts need a `value`; None: all of them."""


class FileRead(NamedTuple):
    """One log file, read: the facts found in it, or why it could not be read to its end."""

    file: LogFile
    facts: Sequence[Fact]
    events_count: int
    """How many events the file holds, as far as it could be read; 0 where they were not counted."""
    refusal: Refusal | None


class LogUse(NamedTuple):
    """Whether log files show a kind of event."""

    event: EventName | None
    """The first that was found; None: none in any file that could be read."""
    unread: str
    """The first file that could not be read, while nothing was found; empty: every file was."""


class LogSource(Protocol):
    """CloudTrail log files in a folder or bucket, in the S3 delivery layout."""

    def list_files(self, scope: Scope | None, since: datetime, until: datetime) -> Iterator[LogFile]:
        """Yield the files of `scope` (None: of all accounts and regions) for the days of the period, ordered."""

    def first_use(self, files: Iterable[LogFile], events: frozenset[EventName]) -> LogUse:
        """Return the first of `events` that any of `files` holds, stopping there, or which files could not tell."""

    def read(self, files: Sequence[LogFile], wanted: Wanted, work: Callable[[Sequence[FileRead]], T]) -> Generator[T]:
        """Read `files` on all cores and yield `work` of each batch, in any order.

        `work` runs where the file was read (another process), so that it and its result must be picklable.
        """


class ContinuousLogSource(LogSource, Protocol):
    """Log files that keep coming: what is new is found without listing what is known."""

    def list_new_files(self, scope: Scope, day: date, positions: Collection[LogPosition]) -> Iterator[LogFile]:
        """Yield the files of `scope` from `day` on that lie behind `positions`, and some that lie shortly before.

        A folder without a position is not looked into, and a key that sorts long before its position is not found.
        """

    def positions_in(self, files: Iterable[LogFile]) -> Sequence[LogPosition]:
        """Return how far `files` reach, in each folder of a region; those that lie in none do not count."""


class Notices(Protocol):
    """Tells that something is new, so that nobody has to look all the time."""

    def wait(self) -> Collection[Notice]:
        """Wait some seconds for notices, and return all that were told and are not settled.

        They are told again, here or elsewhere, unless they are `settle`d.

        Raises:
            StoreError: The queue cannot be read.
        """

    def settle(self, heeded: Collection[Notice]) -> None:
        """Forget what told `heeded`, and nothing else.

        Raises:
            StoreError: The queue cannot be written.
        """


class ManualFolder(Protocol):
    """A folder of files with small YAML descriptions beside them."""

    def collect(self, slots: Mapping[ControlId, Mapping[SourceId, Slot]], now: datetime) -> Iterator[Observation]:
        """Yield what was brought, slot by slot: facts, refusals that name the file or field at fault, answers.

        `slots` are the manual sources of every control; a slot for which nothing was brought yields nothing.

        Raises:
            InvalidError: A description names a control or source that is not there.
        """
