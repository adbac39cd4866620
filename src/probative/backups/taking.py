"""A backup is taken, while the server works.

Steps; what the records name is in the copy, since it was there before they named it and is never taken away:
1. for a moment nobody commits to the lake: the records are pinned, and the files of the lake are listed;
2. the pinned records are copied, and the listed files, which never change;
3. reports and evidence files are copied, or those in a bucket listed: those of the pinned records are there, unless
   somebody deleted one since;
4. keys, where they are asked for; the manifest; and the file takes its name once all of it is on disk.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from probative.backups.archive import FORMAT, KEYS, LAKE, RECORDS, ArchiveWriter, Manifest, TableFiles
from probative.backups.files import InBucket, Kept, add_bucket, add_folder, bucket_of
from probative.config import ServerSettings
from probative.domain.errors import Finding, InvalidError, StoreError
from probative.lake.contents import LakeContents
from probative.lake.iceberg import IcebergLake
from probative.objects.obstore_files import ObjectFiles
from probative.people.sealing import SERVER_KEY, WRAPPED_KEY
from probative.ports.ambient import Clock, Progress
from probative.records.copying import pinned
from probative.records.schema import SCHEMA_VERSION

SIGNING_KEY: Final = "report-signing.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A backup that was taken."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest
    lacks_keys: tuple[str, ...]
    """Keys that the server has in files, and the backup has not."""
    gone: tuple[str, ...]
    """Files that somebody deleted while the backup was taken."""
    differing: tuple[str, ...]
    """Evidence files that are not the ones that were put, by the SHA-256 in the records."""


class Wanted(NamedTuple):
    """What a backup is to hold beside records and evidence."""

    with_keys: bool = False
    in_bucket: InBucket = InBucket.COPY


class _Source(NamedTuple):
    data: Path
    records: Path | str
    bucket: ObjectFiles | None
    """Where reports and evidence files are, if not in the data folder."""


def take(settings: ServerSettings, target: Path, wanted: Wanted, *, progress: Progress, clock: Clock) -> Taken:
    """Write a backup of everything that a server with these settings keeps into the new file `target`.

    Raises:
        InvalidError: The file is there already, or the data folder holds nothing.
        StoreError: Something cannot be read, or the disk is full: no file is left behind.
    """
    target = target.absolute()
    source = _checked(settings, target, wanted)
    made_at = clock()
    with _disk(target), TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        progress.stage("records", None)
        assessments, known, contents = _copy_records(source, Path(folder) / RECORDS)
        unfinished = Path(folder) / target.name
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, ArchiveWriter(file) as writer:
            writer.add(RECORDS, Path(folder) / RECORDS)
            _add_evidence(writer, source, contents, progress)
            files = _add_files(writer, source, wanted, progress)
            lacks_keys = _add_keys(writer, source.data / KEYS, with_keys=wanted.with_keys)
            is_copied = wanted.in_bucket is InBucket.COPY
            manifest = Manifest(
                format=FORMAT,
                made_at=made_at.isoformat(),
                program=version("probative"),
                records_version=SCHEMA_VERSION,
                assessments=assessments,
                tables={
                    name: TableFiles(files=table.files, batches=table.batches)
                    for name, table in contents.tables.items()
                },
                has_keys=wanted.with_keys and any(name.startswith(f"{KEYS}/") for name in writer.files),
                objects_elsewhere="" if is_copied else settings.objects_url,
                objects_copied_from=settings.objects_url if is_copied else "",
                objects=files.listed,
                files=writer.files,
            )
            writer.finish(manifest)
            file.flush()
            os.fsync(file.fileno())
        _name(unfinished, target)
    return Taken(
        path=target,
        size=target.stat().st_size,
        sha256=writer.digest.hexdigest(),
        manifest=manifest,
        lacks_keys=lacks_keys,
        gone=files.gone,
        differing=files.differing(writer.files, known),
    )


def _checked(settings: ServerSettings, target: Path, wanted: Wanted) -> _Source:
    data = settings.data_dir.absolute()
    if target.exists():
        raise InvalidError(Finding(str(target), "is there already: give another name"))
    if not target.parent.is_dir():
        raise InvalidError(Finding(str(target.parent), "is no folder: make it, or choose another place"))
    records: Path | str = settings.database_url or data / "records.db"
    if not (data / LAKE).is_dir() or (isinstance(records, Path) and not records.is_file()):
        raise InvalidError(Finding("--data-dir", f"{data} is no data folder: name the one that the server has"))
    if wanted.in_bucket is InBucket.LIST and not settings.objects_url:
        told = "list is for files in a bucket, and PROBATIVE_OBJECTS_URL names none: leave it out"
        raise InvalidError(Finding("--objects", told))
    return _Source(data, records, bucket_of(settings))


class _Copied(NamedTuple):
    """Of the records that were copied."""

    assessments: int
    known: Mapping[str, str]
    """The SHA-256 of evidence files, by key."""
    contents: LakeContents
    """What the lake holds beside them."""


def _copy_records(source: _Source, target: Path) -> _Copied:
    with closing(IcebergLake(source.data / LAKE)) as lake, ExitStack() as stack:
        # Before others are made to wait: it takes seconds to load.
        lake.prepare()
        with lake.at_rest():
            records = stack.enter_context(pinned(source.records))
            contents = lake.contents()
        records.write(target)
        return _Copied(records.assessments_count(), records.evidence_files(), contents)


def _add_evidence(writer: ArchiveWriter, source: _Source, contents: LakeContents, progress: Progress) -> None:
    evidence = [name for table in contents.tables.values() for name in table.files]
    progress.stage("evidence", len(evidence))
    for name in evidence:
        writer.add(f"{LAKE}/{name}", source.data / LAKE / name)
        progress.step(note=name)


def _add_files(writer: ArchiveWriter, source: _Source, wanted: Wanted, progress: Progress) -> Kept:
    if source.bucket is None:
        return add_folder(writer, source.data, progress)
    return add_bucket(writer, source.bucket, progress, wanted.in_bucket)


def _add_keys(writer: ArchiveWriter, folder: Path, *, with_keys: bool) -> tuple[str, ...]:
    """Add the keys that are to be added, and return those that are lacking."""
    keys = [name for name in (SERVER_KEY, SIGNING_KEY) if (folder / name).is_file()]
    if (folder / WRAPPED_KEY).is_file():
        # Of no use to anybody who may not decrypt with the KMS key; and with it, an older key is not missed.
        writer.add(f"{KEYS}/{WRAPPED_KEY}", folder / WRAPPED_KEY)
        keys = [name for name in keys if with_keys or name != SERVER_KEY]
    for name in keys if with_keys else ():
        writer.add(f"{KEYS}/{name}", folder / name)
    return () if with_keys else tuple(keys)


def _name(unfinished: Path, target: Path) -> None:
    try:
        # A link, not a rename: what somebody put there meanwhile is not written over.
        os.link(unfinished, target)
    except FileExistsError as error:
        raise InvalidError(Finding(str(target), "is there already: give another name")) from error
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _disk(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = error.filename or target
        raise StoreError(f"the backup cannot be written: {place}: {error.strerror or error}") from error
