"""A folder under construction: whole at its place, or not there at all.

Everything is written into `.<name>.partial-*` beside the target, flushed to disk, and renamed into place at the
end: a power cut leaves the folder whole or not at all, too. What killed runs left there is removed; a run that is
still alive holds a lock on its folder, which is left alone.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import IO, Final

from probative.domain.errors import Finding, InvalidError, PortError
from probative.integrity.digest import FileDigest, digest_of

FLAG: Final = "--report-dir"
_CHUNK_BYTES: Final = 1 << 20
_FOLDER_MODE: Final = 0o755
_FLUSHES_AT_ONCE: Final = 8
"""The disk is told of many files in the time of one."""
_FLUSHES_WAITING: Final = 1_000
"""So few that an interrupt does not wait long, and that a million files take no memory."""


def check_target(target: Path) -> None:
    """Return if a report can be written to `target`: it is missing or an empty folder, in a place to write.

    Raises:
        InvalidError: It holds something, is no folder, or cannot be written.
    """
    if target.is_symlink() or target.exists():
        _check_empty(target)
    place = next(folder for folder in target.absolute().parents if folder.exists())
    if not place.is_dir():
        raise InvalidError(Finding(FLAG, f"{place} is no folder: choose another place"))
    if not os.access(place, os.W_OK | os.X_OK):
        raise InvalidError(Finding(FLAG, f"{place} cannot be written: choose another place, or mend its rights"))


def _check_empty(target: Path) -> None:
    if not target.is_dir():
        raise InvalidError(Finding(FLAG, f"{target} is no folder: choose another place"))
    if (target / "digest.json").exists():
        raise InvalidError(Finding(FLAG, f"{target} already holds a report: choose another folder"))
    try:
        first = next(target.iterdir(), None)
    except OSError as error:
        raise InvalidError(Finding(FLAG, f"{target} cannot be read: {error.strerror}")) from error
    if first is not None:
        raise InvalidError(Finding(FLAG, f"{target} already holds files: choose another folder"))


def _flush(path: Path) -> None:
    """Return once the content of a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Building:
    """The folder while it grows; paths are relative, with `/`. Remembers the digest of each file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.digests: list[FileDigest] = []
        self._folders: set[Path] = set()

    def place(self, path: str) -> Path:
        """Return where `path` lies, in a folder that exists."""
        place = self.root / path
        if place.parent not in self._folders:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(place.parent)
        return place

    def has(self, path: str) -> bool:
        """Say whether `path` is there already."""
        return self.place(path).exists()

    def add(self, path: str, content: bytes) -> None:
        """Write a new file.

        Raises:
            FileExistsError: There is one; nothing is ever replaced.
        """
        with self.place(path).open("xb", buffering=0) as file:
            file.write(content)
        self.digests.append(digest_of(path, (content,)))

    @contextlib.contextmanager
    def stream(self, path: str) -> Iterator[IO[bytes]]:
        """Open a new file to write piece by piece; its digest is taken when it is closed."""
        with self.place(path).open("xb") as file:
            yield file
        with self.place(path).open("rb") as file:
            self.digests.append(digest_of(path, iter(lambda: file.read(_CHUNK_BYTES), b"")))

    def files(self) -> Iterator[Path]:
        """Yield where each file lies, in the order in which they were written."""
        return (self.root / digest.path for digest in self.digests)

    def folders(self) -> list[Path]:
        """Return all folders, inner before outer."""
        inner = {folder for leaf in self._folders for folder in (leaf, *leaf.parents) if self.root in folder.parents}
        return [*sorted(inner, key=lambda folder: len(folder.parts), reverse=True), self.root]


@contextlib.contextmanager
def building(target: Path, *, flush: Callable[[Path], None] = _flush) -> Iterator[Building]:
    """Open a folder that becomes `target` when all went well, and vanishes when not.

    What the block leaves is there durably: `flush` is told of each file and folder before the folder takes its name,
    and of the folders that got a new name in them afterwards.

    Raises:
        InvalidError: `target` will not do; see `check_target`.
        PortError: The disk is full, or fails in another way.
    """
    check_target(target)
    target = target.absolute()
    try:
        yield from _built(target, flush)
    except OSError as error:
        raise PortError(f"cannot write the report at {target}: {error.strerror or error}") from error


def _built(target: Path, flush: Callable[[Path], None]) -> Iterator[Building]:
    named_in = _folders_down_to(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(target)
    root = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    try:
        with _locked(root):
            place = Building(root)
            yield place
            root.chmod(_FOLDER_MODE)
            _flush_files(place.files(), flush)
            for folder in place.folders():
                flush(folder)
            # Over an empty folder too; one that has been filled in the meantime is left as it is.
            root.rename(target)
            for folder in named_in:
                flush(folder)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _folders_down_to(target: Path) -> list[Path]:
    """Return the folders above `target`, inner before outer, down from the first that is there already."""
    above = list(target.parents)
    first = next(index for index, folder in enumerate(above) if folder.exists())
    return above[: first + 1]


def _flush_files(paths: Iterator[Path], flush: Callable[[Path], None]) -> None:
    with ThreadPoolExecutor(_FLUSHES_AT_ONCE) as threads:
        while some := list(islice(paths, _FLUSHES_WAITING)):
            deque(threads.map(flush, some), maxlen=0)


def _prefix(target: Path) -> str:
    return f".{target.name}.partial-"


def _remove_leftovers(target: Path) -> None:
    for leftover in target.parent.iterdir():
        if leftover.name.startswith(_prefix(target)):
            with contextlib.suppress(BlockingIOError), _locked(leftover):
                shutil.rmtree(leftover)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
