"""Checking a signed digest document: is it sound in itself, and are the files the ones it names?

Steps of `check_digest`:
1. The bytes are JSON, and the canonical form of it.
2. The members are there, of the right kind, each path once and in order.
3. The key id is that of the public key, and the one that the caller expects, if any.
4. The signature covers the document.
5. Each file has the size and digest that the document names; none is missing, none is more.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from probative.integrity.canonical import Canonical, NotCanonicalError, canonical_json
from probative.integrity.digest import SIGNATURE, FileDigest


class Flaw(NamedTuple):
    """One thing wrong: `path` is a file, or a member of the document as `digest.<member>`."""

    path: str
    reason: str


def key_id_of(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 (hex) of the raw 32 bytes of the public key."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def check_digest(document: bytes, found: Iterable[FileDigest], *, key_id: str | None = None) -> tuple[Flaw, ...]:
    """Return all that is wrong with `document` and the files `found`; nothing, if sound.

    Without `key_id` the signature shows only that nothing changed since somebody signed; with it, who signed.
    """
    parsed = _parse(document)
    if isinstance(parsed, Flaw):
        return (parsed,)
    files = _files(parsed.get("files"))
    if isinstance(files, Flaw):
        return (files,)
    return (*_check_key(parsed, key_id), *_check_files(files, found))


def _parse(document: bytes) -> dict[str, Canonical] | Flaw:
    try:
        parsed = json.loads(document)
        canonical = canonical_json(parsed) + b"\n"
    except (ValueError, RecursionError):
        return Flaw("digest", "is no JSON of strings and integers")
    if not isinstance(parsed, dict):
        return Flaw("digest", "is no JSON object")
    return parsed if canonical == document else Flaw("digest", "is not in its canonical form")


def _files(listed: object) -> dict[str, FileDigest] | Flaw:
    if not isinstance(listed, list):
        return Flaw("digest.files", "is no list")
    files = [_file(entry) for entry in listed]
    known = [file for file in files if file is not None]
    paths = [file.path for file in known]
    if len(known) < len(files) or paths != sorted(set(paths)):
        return Flaw("digest.files", "does not list each file once, by path, with sha256 and size")
    return {file.path: file for file in known}


def _file(entry: object) -> FileDigest | None:
    match entry:
        case {"path": str(path), "sha256": str(sha256), "size": int(size)}:
            return FileDigest(path, sha256, size)
        case _:
            return None


def _check_key(parsed: Mapping[str, Canonical], expected: str | None) -> Iterable[Flaw]:
    key = _public_key(parsed.get("publicKey"))
    if key is None:
        yield Flaw("digest.publicKey", "is no Ed25519 public key in PEM")
        return
    if parsed.get("keyId") != key_id_of(key):
        yield Flaw("digest.keyId", "is not that of the public key")
    if expected is not None and expected != key_id_of(key):
        yield Flaw("digest.keyId", f"is not the expected {expected}: somebody else signed")
    if not _is_signed(parsed, key):
        yield Flaw("digest.signature", "does not fit the document: it was changed after it was signed")


def _public_key(pem: object) -> Ed25519PublicKey | None:
    if not isinstance(pem, str):
        return None
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def _is_signed(parsed: Mapping[str, Canonical], key: Ed25519PublicKey) -> bool:
    signature = parsed.get(SIGNATURE)
    body = {name: value for name, value in parsed.items() if name != SIGNATURE}
    try:
        key.verify(base64.b64decode(str(signature), validate=True), canonical_json(body))
    except (InvalidSignature, binascii.Error, NotCanonicalError):
        return False
    return True


def _check_files(expected: Mapping[str, FileDigest], found: Iterable[FileDigest]) -> Iterable[Flaw]:
    missing = dict(expected)
    for file in found:
        named = missing.pop(file.path, None)
        if named is None:
            yield Flaw(file.path, "is not in the digest")
        elif named != file:
            yield Flaw(file.path, "is not as it was signed")
    for path in missing:
        yield Flaw(path, "is missing")
