"""Answers and errors as bytes, in the protocol that was asked in."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from moto.core.serialize import SerializationContext, get_serializer_class

from probative_demo import cbor
from probative_demo.errors import ApiError
from probative_demo.models import CBOR, Members, operation
from probative_demo.routing import Target


class Reply(NamedTuple):
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def write_answer(target: Target, answer: Members, request_id: str) -> Reply:
    """Return `answer` as the service would send it; members that the model does not know are left out."""
    service = target.service
    model = operation(service, target.operation)
    if target.protocol == CBOR:
        body = cbor.encode(project(model.output_shape, answer) if model.output_shape else {})
        return Reply(200, _headers(service, request_id, "application/cbor", {"smithy-protocol": "rpc-v2-cbor"}), body)
    serializer = get_serializer_class(service, target.protocol)(model, SerializationContext(request_id))
    sent = serializer.serialize(answer)
    raw = sent["body"]
    headers = dict(sent["headers"])
    content_type = headers.pop("Content-Type", "application/json")
    body = raw.encode() if isinstance(raw, str) else raw
    return Reply(sent["status_code"], _headers(service, request_id, content_type, headers), body)


def write_error(target: Target, error: ApiError, request_id: str) -> Reply:
    """Return `error` as the service would send it."""
    status = _modelled_status(target, error)
    match target.protocol:
        case "query":
            kind, body = "text/xml", _QUERY_ERROR
        case "ec2":
            kind, body = "text/xml", _EC2_ERROR
        case "rest-xml":
            kind, body = "application/xml", _S3_ERROR
        case _:
            return _write_plain_error(target, error, status, request_id)
    text = body.format(code=escape(error.code), message=escape(error.message), id=request_id)
    return Reply(status, _headers(target.service, request_id, kind, {}), text.encode())


def _write_plain_error(target: Target, error: ApiError, status: int, request_id: str) -> Reply:
    said = {"__type": error.code, "message": error.message}
    extra = {"x-amzn-ErrorType": error.code}
    if target.protocol == CBOR:
        extra["smithy-protocol"] = "rpc-v2-cbor"
        headers = _headers(target.service, request_id, "application/cbor", extra)
        return Reply(status, headers, cbor.encode(said))
    kind = "application/x-amz-json-1.1" if target.protocol == "json" else "application/json"
    return Reply(status, _headers(target.service, request_id, kind, extra), json.dumps(said).encode())


_QUERY_ERROR = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    "<RequestId>{id}</RequestId></ErrorResponse>"
)
_EC2_ERROR = (
    "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
    "<RequestID>{id}</RequestID></Response>"
)
_S3_ERROR = "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{id}</RequestId></Error>"


def _headers(service: str, request_id: str, content_type: str, extra: Mapping[str, str]) -> dict[str, str]:
    name = "x-amz-request-id" if service == "s3" else "x-amzn-RequestId"
    return {"Content-Type": content_type, name: request_id, **extra}


def _modelled_status(target: Target, error: ApiError) -> int:
    for shape in operation(target.service, target.operation).error_shapes:
        facts = shape.metadata.get("error", {})
        if error.code in {shape.name, facts.get("code")} and "httpStatusCode" in facts:
            return int(facts["httpStatusCode"])
    return error.status


def project(shape: Any, value: Any) -> Any:  # noqa: ANN401  a shape of moto's model and a value of that shape
    """Return `value` with only the members that `shape` knows."""
    match shape.type_name:
        case "structure" if not shape.is_document_type:
            return {
                name: project(member, value[name])
                for name, member in shape.members.items()
                if value.get(name) is not None
            }
        case "list":
            return [project(shape.member, item) for item in value]
        case "map":
            return {key: project(shape.value, item) for key, item in value.items()}
        case "float" | "double":
            return float(value)
        case _:
            return value
