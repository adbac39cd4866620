"""The data folder: the lake and the records, under one lock, and whole again before anyone uses them.

    <folder>/lock          held by the run that writes; says which
    <folder>/records.db    what is known of assessments, slots and log files
    <folder>/lake/         evidence

Opening finishes what a killed run began: each batch that was written down is committed, or, where its files did not
survive, forgotten, so that what it would have settled is due again. Staged files that no batch names are deleted.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from probative.domain.errors import StoreError, WrongStateError
from probative.domain.ids import BatchId
from probative.ports import Clock, Lake, Records, Staged

_LOCK: Final = "lock"


class RecoverableLake(Lake, Protocol):
    """A lake that can say what became of staged files."""

    def can_commit(self, staged: Iterable[Staged]) -> bool:
        """Say whether all staged files are there and whole."""

    def sweep(self, pending: Iterable[Staged]) -> None:
        """Delete staged files that nothing in `pending` names."""


class RecoverableRecords(Records, Protocol):
    """Records that can forget a batch."""

    def drop(self, batch_id: BatchId) -> None:
        """Forget a pending batch without applying it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFolder:
    """The data folder at `path`; `open_lake` and `open_records` open what lies at the place they are given."""

    path: Path
    open_lake: Callable[[Path], RecoverableLake]
    open_records: Callable[[Path], RecoverableRecords]
    clock: Clock

    @contextmanager
    def open(self) -> Iterator[tuple[Lake, Records]]:
        """Open both, whole; nobody else can until they are closed.

        Raises:
            WrongStateError: Another run holds the folder; it says which.
            StoreError: The folder cannot be made or written, or what it holds is damaged.
        """
        folder = self.path.absolute()
        with _store_errors(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            self._locked(folder),
            closing(self.open_records(folder / "records.db")) as records,
            closing(self.open_lake(folder / "lake")) as lake,
        ):
            _recover(lake, records)
            yield lake, records

    @contextmanager
    def _locked(self, folder: Path) -> Iterator[None]:
        with _store_errors(folder):
            descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor, folder)
            os.truncate(descriptor, 0)
            os.pwrite(
                descriptor, f"process {os.getpid()} since {self.clock().isoformat(timespec='seconds')}\n".encode(), 0
            )
            yield
        finally:
            os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    # The kernel lets go of the lock when the process dies, however it dies; the text is for people.
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "another process"
        raise WrongStateError(
            f"the data folder {folder}", f"in use by {holder}", "be opened: wait for it, or choose another --data-dir"
        ) from None


@contextmanager
def _store_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"the data folder {folder} cannot be used: {error.strerror or error}") from error


def _recover(lake: RecoverableLake, records: RecoverableRecords) -> None:
    for batch in records.pending():
        if not batch.staged or lake.can_commit(batch.staged) or lake.has_batch(batch.id):
            if batch.staged:
                lake.commit(batch.id, batch.staged)
            records.finish(batch.id)
        else:
            records.drop(batch.id)
    lake.sweep(())
