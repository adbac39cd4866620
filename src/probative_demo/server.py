"""One port for all of AWS: a request becomes a call, the call an answer, the answer bytes."""

import hashlib
import socket
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any, Final

from moto.core.request import Request
from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import ThreadedWSGIServer

from probative_demo.errors import ApiError, NotHereError
from probative_demo.handlers import HANDLERS
from probative_demo.models import CBOR
from probative_demo.passing import pass_on
from probative_demo.places import Place
from probative_demo.routing import Call, Scope, Target, find_target, read_input, read_scope
from probative_demo.simulation import Simulation, answer_call, empty_answer
from probative_demo.wire import Reply, write_answer, write_error

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class Application:
    """The WSGI application in front of the organization, and of moto behind it."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._numbers = count(1)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        reply = self.reply(request)
        headers = {**reply.headers}
        headers.setdefault("Content-Length", str(len(reply.body)))
        start_response(f"{reply.status} {_PHRASES.get(reply.status, 'Error')}", list(headers.items()))
        return [] if request.method == "HEAD" else [reply.body]

    def reply(self, request: Request) -> Reply:
        """Return what `request` is answered with."""
        request_id = _request_id(next(self._numbers))
        scope = read_scope(request)
        if scope is None:
            return write_error(
                "sts", "GetCallerIdentity", _protocol_of(request), ApiError(*_UNSIGNED, 403), request_id
            )
        target = find_target(request, scope)
        if target is None:
            error = ApiError("UnknownOperationException", f"{scope.service} has no such operation.", 404)
            return write_error("sts", "GetCallerIdentity", _protocol_of(request), error, request_id)
        try:
            call = self._understand(request, scope, target, request_id)
            return self._answer(call)
        except ApiError as error:
            return write_error(target.service, target.operation, target.protocol, error, request_id)

    def _understand(self, request: Request, scope: Scope, target: Target, request_id: str) -> Call:
        caller = self._simulation.callers.of(scope.access_key, self._simulation.clock())
        if caller is None:
            code, message = _UNKNOWN_KEY.get(target.protocol, _UNKNOWN_KEY["json"])
            raise ApiError(code, message, 401 if target.protocol == "ec2" else 403)
        return Call(
            target=target,
            given=read_input(request, target),
            place=Place(caller.account, scope.region),
            caller=caller,
            request=request,
            request_id=request_id,
        )

    def _answer(self, call: Call) -> Reply:
        try:
            answered = answer_call(self._simulation, call, HANDLERS)
        except NotHereError:
            return self._answer_elsewhere(call)
        target = call.target
        return write_answer(target.service, target.operation, target.protocol, answered, call.request_id)

    def _answer_elsewhere(self, call: Call) -> Reply:
        target = call.target
        try:
            if target.protocol != CBOR:  # moto's server does not read CBOR
                return pass_on(call)
        except NotHereError:
            pass
        return write_answer(
            target.service, target.operation, target.protocol, empty_answer(call), call.request_id
        )


_UNSIGNED: Final = ("MissingAuthenticationToken", "Missing Authentication Token")
_INVALID_TOKEN: Final = "The security token included in the request is invalid."
_UNKNOWN_KEY: Final = {
    "query": ("InvalidClientTokenId", _INVALID_TOKEN),
    "ec2": ("AuthFailure", "AWS was not able to validate the provided access credentials"),
    "rest-xml": ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
    "json": ("UnrecognizedClientException", _INVALID_TOKEN),
}
_PHRASES: Final = {200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content"}


def _protocol_of(request: Request) -> str:
    if request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        return "query"
    return "json"


def _request_id(number: int) -> str:
    digest = hashlib.sha256(number.to_bytes(8, "big")).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"


class _RequestHandler(MotoRequestHandler):  # type: ignore[misc]  werkzeug comes untyped here
    protocol_version = "HTTP/1.1"  # keep-alive: clients send hundreds of calls
    disable_nagle_algorithm = True  # head and body go out in two writes: Nagle would cost 40 ms a call
    timeout = 120

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing: whoever asks keeps the log."""


def make_server(app: Callable[..., Any], host: str, port: int) -> ThreadedWSGIServer:
    """Return a server bound to `host` and `port` (0: any free one).

    Raises:
        OSError: The port is taken.
    """
    # Bound here and handed over: werkzeug itself ends the process when the port is taken.
    with socket.create_server((host, port), backlog=_BACKLOG) as bound:
        server = _Server(host, bound.getsockname()[1], app, _RequestHandler, fd=bound.fileno())
    return server


_BACKLOG: Final = 128


class _Server(ThreadedWSGIServer):  # type: ignore[misc]  werkzeug comes untyped here
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: Sequence[object]) -> None:
        """Say nothing of clients that hang up."""
