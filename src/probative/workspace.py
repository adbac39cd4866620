"""The data folder: the lake and the records, and whole again before anyone uses them.

    <folder>/lock          held by the run that writes, or by all servers together; says which
    <folder>/records.db    what is known of assessments, slots and log files
    <folder>/lake/         evidence

Opening finishes what a killed run began: each batch that was written down is committed, or, where its files did not
survive, forgotten, so that what it would have settled is due again. Staged files that no batch names are deleted,
unless another server may be about to name them.

Servers may recover each other's batches at any time, even those of a server that lives: a batch is committed and
applied once, whoever does it first, and its files go away only after it was committed.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from probative.domain.errors import StoreError, WrongStateError
from probative.domain.ids import BatchId
from probative.ports.ambient import Clock
from probative.ports.lake import Lake, Staged
from probative.ports.records import Records

_LOCK: Final = "lock"
_LOOK_AGAIN_SECONDS: Final = 0.01
_OPENING_SECONDS: Final = 10.0
"""How long another server may take to make the folder whole."""


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


class Shared(NamedTuple):
    """A data folder that several servers use."""

    lake: RecoverableLake
    records: RecoverableRecords
    is_alone: bool
    """Whether no other server used it when it was opened: whatever was left held is nobody's."""

    def recover(self) -> None:
        """Finish, or forget, what somebody began and did not finish; nothing begun, nothing happens."""
        _finish(self.lake, self.records)


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
            _finish(lake, records)
            lake.sweep(())
            yield lake, records

    @contextmanager
    def share(self) -> Iterator[Shared]:
        """Open both for a server, whole; other servers can do the same, and no other run until all have closed them.

        Raises:
            WrongStateError: A run holds the folder; it says which.
            StoreError: The folder cannot be made or written, or what it holds is damaged.
        """
        folder = self.path.absolute()
        with _store_errors(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            _opened(folder) as descriptor,
            closing(self.open_records(folder / "records.db")) as records,
            closing(self.open_lake(folder / "lake")) as lake,
        ):
            is_alone = _try_lock(descriptor, fcntl.LOCK_EX)
            _finish(lake, records)
            if is_alone:
                lake.sweep(())
            # Letting go and taking hold again is not one step: another one may have come in between.
            is_alone = self._join(descriptor, folder) and is_alone
            yield Shared(lake, records, is_alone)

    def _join(self, descriptor: int, folder: Path) -> bool:
        """Hold the folder with other servers; return whether it was to be had at once."""
        if _try_lock(descriptor, fcntl.LOCK_SH):
            self._sign(descriptor)
            return True
        until = time.monotonic() + _OPENING_SECONDS
        while time.monotonic() < until:
            time.sleep(_LOOK_AGAIN_SECONDS)
            if _try_lock(descriptor, fcntl.LOCK_SH):
                return False
        raise _in_use(descriptor, folder)

    @contextmanager
    def _locked(self, folder: Path) -> Iterator[None]:
        with _opened(folder) as descriptor:
            if not _try_lock(descriptor, fcntl.LOCK_EX):
                raise _in_use(descriptor, folder)
            self._sign(descriptor)
            yield

    def _sign(self, descriptor: int) -> None:
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} since {self.clock().isoformat(timespec='seconds')}\n".encode(), 0)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    with _store_errors(folder):
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int, kind: int) -> bool:
    # The kernel lets go of the lock when the process dies, however it dies; the text is for people.
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _in_use(descriptor: int, folder: Path) -> WrongStateError:
    holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "another process"
    return WrongStateError(
        f"the data folder {folder}", f"in use by {holder}", "be opened: wait for it, or choose another --data-dir"
    )


@contextmanager
def _store_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"the data folder {folder} cannot be used: {error.strerror or error}") from error


def _finish(lake: RecoverableLake, records: RecoverableRecords) -> None:
    for batch in records.pending():
        if not batch.staged or lake.can_commit(batch.staged) or lake.has_batch(batch.id):
            if batch.staged:
                lake.commit(batch.id, batch.staged)
            records.finish(batch.id)
        else:
            records.drop(batch.id)
