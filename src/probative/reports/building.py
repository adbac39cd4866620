"""A folder under construction: whole at its place, or not there at all.

Everything is written into `.<name>.partial-*` beside the target and renamed into place at the end. What killed
runs left there is removed; a run that is still alive holds a lock on its folder, which is left alone.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from probative.domain.errors import Finding, InvalidError, PortError
from probative.integrity.digest import FileDigest, digest_of

FLAG: Final = "--report-dir"
_CHUNK_BYTES: Final = 1 << 20
_FOLDER_MODE: Final = 0o755


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


@contextlib.contextmanager
def building(target: Path) -> Iterator[Building]:
    """Open a folder that becomes `target` when all went well, and vanishes when not.

    Raises:
        InvalidError: `target` will not do; see `check_target`.
        PortError: The disk is full, or fails in another way.
    """
    check_target(target)
    target = target.absolute()
    try:
        yield from _built(target)
    except OSError as error:
        raise PortError(f"cannot write the report at {target}: {error.strerror or error}") from error


def _built(target: Path) -> Iterator[Building]:
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(target)
    root = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    try:
        with _locked(root):
            yield Building(root)
            root.chmod(_FOLDER_MODE)
            # Over an empty folder too; one that has been filled in the meantime is left as it is.
            root.rename(target)
    finally:
        shutil.rmtree(root, ignore_errors=True)


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
