"""What users, keys and sessions are made and checked with. Of secrets, only seals and digests are kept."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from probative.ports.ambient import Random
from probative.ports.people import Passwords, Sealer

_TOKEN_BYTES: Final = 32
_KEY_ID_BYTES: Final = 10
_SECRET_BYTES: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """How passwords are hashed, secrets sealed and chance drawn."""

    passwords: Passwords
    sealer: Sealer
    random: Random

    def new_token(self) -> str:
        """Return 256 bits of chance, as text that fits a header, a cookie and an address."""
        return base64.urlsafe_b64encode(self.random(_TOKEN_BYTES)).decode().rstrip("=")

    def new_key_id(self) -> str:
        """Return the id of a new access key: `AKIA` and sixteen letters and digits, as AWS makes them."""
        return "AKIA" + base64.b32encode(self.random(_KEY_ID_BYTES)).decode()

    def new_secret(self) -> str:
        """Return the secret of a new access key: forty characters, as AWS makes them."""
        return base64.b64encode(self.random(_SECRET_BYTES)).decode()

    def seal_secret(self, key_id: str, secret: str) -> bytes:
        """Return the secret of an access key as it is kept."""
        return self.sealer.seal(secret.encode(), _context(key_id))

    def unseal_secret(self, key_id: str, sealed: bytes) -> str:
        """Return the secret of an access key.

        Raises:
            StoreError: It was sealed with another server key, or was changed.
        """
        return self.sealer.unseal(sealed, _context(key_id)).decode()

    def is_sealed_now(self, sealed: bytes) -> bool:
        """Say whether a secret is sealed with the server's present key."""
        return self.sealer.is_current(sealed)


def digest_of(token: str) -> str:
    """Return what is kept of a token: its SHA-256, in hexadecimal; enough, since tokens cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_of_digest(token: str, digest: str) -> bool:
    """Say whether `digest` was made of `token`, in a time that tells nothing."""
    return hmac.compare_digest(digest_of(token), digest)


def _context(key_id: str) -> str:
    return f"access-key:{key_id}"
