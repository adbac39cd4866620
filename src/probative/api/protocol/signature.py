"""Who sent a request: AWS Signature Version 4, in a header or in the query.

`verify_request`, in order:

1. Find the signature: exactly one, complete and well-formed.
2. Scope: our region, our service, today's date as the time stamp has it.
3. Time: at most 15 minutes off either way, or inside the life of a presigned URL.
4. Coverage: the host and the time are signed.
5. Body: its digest is the one that was signed.
6. Signature: recomputed with the key's secret, or with a dummy where there is none, and compared in constant time.
7. Key: known and enabled.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """A request as it arrived: path and query still encoded, headers in order, the body's SHA-256 in hexadecimal."""

    method: str
    raw_path: str
    query: str
    headers: Headers
    body_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """An access key: its secret, and whose it is."""

    access_key_id: str
    secret: str = field(repr=False)
    account: str
    principal: str
    is_enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What signatures must be made for; `takes_unsigned_body`: presigned URLs of files, whose body nobody knew."""

    region: str = "us-east-1"
    service: str = "auditmanager"
    takes_unsigned_body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who signed, and when they said they did."""

    key: KeyRecord
    signed_at: datetime


def verify_request(
    request: SignedRequest, find_secret: Callable[[str], KeyRecord | None], scope: Scope, *, now: datetime
) -> Identity:
    """Return who signed `request`.

    Raises:
        SignatureRefusedError: It is not proven that a known, enabled key signed exactly this, now.
    """
    raise NotImplementedError


def presign(method: str, url: str, key: KeyRecord, scope: Scope, *, seconds: int, now: datetime) -> str:
    """Return `url` (percent-encoded already) with a signature that lets anybody `method` it for `seconds`."""
    raise NotImplementedError
