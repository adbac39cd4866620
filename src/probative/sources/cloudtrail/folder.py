"""A local folder of log files."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from probative.domain.slots import RefusalReason
from probative.ports.logs import LogFile
from probative.sources.cloudtrail.archive import Entry, Level
from probative.sources.cloudtrail.layout import is_log_name
from probative.sources.cloudtrail.unreadable import UnreadableError

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class FolderArchive:
    """Log files below a folder. Links are followed, save those that lead back to where they stand."""

    root: str
    looks_beside: ClassVar[bool] = True

    def level(self, folder: str) -> Level:
        """Return what lies directly in `folder`, sorted."""
        found = _scan(folder)
        return Level(
            tuple(entry.name for entry in found if _is_folder(entry) and not _leads_back(entry)),
            tuple(entry.name for entry in found if not _is_folder(entry)),
        )

    def entries(self, folder: str, after: str = "") -> Iterable[Entry]:
        """Return the files below `folder` whose paths sort behind `after`, sorted by folder and name."""
        return list(_walk(folder, frozenset(), after))

    def holds_files(self, folder: str) -> bool:
        """Say whether anything named as a log file lies in `folder`; true where it cannot be told."""
        try:
            return any(is_log_name(entry.key) for entry in _walk(folder, frozenset()))
        except UnreadableError:
            return True

    def map(self, act: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
        """Yield what `act` makes of each item: nothing waits long here."""
        return map(act, items)

    def fetch(self, files: Sequence[LogFile], in_flight: int) -> Iterator[tuple[LogFile, bytes | UnreadableError]]:
        """Yield the bytes of `files`, in order."""
        del in_flight
        for file in files:
            yield file, _read(file)


def _walk(folder: str, above: frozenset[tuple[int, int]], after: str = "") -> Iterator[Entry]:
    here = _identity(folder)
    if here in above:
        return
    for entry in _scan(folder):
        if not _is_folder(entry):
            if entry.path > after:
                yield _entry(entry)
        elif f"{entry.path}/" > after or after.startswith(f"{entry.path}/"):
            yield from _walk(entry.path, above | {here}, after)


def _scan(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(error) from error


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _leads_back(entry: os.DirEntry[str]) -> bool:
    """Say whether `entry` is a link to the folder it stands in, or to one above."""
    if not entry.is_symlink():
        return False
    here = Path(entry.path).parent.resolve()
    target = Path(entry.path).resolve()
    return here == target or target in here.parents


def _identity(folder: str) -> tuple[int, int]:
    try:
        status = Path(folder).stat()
    except OSError as error:
        raise _unreadable(error) from error
    return status.st_dev, status.st_ino


def _entry(entry: os.DirEntry[str]) -> Entry:
    try:
        status = entry.stat()
    except OSError:
        # A link that leads nowhere, say: listed, so that reading it refuses it by name.
        return Entry(entry.path, 0, "unreadable")
    return Entry(entry.path, status.st_size, _version(status))


def _version(status: os.stat_result) -> str:
    return f"{status.st_size}-{status.st_mtime_ns}"


def _read(file: LogFile) -> bytes | UnreadableError:
    try:
        descriptor = os.open(file.key, os.O_RDONLY)
    except OSError as error:
        return _unreadable(error)
    try:
        version = _version(os.fstat(descriptor))
        packed = _read_all(descriptor, file.size_bytes)
    except IsADirectoryError:
        return _why_unlisted(file.key)
    except OSError as error:
        return _unreadable(error)
    finally:
        os.close(descriptor)
    if version != file.version or len(packed) != file.size_bytes:
        return UnreadableError(RefusalReason.ERROR, "changed after it was listed: run again once it lies still")
    return packed


def _read_all(descriptor: int, size_bytes: int) -> bytes:
    """Return what the file holds, up to one byte more than it should."""
    packed = os.read(descriptor, size_bytes + 1)
    while len(packed) <= size_bytes and (more := os.read(descriptor, size_bytes + 1 - len(packed))):
        packed += more
    return packed


def _why_unlisted(folder: str) -> UnreadableError:
    try:
        _scan(folder)
    except UnreadableError as error:
        return error
    return UnreadableError(RefusalReason.ERROR, "could not be listed before: run again")


def _unreadable(error: OSError) -> UnreadableError:
    reason = RefusalReason.ACCESS_DENIED if isinstance(error, PermissionError) else RefusalReason.ERROR
    return UnreadableError(reason, f"cannot be read: {error.strerror or error}")
