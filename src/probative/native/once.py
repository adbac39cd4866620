"""A change that is sent again is not made again: it is answered as the first time.

A browser sends a request anew by itself when its connection breaks off before an answer came, and cannot know whether
the server has done what it was asked for. The console therefore gives every change a key of its own.
Source: draft-ietf-httpapi-idempotency-key-header.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final, NamedTuple, TypeAlias

from probative.api.asgi import AsgiScope, Receive, Send

KEY: Final = b"idempotency-key"
_LASTS_SECONDS: Final = 60.0
_MOST: Final = 1_000
_MOST_BYTES: Final = 256 << 10
_MOST_BYTES_IN_ALL: Final = 16 << 20
_SUCCESS: Final = range(200, 300)
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})

Answer: TypeAlias = list[MutableMapping[str, Any]]
"""The messages of an answer, as ASGI has them; none: nothing was changed, so that it may be tried again."""


class _Known(NamedTuple):
    """A change, since when it is known, and what is, or will be, answered to it."""

    since: float
    answer: "asyncio.Future[Answer]"


@dataclass(frozen=True, slots=True)
class Once:
    """Passes requests on to `app`, each change with a key once; for the event loop, which alone knows of it.

    What is kept is whole answers to changes that succeeded, for a minute, and for who sends the same session only.
    """

    app: Callable[[AsgiScope, Receive, Send], Awaitable[None]]
    clock: Callable[[], float] = monotonic
    _known: dict[bytes, _Known] = field(default_factory=dict)

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        name = _name_of(scope)
        if name is None:
            await self.app(scope, receive, send)
            return
        self._forget()
        while (known := self._known.get(name)) is not None:
            if answer := await asyncio.shield(known.answer):
                for message in answer:
                    await send(message)
                return
        await self._make(name, scope, receive, send)

    async def _make(self, name: bytes, scope: AsgiScope, receive: Receive, send: Send) -> None:
        known = _Known(self.clock(), asyncio.get_running_loop().create_future())
        self._known[name] = known
        answer: Answer = []

        async def tell(message: MutableMapping[str, Any]) -> None:
            answer.append(message)
            await send(message)

        try:
            await self.app(scope, receive, tell)
        finally:
            kept = answer if _is_kept(answer) else []
            if not kept:
                del self._known[name]
            known.answer.set_result(kept)

    def _forget(self) -> None:
        now, room = self.clock(), _MOST_BYTES_IN_ALL
        done = [(name, known) for name, known in self._known.items() if known.answer.done()]
        for number, (name, known) in enumerate(reversed(done)):
            room -= _size_of(known.answer.result())
            if now - known.since >= _LASTS_SECONDS or number >= _MOST or room < 0:
                del self._known[name]


def _name_of(scope: AsgiScope) -> bytes | None:
    """Return what a change goes by; None: it is none, has no key, or is nobody's."""
    if scope["type"] != "http" or scope["method"] in _READING:
        return None
    headers = dict(scope["headers"])
    if not headers.get(KEY) or not headers.get(b"cookie"):
        return None
    path = scope.get("raw_path") or scope["path"].encode()
    parts = (headers[KEY], headers[b"cookie"], scope["method"].encode(), path, scope["query_string"])
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).digest()


def _is_kept(answer: Answer) -> bool:
    """Say whether an answer is whole, small enough, and tells of success."""
    if not answer or answer[-1].get("more_body") or answer[-1]["type"] != "http.response.body":
        return False
    return answer[0]["status"] in _SUCCESS and _size_of(answer) <= _MOST_BYTES


def _size_of(answer: Answer) -> int:
    return sum(len(message.get("body", b"")) for message in answer)
