"""Endpoints served: the request is read and checked, the caller proven, what goes wrong told as a problem."""

import logging
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar
from urllib.parse import quote

import msgspec
from msgspec.inspect import ListType, StructType, type_info
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from probative.api.asgi import AsgiScope, BodyRefusedError, Receive, Send, read_body, received_of
from probative.api.authentication import Authentication
from probative.api.faults import told
from probative.api.protocol.refusals import SignatureRefusedError
from probative.app.application import Application
from probative.domain.errors import (
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    QuotaError,
    ThrottledError,
    WrongStateError,
)
from probative.native.contract import Asked, Endpoint, FieldError, Input, Problem, Streamed

T = TypeVar("T", bound=Input)

MAX_BODY_BYTES: Final = 1 << 20
JSON: Final = "application/json"

_LOG: Final = logging.getLogger(__name__)
_STATUSES: Final[Mapping[type[Exception], tuple[int, str]]] = {
    InvalidError: (400, "invalid"),
    QuotaError: (400, "quota"),
    SignatureRefusedError: (401, "unauthenticated"),
    ForbiddenError: (403, "forbidden"),
    NotFoundError: (404, "not_found"),
    WrongStateError: (409, "wrong_state"),
    ThrottledError: (429, "throttled"),
}
_OUR_FAULT: Final = (500, "internal")
_DONE: Final = 204
_NAMED: Final = re.compile(r"unknown field `(.+)`|`\$\.([^.\[`]+)[^`]*`$")
"""Finds the member that msgspec complains of."""


class UnreadableError(Exception):
    """A request cannot be read as what its endpoint takes; `name` is where."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name = name
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What endpoints are served with."""

    application: Application
    authentication: Authentication

    def routes(self, endpoints: Iterable[Endpoint[Any, Any]]) -> list[Route]:
        """Return the routes of `endpoints`."""
        return [Route(each.path, self._handler(each), methods=[each.method]) for each in endpoints]

    def _handler(self, each: Endpoint[Any, Any]) -> Any:  # noqa: ANN401  Starlette's own kind of function
        for type_ in (each.query, each.body):
            # msgspec 0.22 crashes where two threads see a type for the first time at once: it sees them all here.
            msgspec.json.Decoder(type_)

        async def handle(request: Request) -> Response:
            try:
                body = await read_body(request.receive, MAX_BODY_BYTES)
            except BodyRefusedError as refused:
                return _problem(UnreadableError("body", refused.reason), each)
            return await run_in_threadpool(self._answer, each, request, body)

        return handle

    def _answer(self, each: Endpoint[Any, Any], request: Request, body: bytes) -> Response:
        try:
            received = received_of(request.scope, body, public_url="", request_id=secrets.token_hex(8))
            caller = self.authentication.caller_of(received.signed)
            asked = Asked(application=self.application, caller=caller, path=request.path_params)
            _check_labels(request.path_params)
            query = _query(each.query, request.query_params.multi_items())
            answer = each.act(asked, query, _body(each.body, body))
        except Exception as error:  # noqa: BLE001  the outermost frame of this door
            return _problem(error, each)
        if each.answer is None:
            return Response(status_code=_DONE)
        if isinstance(answer, Streamed):
            return _file(answer)
        return Response(msgspec.json.encode(answer), media_type=JSON)


def _file(answer: Streamed) -> Response:
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(answer.file_name)}",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
    }
    return StreamingResponse(answer.pieces, media_type=answer.media_type, headers=headers)


def _check_labels(labels: Mapping[str, str]) -> None:
    # No id has one, and PostgreSQL takes it for an error of whoever asks.
    for name, value in labels.items():
        if "\0" in value:
            raise UnreadableError(name, "holds a character that no id has")


def _query(type_: type[T], given: Iterable[tuple[str, str]]) -> T:
    """Return the query; a member that is a list may be given several times, and any other once."""
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in given:
        values[name].append(value)
    lists = _lists_of(type_)
    for name, held in values.items():
        if len(held) > 1 and name not in lists:
            raise UnreadableError(name, "is given more than once")
    try:
        read = {name: held if name in lists else held[0] for name, held in values.items()}
        return msgspec.convert(read, type_, strict=False)
    except msgspec.ValidationError as error:
        found = _NAMED.search(str(error))
        raise UnreadableError(found[1] or found[2] if found else "query", str(error)) from error


@cache
def _lists_of(type_: type[Input]) -> frozenset[str]:
    described = type_info(type_)
    if not isinstance(described, StructType):
        raise TypeError(f"{type_.__name__} is no structure")
    return frozenset(field.encode_name for field in described.fields if isinstance(field.type, ListType))


def _body(type_: type[T], body: bytes) -> T:
    try:
        return msgspec.json.decode(body or b"{}", type=type_)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableError("body", str(error)) from error


def _problem(error: Exception, each: Endpoint[Any, Any]) -> Response:
    if isinstance(error, UnreadableError):
        problem = Problem(
            code="invalid",
            message=f"{error.name}: {error.message}",
            fields=[FieldError(name=error.name, message=error.message)],
        )
        return _as_response(400, problem)
    status, code = _STATUSES.get(type(error), _OUR_FAULT)
    if status == _OUR_FAULT[0] and isinstance(error, DomainError):
        status, code = next((told for kind, told in _STATUSES.items() if isinstance(error, kind)), _OUR_FAULT)
    if status == _OUR_FAULT[0]:
        _LOG.error("%s %s: %s", each.method, each.path, told(error))
        return _as_response(status, Problem(code=code, message="The server could not answer; its log says why."))
    fields = [FieldError(name=found.path, message=found.reason) for found in _findings(error)]
    return _as_response(status, Problem(code=code, message=str(error), fields=fields))


def _findings(error: Exception) -> Iterable[Any]:
    return error.findings if isinstance(error, InvalidError) else ()


async def not_found(scope: AsgiScope, receive: Receive, send: Send) -> None:
    """Answer what no route leads to."""
    problem = Problem(code="not_found", message="There is nothing here: /v1/openapi.json says what there is.")
    await _as_response(404, problem)(scope, receive, send)


def _as_response(status: int, problem: Problem) -> Response:
    return Response(msgspec.json.encode(problem), status_code=status, media_type=JSON)
