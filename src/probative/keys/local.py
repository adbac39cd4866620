"""A signing key in a file of this machine."""

import os
import stat
import tempfile
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from probative.domain.errors import Finding, InvalidError
from probative.integrity.signature import key_id_of

_OWNER_FOLDER: Final = 0o700
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class LocalSigner:
    """Signs with an Ed25519 key that lies in a file (PKCS#8, PEM) which only its owner may read."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def open(cls, path: Path) -> Self:
        """Load the key at `path`; on first use make it, with its folder.

        Two first uses at once end with one key, and both have it.

        Raises:
            InvalidError: The file is no Ed25519 private key, is open to others, or cannot be made or read.
        """
        try:
            if not path.exists():
                _create(path)
            _check_mode(path)
            return cls(_load(path))
        except OSError as error:
            reason = f"{error.strerror or 'cannot be used'}: give a folder that you may write, or mend its rights"
            raise InvalidError(Finding(str(path), reason)) from error

    @property
    def key_id(self) -> str:
        """The SHA-256 (hex) of the raw public key."""
        return key_id_of(self._key.public_key())

    @property
    def public_key_pem(self) -> str:
        """The public key, for whoever checks."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign(self, payload: bytes) -> bytes:
        """Return the Ed25519 signature over `payload` (64 bytes)."""
        return self._key.sign(payload)

    def __repr__(self) -> str:
        return f"LocalSigner({self.key_id})"


def _create(path: Path) -> None:
    path.parent.mkdir(mode=_OWNER_FOLDER, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 600
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, not a rename: whoever comes second must not replace the key that the first one signs with.
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        Path(partial).unlink()


def _check_mode(path: Path) -> None:
    if path.stat().st_mode & _OTHERS:
        raise InvalidError(Finding(str(path), f"the signing key is open to others: run `chmod 600 {path}`"))


def _load(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InvalidError(Finding(str(path), "is no private key in PEM without a password")) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidError(Finding(str(path), "is no Ed25519 key: make one with `openssl genpkey -algorithm ed25519`"))
    return key
