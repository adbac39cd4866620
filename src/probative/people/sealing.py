"""Secrets sealed with AES-256-GCM under the server's key.

Sealed: one byte of version, the first four bytes of the SHA-256 of the key, a nonce of twelve bytes, and the
ciphertext with its tag. The context is authenticated beside it: what was sealed for one key id opens for no other.
"""

import base64
import binascii
import hashlib
import os
import secrets
import stat
import tempfile
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from probative.domain.errors import Finding, InvalidError, StoreError

SERVER_KEY: Final = "server.key"
"""The name of the file of the server's key, beside the other keys."""
WRAPPED_KEY: Final = "server-key.wrapped"
"""The name of that file where a KMS wraps the key."""
_VERSION: Final = b"\x01"
_MARK_BYTES: Final = 4
_NONCE_BYTES: Final = 12
_HEAD_BYTES: Final = len(_VERSION) + _MARK_BYTES
KEY_BYTES: Final = 32
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class AesGcmSealer:
    """Seals with `key`; opens what `older` keys sealed, too, so that the key can be changed."""

    def __init__(self, key: bytes, *older: bytes) -> None:
        self._key = key
        self._keys = {_mark(each): AESGCM(each) for each in (key, *older)}

    def seal(self, secret: bytes, context: str) -> bytes:
        """Return `secret` sealed; it opens in the same context only."""
        mark, nonce = _mark(self._key), secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + mark + nonce + self._keys[mark].encrypt(nonce, secret, context.encode())

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """Return what was sealed in `context`.

        Raises:
            StoreError: It was sealed with another key or in another context, or was changed.
        """
        key = self._keys.get(sealed[len(_VERSION) : _HEAD_BYTES])
        if key is None or not sealed.startswith(_VERSION):
            raise StoreError("a secret was sealed with another server key: start the server with the key it had")
        nonce, sealed_text = sealed[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES], sealed[_HEAD_BYTES + _NONCE_BYTES :]
        try:
            return key.decrypt(nonce, sealed_text, context.encode())
        except (InvalidTag, ValueError) as error:
            raise StoreError("a sealed secret was changed") from error

    def is_current(self, sealed: bytes) -> bool:
        """Say whether it was sealed with the key that `seal` uses now."""
        return sealed.startswith(_VERSION + _mark(self._key))

    def __repr__(self) -> str:
        return "AesGcmSealer()"


def parse_key(text: str, name: str) -> bytes:
    """Return the server key that `text` is: 32 bytes in base64 or hexadecimal; `name` is where it came from.

    Raises:
        InvalidError: It is none; the text is not told.
    """
    for decode in (bytes.fromhex, _from_base64):
        try:
            key = decode(text.strip())
        except (ValueError, binascii.Error):
            continue
        if len(key) == KEY_BYTES:
            return key
    raise InvalidError(Finding(name, "must be 32 bytes in base64: make one with `openssl rand -base64 32`"))


def open_key_file(path: Path) -> bytes:
    """Return the server key at `path`; on first use make it, readable by its owner only.

    Two first uses at once end with one key, and both have it.

    Raises:
        InvalidError: The file holds no key, is open to others, or cannot be made or read.
    """
    try:
        if not path.exists():
            keep_first(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        if path.stat().st_mode & _OTHERS:
            raise InvalidError(Finding(str(path), f"the server key is open to others: run `chmod 600 {path}`"))
        return parse_key(path.read_text(encoding="ascii"), str(path))
    except UnicodeDecodeError as error:
        raise InvalidError(Finding(str(path), "holds no server key")) from error
    except OSError as error:
        reason = f"{error.strerror or 'cannot be used'}: give a folder that you may write, or mend its rights"
        raise InvalidError(Finding(str(path), reason)) from error


def keep_first(path: Path, content: bytes) -> None:
    """Keep `content` in a new file at `path`, for its owner only; where there is one already, it stays as it is.

    Raises:
        OSError: It cannot be kept.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 600
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, not a rename: whoever comes second must not replace the key that the first one seals with.
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        Path(partial).unlink()


def _from_base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:_MARK_BYTES]
