"""Who somebody is and what they may do, secrets, files, signatures and messages."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from probative.domain.access import Resource
from probative.domain.engagements import Notification
from probative.domain.people import Caller
from probative.domain.service_events import ServiceEvent


class Signer(Protocol):
    """Who signs digests."""

    @property
    def key_id(self) -> str:
        """The SHA-256 (hex) of the raw public key."""

    @property
    def public_key_pem(self) -> str:
        """The public key, for whoever checks."""

    def sign(self, payload: bytes) -> bytes:
        """Return the Ed25519 signature over `payload` (64 bytes)."""


class Authorizer(Protocol):
    """Who may do what: policies that auditors can read."""

    def allows(self, caller: Caller, action: str, resource: Resource, at: datetime) -> bool:
        """Say whether `caller` may do `action` (the name of an operation) to `resource`."""


class Objects(Protocol):
    """Files kept: report archives, evidence files. A key is a path without a leading slash."""

    def put(self, key: str, content: bytes | Path) -> None:
        """Keep `content` (bytes, or a local file) under `key`, in place of what is there; durable when it returns.

        Raises:
            StoreError: It cannot be kept.
        """

    def get(self, key: str) -> bytes:
        """Return what is kept under `key`.

        Raises:
            NotFoundError: Nothing is.
            StoreError: It cannot be read.
        """

    def stream(self, key: str) -> Iterator[bytes]:
        """Yield what is kept under `key`, in pieces of bounded size; raises as `get` does, before the first piece."""

    def size(self, key: str) -> int | None:
        """Return how many bytes are kept under `key`; None: nothing is."""

    def remove(self, key: str) -> None:
        """Forget what is kept under `key`; nothing there, nothing happens."""


class Announcer(Protocol):
    """Tells the world beside the server what happened: topics, buses, mail. Never fails its caller."""

    def announce(self, notification: Notification, topic: str | None) -> None:
        """Tell of `notification`, to `topic` of the settings if there is one."""


class EventBus(Protocol):
    """Takes service events, and hands them on to whoever has asked for such."""

    def send(self, events: Sequence[ServiceEvent]) -> Iterator[str]:
        """Yield the ids of those that were taken, once they are.

        Raises:
            BusError: Others were refused, or the bus cannot be reached: they are to be sent again.
        """


class Passwords(Protocol):
    """How passwords are kept: as hashes that are slow to try."""

    def hash(self, password: str) -> str:
        """Return what to keep of `password`; another one each time."""

    def match(self, kept: str, password: str) -> bool:
        """Say whether `kept` was made of `password`; it takes as long where `kept` is empty, and is False."""


class Sealer(Protocol):
    """Keeps secrets that must be had again: sealed by a key that does not lie beside them."""

    def seal(self, secret: bytes, context: str) -> bytes:
        """Return `secret` sealed; it opens in the same context only."""

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """Return what was sealed in `context`.

        Raises:
            StoreError: It was sealed with another key or in another context, or was changed.
        """

    def is_current(self, sealed: bytes) -> bool:
        """Say whether it was sealed with the key that `seal` uses now."""


class Visit(NamedTuple):
    """A browser on its way to a provider of identities and back."""

    redirect_uri: str
    """Where the provider sends it back to."""
    state: str
    nonce: str
    verifier: str
    """Of PKCE: who exchanges the code proves with it to have sent the browser."""


class Identity(NamedTuple):
    """Who a provider says has signed in."""

    subject: str
    """`issuer|sub`: the only part that stays the same and belongs to nobody else."""
    name: str
    groups: tuple[str, ...]


class IdentityProvider(Protocol):
    """Proves who somebody is: OpenID Connect."""

    def address_of(self, visit: Visit) -> str:
        """Return where to send the browser.

        Raises:
            ProviderError: The provider cannot be asked.
        """

    def identify(self, visit: Visit, code: str) -> Identity:
        """Return who signed in, for the code that the browser came back with.

        Raises:
            UnprovenError: The code is not taken, or what it brings proves nothing.
            ProviderError: The provider cannot be asked.
        """
