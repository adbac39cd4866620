"""An answer server: a table says what each operation answers, the models say how, and every call is counted."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from moto.core.request import Request
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support.aws_wire import Response, find_target, read_input, write_answer, write_error


class Asked(NamedTuple):
    """A request understood."""

    service: str
    operation: str
    region: str
    access_key: str
    given: dict[str, Any]

    @property
    def call(self) -> str:
        return f"{self.service}:{self.operation}"


class Error(NamedTuple):
    """An error of the service."""

    code: str
    message: str = "no"
    status: int = 400


class Raw(NamedTuple):
    """An HTTP answer as it is, after a while."""

    status: int
    body: bytes
    content_type: str = "application/json"
    delay: float = 0.0


Said: TypeAlias = Mapping[str, Any] | Error | Raw
Handler: TypeAlias = Callable[[Asked], Said]


@dataclass
class AnswerServer:
    """What the server answers, and what it was asked."""

    handlers: dict[str, Handler | Said]
    url: str = ""
    seen: list[Asked] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        request = Request(environ)
        reply = self._reply(request)
        headers = {"Content-Length": str(len(reply.body)), **reply.headers}
        start_response(f"{reply.status} X", list(headers.items()))
        return [reply.body]

    def calls(self) -> Counter[str]:
        """How often each operation was called."""
        return Counter(asked.call for asked in self.seen)

    def twice(self) -> list[str]:
        """What was asked more than once with the same arguments and page, in the same account and region."""
        counts = Counter(
            f"{asked.access_key} {asked.region} {asked.call} {json.dumps(asked.given, sort_keys=True, default=str)}"
            for asked in self.seen
        )
        return [call for call, number in counts.items() if number > 1]

    def _reply(self, request: Request) -> Response:
        target = find_target(request)
        if target is None:
            return Response(404, {"Content-Type": "application/json"}, b'{"__type": "UnknownOperationException"}')
        given = read_input(request, target)
        asked = Asked(target.service, target.operation, target.region, target.access_key, given)
        with self._lock:
            self.seen.append(asked)
            request_id = f"request-{len(self.seen)}"
        handler = self.handlers.get(asked.call, Error("UnknownOperationException", "not in the table"))
        said = handler(asked) if callable(handler) else handler
        match said:
            case Raw():
                time.sleep(said.delay)
                return Response(said.status, {"Content-Type": said.content_type}, said.body)
            case Error():
                return write_error(target, said.code, said.message, said.status)
            case _:
                return write_answer(target, said, request_id)


class _RequestHandler(WSGIRequestHandler):  # type: ignore[misc]  # werkzeug comes untyped here
    protocol_version = "HTTP/1.1"  # keep-alive
    disable_nagle_algorithm = True

    def log(self, *_: object, **__: object) -> None:
        """Keep quiet: the tests ask the server what it saw."""


@contextmanager
def answering(handlers: Mapping[str, Any]) -> Iterator[AnswerServer]:
    """Serve `handlers` (each a `Handler` or what is `Said`) on a port of this machine."""
    app = AnswerServer(dict(handlers))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_RequestHandler)
    app.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
