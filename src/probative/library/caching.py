"""Frameworks that were checked before, kept so that they need not be checked again.

One rule holds here: a kept file is data, and a hint at best. Its name is the digest of everything that made it, so that
it is never stale; one that cannot be read, or is not what was written, is passed over.
"""

import hashlib
import json
import os
from pathlib import Path

from probative.domain.evidence_sources import Json


def find(folder: Path | None, key: str) -> dict[str, Json] | None:
    """Return the document kept under `key`, if it is there and whole."""
    if folder is None:
        return None
    try:
        content = _path(folder, key).read_bytes()
    except OSError:
        return None
    digest, _, body = content.partition(b"\n")
    if digest.decode("ascii", "replace") != hashlib.sha256(body).hexdigest():
        return None
    document: dict[str, Json] = json.loads(body)
    return document


def keep(folder: Path | None, key: str, document: dict[str, Json]) -> None:
    """Keep `document` under `key`, at once and whole; where that cannot be done, nothing is kept."""
    if folder is None:
        return
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    path = _path(folder, key)
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        draft.replace(path)
    except OSError:
        return  # A cache that cannot be written costs time, no more.


def _path(folder: Path, key: str) -> Path:
    return folder / f"framework-{key}.json"
