"""Digests of files, and the signed document that holds them together.

The document is a JSON object. Its bytes are the canonical form (see `canonical`) and a line feed, nothing else,
so that no byte of it can change unseen. What is signed is the canonical form of the object without `signature`.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from probative.integrity.canonical import Canonical, canonical_json

SIGNATURE: Final = "signature"
"""The one member that the signature does not cover."""


class FileDigest(NamedTuple):
    """What a file was: `path` relative with `/`, SHA-256 in hex, size in bytes."""

    path: str
    sha256: str
    size: int


def digest_of(path: str, chunks: Iterable[bytes]) -> FileDigest:
    """Return the digest of the file at `path` whose content `chunks` are, in order; memory: one chunk."""
    state, size = hashlib.sha256(), 0
    for chunk in chunks:
        state.update(chunk)
        size += len(chunk)
    return FileDigest(path, state.hexdigest(), size)


def seal(head: Mapping[str, Canonical], files: Iterable[FileDigest], sign: Callable[[bytes], bytes]) -> bytes:
    """Return the document that binds `files` to `head`, signed.

    Files are listed by path, in order of code points.
    """
    body: dict[str, Canonical] = {**head, "files": [_entry(file) for file in sorted(files)]}
    signature = base64.b64encode(sign(canonical_json(body))).decode()
    return canonical_json({**body, SIGNATURE: signature}) + b"\n"


def _entry(file: FileDigest) -> Mapping[str, Canonical]:
    return {"path": file.path, "sha256": file.sha256, "size": file.size}
