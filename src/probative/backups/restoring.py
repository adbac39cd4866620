"""A backup is brought back, whole or not at all.

Steps; whatever fails before the last of them leaves nothing behind:
1. the archive is unpacked beside the place where it shall lie, and every file compared with its manifest;
2. the lake is made of its files, under the names that they will have;
3. files that were copied are put into the bucket, where the settings name one; those that were only listed are looked
   for there;
4. with PostgreSQL, the records are written into it, in a transaction that is still open;
5. the folder takes its name, and the transaction is committed.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from probative.app.settings import kms_key_of
from probative.backups.archive import KEYS, LAKE, OBJECTS, RECORDS, Manifest, refused, unpack
from probative.backups.files import BroughtBack, bucket_of, look_after, put_back
from probative.books import Books
from probative.config import ServerSettings
from probative.domain.errors import Finding, InvalidError, StoreError, WrongStateError
from probative.domain.ids import AccountId
from probative.lake.contents import LakeContents, TableContents, rebuild
from probative.ports.ambient import Progress
from probative.records.copying import loaded
from probative.records.database import Database
from probative.records.schema import SCHEMA_VERSION
from probative.records.shelves import SqlStore

_IN_ORDER: Final = (KEYS, OBJECTS, LAKE, RECORDS)
"""Without its records a folder is no server's: they come last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was brought back, and where."""

    data_dir: Path
    manifest: Manifest
    files: BroughtBack | None
    """What became of reports and evidence files in the bucket of the settings; None: they name none."""


def restore(settings: ServerSettings, archive: Path, progress: Progress) -> Restored:
    """Bring back what `archive` holds, for a server with these settings.

    Raises:
        InvalidError: The archive cannot be used.
        WrongStateError: The data folder or the database is not empty.
        StoreError: The disk is full, or fails in another way.
    """
    target = settings.data_dir.absolute()
    _check(archive, target)
    with _beside(target) as work:
        data = work / "data"
        data.mkdir(mode=0o700)
        progress.stage("files", None)
        manifest = unpack(archive, data, lambda name: progress.step(note=name))
        if manifest.records_version > SCHEMA_VERSION or RECORDS not in manifest.files:
            raise refused(archive, f"program {manifest.program} made it: use that one, or a newer one")
        progress.stage("evidence", None)
        tables = {name: TableContents(files=each.files, batches=each.batches) for name, each in manifest.tables.items()}
        rebuild(LakeContents(tables), data / LAKE, target / LAKE)
        _keep_uploads(data)
        with _files(settings, data, manifest, progress) as files:
            _settle_with_records(settings, data, target, progress)
    return Restored(data_dir=target, manifest=manifest, files=files)


@contextmanager
def _files(
    settings: ServerSettings, data: Path, manifest: Manifest, progress: Progress
) -> Iterator[BroughtBack | None]:
    bucket = bucket_of(settings, lambda: _kms_key(settings, data))
    if bucket is None:
        yield None
    elif manifest.objects:
        yield look_after(manifest.objects, bucket, progress)
    else:
        with put_back(data / OBJECTS, bucket, progress) as put:
            shutil.rmtree(data / OBJECTS, ignore_errors=True)
            yield put


def _keep_uploads(data: Path) -> None:
    """Have all evidence files kept: in their bucket another server may have used some since, and go on using them."""

    def act(books: Books) -> None:
        for upload in books.uploads.select():
            books.uploads.put(replace(upload, assessment_ids=None))

    with closing(Database(data / RECORDS)) as database:
        SqlStore(database).change(act)


def _kms_key(settings: ServerSettings, data: Path) -> str:
    """Return the key that the settings in the records say files are encrypted with."""
    with closing(Database(data / RECORDS)) as database:
        return kms_key_of(SqlStore(database), AccountId(settings.account_id))


def _settle_with_records(settings: ServerSettings, data: Path, target: Path, progress: Progress) -> None:
    if not settings.database_url:
        with _taken_back_on_failure(target):
            _settle(data, target)
        return
    progress.stage("records", None)
    records = data.parent / RECORDS
    (data / RECORDS).rename(records)
    with _taken_back_on_failure(target), loaded(records, settings.database_url):
        _settle(data, target)


def _check(archive: Path, target: Path) -> None:
    if not archive.is_file():
        raise InvalidError(Finding(str(archive), "is no file: name the backup"))
    if target.exists() and not target.is_dir():
        raise InvalidError(Finding("--data-dir", f"{target} is no folder"))
    if target.is_dir() and any(target.iterdir()):
        raise WrongStateError(f"the data folder {target}", "not empty", "be restored into: name a new one")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a folder on the disk of `target`, which goes away with everything that is left in it."""
    try:
        if target.is_mount():
            work = Path(mkdtemp(prefix=".restoring-", dir=target))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            work = Path(mkdtemp(prefix=f".{target.name}.restoring-", dir=target.parent))
    except OSError as error:
        raise _failed(target, error) from error
    try:
        yield work
    except OSError as error:
        raise _failed(target, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _settle(data: Path, target: Path) -> None:
    """Move the folder `data` to its place: at once, or, where that is a disk of its own, piece by piece."""
    if target.is_mount():
        for name in _IN_ORDER:
            if (data / name).exists():
                (data / name).rename(target / name)
    else:
        data.rename(target)
    for folder in (target, target.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _taken_back_on_failure(target: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for name in _IN_ORDER:
            shutil.rmtree(target / name, ignore_errors=True)
            with suppress(OSError):
                (target / name).unlink()
        raise


def _failed(target: Path, error: OSError) -> StoreError:
    return StoreError(f"cannot restore into {target}: {error.filename or ''} {error.strerror or error}")
