"""A proxy in front of a server: passes bytes on, or delays, resets or swallows them, as a bad network does."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class Proxy:
    """What becomes of connections from now on, until it is set anew."""

    host: str
    port: int
    url: str = ""
    delay: float = 0.0
    resets: int = 0
    """So many connections are reset in the midst of their first piece; below 0: all."""
    answers_lost: int = 0
    """So many connections are reset once the server answers, which has done by then what it was asked for."""
    swallows: bool = False

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, on = await asyncio.open_connection(self.host, self.port)
        try:
            with suppress(ConnectionError):
                await asyncio.gather(self._pass_on(reader, on), self._pass_on(there, writer, is_answer=True))
        finally:
            for each in (writer, on):
                each.close()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool = False
    ) -> None:
        while piece := await reader.read(65_536):
            if is_answer and self.answers_lost:
                self.answers_lost -= 1
                writer.transport.abort()
                raise ConnectionResetError
            if self.resets:
                self.resets -= 1
                writer.transport.abort()
                raise ConnectionResetError
            await asyncio.sleep(self.delay)
            if not self.swallows:
                writer.write(piece)
                await writer.drain()
        writer.close()  # what was written still goes out


@contextmanager
def in_front_of(url: str) -> Iterator[Proxy]:
    """Run a proxy in front of the server at `url`."""
    address = urlsplit(url)
    proxy = Proxy(address.hostname or "", address.port or 0)
    loops: list[asyncio.AbstractEventLoop] = []
    ready, stop = threading.Event(), asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(proxy.take, "127.0.0.1", 0)
        proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        loops.append(asyncio.get_running_loop())
        ready.set()
        await stop.wait()
        server.close()

    # What still runs when `serve` has ended is cancelled.
    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    try:
        yield proxy
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join()
