"""Who makes a request: the owner of the access key that signed it, or whoever is signed in with the browser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from probative.api.protocol.signature import KeyRecord, Scope, SignedRequest, verify_request
from probative.app.callers import KnownKey
from probative.domain.ids import Region
from probative.domain.people import Caller
from probative.ports import Clock


class Received(NamedTuple):
    """A request as it arrived: what of it is signed, its body, how the client reached us, and its number."""

    signed: SignedRequest
    body: bytes
    base_url: str
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """Proves callers; both ways lead to the same `Caller`."""

    region: Region
    clock: Clock
    find_key: Callable[[str], KnownKey | None]
    find_session: Callable[[str, Mapping[str, str]], Caller | None]
    """Returns who is signed in, by the method and headers (names in lower case) of a request; None: nobody, or
    without the proof against forgery that a method which changes something needs."""

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
        return self._signer_of(signed)

    def _signer_of(self, signed: SignedRequest) -> Caller:
        callers: dict[str, Caller] = {}

        def find_secret(access_key_id: str) -> KeyRecord | None:
            known = self.find_key(access_key_id)
            if known is None:
                return None
            callers[access_key_id] = known.caller
            account, principal = known.caller.account, known.caller.arn
            return KeyRecord(access_key_id=access_key_id, secret=known.secret, account=account, principal=principal)

        identity = verify_request(signed, find_secret, Scope(region=self.region), now=self.clock())
        return callers[identity.key.access_key_id]
