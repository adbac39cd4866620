"""The file of a backup: a tar, compressed by gzip, whose last member says what all others are.

    records.db        the records, a SQLite file
    lake/...          data files of the evidence
    objects/...       reports and evidence files
    keys/...          keys, only where they were asked for
    manifest.json     what it is a backup of, and the SHA-256 of each file

Nothing of an archive is believed before its manifest was read and each file was compared with it.
"""

import hashlib
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Final, Protocol, Self

import msgspec
from isal import igzip, isal_zlib

from probative.domain.errors import Finding, InvalidError, StoreError

FORMAT: Final = "probative-backup/1"
MANIFEST: Final = "manifest.json"
RECORDS: Final = "records.db"
LAKE: Final = "lake"
OBJECTS: Final = "objects"
KEYS: Final = "keys"

_NAME: Final = re.compile(r"records\.db|(?:lake|objects|keys)(?:/[^/\0]+)+")
_MANIFEST_BYTES: Final = 1 << 30
_PIECE_BYTES: Final = 1 << 20
_LEVEL: Final = 1
"""Evidence and reports are compressed already."""
_FILE_MODE: Final = 0o600
_DAMAGED: Final[type[Exception]] = isal_zlib.error  # type: ignore[assignment]  # a class, which its stub denies
_STUMBLES: Final = (tarfile.TarError, zlib.error, _DAMAGED, EOFError, ValueError)


class TableFiles(msgspec.Struct, frozen=True, kw_only=True):
    """A table of the lake: its data files, relative to it, and the batches that are remembered, oldest first."""

    files: tuple[str, ...]
    batches: tuple[str, ...]


class ListedObject(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A report or evidence file that stays in its bucket."""

    key: str
    size: int
    sha256: str
    e_tag: str
    version: str
    """Empty: the bucket keeps none."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What an archive holds."""

    format: str
    made_at: str
    program: str
    records_version: int
    assessments: int
    tables: dict[str, TableFiles]
    has_keys: bool
    objects_elsewhere: str
    """Where reports and evidence files lie, if not in a folder that the archive holds."""
    objects_copied_from: str = ""
    """The bucket that those in the archive were copied from; empty: a folder."""
    objects: tuple[ListedObject, ...] = ()
    """Those that lie elsewhere, where they were listed."""
    files: dict[str, str]
    """The SHA-256 of each file."""


class _Digest(Protocol):
    def update(self, piece: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


class ArchiveWriter:
    """Writes an archive into `file`, from first to last; `digest` is that of all that was written.

    To be used in a `with` statement.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.digest = hashlib.sha256()
        self.files: dict[str, str] = {}
        self._packed = igzip.IGzipFile(fileobj=_Through(file, self.digest), mode="wb", compresslevel=_LEVEL, mtime=0)
        self._tar = tarfile.TarFile(fileobj=self._packed, mode="w", format=tarfile.PAX_FORMAT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # A disk that is full now was full before: that is told already.
        with suppress(OSError, ValueError):
            self._packed.close()

    def add(self, name: str, path: Path) -> int:
        """Add the file at `path`; return its size.

        Raises:
            FileNotFoundError: It is gone.
        """
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            digest = hashlib.sha256()
            self._tar.addfile(_member(name, about.st_size, int(about.st_mtime)), _Through(file, digest))
        self.files[name] = digest.hexdigest()
        return about.st_size

    def add_pieces(self, name: str, size: int, pieces: Iterator[bytes]) -> None:
        """Add a file that comes in pieces, `size` bytes in all.

        Raises:
            OSError: They are fewer.
        """
        digest = hashlib.sha256()
        self._tar.addfile(_member(name, size, 0), _Pieces(pieces, digest))
        self.files[name] = digest.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest, and come to an end."""
        made_at = datetime.fromisoformat(manifest.made_at)
        told = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        self._tar.addfile(_member(MANIFEST, len(told), int(made_at.timestamp())), BytesIO(told))
        self._tar.close()
        self._packed.close()


def unpack(archive: Path, folder: Path, step: Callable[[str], None]) -> Manifest:
    """Unpack into `folder`, which is empty, and return what it is once every file is known to be whole.

    Raises:
        InvalidError: It is no backup, or was damaged or changed.
        StoreError: The disk is full, or fails in another way.
    """
    digests: dict[str, str] = {}
    manifest: Manifest | None = None
    with _reading(archive), igzip.open(archive, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
        for member in tar:
            if manifest is not None or member.name in digests:
                raise refused(archive, f"{member.name} is one file too many")
            content = tar.extractfile(member)
            if content is None or not member.isreg():
                raise refused(archive, f"{member.name} is no plain file")
            if member.name == MANIFEST:
                manifest = msgspec.json.decode(content.read(_MANIFEST_BYTES), type=Manifest)
                continue
            digests[member.name] = _put(content, _place(archive, folder, member.name))
            step(member.name)
    if manifest is None:
        raise refused(archive, "its manifest is missing")
    _compare(archive, manifest, digests)
    return manifest


def refused(archive: Path, why: str) -> InvalidError:
    """Return the refusal of an archive."""
    return InvalidError(Finding(str(archive), f"is no backup that can be used: {why}"))


def _compare(archive: Path, manifest: Manifest, digests: Mapping[str, str]) -> None:
    if manifest.format != FORMAT:
        raise refused(archive, f"its format is {manifest.format}, this program knows {FORMAT}")
    for name in sorted(manifest.files.keys() | digests.keys()):
        if name not in digests:
            raise refused(archive, f"{name} is missing")
        if name not in manifest.files:
            raise refused(archive, f"{name} is not in its manifest")
        if manifest.files[name] != digests[name]:
            raise refused(archive, f"{name} was changed or damaged: its SHA-256 is not that of the manifest")


def _place(archive: Path, folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name) or {".", ".."} & set(name.split("/")):
        raise refused(archive, f"it holds a file called {name!r}")
    return folder / name


def _put(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        while piece := content.read(_PIECE_BYTES):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


@contextmanager
def _reading(archive: Path) -> Iterator[None]:
    try:
        yield
    except (msgspec.MsgspecError, *_STUMBLES) as error:
        raise refused(archive, str(error).partition("\n")[0][:200] or type(error).__name__) from error
    except OSError as error:
        # The reader of gzip says so of whatever is none.
        if error.errno is None:
            raise refused(archive, str(error)) from error
        raise StoreError(f"cannot unpack {archive}: {error.filename or ''} {error.strerror}") from error


def _member(name: str, size: int, mtime: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, mtime, _FILE_MODE
    return member


class _Pieces:
    """A file that is read from pieces, and takes the digest of what is read."""

    def __init__(self, pieces: Iterator[bytes], digest: _Digest) -> None:
        self._pieces = pieces
        self._digest = digest
        self._current = BytesIO()

    def read(self, size: int = -1, /) -> bytes:
        taken = self._current.read(size)
        while len(taken) < size and (piece := next(self._pieces, b"")):
            self._current = BytesIO(piece)
            taken += self._current.read(size - len(taken))
        self._digest.update(taken)
        return taken


class _Through:
    """A file that takes the digest of what goes through it."""

    def __init__(self, file: IO[bytes], digest: _Digest) -> None:
        self._file = file
        self._digest = digest

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._digest.update(piece)
        return piece

    def write(self, piece: bytes) -> int:
        self._digest.update(piece)
        return self._file.write(piece)

    def flush(self) -> None:
        self._file.flush()
