"""What requests that wait together in the event loop do but once: asking for the edition, and making a reply."""

import asyncio
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool

from probative.api.protocol.serialize import Reply
from probative.api.replies import Edition


class Begun(NamedTuple):
    """A request whose reply is not at hand."""

    key: Hashable | None
    """What it shares with all requests that get the same reply; None: with none, or it is not known."""
    look: Callable[[], Reply | None]
    """Returns the reply, if it is at hand by now."""
    make: Callable[[], Reply]
    """Returns the reply; it may wait, so that it is for a thread."""


class Turn:
    """Asks for the edition once for all requests that wait in one turn of the event loop, each in a task of its own.

    The loop calls in order: whoever comes after the question was asked comes after it was forgotten, too. A task that
    asks again does so for a later request.
    """

    def __init__(self, ask: Callable[[], Edition | None]) -> None:
        self._ask = ask
        self._told: Edition | None = None
        self._asking: asyncio.Task[Any] | None = None

    def edition_at_hand(self) -> Edition | None:
        """Return the edition, as it was after every request of this turn had come; None: it is not at hand."""
        task = asyncio.current_task()
        if self._told is None or task is self._asking:
            asyncio.get_running_loop().call_soon(self._forget)
            self._told, self._asking = self._ask(), task
        return self._told

    def _forget(self) -> None:
        self._told = self._asking = None


class Together:
    """Makes replies in threads, for requests that get the same reply in one of them."""

    def __init__(self) -> None:
        self._makers: dict[Hashable, asyncio.Event] = {}

    async def reply_to(self, begun: Begun) -> Reply:
        """Return the reply to a request, made for it or for another that came before.

        Whoever waited for another in vain waits for nobody else: its reply was not kept, or holds no longer.
        """
        maker = self._makers.get(begun.key)
        if maker is not None:
            await maker.wait()
            found = begun.look()
            return found if found is not None else await run_in_threadpool(begun.make)
        if begun.key is None:
            return await run_in_threadpool(begun.make)
        made = self._makers[begun.key] = asyncio.Event()
        try:
            return await run_in_threadpool(begun.make)
        finally:
            del self._makers[begun.key]
            made.set()
