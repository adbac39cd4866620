"""Who makes a request: the owner of the access key that signed it, or whoever is signed in with the browser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from probative.api.protocol.signature import KeyRecord, Scope, SignedRequest, verify_request
from probative.app.callers import KnownKey
from probative.domain.ids import Region
from probative.domain.people import Caller
from probative.ports.ambient import Clock


class _NotAtHandError(Exception):
    """The key that a signature names has to be looked for."""


class Received(NamedTuple):
    """A request as it arrived: what of it is signed, its body, how the client reached us, and its number."""

    signed: SignedRequest
    body: bytes
    base_url: str
    request_id: str


def _nothing_at_hand(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """Proves callers; both ways lead to the same `Caller`."""

    region: Region
    clock: Clock
    find_key: Callable[[str], KnownKey | None]
    find_session: Callable[[str, Mapping[str, str]], Caller | None]
    """Returns who is signed in, by the method and headers (names in lower case) of a request; None: nobody, or
    without the proof against forgery that a method which changes something needs."""
    key_at_hand: Callable[[str], KnownKey | None] = _nothing_at_hand
    """Returns the same as `find_key`, where that needs no waiting; None: it may."""

    def caller_of(self, signed: SignedRequest) -> Caller:
        """Return who makes the request.

        Raises:
            SignatureRefusedError: Nobody is proven to.
        """
        headers = {name.lower(): value for name, value in signed.headers}
        if "authorization" not in headers and "cookie" in headers:
            caller = self.find_session(signed.method, headers)
            if caller is not None:
                return caller
        return self._signer_of(signed, self.find_key)

    def caller_at_hand(self, signed: SignedRequest) -> Caller | None:
        """Return who signed the request, where that is known without waiting; None: `caller_of` has to be asked.

        Raises:
            SignatureRefusedError: Nobody is proven to.
        """
        if any(name.lower() == "cookie" for name, _ in signed.headers):
            return None
        try:
            return self._signer_of(signed, self._key_at_hand)
        except _NotAtHandError:
            return None

    def _key_at_hand(self, access_key_id: str) -> KnownKey:
        known = self.key_at_hand(access_key_id)
        if known is None:
            raise _NotAtHandError
        return known

    def _signer_of(self, signed: SignedRequest, find_key: Callable[[str], KnownKey | None]) -> Caller:
        callers: dict[str, Caller] = {}

        def find_secret(access_key_id: str) -> KeyRecord | None:
            known = find_key(access_key_id)
            if known is None:
                return None
            callers[access_key_id] = known.caller
            account, principal = known.caller.account, known.caller.arn
            return KeyRecord(access_key_id=access_key_id, secret=known.secret, account=account, principal=principal)

        identity = verify_request(signed, find_secret, Scope(region=self.region), now=self.clock())
        return callers[identity.key.access_key_id]
