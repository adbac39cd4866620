"""Files that come and go by links: evidence files put by people, reports fetched by them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple, Self

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.links import Link, LinkRefusedError, address_of, follow, new_link
from probative.books import Books
from probative.domain.engagements import Upload
from probative.domain.errors import Finding, InvalidError, StoreError
from probative.domain.manual_files import EXTENSIONS, extension_of
from probative.domain.people import Caller
from probative.reports.names import clean

UPLOAD_LASTS: Final = timedelta(minutes=15)
DOWNLOAD_LASTS: Final = timedelta(minutes=5)
_STEM_LENGTH: Final = 80
_FOLDER: Final = "evidence-files"


class UploadPlace(NamedTuple):
    """Where a file may be put, and what it is called from then on."""

    evidence_file_name: str
    url: str


class Download(NamedTuple):
    """A file on its way out; `pieces` are of bounded size."""

    name: str
    size: int
    pieces: Iterator[bytes]


def new_upload(application: Application, caller: Caller, file_name: str, base_url: str) -> UploadPlace:
    """Return where `caller` may put the file of this name.

    Raises:
        InvalidError: Evidence files do not end like that.
    """
    check_account(application, caller, "GetEvidenceFileUploadUrl")
    extension = extension_of(file_name)
    if extension not in EXTENSIONS:
        known = ", ".join(sorted(EXTENSIONS))
        raise InvalidError(Finding("fileName", f"files ending in .{extension} are not taken; {known} are"))
    now, number = application.clock(), application.new_id()
    upload = Upload(
        id=f"{number}_{clean(file_name.rpartition('.')[0], _STEM_LENGTH)}.{extension}",
        file_name=file_name,
        key="",
        created_by=caller.arn,
        created_at=now,
        expires_at=now + UPLOAD_LASTS,
        assessment_ids=(),
    )
    application.store.change(lambda books: books.uploads.add(upload))
    link = new_link(application, "PUT", upload.id, name="", lasts=UPLOAD_LASTS)
    return UploadPlace(upload.id, address_of(application, link, base_url))


def download_address(application: Application, key: str, *, name: str, base_url: str) -> str:
    """Return a link to what is kept under `key`, to be saved as `name`."""
    return address_of(application, new_link(application, "GET", key, name=name, lasts=DOWNLOAD_LASTS), base_url)


def download(application: Application, path: str, query: str) -> Download:
    """Return the file that a link leads to; `path` and `query` are still percent-encoded.

    Raises:
        LinkRefusedError: It may not be followed.
        NotFoundError: The file is gone.
    """
    link = follow(application, "GET", path, query)
    pieces = application.objects.stream(link.key)
    return Download(link.name, application.objects.size(link.key) or 0, pieces)


def receive(application: Application, path: str, query: str) -> "Receiving":
    """Return what takes in the file that is put to a link; `path` and `query` are still percent-encoded.

    Raises:
        LinkRefusedError: It may not be followed, or a file was put there already.
    """
    link = follow(application, "PUT", path, query)
    upload = application.store.read(lambda books: _awaited(books, link))
    return Receiving(application, link, upload)


class Receiving:
    """A file that is being put: piece by piece to the disk, then into its place, whole or not at all.

    To be used in a `with` statement, which leaves nothing behind where `finish` was not reached.
    """

    def __init__(self, application: Application, link: Link, upload: Upload) -> None:
        self._application = application
        self._link = link
        self._upload = upload
        self._digest = sha256()
        self._size = 0
        with _disk():
            descriptor, path = tempfile.mkstemp(prefix="probative-upload-")
            self._path = Path(path)
            self._file = os.fdopen(descriptor, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def add(self, piece: bytes) -> None:
        """Take in a piece.

        Raises:
            InvalidError: The file is larger than evidence files may be.
        """
        self._size += len(piece)
        most = self._application.quotas.evidence_file_bytes
        if self._size > most:
            raise InvalidError(Finding("file", f"larger than {most} bytes: give a link to it instead"))
        self._digest.update(piece)
        with _disk():
            self._file.write(piece)

    def finish(self) -> None:
        """Put the file in its place.

        Raises:
            InvalidError: It is empty.
            LinkRefusedError: Another file was put there meanwhile.
            StoreError: It cannot be kept.
        """
        if not self._size:
            raise InvalidError(Finding("file", "is empty"))
        with _disk():
            self._file.close()
        application = self._application
        # A name that nobody else has: of two that put at once, neither writes over the other.
        key = f"{_FOLDER}/{application.new_id()}.{extension_of(self._upload.id)}"
        application.objects.put(key, self._path)
        try:
            application.store.change(lambda books: self._settle(books, key))
        except LinkRefusedError:
            application.objects.remove(key)
            raise

    def _settle(self, books: Books, key: str) -> None:
        upload = _awaited(books, self._link)
        books.uploads.put(replace(upload, key=key, size=self._size, sha256=self._digest.hexdigest()))


def _awaited(books: Books, link: Link) -> Upload:
    upload = books.uploads.find(link.key)
    if upload is None or upload.key:
        raise LinkRefusedError("it was used already")
    return upload


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot take in the file: {error.strerror or error}") from error
