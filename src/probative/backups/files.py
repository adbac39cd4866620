"""Reports and evidence files of a backup: from a folder or a bucket into the archive, and back into either.

Files in a bucket are copied, or only listed: then they stay where they are, and the archive says what each of them
was, with its SHA-256 and, where the bucket keeps versions, its version.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from probative.backups.archive import OBJECTS, ArchiveWriter, ListedObject
from probative.config import ServerSettings
from probative.domain.errors import NotFoundError, WrongStateError
from probative.objects.obstore_files import ObjectFiles, S3Place
from probative.ports.ambient import Progress

_UNFINISHED: Final = re.compile(r".*#[0-9]+")
"""What the store of files calls a file that is still being written; no file of ours has such a name."""
_PIECE_BYTES: Final = 1 << 20
_STAGE: Final = "reports and files"


class InBucket(StrEnum):
    """What a backup does with files in a bucket."""

    COPY = "copy"
    LIST = "list"


class Kept(NamedTuple):
    """What became of the files."""

    listed: tuple[ListedObject, ...]
    gone: tuple[str, ...]
    """Those that somebody deleted meanwhile."""

    def differing(self, copied: Mapping[str, str], known: Mapping[str, str]) -> tuple[str, ...]:
        """Return the keys whose SHA-256 is not the `known` one; `copied` are those of the archive, by name."""
        found = {each.key: each.sha256 for each in self.listed}
        found |= {name.removeprefix(f"{OBJECTS}/"): digest for name, digest in copied.items()}
        return tuple(sorted(key for key, digest in known.items() if found.get(key, digest) != digest))


class BroughtBack(NamedTuple):
    """What became of the files of a backup in the bucket of the server that it was brought back for, by key."""

    put: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    """As they were."""
    lacking: tuple[str, ...] = ()
    """Missing or changed, and no version could take their place."""


def bucket_of(settings: ServerSettings, kms_key: Callable[[], str] = str) -> ObjectFiles | None:
    """Return the files in the bucket that the settings name; None: they name none."""
    if not settings.objects_url:
        return None
    place = S3Place(region=settings.region, endpoint_url=settings.objects_endpoint_url)
    return ObjectFiles(settings.objects_url, place, kms_key)


def add_folder(writer: ArchiveWriter, data: Path, progress: Progress) -> Kept:
    """Add the files in the folder of the data folder `data`."""
    paths = sorted(_in_folder(data / OBJECTS))
    progress.stage(_STAGE, len(paths))
    gone = []
    for path in paths:
        name = path.relative_to(data).as_posix()
        try:
            writer.add(name, path)
        except FileNotFoundError:
            gone.append(name)
        progress.step(note=name)
    return Kept((), tuple(gone))


def add_bucket(writer: ArchiveWriter, files: ObjectFiles, progress: Progress, way: InBucket) -> Kept:
    """Add the files in a bucket as `way` says: each is read once, to its end.

    Raises:
        StoreError: The bucket cannot be read.
    """
    keys = sorted(files.all_keys())
    progress.stage(_STAGE, len(keys))
    listed, gone = [], []
    for key in keys:
        try:
            opened = files.open(key)
        except NotFoundError:
            gone.append(f"{OBJECTS}/{key}")
            continue
        if way is InBucket.COPY:
            writer.add_pieces(f"{OBJECTS}/{key}", opened.size, opened.pieces)
        else:
            digest = _digest(opened.pieces)
            listed.append(
                ListedObject(key=key, size=opened.size, sha256=digest, e_tag=opened.e_tag, version=opened.version)
            )
        progress.step(note=key)
    return Kept(tuple(listed), tuple(gone))


@contextmanager
def put_back(folder: Path, files: ObjectFiles, progress: Progress) -> Iterator[BroughtBack]:
    """Put the files of `folder`, which is a backup's, into the bucket; they are taken away again if the block fails.

    Raises:
        WrongStateError: The bucket has another file of the same name: nothing was put.
        StoreError: The bucket cannot be read or written.
    """
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(_in_folder(folder))}
    progress.stage(_STAGE, len(paths))
    there = {key for key, path in paths.items() if _is_there(files, key, path)}
    put = []
    try:
        for key in paths.keys() - there:
            put.append(key)
            files.put(key, paths[key])
            progress.step(note=key)
        yield BroughtBack(tuple(sorted(put)), tuple(sorted(there)))
    except BaseException:
        for key in put:
            files.remove(key)
        raise


def look_after(listed: Sequence[ListedObject], files: ObjectFiles, progress: Progress) -> BroughtBack:
    """Look whether the files that a backup lists are as they were; what is not, its version takes the place of.

    Raises:
        StoreError: The bucket cannot be read or written.
    """
    progress.stage(_STAGE, len(listed))
    put, there, lacking = [], [], []
    for each in listed:
        if _is_as_listed(files, each):
            there.append(each.key)
        elif _is_put_back(files, each):
            put.append(each.key)
        else:
            lacking.append(each.key)
        progress.step(note=each.key)
    return BroughtBack(tuple(put), tuple(there), tuple(lacking))


def _in_folder(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and not _UNFINISHED.fullmatch(path.name):
            yield path


def _is_there(files: ObjectFiles, key: str, path: Path) -> bool:
    try:
        opened = files.open(key)
    except NotFoundError:
        return False
    with path.open("rb") as file:
        ours = _digest(iter(lambda: file.read(_PIECE_BYTES), b""))
    if opened.size == path.stat().st_size and _digest(opened.pieces) == ours:
        return True
    raise WrongStateError(f"the file {key} in the bucket", "another one", "be written over: name an empty prefix")


def _is_as_listed(files: ObjectFiles, listed: ListedObject) -> bool:
    try:
        opened = files.open(listed.key)
    except NotFoundError:
        return False
    if opened.size != listed.size:
        return False
    # The tag of the same bytes is another one where they were put in other parts.
    return opened.e_tag == listed.e_tag or _digest(opened.pieces) == listed.sha256


def _is_put_back(files: ObjectFiles, listed: ListedObject) -> bool:
    """Say whether the version that is listed could take the place of what is there now."""
    with TemporaryDirectory(prefix="probative-restore-") as folder:
        path = Path(folder) / "file"
        if not _is_fetched(files, listed, path):
            return False
        files.put(listed.key, path)
    return True


def _is_fetched(files: ObjectFiles, listed: ListedObject, path: Path) -> bool:
    if not listed.version:
        return False
    try:
        pieces = files.open(listed.key, listed.version).pieces
    except NotFoundError:
        return False
    digest = sha256()
    with path.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest() == listed.sha256


def _digest(pieces: Iterable[bytes]) -> str:
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()
