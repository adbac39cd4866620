"""Files in a local folder or in S3, through one library; both behave alike.

A local file is flushed to disk before `put` returns; S3 answers only once it has the whole object.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import obstore
from obstore.exceptions import BaseError, InvalidPathError
from obstore.exceptions import NotFoundError as AbsentError
from obstore.store import LocalStore, S3Store

from probative.domain.errors import Finding, InvalidError, NotFoundError, StoreError

Kept: TypeAlias = LocalStore | S3Store

_SCHEME: Final = "s3://"
_REQUEST_LASTS: Final = timedelta(seconds=30)
"""Large files travel as many requests."""
_RETRIES: Final = 10_000
_LONGEST_PAUSE: Final = timedelta(seconds=5)
_PIECE_BYTES: Final = 1 << 20
_MESSAGE_LENGTH: Final = 300
_DETAILS: Final = "\n"
"""The first line is for people, what follows is the library's inner state."""
_NO_NAME: Final = "is no name that a file can be kept under"


def _buckets_own() -> str:
    return ""


class S3Place(NamedTuple):
    """Where a bucket is reached, with which credentials, and how long it is tried; empty: as the environment says."""

    region: str = ""
    endpoint_url: str = ""
    access_key_id: str = ""
    secret_access_key: str = ""
    patience: timedelta = timedelta(seconds=30)


class Opened(NamedTuple):
    """What is kept under a key, as it was at one moment; `pieces` are of bounded size."""

    size: int
    e_tag: str
    """Another one when the content is; empty: the store has none."""
    version: str
    """Where the bucket keeps versions; else empty."""
    pieces: Iterator[bytes]


class ObjectFiles:
    """Files under `root`: a local folder, which is made, or `s3://bucket/prefix`.

    `kms_key` is asked at each `put` which KMS key S3 encrypts with (SSE-KMS); empty: as the bucket does by itself. A
    local folder has no use for it.
    """

    def __init__(
        self, root: Path | str, place: S3Place | None = None, kms_key: Callable[[], str] = _buckets_own
    ) -> None:
        self._folder = root if isinstance(root, Path) else None
        self._address, self._place = str(root), place or S3Place()
        self._store = _local(root) if isinstance(root, Path) else _s3(self._address, self._place)
        self._kms_key = kms_key
        self._encrypting: tuple[str, Kept] = ("", self._store)

    def put(self, key: str, content: bytes | Path) -> None:
        """Keep `content` (bytes, or a local file) under `key`, in place of what is there; durable when it returns."""
        if not key or key.startswith("/"):
            raise InvalidError(Finding(key or "the key", _NO_NAME))
        try:
            with _told("kept", key):
                obstore.put(self._to(self._kms_key()), key, content)
                if self._folder is not None:
                    _flush(self._folder, key)
        except NotFoundError as error:
            raise StoreError(f"{key} cannot be kept: the place for it, such as its bucket, is not there") from error

    def _to(self, kms_key: str) -> Kept:
        """Return what encrypts with `kms_key`; the last one is held, since keys seldom change."""
        if self._folder is not None or not kms_key:
            return self._store
        held_key, store = self._encrypting
        if held_key != kms_key:
            store = _s3(self._address, self._place, kms_key)
            self._encrypting = (kms_key, store)
        return store

    def get(self, key: str) -> bytes:
        """Return what is kept under `key`."""
        with _told("read", key):
            return bytes(obstore.get(self._store, key).bytes())

    def stream(self, key: str) -> Iterator[bytes]:
        """Yield what is kept under `key`, in pieces of bounded size; raises before the first piece."""
        return self.open(key).pieces

    def open(self, key: str, version: str = "") -> Opened:
        """Return what is kept under `key`: at present, or in `version`."""
        with _told("read", key):
            answer = obstore.get(self._store, key, options={"version": version} if version else None)
            about = answer.meta
            pieces = answer.stream(min_chunk_size=_PIECE_BYTES)
        return Opened(about["size"], about["e_tag"] or "", about["version"] or "", _pieces(pieces, key))

    def all_keys(self) -> Iterator[str]:
        """Yield the keys of all that is kept, in any order."""
        with _told("listed", self._address):
            for some in obstore.list(self._store):
                yield from (each["path"] for each in some)

    def size(self, key: str) -> int | None:
        """Return how many bytes are kept under `key`; None: nothing is."""
        try:
            with _told("read", key):
                return obstore.head(self._store, key)["size"]
        except NotFoundError:
            return None

    def remove(self, key: str) -> None:
        """Forget what is kept under `key`; nothing there, nothing happens."""
        try:
            with _told("removed", key):
                obstore.delete(self._store, key)
        except NotFoundError:
            return


def _pieces(pieces: "obstore.BytesStream", key: str) -> Iterator[bytes]:
    with _told("read", key):
        for piece in pieces:
            yield bytes(piece)


def _local(root: Path) -> LocalStore:
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {root} cannot be made: {error.strerror or error}") from error
    return LocalStore(root)


def _s3(address: str, place: S3Place, kms_key: str = "") -> S3Store:
    bucket, _, prefix = address.removeprefix(_SCHEME).partition("/")
    if not address.startswith(_SCHEME) or not bucket:
        raise InvalidError(Finding("PROBATIVE_OBJECTS_URL", f"{address} names no bucket: write s3://bucket/prefix"))
    given = {
        "region": place.region,
        "endpoint": place.endpoint_url,
        "access_key_id": place.access_key_id,
        "secret_access_key": place.secret_access_key,
        "server_side_encryption": kms_key and "aws:kms",
        "sse_kms_key_id": kms_key,
    }
    is_plain = place.endpoint_url.startswith("http://")
    return S3Store(
        bucket,
        prefix=prefix or None,
        client_options={"allow_http": is_plain, "timeout": min(place.patience, _REQUEST_LASTS)},
        # The patience decides, not a count: ten attempts that are refused at once are over within seconds.
        retry_config={
            "max_retries": _RETRIES,
            "retry_timeout": place.patience,
            "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": _LONGEST_PAUSE, "base": 2},
        },
        **{name: value for name, value in given.items() if value},  # type: ignore[arg-type]  # each is a text
    )


def _flush(folder: Path, key: str) -> None:
    path = folder / key
    for place in (path, *path.parents[: len(Path(key).parts)]):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _told(what: str, key: str) -> Iterator[None]:
    try:
        yield
    except (AbsentError, FileNotFoundError) as error:
        raise NotFoundError("object", key) from error
    except (InvalidPathError, ValueError) as error:
        raise InvalidError(Finding(key[:_MESSAGE_LENGTH], _NO_NAME)) from error
    except (BaseError, OSError) as error:
        raise StoreError(f"{key} cannot be {what}: {str(error).partition(_DETAILS)[0][:_MESSAGE_LENGTH]}") from error
