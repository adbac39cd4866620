"""What a reading process does: batch by batch, the files read and worked on where they were read.

Nothing here imports an AWS library, so that processes that read a folder start fast.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from probative.ports.logs import FileRead, LogFile
from probative.sources.cloudtrail.archive import Archive
from probative.sources.cloudtrail.facts import Sought
from probative.sources.cloudtrail.reading import drop_repeats, read_file, refuse
from probative.sources.cloudtrail.unreadable import UnreadableError

T = TypeVar("T")


class Task(NamedTuple):
    """A batch of files, and the time at which they are taken to be read."""

    files: tuple[LogFile, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Reader(Generic[T]):
    """Reads a batch and works on it, wherever it is called."""

    archive: Archive
    sought: Sought
    work: Callable[[Sequence[FileRead]], T]
    in_flight: int

    def __call__(self, task: Task) -> T:
        """Read the files of `task`, each event once, and return what `work` makes of them."""
        return self.work(tuple(drop_repeats(self._reads(task))))

    def _reads(self, task: Task) -> Iterator[FileRead]:
        for file, packed in self.archive.fetch(task.files, self.in_flight):
            if isinstance(packed, UnreadableError):
                yield refuse(file, packed, task.at)
            else:
                yield read_file(file, packed, self.sought, task.at)


def describe(task: Task) -> str:
    """Return what a task reads, for people."""
    return f"{len(task.files)} files, the first {task.files[0].key}"
