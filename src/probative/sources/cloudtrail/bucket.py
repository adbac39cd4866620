"""A bucket of log files, or a part of one, in S3.

Waiting rules here, not work: folders and objects are asked for many at a time. An object is read as it was
listed: if another one has taken its place since, it is refused and read again in the next run.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, ClassVar, Final, TypeAlias, TypeVar

from botocore.exceptions import BotoCoreError, ClientError, IncompleteReadError, ResponseStreamingError

from probative.domain.slots import RefusalReason
from probative.ports.logs import LogFile
from probative.sources.cloudtrail.ahead import do_ahead
from probative.sources.cloudtrail.archive import Entry, Level
from probative.sources.cloudtrail.s3_errors import to_unreadable
from probative.sources.cloudtrail.unreadable import UnreadableError

T = TypeVar("T")
S = TypeVar("S")

Connect: TypeAlias = Callable[[int], Any]
"""Makes an S3 client for so many requests at once. Picklable and hashable; each process makes one client."""

SCHEME: Final = "s3://"
_CONNECTIONS: Final = 64
_LISTS_IN_FLIGHT: Final = 32
_AHEAD_BYTES: Final = 32 * 2**20
"""How many bytes of objects one process may hold before they are worked on."""
_READ_ATTEMPTS: Final = 3
_CUT_SHORT: Final = (IncompleteReadError, ResponseStreamingError)


@dataclass(frozen=True, slots=True)
class BucketArchive:
    """Log files in S3 below `root`, which is `s3://bucket` or `s3://bucket/prefix`."""

    root: str
    connect: Connect
    looks_beside: ClassVar[bool] = False

    def level(self, folder: str) -> Level:
        """Return what lies directly in `folder`, sorted."""
        folders: list[str] = []
        files: list[str] = []
        for page in self._pages(folder, Delimiter="/"):
            folders += [_name(item["Prefix"]) for item in page.get("CommonPrefixes", ())]
            files += [_name(item["Key"]) for item in page.get("Contents", ())]
        return Level(folders, files)

    def entries(self, folder: str, after: str = "") -> Iterable[Entry]:
        """Return the files below `folder` behind `after`, sorted; keys that end in a slash mark folders, no files."""
        bucket, _ = _split(folder)
        given = {"StartAfter": _split(after)[1]} if after else {}
        return [
            Entry(f"{SCHEME}{bucket}/{item['Key']}", item["Size"], item["ETag"].strip('"'))
            for page in self._pages(folder, **given)
            for item in page.get("Contents", ())
            if not item["Key"].endswith("/")
        ]

    def holds_files(self, folder: str) -> bool:
        """Say that something lies in `folder`: S3 has no empty folders."""
        del folder
        return True

    def map(self, act: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
        """Yield what `act` makes of each item, in order, many at once and not far ahead of who takes them."""
        self._client()
        jobs = ((1, partial(act, item)) for item in items)
        with ThreadPoolExecutor(_LISTS_IN_FLIGHT) as threads:
            yield from do_ahead(threads, jobs, _LISTS_IN_FLIGHT)

    def fetch(self, files: Sequence[LogFile], in_flight: int) -> Iterator[tuple[LogFile, bytes | UnreadableError]]:
        """Yield the bytes of `files`, in order, up to `in_flight` requests ahead."""
        self._client()
        least = _AHEAD_BYTES // in_flight
        jobs = ((max(file.size_bytes, least), partial(self._read, file)) for file in files)
        with ThreadPoolExecutor(in_flight) as threads:
            yield from zip(files, do_ahead(threads, jobs, _AHEAD_BYTES), strict=True)

    def _client(self) -> Any:  # noqa: ANN401  boto3 makes its clients at run time
        # Building a client is not safe between threads, using it is: whoever starts threads calls this first.
        return _connected(self.connect)

    def _pages(self, folder: str, **given: str) -> Iterator[Mapping[str, Any]]:
        bucket, prefix = _split(folder)
        paginator = self._client().get_paginator("list_objects_v2")
        try:
            yield from paginator.paginate(Bucket=bucket, Prefix=f"{prefix}/" if prefix else "", **given)
        except (BotoCoreError, ClientError) as error:
            raise to_unreadable(error) from error

    def _read(self, file: LogFile) -> bytes | UnreadableError:
        if file.key.endswith("/"):
            return self._why_unlisted(file.key.removesuffix("/"))
        for _ in range(_READ_ATTEMPTS):
            packed = self._get(file)
            if packed is not None:
                return packed
        return UnreadableError(RefusalReason.ERROR, f"was cut short by the network {_READ_ATTEMPTS} times: run again")

    def _get(self, file: LogFile) -> bytes | UnreadableError | None:
        """Return the object, or why not; None: what came is not all of it."""
        bucket, key = _split(file.key)
        try:
            answer = self._client().get_object(Bucket=bucket, Key=key, IfMatch=f'"{file.version}"')
            packed: bytes = answer["Body"].read()
        except _CUT_SHORT:
            return None
        except (BotoCoreError, ClientError) as error:
            return to_unreadable(error)
        return packed if len(packed) == file.size_bytes else None

    def _why_unlisted(self, folder: str) -> UnreadableError:
        try:
            self.level(folder)
        except UnreadableError as error:
            return error
        return UnreadableError(RefusalReason.ERROR, "could not be listed before: run again")


@cache
def _connected(connect: Connect) -> Any:  # noqa: ANN401  boto3 makes its clients at run time
    return connect(_CONNECTIONS)


def _split(key: str) -> tuple[str, str]:
    """Return the bucket and the key or prefix in it that `s3://bucket/key` names."""
    bucket, _, rest = key.removeprefix(SCHEME).partition("/")
    return bucket, rest


def _name(key: str) -> str:
    return key.removesuffix("/").rpartition("/")[2]
