"""Requests signed by botocore's own signers, and ways to tamper with them."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from probative.api.protocol.signature import KeyRecord, Scope, SignedRequest
from tests.support.wire_client import KEY, sent

SERVICE = Scope()
FILES = Scope(service="probative-files", takes_unsigned_body=True)


def by_header(
    url: str, *, method: str = "POST", body: bytes = b"", scope: Scope = SERVICE, headers: dict[str, str] | None = None
) -> SignedRequest:
    """Return a request that botocore signs in its header, now."""
    signer = S3SigV4Auth if scope.takes_unsigned_body else SigV4Auth
    request = AWSRequest(method=method, url=url, data=body, headers=headers or {})
    # botocore leaves a file's body open when the line is safe and something else vouches for it.
    request.context = {"has_streaming_input": "Content-MD5" in request.headers}
    signer(Credentials(KEY.access_key_id, KEY.secret), scope.service, scope.region).add_auth(request)
    return sent(request.prepare()).signed()


def by_query(url: str, *, method: str = "GET", scope: Scope = FILES, seconds: int = 300) -> SignedRequest:
    """Return a request to a URL that botocore presigns, now."""
    signer = S3SigV4QueryAuth if scope.takes_unsigned_body else SigV4QueryAuth
    request = AWSRequest(method=method, url=url)
    signer(Credentials(KEY.access_key_id, KEY.secret), scope.service, scope.region, seconds).add_auth(request)
    return to_url(str(request.url), method=method)


def to_url(url: str, *, method: str = "GET", body: bytes = b"") -> SignedRequest:
    """Return the request that a browser sends to `url`."""
    parts = urlsplit(url)
    return SignedRequest(
        method=method,
        raw_path=parts.path,
        query=parts.query,
        headers=(("Host", parts.netloc),),
        body_sha256=hashlib.sha256(body).hexdigest(),
    )


def with_header(request: SignedRequest, name: str, value: str | None) -> SignedRequest:
    """Return `request` with a header set, or removed (None)."""
    others = tuple(header for header in request.headers if header[0].lower() != name.lower())
    return replace(request, headers=others if value is None else (*others, (name, value)))


def header(request: SignedRequest, name: str) -> str:
    """Return the one value of a header."""
    (value,) = (text for key, text in request.headers if key.lower() == name.lower())
    return value


def find(access_key_id: str) -> KeyRecord | None:
    """Return the one key there is."""
    return KEY if access_key_id == KEY.access_key_id else None


def now() -> datetime:
    """Return the time that botocore's signers use."""
    return datetime.now(UTC)
