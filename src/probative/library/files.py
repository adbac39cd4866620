"""The files of a framework: which they are, what they hold, and the digest over them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from probative.domain.errors import Finding, InvalidError
from probative.library import catalogue

MAIN_FILE: Final = "framework.yaml"
FILES_MOST: Final = 200
BYTES_MOST: Final = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that was read: `name` is what findings call it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The files of one framework, the main one first, the others by name."""

    files: tuple[File, ...]
    is_shipped: bool

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over names and contents."""
        return digest_of(self.files)


def gather(ref: str) -> Bundle:
    """Return the files that `ref` stands for: a shipped framework's id, or the path of a file or folder.

    Raises:
        NotFoundError: It is neither.
        InvalidError: A file cannot be read.
    """
    path = Path(ref)
    if ref in catalogue.shipped():
        return gather_shipped(ref)
    if path.is_dir():
        return Bundle(files=_in_folder(path), is_shipped=False)
    if path.is_file() or path.suffix in {".yaml", ".yml", ".json"}:
        return Bundle(files=(File(name=path.name, content=_read_bytes(path)),), is_shipped=False)
    return gather_shipped(ref)


def gather_shipped(framework_id: str) -> Bundle:
    """Return the files of a shipped framework.

    Raises:
        NotFoundError: None of the shipped frameworks has this id.
    """
    return Bundle(files=_in_folder(catalogue.folder_of(framework_id)), is_shipped=True)


def digest_of(files: Iterable[File], *others: str) -> str:
    """Return the SHA-256 (hex) over `files`, each by name and length, and over `others`."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{len(file.name.encode())} {file.name} {len(file.content)} ".encode())
        digest.update(file.content)
    for other in others:
        digest.update(f"{len(other.encode())} {other} ".encode())
    return digest.hexdigest()


def _in_folder(folder: Path) -> tuple[File, ...]:
    main = folder / MAIN_FILE
    if not main.is_file():
        raise InvalidError(Finding(str(folder), f"holds no {MAIN_FILE}: a framework's folder begins with it"))
    others = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"} and path.name != MAIN_FILE)
    if len(others) > FILES_MOST:
        raise InvalidError(Finding(str(folder), f"holds {len(others)} YAML files, at most {FILES_MOST}"))
    return tuple(File(name=path.name, content=_read_bytes(path)) for path in (main, *others))


def _read_bytes(path: Path) -> bytes:
    """Return the content of the file at `path`.

    Raises:
        InvalidError: It cannot be read, or is larger than a framework can sensibly be.
    """
    try:
        with path.open("rb") as file:
            content = file.read(BYTES_MOST + 1)
    except OSError as error:
        raise InvalidError(Finding(str(path), f"cannot be read: {error.strerror or error}")) from error
    if len(content) > BYTES_MOST:
        raise InvalidError(Finding(str(path), f"is larger than {BYTES_MOST:,} bytes: split it into control sets"))
    return content
