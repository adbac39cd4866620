"""Who sent a request: AWS Signature Version 4, in a header or in the query.

`verify_request`, in order:

1. Find the signature: exactly one, complete and well-formed.
2. Scope: our region, our service, the date of the time stamp.
3. Time: at most 15 minutes off either way, or inside the life of a presigned URL.
4. Coverage: the host and the time are signed, every signed header is there, and the path has one spelling.
5. Body: its digest is the one that was announced, if one was.
6. Signature: recomputed with the key's secret, or with a dummy where there is none, and compared in constant time.
7. Key: known and enabled.

Source: AWS General Reference, "Create a signed AWS API request"; the canonical forms and keys are botocore's.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from botocore.auth import UNSIGNED_PAYLOAD, S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials
from botocore.utils import normalize_url_path

from probative.api.protocol.claims import SIGNATURE, TIME_FORMAT, Claim, Headers, read_claim, to_query, values_of
from probative.api.protocol.refusals import RefusalCode, SignatureRefusedError

SKEW: Final = timedelta(minutes=15)
NO_BODY: Final = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The digest of no bytes at all."""

_BODY_HEADER: Final = "x-amz-content-sha256"
_PATH: Final = re.compile(r"/[!\"$->@-~]*")
_QUERY: Final = re.compile(r"[!\"$-~]*")
_DUMMY_SECRET: Final = "0" * 40
_MISMATCH: Final = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """A request as it arrived: path and query still encoded, headers in order, the body's SHA-256 in hexadecimal."""

    method: str
    raw_path: str
    query: str
    headers: Headers
    body_sha256: str = NO_BODY


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
    """What signatures must be made for.

    `takes_unsigned_body`: as S3 does for files, paths are signed as they are, and a presigned URL or an
    `UNSIGNED-PAYLOAD` header leaves the body open.
    """

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
    claim = read_claim(request.query, request.headers)
    _verify_scope(claim, scope)
    _verify_time(claim, now)
    _verify_coverage(claim, request, scope)
    payload = _payload(claim, request, scope)
    key = find_secret(claim.access_key_id)
    secret = key.secret if key else _DUMMY_SECRET
    is_same = hmac.compare_digest(_signature(claim, request, payload, scope, secret=secret), claim.signature.encode())
    if key is None or not key.is_enabled:
        raise SignatureRefusedError(RefusalCode.UNKNOWN_KEY, "The security token included in the request is invalid.")
    if not is_same:
        raise _mismatch(claim)
    return Identity(key=key, signed_at=claim.signed_at)


def presign(method: str, url: str, key: KeyRecord, scope: Scope, *, life: timedelta, now: datetime) -> str:
    """Return `url` with a signature that lets whoever holds it `method` it for `life`: 1 second to 7 days.

    `url` is percent-encoded already, and its host is spelled as clients will send it.
    """
    parts = urlsplit(url)
    claim = Claim(
        access_key_id=key.access_key_id,
        day=now.strftime("%Y%m%d"),
        region=scope.region,
        service=scope.service,
        signed_at=now,
        signed_headers=("host",),
        signature="",
        query="",
        life=life,
    )
    query = "&".join(filter(None, (parts.query, to_query(claim))))
    headers = (("host", parts.netloc),)
    request = SignedRequest(method=method, raw_path=parts.path, query=query, headers=headers)
    payload = _payload(claim, request, scope)
    signature = _signature(replace(claim, query=query), request, payload, scope, secret=key.secret)
    return urlunsplit(parts._replace(query=f"{query}&{SIGNATURE}={signature.decode()}"))


# --- steps


def _verify_scope(claim: Claim, scope: Scope) -> None:
    if claim.region != scope.region:
        raise _invalid(f"Credential should be scoped to a valid region, not '{claim.region}'.")
    if claim.service != scope.service:
        raise _invalid(f"Credential should be scoped to correct service: '{scope.service}'.")
    if claim.day != claim.signed_at.strftime("%Y%m%d"):
        raise _invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.")


def _verify_time(claim: Claim, now: datetime) -> None:
    if claim.signed_at > now + SKEW:
        raise _invalid(f"Signature not yet current: {_stamp(claim.signed_at)} is still later than {_stamp(now + SKEW)}")
    if claim.life is not None and now >= claim.signed_at + claim.life:
        raise SignatureRefusedError(RefusalCode.EXPIRED, "Request has expired")
    if claim.life is None and claim.signed_at < now - SKEW:
        raise _invalid(f"Signature expired: {_stamp(claim.signed_at)} is now earlier than {_stamp(now - SKEW)}")


def _verify_coverage(claim: Claim, request: SignedRequest, scope: Scope) -> None:
    present = {name.lower() for name, _ in request.headers}
    needed = {"host"} if claim.life else {"host", "x-amz-date"}
    if missing := sorted(needed.difference(claim.signed_headers)):
        raise _invalid(f"'{missing[0]}' must be a 'SignedHeader' in the AWS Authorization.")
    # A canonical path has no dot segments and no empty ones, so one signature would do for many paths; and what
    # a URL parser drops (fragments, controls, line ends) would be routed without being signed.
    is_plain = bool(_PATH.fullmatch(request.raw_path) and _QUERY.fullmatch(request.query))
    has_one_spelling = scope.takes_unsigned_body or normalize_url_path(request.raw_path) == request.raw_path
    if not is_plain or not has_one_spelling or not present.issuperset(claim.signed_headers):
        raise _mismatch(claim)


def _payload(claim: Claim, request: SignedRequest, scope: Scope) -> str:
    """Return what stands for the body in the signature, once it is known to be what was announced."""
    default = UNSIGNED_PAYLOAD if claim.life and scope.takes_unsigned_body else request.body_sha256
    announced = values_of(request.headers, _BODY_HEADER)
    if not announced:
        return default
    is_open = scope.takes_unsigned_body and announced == [UNSIGNED_PAYLOAD]
    if not is_open and announced != [request.body_sha256]:
        raise _invalid("The provided 'x-amz-content-sha256' header does not match what was computed.")
    return announced[0] if _BODY_HEADER in claim.signed_headers else default


def _signature(claim: Claim, request: SignedRequest, payload: str, scope: Scope, *, secret: str) -> bytes:
    signed = HTTPHeaders()
    for name in claim.signed_headers:
        for value in values_of(request.headers, name):
            signed[name] = value
    url = f"http://host{request.raw_path}?{claim.query}"
    # botocore takes the digest of the body from this header, whether it is signed or not.
    signable = AWSRequest(method=request.method, url=url, headers={_BODY_HEADER: payload})
    signable.context = {"timestamp": _stamp(claim.signed_at), "signed": signed}
    signer = (_FileSigner if scope.takes_unsigned_body else _ServiceSigner)(
        Credentials(claim.access_key_id, secret), scope.service, scope.region
    )
    canonical = signer.canonical_request(signable)
    return signer.signature(signer.string_to_sign(signable, canonical), signable).encode()


class _ExactHeaders:
    """Signs the headers that the claim names, where botocore's signers choose by themselves."""

    def headers_to_sign(self, request: AWSRequest) -> HTTPHeaders:
        signed: HTTPHeaders = request.context["signed"]
        return signed


class _ServiceSigner(_ExactHeaders, SigV4Auth):
    pass


class _FileSigner(_ExactHeaders, S3SigV4Auth):
    pass


def _stamp(instant: datetime) -> str:
    return instant.strftime(TIME_FORMAT)


def _invalid(message: str) -> SignatureRefusedError:
    return SignatureRefusedError(RefusalCode.INVALID, message)


def _mismatch(claim: Claim) -> SignatureRefusedError:
    return SignatureRefusedError(RefusalCode.MISMATCH if claim.life else RefusalCode.INVALID, _MISMATCH)
