"""The AWS door as an ASGI application: bytes in, bytes out, and whatever may have to wait is done in threads."""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from probative.api.authentication import Received
from probative.api.door import AwsDoor
from probative.api.protocol.errors import error_reply
from probative.api.protocol.refusals import CannotParseError
from probative.api.protocol.serialize import Reply
from probative.api.protocol.signature import NO_BODY, SignedRequest
from probative.api.turns import Together, Turn

AsgiScope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY_BYTES: Final = 8 << 20
"""More than the largest framework with 2,000 controls takes."""

BODY_SECONDS: Final = 60.0
_ANNOUNCING: Final = frozenset({b"content-length", b"transfer-encoding"})


class BodyRefusedError(Exception):
    """A body is larger, or comes more slowly, than any request needs; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class AwsDoorApp:
    """Serves `door` over HTTP; `public_url` is how clients reach it, empty: as they ask for it."""

    door: AwsDoor
    public_url: str = ""
    turn: Turn = field(init=False)
    together: Together = field(default_factory=Together)

    def __post_init__(self) -> None:
        object.__setattr__(self, "turn", Turn(self.door.replies.edition_at_hand))

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request_id = _new_request_id()
        try:
            # Nothing can be slow in coming where nothing is to come.
            body = await (read_body if _announces_body(scope) else _read)(receive, MAX_BODY_BYTES)
        except BodyRefusedError as refused:
            error = CannotParseError(f"the body is {refused.reason}")
            await _send(send, error_reply(error, operation=None, request_id=request_id))
            return
        received = received_of(scope, body, public_url=self.public_url, request_id=request_id)
        begun = self.door.begin(received, self.turn.edition_at_hand)
        await _send(send, begun if isinstance(begun, Reply) else await self.together.reply_to(begun))


def received_of(scope: AsgiScope, body: bytes, *, public_url: str, request_id: str) -> Received:
    """Return a request as the door takes it; nothing of it is decoded yet."""
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    signed = SignedRequest(
        method=scope["method"],
        raw_path=(scope.get("raw_path") or scope["path"].encode()).decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body_sha256=hashlib.sha256(body).hexdigest() if body else NO_BODY,
    )
    return Received(signed, body, public_url or _base_url(scope, dict(headers)), request_id)


def _announces_body(scope: AsgiScope) -> bool:
    """Say whether a request has a body, as its headers say. Source: RFC 9112 section 6."""
    return any(name in _ANNOUNCING for name, _ in scope["headers"])


async def read_body(receive: Receive, most: int, *, seconds: float = BODY_SECONDS) -> bytes:
    """Return the whole body of a request.

    Raises:
        BodyRefusedError: It has more than `most` bytes, or is not there after so many seconds; the rest was not read.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, most)
    except TimeoutError as error:
        raise BodyRefusedError(f"not there after {seconds:.0f} seconds") from error


async def _read(receive: Receive, most: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > most:
            raise BodyRefusedError(f"larger than {most} bytes")
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)


async def _send(send: Send, answer: Reply) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in answer.headers]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def _base_url(scope: AsgiScope, headers: Mapping[str, str]) -> str:
    host = headers.get("host", "")
    return f"{scope.get('scheme', 'http')}://{host}"


def _new_request_id() -> str:
    digits = secrets.token_hex(16)
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
