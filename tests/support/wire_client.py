"""botocore as the other side of the AWS door: its bytes for our parser, its signature for our verifier, its parser
for our bytes. No network: what a client sends ends in a function.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, create_request_object, prepare_request_dict
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.serialize import create_serializer

from probative.api.protocol.serialize import Reply
from probative.api.protocol.signature import KeyRecord, SignedRequest
from tests.support.wire_shapes import operation

ENDPOINT = "http://127.0.0.1:8080"
REGION = "us-east-1"
KEY = KeyRecord(
    access_key_id="PKIAEXAMPLE0000000000",
    secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    account="111122223333",
    principal="arn:aws:iam::111122223333:user/Ada",
)


class Sent(NamedTuple):
    """A request as it would arrive: still encoded."""

    method: str
    raw_path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def signed(self) -> SignedRequest:
        """Return what of the request is looked at for its signature."""
        return SignedRequest(
            method=self.method,
            raw_path=self.raw_path,
            query=self.query,
            headers=self.headers,
            body_sha256=hashlib.sha256(self.body).hexdigest(),
        )


def written(name: str, values: dict[str, Any]) -> Sent:
    """Return the request that botocore's serializer makes of an input, unsigned."""
    request = create_serializer("rest-json", include_validation=False).serialize_to_request(values, operation(name))
    prepare_request_dict(request, ENDPOINT, context={})
    return sent(create_request_object(request).prepare())


def sent(request: AWSPreparedRequest) -> Sent:
    """Return a prepared request as it would arrive."""
    parts = urlsplit(request.url)
    headers = tuple((name, _text(value)) for name, value in request.headers.items())
    if not any(name.lower() == "host" for name, _ in headers):
        headers = (*headers, ("Host", parts.netloc))
    body = request.body or b""
    assert isinstance(body, bytes | bytearray)
    return Sent(request.method or "", parts.path or "/", parts.query, headers, bytes(body))


class Client:
    """A real boto3 client whose every request is answered by `answer`, which may be set anew."""

    def __init__(self, answer: Callable[[Sent], Reply] | None = None, *, region: str = REGION) -> None:
        self.answer = answer
        session = boto3.Session(KEY.access_key_id, KEY.secret, region_name=region)
        config = Config(retries={"total_max_attempts": 1})
        self.boto: Any = session.client("auditmanager", endpoint_url=ENDPOINT, config=config)
        self.boto.meta.events.register("before-send.auditmanager", self._respond)
        self._methods = {name: method for method, name in self.boto.meta.method_to_api_mapping.items()}

    def call(self, name: str, values: dict[str, Any]) -> dict[str, Any]:
        """Return what the client makes of the answer to an operation, without the response's metadata."""
        answer = dict(getattr(self.boto, self._methods[name])(**values))
        answer.pop("ResponseMetadata")
        return answer

    def _respond(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        assert self.answer is not None
        reply = self.answer(sent(request))
        return AWSResponse(request.url, reply.status, HTTPHeaders.from_pairs(reply.headers), _Raw(reply.body))


class _Raw:
    """A body as urllib3 hands it over."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self._body


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
