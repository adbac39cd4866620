"""Where log files lie: a folder or a bucket, walked alike."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from probative.ports.logs import LogFile
from probative.sources.cloudtrail.unreadable import UnreadableError

T = TypeVar("T")
S = TypeVar("S")


class Entry(NamedTuple):
    """A file as listed: its key, size and version."""

    key: str
    size_bytes: int
    version: str


class Level(NamedTuple):
    """What lies directly in a folder: names of folders, and of files."""

    folders: Sequence[str]
    files: Sequence[str]


class Archive(Protocol):
    """Folders with files below a root; picklable, so that reading processes use it, too."""

    @property
    def root(self) -> str:
        """The key of the root, without a slash at its end."""

    @property
    def looks_beside(self) -> bool:
        """Whether folders beside an `AWSLogs` folder are looked into, too: in a bucket that may cost too much."""

    def level(self, folder: str) -> Level:
        """Return what lies directly in `folder`, sorted.

        Raises:
            UnreadableError: It cannot be listed.
        """

    def entries(self, folder: str, after: str = "") -> Iterable[Entry]:
        """Return the files below `folder` whose keys sort behind `after`, sorted.

        Raises:
            UnreadableError: It, or a folder in it, cannot be listed.
        """

    def holds_files(self, folder: str) -> bool:
        """Say whether anything lies in the day folder `folder`; true where it cannot be told."""

    def map(self, act: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
        """Yield what `act` makes of each item, in order; many at once where that saves waiting."""

    def fetch(self, files: Sequence[LogFile], in_flight: int) -> Iterator[tuple[LogFile, bytes | UnreadableError]]:
        """Yield the bytes of `files` as they lie there, in order, up to `in_flight` requests ahead."""
