"""AWS's wire, seen from the server: requests understood and answers written, in every protocol, by the models.

moto's routers, parsers and serialisers do the work; CBOR, which they lack, is botocore's own.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request
from moto.core.routing import RestRouter, S3RestRouter
from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.exceptions import NotFound

CBOR = "smithy-rpc-v2-cbor"
_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/]*)/([^/]+)/aws4_request")
_CBOR_PATH = re.compile(r"/service/\w+/operation/(\w+)")
_SERVICES = {
    "access-analyzer": ("accessanalyzer",),
    "bedrock": ("bedrock", "bedrock-agent"),
    "monitoring": ("cloudwatch",),
    "tagging": ("resourcegroupstaggingapi",),
}
"""Services by the name that they sign with, where the two differ or one name means several."""


class Target(NamedTuple):
    """The operation that a request asks for, by whom, where and in which protocol."""

    service: str
    operation: str
    protocol: str
    labels: dict[str, Any]
    access_key: str
    region: str


class Response(NamedTuple):
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def find_target(request: Request) -> Target | None:
    """Return what a signed request asks for; None: nobody here has that."""
    found = _SCOPE.search(request.headers.get("Authorization", ""))
    if found is None:
        return None
    key, region, signing = found.groups()
    for service in _SERVICES.get(signing, (signing,)):
        match = _match(service, request)
        if match is not None:
            return Target(service, *match, key, region)
    return None


def read_input(request: Request, target: Target) -> dict[str, Any]:
    """Return the input members of `request`."""
    body = request.get_data(cache=True)
    if target.protocol == CBOR:
        parser = RpcV2CBORParser()
        return dict(parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))) if body else {}
    parsed = PROTOCOL_PARSERS[target.protocol](_operation(target)).parse(
        {
            "body": body,
            "headers": request.headers,
            "method": request.method,
            "url_params": target.labels,
            "url_path": request.path,
            "values": request.values,
        }
    )
    return parsed or {}


def write_answer(target: Target, answer: Mapping[str, Any], request_id: str) -> Response:
    """Return `answer` as the service would send it."""
    name = "x-amz-request-id" if target.service == "s3" else "x-amzn-RequestId"
    if target.protocol == CBOR:
        return Response(200, {**_CBOR_HEADERS, name: request_id}, _cbor(_operation(target).output_shape, answer))
    serializer = get_serializer_class(target.service, target.protocol)
    sent = serializer(_operation(target), SerializationContext(request_id)).serialize(dict(answer))
    body = sent["body"].encode() if isinstance(sent["body"], str) else sent["body"]
    return Response(sent["status_code"], {**sent["headers"], name: request_id}, body)


def write_error(target: Target, code: str, message: str, status: int) -> Response:
    """Return an error as the service would send it."""
    inner = f"<Code>{code}</Code><Message>{message}</Message>"
    said = {"__type": code, "message": message}
    match target.protocol:
        case "ec2":
            body = f"<Response><Errors><Error>{inner}</Error></Errors></Response>"
        case "rest-xml":
            body = f"<Error>{inner}</Error>"
        case "query":
            body = f"<ErrorResponse><Error>{inner}</Error></ErrorResponse>"
        case protocol if protocol == CBOR:
            return Response(status, _CBOR_HEADERS, _encode(said))
        case _:
            kind = {"Content-Type": "application/json", "x-amzn-ErrorType": code}
            return Response(status, kind, json.dumps(said).encode())
    return Response(status, {"Content-Type": "text/xml"}, body.encode())


_CBOR_HEADERS = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}


def _match(service: str, request: Request) -> tuple[str, str, dict[str, Any]] | None:
    names, protocol = _model(service).operation_names, _model(service).metadata["protocol"]
    rpc = _CBOR_PATH.fullmatch(request.path)
    if rpc:
        return (rpc[1], CBOR, {}) if rpc[1] in names else None
    target = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
    if target:
        return (target, "json", {}) if target in names else None
    if request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        request.get_data(cache=True, parse_form_data=False)
        return request.values["Action"], protocol, {}
    if not protocol.startswith("rest"):
        return None
    try:
        found, labels = _router(service).match(request)
    except NotFound:
        return None
    return found.name, protocol, labels


@cache
def _model(service: str) -> Any:
    return get_service_model(service)


@cache
def _router(service: str) -> Any:
    return (S3RestRouter if service == "s3" else RestRouter)(_model(service))


def _operation(target: Target) -> Any:
    return _model(target.service).operation_model(target.operation)


def _cbor(shape: Any, answer: Mapping[str, Any]) -> bytes:
    sent = bytearray()
    serializer: Any = RpcV2CBORSerializer()
    serializer._serialize_data_item(sent, dict(answer), shape)
    return bytes(sent)


def _encode(texts: Mapping[str, str]) -> bytes:
    """Return a map of texts as CBOR (RFC 8949), each text under 65,536 bytes."""
    pairs = b"".join(_text(part) for pair in texts.items() for part in pair)
    return bytes([0xA0 | len(texts)]) + pairs


def _text(text: str) -> bytes:
    raw = text.encode()
    return b"\x79" + len(raw).to_bytes(2, "big") + raw
