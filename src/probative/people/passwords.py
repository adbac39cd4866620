"""Passwords kept as argon2id hashes."""

from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE: Final = 2


class Argon2Passwords:
    """Hashes with argon2id: 19 MiB, two passes, one lane; two at a time, so that memory stays bounded.

    Source: OWASP Password Storage Cheat Sheet, argon2id.
    """

    def __init__(self, *, memory_kib: int = 19_456, passes: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._turns = BoundedSemaphore(_AT_ONCE)
        # Nobody's password: what is tried where there is no user, so that time does not tell.
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Return what to keep of `password`; another one each time."""
        with self._turns:
            return self._hasher.hash(password)

    def match(self, kept: str, password: str) -> bool:
        """Say whether `kept` was made of `password`; it takes as long where `kept` is empty, and is False."""
        with self._turns:
            return self._verify(kept or self._nobody, password) and bool(kept)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False
