"""A report folder as one zip, and a zip checked against the signed digest in it; both in bounded memory.

The zip holds one folder, named after the report. Its bytes are a function of the folder's content and of an instant.
"""

import json
import shutil
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from probative.integrity.digest import FileDigest, digest_of
from probative.integrity.signature import Flaw, check_digest
from probative.ports.ambient import Progress
from probative.reports.names import DIGEST

_CHUNK_BYTES: Final = 1 << 20
_FILE_MODE: Final = stat.S_IFREG | 0o644
_DIGEST_BYTES: Final = 1 << 30
"""A digest that is longer is no digest: 200 bytes for each of five million files."""
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""How the reader of zips stumbles over one that is damaged, encrypted or made by a stranger."""


def write_archive(folder: Path, target: Path, *, at: datetime, progress: Progress) -> None:
    """Write the files of `folder` into the zip `target`, under the folder's name; each is dated `at`.

    Raises:
        OSError: The disk is full, or fails in another way.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    progress.stage("archive", len(files))
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _FILE_MODE << 16
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as into:
                shutil.copyfileobj(source, into, _CHUNK_BYTES)
            progress.step()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCheck:
    """What a check of a zip found: all that is wrong, and what its digest says of the signature, as far as it does."""

    flaws: tuple[Flaw, ...]
    algorithm: str = ""
    signed_at: str = ""
    key_id: str = ""

    @property
    def is_signed(self) -> bool:
        """Whether the digest was signed by the expected key; files may be wrong all the same."""
        return bool(self.key_id) and not any(flaw.path.startswith("digest") for flaw in self.flaws)


def check_archive(path: Path, *, key_id: str) -> ArchiveCheck:
    """Return what is wrong with the zip at `path`, which `key_id` should have signed; nothing is unpacked to disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(archive, key_id)
    except _BROKEN as error:
        told = str(error).split("\n", 1)[0][:200] or type(error).__name__
        return ArchiveCheck(flaws=(Flaw("archive", f"cannot be read: {told}"),))


def _check(archive: zipfile.ZipFile, key_id: str) -> ArchiveCheck:
    entries = archive.infolist()
    roots = sorted({entry.filename.split("/", 1)[0] for entry in entries})
    if len(roots) != 1:
        return ArchiveCheck(flaws=(Flaw("archive", f"should hold one folder, holds {len(roots)}"),))
    root = f"{roots[0]}/"
    digests = [entry for entry in entries if entry.filename == root + DIGEST]
    if len(digests) != 1 or digests[0].file_size > _DIGEST_BYTES:
        return ArchiveCheck(flaws=(Flaw(DIGEST, "is not there once: nothing says what the files should be"),))
    document = archive.read(digests[0])
    others = [entry for entry in entries if entry is not digests[0] and not entry.is_dir()]
    flaws = list(check_digest(document, _found(archive, root, others), key_id=key_id))
    names = Counter(entry.filename for entry in others)
    flaws += [Flaw(name.removeprefix(root), "is there twice") for name, count in sorted(names.items()) if count > 1]
    head = _head(document)
    return ArchiveCheck(
        flaws=tuple(flaws),
        algorithm=head.get("algorithm", ""),
        signed_at=head.get("generatedAt", ""),
        key_id=head.get("keyId", ""),
    )


def _found(archive: zipfile.ZipFile, root: str, entries: list[zipfile.ZipInfo]) -> Iterator[FileDigest]:
    for entry in entries:
        path = entry.filename.removeprefix(root)
        try:
            with archive.open(entry) as file:
                yield digest_of(path, iter(lambda: file.read(_CHUNK_BYTES), b""))
        except _BROKEN:
            # Its checksum is wrong, or it cannot be unpacked: it is not as it was signed, whatever it is.
            yield FileDigest(path, "", -1)


def _head(document: bytes) -> dict[str, str]:
    try:
        parsed = json.loads(document)
    except (ValueError, RecursionError):
        return {}
    items = parsed.items() if isinstance(parsed, dict) else ()
    return {name: value for name, value in items if isinstance(value, str)}
