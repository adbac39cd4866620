"""The server's socket, and the loop that answers what comes through it until it is told to end."""

import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

import uvicorn

from probative.domain.errors import Finding, InvalidError

_BACKLOG: Final = 2048
_GRACE_SECONDS: Final = 10


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to `host` and `port` (0: any free one).

    Raises:
        InvalidError: The address is taken, or none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        told = f"{host}:{port} cannot be listened on ({getattr(error, 'strerror', None) or error}): choose another"
        raise InvalidError(Finding("--port", told)) from error
    return bound


def address_of(bound: socket.socket) -> str:
    """Return where a browser on this machine finds the server, say `http://127.0.0.1:8080`."""
    host, port = bound.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  shown, not bound
    return f"http://{shown}:{port}"


def listen(
    app: Any,  # noqa: ANN401  any ASGI application
    bound: socket.socket,
    when_ready: Callable[[], None],
    when_told_to_end: Callable[[], None],
) -> None:
    """Answer requests until SIGTERM or SIGINT; what is under way is answered within seconds."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    _Server(config, when_ready, when_told_to_end).run(sockets=[bound])


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, when_ready: Callable[[], None], when_told_to_end: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._when_ready = when_ready
        self._when_told_to_end = when_told_to_end

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end; asked again by Ctrl-C, wait for nobody."""
        # Not uvicorn's own, which raises the signal again afterwards: that would kill the process before what is
        # being collected is finished or given back.
        del frame
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        self._when_told_to_end()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._when_ready()
